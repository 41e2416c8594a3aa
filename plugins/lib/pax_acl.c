/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_acl.c - POSIX ACLs: the kernel's attributes and libarchive's entries.
 */
#include "pax_acl.h"

#include <endian.h>
#include <errno.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <stdlib.h>
#include <string.h>

/* In the order in which the kernel wants them. */
static const struct {
	uint16_t tag;
	int archive, has_id;
} tags[] = {
	{ ACL_USER_OBJ, ARCHIVE_ENTRY_ACL_USER_OBJ, 0 },
	{ ACL_USER, ARCHIVE_ENTRY_ACL_USER, 1 },
	{ ACL_GROUP_OBJ, ARCHIVE_ENTRY_ACL_GROUP_OBJ, 0 },
	{ ACL_GROUP, ARCHIVE_ENTRY_ACL_GROUP, 1 },
	{ ACL_MASK, ARCHIVE_ENTRY_ACL_MASK, 0 },
	{ ACL_OTHER, ARCHIVE_ENTRY_ACL_OTHER, 0 },
};
enum { TAGS = sizeof(tags) / sizeof(tags[0]) };

struct acl {
	struct posix_acl_xattr_header header;
	struct posix_acl_xattr_entry entries[];
};

static int type_of(const char *name)
{
	return strcmp(name, PAX_ACL_DEFAULT) == 0 ? ARCHIVE_ENTRY_ACL_TYPE_DEFAULT
						  : ARCHIVE_ENTRY_ACL_TYPE_ACCESS;
}

static int add(struct archive_entry *entry, int type,
	       const struct posix_acl_xattr_entry *acl)
{
	for (size_t i = 0; i < TAGS; i++)
		if (tags[i].tag == le16toh(acl->e_tag))
			return archive_entry_acl_add_entry(
				entry, type, le16toh(acl->e_perm) & 7, tags[i].archive,
				tags[i].has_id ? (int)le32toh(acl->e_id) : -1, NULL);
	return -EINVAL;
}

int pax_acl_to_archive(const struct pax_attribute *attribute, struct archive_entry *entry)
{
	struct posix_acl_xattr_header header;
	size_t n = attribute->n;
	int rc = 0;

	if (n < sizeof(header) ||
	    (n - sizeof(header)) % sizeof(struct posix_acl_xattr_entry))
		return -EINVAL;
	memcpy(&header, attribute->value, sizeof(header));
	if (le32toh(header.a_version) != POSIX_ACL_XATTR_VERSION)
		return -EINVAL;
	for (size_t at = sizeof(header); rc == 0 && at < n;
	     at += sizeof(struct posix_acl_xattr_entry)) {
		struct posix_acl_xattr_entry acl;

		memcpy(&acl, attribute->value + at, sizeof(acl));
		rc = add(entry, type_of(attribute->name), &acl) == 0 ? 0 : -EINVAL;
	}
	return rc;
}

/* Appends all entries of one tag; how many. */
static size_t take(struct archive_entry *entry, int type, size_t which, struct acl *acl,
		   size_t n)
{
	int entry_type, permissions, tag, id;
	const char *name;
	size_t taken = 0;

	archive_entry_acl_reset(entry, type);
	while (archive_entry_acl_next(entry, type, &entry_type, &permissions, &tag, &id,
				      &name) == 0)
		if (tag == tags[which].archive)
			acl->entries[n + taken++] = (struct posix_acl_xattr_entry){
				.e_tag = htole16(tags[which].tag),
				.e_perm = htole16((uint16_t)(permissions & 7)),
				.e_id = htole32(tags[which].has_id
							? (uint32_t)id
							: (uint32_t)ACL_UNDEFINED_ID),
			};
	return taken;
}

static mode_t mask_of(const struct acl *acl, size_t n, mode_t mode)
{
	for (size_t i = 0; i < n; i++)
		if (le16toh(acl->entries[i].e_tag) == ACL_MASK)
			return (mode & ~(mode_t)070) |
			       (mode_t)le16toh(acl->entries[i].e_perm) << 3;
	return mode;
}

static int from_archive(struct archive_entry *from, int type, struct pax_entry *to)
{
	int count = archive_entry_acl_reset(from, type);
	struct acl *acl;
	size_t n = 0;
	int rc;

	/* Without entries of its own an access ACL is the mode. */
	if (count <= 0 || (archive_entry_acl_types(from) & type) == 0)
		return 0;
	acl = calloc(1, sizeof(*acl) + (size_t)count * sizeof(acl->entries[0]));
	if (!acl)
		return -ENOMEM;
	acl->header.a_version = htole32(POSIX_ACL_XATTR_VERSION);
	for (size_t i = 0; i < TAGS; i++)
		n += take(from, type, i, acl, n);
	if (type == ARCHIVE_ENTRY_ACL_TYPE_ACCESS)
		to->mode = mask_of(acl, n, to->mode);
	rc = pax_entry_add_attribute(
		to,
		type == ARCHIVE_ENTRY_ACL_TYPE_ACCESS ? PAX_ACL_ACCESS : PAX_ACL_DEFAULT,
		acl, sizeof(*acl) + n * sizeof(acl->entries[0]));
	free(acl);
	return rc;
}

int pax_acl_from_archive(struct archive_entry *from, struct pax_entry *to)
{
	int rc = from_archive(from, ARCHIVE_ENTRY_ACL_TYPE_ACCESS, to);

	return rc < 0 ? rc : from_archive(from, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT, to);
}
