/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/pxe.c - PXELINUX, the loader of Syslinux for a BIOS's network ROM.
 *
 * It checks neither kernel nor initrd: their integrity rests on the boot network, as that of
 * its file does.  What the initrd loads is checked against the command line.
 */
#include "pxe.h"
#include "x86_64.h"

#include "plugins/lib/bootwords.h"
#include "plugins/lib/loaderfile.h"
#include "plugins/lib/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CONFIG_ROOM = 8192, PATH_ROOM = 512, FOLDER_ROOM = 4096 };
enum { PATH_MOST = 127 /* pxelinux(1): longest name of a file that all of them take */ };

#define CURE                                                                             \
	"install it (Debian: pxelinux and syslinux-common, RHEL: syslinux-tftpboot, "    \
	"SLES: syslinux) in the image and pack it again, or set x86_64 { pxelinux_dir "  \
	"} to the folder that has it"

/* The loader, and what it loads: its own rest, and what ends a vain attempt. */
enum { FILES = 4 };
static const char *const files[FILES] = { "pxelinux.0", "ldlinux.c32", "libcom32.c32",
					  "reboot.c32" };

/* Where distributions have the loader and its modules, below the root of a system. */
static const struct layout {
	const char *loader, *modules;
} layouts[] = {
	{ "usr/lib/PXELINUX", "usr/lib/syslinux/modules/bios" },
	{ "usr/share/syslinux", "usr/share/syslinux" },
	{ "tftpboot", "tftpboot" },
};

static const char *folder_of(const struct layout *layout, size_t file)
{
	return file == 0 ? layout->loader : layout->modules;
}

static int is_whole(struct sl_job *job, const struct layout *layout)
{
	char path[PATH_ROOM];

	for (size_t i = 0; i < FILES; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder_of(layout, i), files[i]);
		if (!tree_has(job, path))
			return 0;
	}
	return 1;
}

static int take(struct sl_job *job, const struct layout *layout)
{
	char path[PATH_ROOM];
	const char *const paths[] = { path, NULL };
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < FILES; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder_of(layout, i), files[i]);
		rc = loaderfile_take(job, paths, files[i]);
	}
	return rc < 0 ? rc : 0;
}

int pxe_prepare(struct sl_job *job, int wanted)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (is_whole(job, &layouts[i]))
			return take(job, &layouts[i]);
	if (wanted && !sl_opt(job, "pxelinux_dir"))
		sl_log(job, SL_WARNING, "the image has no PXELINUX to start from; " CURE);
	return 0;
}

/* ---- setup ---- */

static int publish(struct sl_job *job, const char *name, const char *path)
{
	const struct loaderfile file = { .path = path, .name = name, .cure = CURE };

	return loaderfile_publish(job, SL_TFTP, &file);
}

/* The option names one folder with all files, or Debian's /usr/lib with its two. */
static int publish_folder(struct sl_job *job, const char *folder)
{
	static const char *const places[2][2] = {
		{ "", "" }, { "/PXELINUX", "/syslinux/modules/bios" }
	};
	char path[FOLDER_ROOM];
	const char *const *place;
	int rc = 0;

	snprintf(path, sizeof(path), "%s/PXELINUX/pxelinux.0", folder);
	place = places[access(path, F_OK) == 0];
	for (size_t i = 0; rc == 0 && i < FILES; i++) {
		snprintf(path, sizeof(path), "%s%s/%s", folder, place[i > 0], files[i]);
		rc = publish(job, files[i], path);
	}
	return rc;
}

static int publish_image(struct sl_job *job, const struct sl_image *image)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < FILES; i++) {
		const struct sl_artefact *file = loaderfile_of(image, files[i]);

		if (!file)
			return sl_fail(job, ENOENT,
				       "image %s has no PXELINUX (%s); " CURE,
				       image->name, files[i]);
		rc = publish(job, files[i], file->path);
	}
	return rc;
}

int pxe_setup(struct sl_job *job)
{
	const char *folder = sl_opt(job, "pxelinux_dir");
	const struct sl_image *image = sl_image_of(job);
	const struct sl_dhcp rules[] = {
		{ SL_SIZE_OF(struct sl_dhcp), X86_64_BIOS, NULL, NULL, files[0], NULL },
		{ SL_SIZE_OF(struct sl_dhcp), X86_64_BIOS, "iPXE", NULL, files[0], NULL },
	};
	int rc = 0;

	if (folder)
		rc = publish_folder(job, folder);
	else if (image) /* else nobody is set to an image now */
		rc = publish_image(job, image);
	for (size_t i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++)
		rc = job->host->add_dhcp(job, NULL, &rules[i]);
	return rc;
}

/* ---- render ---- */

struct config {
	char text[CONFIG_ROOM];
	size_t n; /* over CONFIG_ROOM: it was too much */
};

SL_PRINTF(2, 3)
static void put(struct config *config, const char *fmt, ...)
{
	size_t room = config->n < CONFIG_ROOM ? CONFIG_ROOM - config->n : 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? config->text + config->n : NULL, room, fmt, ap);
	va_end(ap);
	config->n += n < 0 ? CONFIG_ROOM : (size_t)n;
}

static const struct sl_artefact *early_initrd(const struct sl_image *image)
{
	const struct sl_artefact *const *a = image->artefacts;

	while (a && *a && (*a)->role != SL_EARLY_INITRD)
		a++;
	return a ? *a : NULL;
}

/* Its files are relative to the folder of pxelinux.0: the TFTP root. */
static int check_path(struct sl_job *job, const struct sl_boot *boot, const char *path)
{
	if (strlen(path) <= PATH_MOST && !strchr(path, ','))
		return 0;
	return sl_fail(
		job, EINVAL,
		"%s: PXELINUX cannot load %s: names of files have at most %d bytes "
		"there, and no comma; give image %s a shorter name",
		boot->node->name, path, PATH_MOST, boot->image->name);
}

/* It looks for the first "initrd=" of the whole text, even in the middle of a word. */
static int check_words(struct sl_job *job, const struct sl_boot *boot)
{
	if (!strstr(boot->cmdline, "initrd="))
		return 0;
	return sl_fail(
		job, EINVAL,
		"%s: the kernel command line has \"initrd=\", which PXELINUX would "
		"take for its own; take it out of addkcmdline",
		boot->node->name);
}

/* What it adds: "BOOT_IMAGE=KERNEL " before, " initrd=LIST BOOTIF=..." behind.  `words` has
 * BOOTIF too, which counts here and is left to PXELINUX. */
static int check_length(struct sl_job *job, const struct sl_boot *boot, const char *words,
			const char *initrds)
{
	size_t own = strlen("BOOT_IMAGE= ") + strlen(boot->kernel->urlpath + 1) +
		     strlen(words) + strlen(" initrd=") + strlen(initrds);

	return bootwords_check(job, boot, own, PXE_CMDLINE);
}

/* "ttyS1,115200n8": messages go there too. */
static void put_serial(struct config *config, const char *console)
{
	unsigned port, speed;

	if (console && sscanf(console, "ttyS%2u,%7u", &port, &speed) == 2)
		put(config, "SERIAL %u %u\n", port, speed);
}

/* A node that cannot load begins anew after half a minute: by then its file may be another
 * one.  BOOTIF is PXELINUX's, so that it names the card that was booted from. */
static void put_netboot(struct config *config, const struct sl_boot *boot, const char *ip,
			const char *initrds)
{
	put(config, "# %s: netboot %s:%s@%s\n", boot->node->name, boot->image->name,
	    boot->image->method, boot->image->generation);
	put_serial(config, boot->node->console);
	put(config, "DEFAULT stateless\nPROMPT 0\nTIMEOUT 300\nONTIMEOUT reboot\n");
	put(config, "LABEL stateless\n\tKERNEL %s\n\tINITRD %s\n\tAPPEND %s%s\n",
	    boot->kernel->urlpath + 1, initrds, boot->cmdline, ip);
	put(config, "\tIPAPPEND 2\nLABEL reboot\n\tCOM32 reboot.c32\n");
}

static int link_all(struct sl_job *job, const struct sl_boot *boot,
		    const struct sl_artefact *early)
{
	const struct sl_artefact *const all[] = { boot->kernel, boot->initrd, early };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(all) / sizeof(all[0]); i++) {
		if (!all[i])
			continue;
		rc = check_path(job, boot, all[i]->urlpath + 1);
		if (rc == 0)
			rc = job->host->add_link(job, SL_TFTP, all[i]->urlpath + 1,
						 all[i]->urlpath);
	}
	return rc;
}

static int render_netboot(struct sl_job *job, const struct sl_boot *boot,
			  struct config *config)
{
	const struct sl_artefact *early = early_initrd(boot->image);
	char words[BOOTWORDS_ROOM], initrds[2 * PATH_ROOM];
	int rc = check_words(job, boot);

	bootwords_format(boot->node, words);
	snprintf(initrds, sizeof(initrds), "%s%s%s", early ? early->urlpath + 1 : "",
		 early ? "," : "", boot->initrd->urlpath + 1);
	if (rc == 0)
		rc = check_length(job, boot, words, initrds);
	if (rc == 0)
		rc = link_all(job, boot, early);
	if (rc == 0)
		put_netboot(config, boot, strstr(words, " ip="), initrds);
	return rc;
}

static int publish_config(struct sl_job *job, const struct sl_boot *boot, const char *hex,
			  const struct config *config)
{
	char mac[BOOTWORDS_MAC], path[PATH_ROOM], link[PATH_ROOM];
	const char *name = path + strlen("pxelinux.cfg/"); /* beside the link */
	int rc;

	if (config->n >= CONFIG_ROOM)
		return sl_fail(job, E2BIG, "%s: its pxelinux.cfg file is over %d bytes",
			       boot->node->name, CONFIG_ROOM);
	bootwords_mac(boot->node->mac, mac);
	snprintf(path, sizeof(path), "pxelinux.cfg/01-%s", mac);
	snprintf(link, sizeof(link), "pxelinux.cfg/%s", hex);
	rc = job->host->add_file(job, SL_TFTP, path, 0644, config->text, config->n);
	return rc < 0 ? rc : job->host->add_link(job, SL_TFTP, link, name);
}

int pxe_render(struct sl_job *job, const struct sl_boot *boot)
{
	struct config config;
	char hex[9];
	int rc = 0;

	config.n = 0; /* not all of it: this runs 100,000 times */
	if (bootwords_hex(boot->node->ip, hex) < 0)
		return sl_fail(job, EINVAL,
			       "%s: PXELINUX knows IPv4 only, and ip=%s is none; set "
			       "x86_64 { netboot } to another loader",
			       boot->node->name, boot->node->ip);
	if (boot->state == SL_LOCALBOOT)
		put(&config, "# %s: boot\nDEFAULT local\nLABEL local\n\tLOCALBOOT 0\n",
		    boot->node->name);
	else
		rc = render_netboot(job, boot, &config);
	return rc < 0 ? rc : publish_config(job, boot, hex, &config);
}
