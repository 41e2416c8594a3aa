/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_ram.c - ram+FSTYPE: an image file in memory, mounted by a loop device.
 */
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* The manifest's words are mount options that only some kernels know: squashfs's
 * threads=, for one. */
static int mount_image(const struct node *node, const char *device, const char *fstype)
{
	const char *options = node->manifest.words;

	if (options && *options &&
	    mount(device, WAY_LOWER, fstype, MS_RDONLY, options) == 0)
		return 0;
	return mount(device, WAY_LOWER, fstype, MS_RDONLY, NULL) == 0 ? 0 : -errno;
}

static int mount_file(struct node *node, const char *file, const char *fstype)
{
	char device[32] = "";
	int loop = loop_attach(file, device, sizeof(device)), rc;

	if (loop < 0)
		return console_fail(&node->console, -loop,
				    "cannot make a loop device for the image: %s%s",
				    strerror(-loop),
				    loop == -ENOENT ? "; is the module loop in the "
						      "initrd?"
						    : "");
	rc = sysfile_make_folders(WAY_LOWER);
	if (rc == 0)
		rc = mount_image(node, device, fstype);
	close(loop);
	if (rc == 0)
		return 0;
	return console_fail(&node->console, -rc, "cannot mount the image as %s: %s%s",
			    fstype, strerror(-rc),
			    rc == -ENODEV ? "; is its module in the initrd?" : "");
}

static int ram_mount(struct node *node, const char *fstype)
{
	char file[64], alias[64];
	int rc;

	if (!*fstype)
		return console_fail(&node->console, EINVAL,
				    "way %s names no file system (ram+FSTYPE)",
				    node->manifest.way);
	rc = way_fetch(node, file, sizeof(file));
	if (rc < 0)
		return rc;
	snprintf(alias, sizeof(alias), "fs-%s", fstype);
	modules_load(&node->modules, "loop");
	if (modules_request(&node->modules, alias) == -ENOENT)
		modules_load(&node->modules, fstype);
	return mount_file(node, file, fstype);
}

/* The loop device holds the file. */
static void ram_settle(struct node *node)
{
	(void)node;
	umount2(WAY_IMAGE, MNT_DETACH);
}

const struct way way_ram = { "ram", ram_mount, ram_settle };
