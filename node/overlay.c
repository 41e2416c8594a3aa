/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/overlay.c - a writable root: an overlay of the image and a tmpfs.
 */
#include "selinux.h"
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define UPPER "/sl/upper"
#define ROOT  "/sl/root"

static int copy_owner(const char *from, const char *to)
{
	struct stat st;

	if (stat(from, &st) != 0 || lchown(to, st.st_uid, st.st_gid) != 0 ||
	    chmod(to, st.st_mode & 07777) != 0)
		return -errno;
	return 0;
}

static int mount_upper(struct node *node, const char *size)
{
	char options[64];
	int rc = sysfile_make_folders(UPPER);

	snprintf(options, sizeof(options), "mode=0755,size=%s", size);
	if (rc == 0 && mount("stateless-writes", UPPER, "tmpfs", 0, options) != 0)
		rc = -errno;
	if (rc == 0)
		rc = sysfile_make_folders(UPPER "/upper");
	if (rc == 0)
		rc = sysfile_make_folders(UPPER "/work");
	if (rc == 0)
		rc = copy_owner(WAY_LOWER, UPPER "/upper");
	if (rc == 0)
		rc = selinux_copy_label(node, WAY_LOWER, UPPER "/upper");
	if (rc == 0)
		return 0;
	return console_fail(&node->console, -rc,
			    "cannot make a tmpfs of %s for what is written: %s", size,
			    strerror(-rc));
}

/* Without the first a change of mode copies the whole file into memory, and renaming a
 * folder fails; kernels differ in what they know, and refuse the rest by EINVAL. */
static int mount_overlay(void)
{
	static const char *const more[] = { ",redirect_dir=on,metacopy=on,xino=on",
					    ",redirect_dir=on,xino=on",
					    ",redirect_dir=on", "" };
	char options[256];
	int rc = -EINVAL;

	for (size_t i = 0; rc == -EINVAL && i < sizeof(more) / sizeof(more[0]); i++) {
		snprintf(options, sizeof(options),
			 "lowerdir=" WAY_LOWER ",upperdir=" UPPER "/upper,workdir=" UPPER
			 "/work%s",
			 more[i]);
		rc = mount("stateless", ROOT, "overlay", 0, options) == 0 ? 0 : -errno;
	}
	return rc;
}

int overlay_mount(struct node *node, const char *size)
{
	int rc = mount_upper(node, size);

	if (rc < 0)
		return rc;
	modules_load(&node->modules, "overlay");
	rc = sysfile_make_folders(ROOT);
	if (rc == 0)
		rc = mount_overlay();
	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot mount the overlay: %s%s",
				    strerror(-rc),
				    rc == -ENODEV ? "; is the module overlay in the "
						    "initrd?"
						  : "");
	if (node->has_policy)
		node->upper = open(UPPER "/upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	umount2(UPPER, MNT_DETACH);
	umount2(WAY_LOWER, MNT_DETACH);
	node->root = ROOT;
	node->is_writable = 1;
	return 0;
}
