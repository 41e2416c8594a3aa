/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/inside.c - a user's command, run in a tree.
 */
#include "inside.h"

#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/str.h"
#include "core/job/chroot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define RESOLVER "etc/resolv.conf"
enum { RESOLVER_MOST = 1 << 20 };

static int mount_on(int fd, const char *type, const char *from, unsigned long flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return mount(from, path, type, flags, NULL) == 0 ? 0 : -errno;
}

/* By a descriptor: the command may have put a link where a folder was. */
static void unmount(int tree, const char *where)
{
	int fd CLEANUP_FD = intree_open(tree, where, O_PATH | O_NOFOLLOW, 0);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0)
		umount2(path, MNT_DETACH);
}

/* What programs write below /run belongs to a running system, and no image. */
static int empty_run(struct log *log, int tree)
{
	int rc = intree_make_folders(tree, "run");
	int fd CLEANUP_FD =
		rc < 0 ? rc : intree_open(tree, "run", O_PATH | O_DIRECTORY, 0);

	rc = fd < 0 ? fd : mount_on(fd, "tmpfs", "tmpfs", MS_NOSUID | MS_NODEV);
	return rc < 0 ? log_fail(log, -rc, "cannot mount a tmpfs on the tree's /run: %s",
				 strerror(-rc))
		      : 0;
}

/* Where the tree's etc/resolv.conf leads to, as a path of the tree. */
static char *resolver_path(int tree)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(tree, RESOLVER, target, sizeof(target) - 1);

	if (n <= 0)
		return mem_dup(RESOLVER);
	target[n] = '\0';
	return target[0] == '/' ? mem_dup(target) : mem_printf("etc/%s", target);
}

/* A file that is there gets this machine's mounted over it; a link into /run, which is
 * empty here, gets its file.  A command may do well without names, so what cannot be done
 * is told and no failure.  True: it is mounted on `path`. */
static bool lend_resolver(struct log *log, int tree, const char *path)
{
	int fd CLEANUP_FD = intree_open(tree, path, O_PATH | O_NOFOLLOW, 0);
	struct str text CLEANUP_STR = { 0 };
	int own CLEANUP_FD = open("/" RESOLVER, O_RDONLY | O_CLOEXEC);
	int rc = own < 0 ? -errno : 0;

	if (rc == 0 && fd >= 0)
		rc = mount_on(fd, NULL, "/" RESOLVER, MS_BIND);
	else if (rc == 0 && !strstr(path, "run/"))
		rc = -ENOENT;
	else if (rc == 0)
		rc = file_read_fd(own, RESOLVER_MOST, &text);
	if (rc == 0 && fd < 0)
		rc = intree_write(tree, path, 0644, str_text(&text), text.n);
	if (rc < 0)
		log_info(log, "host names cannot be looked up in the tree: /%s: %s",
			 RESOLVER, strerror(-rc));
	return rc == 0 && fd >= 0;
}

static int run_lent(struct log *log, const char *folder, int fd,
		    const struct inside *inside)
{
	char *terminal CLEANUP_FREE =
		mem_printf("TERM=%s", getenv("TERM") ? getenv("TERM") : "dumb");
	const char *const env[] = { terminal, NULL };
	const struct exec exec = {
		.flags = EXEC_INHERIT | EXEC_STATUS |
			 (inside->terminal ? EXEC_TERMINAL : 0u),
		.argv = inside->argv,
		.env = env,
	};
	char *path CLEANUP_FREE = resolver_path(fd);
	bool lent = lend_resolver(log, fd, path);
	int rc = chroot_run(log, folder, fd, &exec);

	if (lent)
		unmount(fd, path);
	return rc;
}

int inside_run(struct log *log, const char *folder, int fd, const struct inside *inside)
{
	int rc = empty_run(log, fd);

	if (rc < 0)
		return rc;
	rc = run_lent(log, folder, fd, inside);
	unmount(fd, "run");
	if (rc <= 0)
		return rc;
	return log_fail(log, EIO,
			"%s ended with exit status %d: what it did is dropped, the tree "
			"stays as it was",
			inside->argv[0], rc);
}
