/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsattributes.c - attributes of files that NFS does not carry.
 */
#include "nfsattributes.h"
#include "inroot.h"

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

static int is_known(const char *name)
{
	static const char *const known[] = { "security.capability",
					     "system.posix_acl_access",
					     "system.posix_acl_default" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i]) == 0)
			return 1;
	return 0;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static int read_value(const char *text, size_t n, struct nfs_attribute *attribute)
{
	if (n % 2 || n / 2 > sizeof(attribute->value))
		return -EINVAL;
	for (size_t i = 0; i < n / 2; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		attribute->value[i] = (unsigned char)(high << 4 | low);
	}
	attribute->n = n / 2;
	return 0;
}

static int octal(const char *text, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= n || text[i] < '0' || text[i] > '7')
			return -1;
		value = value * 8 + (text[i] - '0');
	}
	return value > 0 && value < 256 ? value : -1;
}

/* Never absolute, and without a way out of the root. */
static int read_path(const char *text, size_t n, struct nfs_attribute *attribute)
{
	char *path = attribute->path;
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)text[i];

		if (c == '\\') {
			c = octal(text + i + 1, n - i - 1);
			i += 3;
		}
		if (c < 0 || to + 1 == sizeof(attribute->path))
			return -EINVAL;
		path[to++] = (char)c;
	}
	path[to] = '\0';
	return to && *path != '/' && strcmp(path, "..") != 0 &&
			       strncmp(path, "../", 3) != 0 && !strstr(path, "/../")
		       ? 0
		       : -EINVAL;
}

int nfs_attribute_next(const char **at, struct nfs_attribute *attribute)
{
	const char *name = *at, *value, *path, *end;

	if (!*name)
		return 0;
	end = strchr(name, '\n');
	value = strchr(name, ' ');
	path = value ? strchr(value + 1, ' ') : NULL;
	if (!end || !path || path > end || (size_t)(value - name) >= NFS_ATTRIBUTE_NAME)
		return -EINVAL;
	memcpy(attribute->name, name, (size_t)(value - name));
	attribute->name[value - name] = '\0';
	*at = end + 1;
	if (!is_known(attribute->name) ||
	    read_value(value + 1, (size_t)(path - value - 1), attribute) < 0 ||
	    read_path(path + 1, (size_t)(end - path - 1), attribute) < 0)
		return -EINVAL;
	return 1;
}

struct setting {
	const char *text;
	struct nfs_attribute *attribute;
};

static int set_all(void *arg)
{
	const struct setting *setting = arg;
	const char *at = setting->text;
	struct nfs_attribute *attribute = setting->attribute;
	int rc;

	while ((rc = nfs_attribute_next(&at, attribute)) > 0)
		if (lsetxattr(attribute->path, attribute->name, attribute->value,
			      attribute->n, 0) != 0)
			return -errno;
	return rc;
}

int nfs_attributes_set(const char *root, const char *text,
		       struct nfs_attribute *attribute)
{
	struct setting setting = { text, attribute };

	return inroot_run(root, set_all, &setting);
}
