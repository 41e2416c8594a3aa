/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/verify.c - is the image that was written the tree?
 *
 * The kernel of this host mounts it, which shows all that a node will see.  Where it has
 * no EROFS or no loop devices, fsck.erofs takes the files out again: version 1.5 brings
 * back no attributes and loses setuid bits, so these are not compared then.
 */
#include "erofs.h"

#include "plugins/lib/compare.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static const char *const attributes[] = { "", NULL };

static int run(struct sl_job *job, uint32_t flags, const char *const *argv)
{
	return sl_runv(job, flags | SL_RUN_QUIET | SL_RUN_STATUS | SL_RUN_MERGED, argv);
}

/* 1: it is mounted at `to`; 0: this host cannot. */
static int mount_image(struct sl_job *job, const char *image, const char *to)
{
	const char *const argv[] = {
		"mount", "-t", "erofs", "-o", "loop,ro,nosuid,nodev,noexec",
		image,   to,   NULL
	};
	int rc = run(job, 0, argv);

	return rc < 0 ? rc : rc == 0;
}

static int unmount(struct sl_job *job, const char *at)
{
	if (umount2(at, 0) == 0)
		return 0;
	return sl_fail(job, errno, "cannot unmount %s: %s", at, strerror(errno));
}

static int extract(struct sl_job *job, const char *image, const char *to)
{
	char option[EROFS_PATH + 16];
	const char *const argv[] = { "fsck.erofs", option, "--preserve", image, NULL };
	int rc;

	snprintf(option, sizeof(option), "--extract=%s", to);
	rc = run(job, 0, argv);
	if (rc > 0)
		return sl_fail(
			job, EBADMSG,
			"fsck.erofs cannot read the packed image (status %d): pack "
			"again, and report it if it comes back",
			rc);
	return rc;
}

static int compare_extracted(struct sl_job *job, const char *image, const char *to,
			     struct compare *how)
{
	int rc = extract(job, image, to);

	how->attributes = NULL;
	how->no_links = 1;
	how->modes = 07777 & ~(S_ISUID | S_ISGID);
	sl_log(job, SL_WARNING,
	       "this host mounts no EROFS: attributes and setuid bits of the packed "
	       "image "
	       "are not compared with the tree");
	return rc < 0 ? rc : compare_trees(job, how, sl_path(job, SL_TREE), to);
}

static int check(struct sl_job *job, const char *image, const char *to,
		 struct compare *how)
{
	int gone, rc = mount_image(job, image, to);

	if (rc < 0)
		return rc;
	if (rc == 0)
		return compare_extracted(job, image, to, how);
	rc = compare_trees(job, how, sl_path(job, SL_TREE), to);
	gone = unmount(job, to);
	return rc < 0 ? rc : gone;
}

int erofs_verify(struct sl_job *job, void *self)
{
	const char *way = sl_opt(job, "verify");
	struct compare how = { .attributes = attributes,
			       .last = INT64_MAX,
			       .modes = 07777,
			       .nanoseconds = 1,
			       .no_bytes = way && strcmp(way, "listing") == 0 };
	char image[EROFS_PATH], to[EROFS_PATH];
	int rc;

	(void)self;
	if (way && strcmp(way, "no") == 0)
		return 0;
	rc = erofs_join(job, image, sl_path(job, SL_OUTPUT), EROFS_OUTPUT);
	if (rc == 0)
		rc = erofs_join(job, to, sl_path(job, SL_WORK), "erofs-copy");
	if (rc < 0)
		return rc;
	if (mkdir(to, 0700) != 0 && errno != EEXIST)
		return sl_fail(job, errno, "cannot make the folder %s: %s", to,
			       strerror(errno));
	return check(job, image, to, &how);
}
