/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/xattr.c - extended attributes: capabilities, ACLs, labels and what users set.
 */
#include "xattr.h"

#include <errno.h>
#include <linux/limits.h>
#include <string.h>
#include <sys/xattr.h>

static int copy_one(const char *from, const char *to, const char *name)
{
	char *value CLEANUP_FREE = mem_alloc(XATTR_SIZE_MAX);
	ssize_t n = lgetxattr(from, name, value, XATTR_SIZE_MAX);

	return n < 0 ? -1 : lsetxattr(to, name, value, (size_t)n, 0);
}

int xattr_copy(struct log *log, const char *from, const char *to)
{
	char names[XATTR_LIST_MAX];
	ssize_t n = llistxattr(from, names, sizeof(names));

	if (n < 0 && errno != ENOTSUP)
		return log_fail(log, errno, "cannot list the attributes of %s: %s", from,
				strerror(errno));
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1)
		if (copy_one(from, to, name) != 0)
			return log_fail(log, errno,
					"cannot give %s the attribute %s of %s: %s", to,
					name, from, strerror(errno));
	return 0;
}
