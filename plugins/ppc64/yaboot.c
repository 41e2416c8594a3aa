/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/yaboot.c - yaboot, which old POWER releases start by, and a node's files.
 *
 *   TFTP yaboot               the loader, the same for all
 *        etc/01-MAC           what yaboot as it is looks for on IBM's machines
 *        yaboot.conf-MAC      the same text, for that of SLES 11
 *
 * Words and names: yaboot's second/cfg.c (MAX_TOKEN: a longer value is an error) and
 * make_params() in its second/yaboot.c; xCAT's yaboot.pm.
 */
#include "ppc64.h"

#include "plugins/lib/bootwords.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_ROOM = 4096, PATH_ROOM = 64, YABOOT_VALUE = 199 };

#define CURE                                                                             \
	"add the package yaboot (RHEL to 6, Debian to 8) to its pkglist and pack it "    \
	"again, or name the file by ppc64 { yaboot }, on media of RHEL "                 \
	"ppc/chrp/yaboot, of SLES suseboot/yaboot"

static const char *const places[] = { "usr/lib/yaboot/yaboot", NULL };

/* A value has at most 199 bytes, but three of them are joined to one command line, in this
 * order.  What is put before the words makes a harmless one of root= and ramdisk=. */
enum { VALUES = 3 };
struct value {
	const char *name, *before;
	char text[YABOOT_VALUE + 1];
};

int yaboot_add(struct sl_job *job)
{
	int rc;

	if (sl_opt(job, "yaboot"))
		return 0;
	rc = loaderfile_take(job, places, PPC64_YABOOT);
	if (rc == 0)
		rc = sl_fail(job, ENOENT, "the image has no yaboot; " CURE);
	return rc < 0 ? rc : 0;
}

int yaboot_setup(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_artefact *own = loaderfile_of(image, PPC64_YABOOT);
	const struct loaderfile file = {
		.path = sl_opt(job, "yaboot") ? sl_opt(job, "yaboot")
			: own                 ? own->path
					      : "",
		.name = PPC64_YABOOT,
		.cure = CURE,
	};

	if (*file.path)
		return loaderfile_publish(job, SL_TFTP, &file);
	if (!image)
		return 0; /* nobody is set to an image now */
	return sl_fail(job, ENOENT, "image %s has no yaboot; " CURE, image->name);
}

static int add_both(struct sl_job *job, const struct sl_node *node, const char *text)
{
	char mac[BOOTWORDS_MAC], path[PATH_ROOM];
	int rc;

	bootwords_mac(node->mac, mac);
	snprintf(path, sizeof(path), "etc/01-%s", mac);
	rc = job->host->add_file(job, SL_TFTP, path, 0644, text, strlen(text));
	snprintf(path, sizeof(path), "yaboot.conf-%s", mac);
	return rc < 0 ? rc
		      : job->host->add_file(job, SL_TFTP, path, 0644, text, strlen(text));
}

/* Deals the words out to the values; -1: they do not fit. */
static int deal(const char *words, struct value values[VALUES])
{
	int i = 0;

	while (*(words += strspn(words, " "))) {
		int n = (int)strcspn(words, " ");
		size_t used = strlen(values[i].text);

		if (used + (used > 0) + (size_t)n > YABOOT_VALUE) {
			if (++i == VALUES)
				return -1;
			snprintf(values[i].text, sizeof(values[i].text), "%s",
				 values[i].before);
			continue;
		}
		snprintf(values[i].text + used, sizeof(values[i].text) - used, "%s%.*s",
			 used ? " " : "", n, words);
		words += n;
	}
	return 0;
}

static int write_text(const struct sl_boot *boot, const struct value values[VALUES],
		      char text[TEXT_ROOM])
{
	int n = snprintf(text, TEXT_ROOM,
			 "# %s: netboot %s:%s@%s\ntimeout=5\nimage=%s\n"
			 "\tlabel=stateless\n\tinitrd=%s\n",
			 boot->node->name, boot->image->name, boot->image->method,
			 boot->image->generation, boot->kernel->urlpath + 1,
			 boot->initrd->urlpath + 1);

	for (int i = 0; i < VALUES && n >= 0 && n < TEXT_ROOM; i++)
		if (*values[i].text)
			n += snprintf(text + n, TEXT_ROOM - (size_t)n, "\t%s=\"%s\"\n",
				      values[i].name, values[i].text);
	return n >= 0 && n < TEXT_ROOM ? 0 : -1;
}

static int add_boot(struct sl_job *job, const struct sl_boot *boot)
{
	struct value values[VALUES] = { { "root", "none", "none" },
					{ "ramdisk", "0", "" },
					{ "append", "", "" } };
	const char *kernel = boot->kernel->urlpath, *initrd = boot->initrd->urlpath;
	char words[BOOTWORDS_ROOM], line[PPC64_CMDLINE + 1], text[TEXT_ROOM];
	int rc;

	bootwords_format(boot->node, words);
	rc = bootwords_check(job, boot, strlen(words), PPC64_CMDLINE);
	if (rc < 0)
		return rc;
	snprintf(line, sizeof(line), "%s%s", boot->cmdline, words);
	if (deal(line, values) < 0 || strlen(kernel + 1) > YABOOT_VALUE ||
	    write_text(boot, values, text) < 0)
		return sl_fail(job, E2BIG,
			       "%s: yaboot takes a command line of three values of %d "
			       "bytes, and this has %zu; shorten addkcmdline, or the "
			       "image's name",
			       boot->node->name, YABOOT_VALUE, strlen(line));
	rc = job->host->add_link(job, SL_TFTP, kernel + 1, kernel);
	if (rc == 0)
		rc = job->host->add_link(job, SL_TFTP, initrd + 1, initrd);
	return rc < 0 ? rc : add_both(job, boot->node, text);
}

int yaboot_render(struct sl_job *job, const struct sl_boot *boot)
{
	char text[TEXT_ROOM];

	if (boot->state != SL_LOCALBOOT)
		return add_boot(job, boot);
	snprintf(text, sizeof(text), "# %s: boot\nbye\n", boot->node->name);
	return add_both(job, boot->node, text);
}
