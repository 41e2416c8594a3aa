/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/grubcore.c - GRUB's core image for Open Firmware, of the image's own modules.
 */
#include "ppc64.h"

#include "plugins/lib/args.h"
#include "plugins/lib/grubimage.h"

#include <errno.h>
#include <stdlib.h>

static const char *const places[] = {
	"usr/lib/grub/powerpc-ieee1275",
	"usr/lib/grub2/powerpc-ieee1275",
	"usr/share/grub2/powerpc-ieee1275",
	NULL,
};

/* tftp and http fetch, regexp and eval find the card, gzio unpacks, tar is the memdisk's. */
static const struct grubimage core = {
	.places = places,
	.format = "powerpc-ieee1275",
	.prefix = "(memdisk)/boot/grub",
	.modules = "normal net tftp http ofnet linux echo configfile test sleep "
		   "gzio minicmd memdisk tar regexp eval boot reboot halt",
	.name = PPC64_GRUB,
};

/* A folder in memory, with the configuration and the driver of network cards, which is
 * loaded again from there.  Same files, same bytes. */
static int pack_memdisk(struct sl_job *job, const char *path)
{
	ARGS args = { 0 };

	args_split(&args,
		   "tar --create --mtime=@0 --owner=0 --group=0 --numeric-owner "
		   "--mode=u=rw,go=r --format=ustar "
		   "--transform=s,^grubnet.cfg$,boot/grub/grub.cfg, "
		   "--transform=s,^ofnet.mod$,boot/grub/powerpc-ieee1275/ofnet.mod, "
		   "--transform=s,^moddep.lst$,boot/grub/powerpc-ieee1275/moddep.lst,",
		   " ");
	args_addf(&args, "--file=%s", path);
	args_addf(&args, "--directory=%s", sl_path(job, SL_DATA));
	args_add(&args, "grubnet.cfg");
	args_addf(&args, "--directory=%s/" GRUBIMAGE_MODULES, sl_path(job, SL_WORK));
	args_add(&args, "moddep.lst");
	args_add(&args, "ofnet.mod");
	return args_run(job, 0, &args, NULL);
}

static int make(struct sl_job *job)
{
	char *early = args_printf("%s/grubearly.cfg", sl_path(job, SL_DATA));
	char *memdisk = args_printf("%s/memdisk.tar", sl_path(job, SL_WORK));
	struct grubimage image = core;
	int rc;

	image.early = early;
	image.memdisk = memdisk;
	rc = early && memdisk ? pack_memdisk(job, memdisk)
			      : sl_fail(job, ENOMEM, "memory is out");
	if (rc == 0)
		rc = grubimage_join(job, &image);
	free(memdisk);
	free(early);
	return rc;
}

int grubcore_add(struct sl_job *job)
{
	int copied = grubimage_copy(job, &core);

	if (copied == 0)
		sl_log(job, SL_WARNING,
		       "the image has no GRUB modules for Open Firmware "
		       "(grub-ieee1275-bin, grub2-ppc64le-modules): only petitboot can "
		       "start it");
	return copied > 0 ? make(job) : copied;
}
