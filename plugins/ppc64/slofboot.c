/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/slofboot.c - what SLOF's own loader is told of one node.
 *
 *   TFTP pxelinux.cfg/01-MAC     "kernel" is the script, "initrd" the initrd: SLOF puts the
 *                                initrd into /chosen and runs what begins like a script
 *        pxelinux.cfg/01-MAC.fs  the script (Forth): loads the kernel, starts it
 *
 * "append" is of no use: SLOF's package obp-tftp sets /chosen's bootargs back to what they
 * were before it loaded, so that the script sets them.  A file of over 2047 bytes SLOF would
 * not read either, which the script is not bound to.
 * SLOF's words: lib/libnet/netload.c, slof/fs/boot.fs and slof/fs/packages/obp-tftp.fs.
 */
#include "ppc64.h"

#include "plugins/lib/bootwords.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* SLOF takes a name of 99 bytes as the device's argument, and a file of 2047. */
enum { SCRIPT_ROOM = 8192, CONFIG_ROOM = 2048, NAME_ROOM = 100, PATH_ROOM = 64 };

/* The card is the one that this script came by.  An initrd that the kernel was loaded over
 * is found out before it is started; so is a kernel that did not come. */
static const char script[] =
	"\\ %s: netboot %s:%s@%s\n"
	"s\" load \" s\" bootpath\" get-chosen drop 1- $cat s\" :,%s\" $cat evaluate\n"
	"load-size 0= IF .\" stateless: the kernel was not loaded\" cr d# 30000 ms "
	"reset-all THEN\n"
	"s\" linux,initrd-start\" get-chosen drop decode-int nip nip get-load-base "
	"load-size + < IF .\" stateless: kernel and initrd are too large for SLOF\" cr "
	"d# 30000 ms reset-all THEN\n"
	"s\" %s%s\" encode-string s\" bootargs\" set-chosen\n"
	"go\n";

static const char config[] = "# %s: netboot %s:%s@%s\ndefault stateless\nlabel "
			     "stateless\n\tkernel %s\n\tinitrd %s\n";

static const char *kernel_of(const struct sl_boot *boot)
{
	const struct sl_artefact *const *a = boot->image->artefacts;

	for (; a && *a; a++)
		if ((*a)->role == SL_OTHER && strcmp((*a)->name, PPC64_SLOF) == 0)
			return (*a)->urlpath;
	return NULL;
}

SL_PRINTF(4, 5)
static int add_text(struct sl_job *job, const char *path, size_t room, const char *fmt,
		    ...)
{
	char text[SCRIPT_ROOM];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		return sl_fail(job, E2BIG, "%s is over %zu bytes", path, room - 1);
	return job->host->add_file(job, SL_TFTP, path, 0644, text, (size_t)n);
}

static int add_files(struct sl_job *job, const struct sl_boot *boot, const char *kernel)
{
	const struct sl_image *image = boot->image;
	char mac[BOOTWORDS_MAC], path[PATH_ROOM], fs[PATH_ROOM + 3], name[NAME_ROOM];
	char words[BOOTWORDS_ROOM];
	int rc;

	bootwords_format(boot->node, words);
	rc = bootwords_check(job, boot, strlen(words), PPC64_CMDLINE);
	if (rc < 0)
		return rc;
	if (strlen(kernel + 1) >= sizeof(name))
		return sl_fail(job, ENAMETOOLONG,
			       "%s: SLOF loads no name of over %zu bytes: %s; give the "
			       "image a shorter name",
			       boot->node->name, sizeof(name) - 1, kernel + 1);
	snprintf(name, sizeof(name), "%s", kernel + 1);
	for (char *at = name; *at; at++) /* a slash would end the device's name */
		*at = *at == '/' ? '\\' : *at;
	bootwords_mac(boot->node->mac, mac);
	snprintf(path, sizeof(path), "pxelinux.cfg/01-%s", mac);
	snprintf(fs, sizeof(fs), "%s.fs", path);
	rc = add_text(job, path, CONFIG_ROOM, config, boot->node->name, image->name,
		      image->method, image->generation, fs, boot->initrd->urlpath + 1);
	return rc < 0 ? rc
		      : add_text(job, fs, SCRIPT_ROOM, script, boot->node->name,
				 image->name, image->method, image->generation, name,
				 boot->cmdline, words);
}

int slofboot_render(struct sl_job *job, const struct sl_boot *boot)
{
	const char *kernel = kernel_of(boot), *initrd = boot->initrd->urlpath;
	int rc;

	if (!kernel)
		return sl_fail(
			job, ENOENT,
			"%s: image %s was packed without a kernel for SLOF; pack it "
			"again now that ppc64 { netboot } is \"pxelinux\"",
			boot->node->name, boot->image->name);
	rc = job->host->add_link(job, SL_TFTP, kernel + 1, kernel);
	if (rc == 0)
		rc = job->host->add_link(job, SL_TFTP, initrd + 1, initrd);
	return rc < 0 ? rc : add_files(job, boot, kernel);
}
