/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/acl.c - POSIX ACLs of archives, as the kernel takes them.
 */
#include "acl.h"
#include "untar_pax.h"

#include <endian.h>
#include <errno.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <string.h>

enum { FIELDS = 4 };

struct field {
	const char *text;
	size_t n;
};

static int is(const struct field *field, const char *text)
{
	return field->n == strlen(text) && memcmp(field->text, text, field->n) == 0;
}

/* Up to FIELDS, with colons between. */
static size_t split(const char *text, size_t n, struct field fields[FIELDS])
{
	size_t count = 0;

	for (;;) {
		const char *colon = memchr(text, ':', n);
		size_t length = colon ? (size_t)(colon - text) : n;

		if (count == FIELDS)
			return 0;
		fields[count++] = (struct field){ text, length };
		if (!colon)
			return count;
		text += length + 1;
		n -= length + 1;
	}
}

static int tag_of(const struct field *kind, int has_id)
{
	static const struct {
		const char *name;
		int without, with; /* an id; 0: cannot be */
	} kinds[] = { { "user", ACL_USER_OBJ, ACL_USER },
		      { "group", ACL_GROUP_OBJ, ACL_GROUP },
		      { "mask", ACL_MASK, 0 },
		      { "other", ACL_OTHER, 0 } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is(kind, kinds[i].name))
			return has_id ? kinds[i].with : kinds[i].without;
	return 0;
}

static int permissions_of(const struct field *field)
{
	static const char letters[] = "rwx";
	int permissions = 0;

	if (field->n != 3)
		return -EINVAL;
	for (int i = 0; i < 3; i++) {
		if (field->text[i] == letters[i])
			permissions |= 4 >> i;
		else if (field->text[i] != '-')
			return -EINVAL;
	}
	return permissions;
}

static int read_entry(const char *text, size_t n, struct posix_acl_xattr_entry *entry)
{
	struct field fields[FIELDS];
	size_t count = split(text, n, fields);
	const struct field *id = &fields[count == FIELDS ? 3 : 1];
	uint64_t number = ACL_UNDEFINED_ID & UINT32_MAX;
	int permissions, tag;

	if (count < 3)
		return -EINVAL;
	permissions = permissions_of(&fields[2]);
	tag = tag_of(&fields[0], id->n > 0);
	if (permissions < 0 || !tag ||
	    (id->n > 0 &&
	     (untar_decimal(id->text, id->n, &number) < 0 || number >= UINT32_MAX)))
		return -EINVAL;
	entry->e_tag = htole16((uint16_t)tag);
	entry->e_perm = htole16((uint16_t)permissions);
	entry->e_id = htole32((uint32_t)number);
	return 0;
}

/* The kernel wants them by tag; those of one tag stay as they come. */
static void insert(unsigned char *entries, size_t n,
		   const struct posix_acl_xattr_entry *entry)
{
	struct posix_acl_xattr_entry before;

	for (; n > 0; n--) {
		memcpy(&before, entries + (n - 1) * sizeof(before), sizeof(before));
		if (le16toh(before.e_tag) <= le16toh(entry->e_tag))
			break;
		memcpy(entries + n * sizeof(before), &before, sizeof(before));
	}
	memcpy(entries + n * sizeof(*entry), entry, sizeof(*entry));
}

ssize_t acl_from_text(const char *text, size_t n, unsigned char value[ACL_BYTES])
{
	const struct posix_acl_xattr_header header = { .a_version = htole32(
							       POSIX_ACL_XATTR_VERSION) };
	size_t count = 0;

	memcpy(value, &header, sizeof(header));
	for (;;) {
		const char *comma = memchr(text, ',', n);
		size_t length = comma ? (size_t)(comma - text) : n;
		struct posix_acl_xattr_entry entry;

		if (count == ACL_MOST || read_entry(text, length, &entry) < 0)
			return -EINVAL;
		insert(value + sizeof(header), count++, &entry);
		if (!comma)
			break;
		text += length + 1;
		n -= length + 1;
	}
	return (ssize_t)(sizeof(header) + count * sizeof(struct posix_acl_xattr_entry));
}
