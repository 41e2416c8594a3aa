/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grub.c - GRUB 2 configuration files, one per node by its MAC.
 *
 * GRUB checks neither kernel nor initrd but for Secure Boot: their integrity rests on the
 * boot network.  What the initrd loads is checked against the command line.
 */
#include "grub.h"
#include "bootwords.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CONFIG_ROOM = 16384, PATH_ROOM = 512 };

/* A text of fixed room; too much is remembered and said once, at the end. */
struct config {
	char text[CONFIG_ROOM];
	size_t n;
	int full;
};

SL_PRINTF(2, 3)
static void put(struct config *config, const char *fmt, ...)
{
	size_t room = sizeof(config->text) - config->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(config->text + config->n, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		config->full = 1;
	else
		config->n += (size_t)n;
}

/* The MAC is spelled with colons in $net_default_mac, with dashes in names of files.  The
 * prefix may be the folder that GRUB itself was loaded from, which need not be ours.  SUSE's
 * GRUB has no regexp (and takes a command that is not there for one that did its work); but
 * told to begin anew, every GRUB looks for such a file below its prefix by itself. */
static const char common[] =
	"# Written by stateless: goes on to the file of the card it was loaded by.\n"
	"if [ -z \"$mac\" ]; then\n\tset mac=$net_default_mac\nfi\n"
	"regexp --set 1:a --set 2:b --set 3:c --set 4:d --set 5:e --set 6:f \\\n"
	"\t'^(..):(..):(..):(..):(..):(..)$' \"$mac\"\n"
	"if [ -n \"$f\" ]; then\n"
	"\tconfigfile $prefix/grub.cfg-01-$a-$b-$c-$d-$e-$f\n"
	"\tconfigfile /grub/grub.cfg-01-$a-$b-$c-$d-$e-$f\n"
	"elif [ -z \"$searched\" ]; then\n"
	"\tset searched=yes\n\texport searched\n"
	"\tset prefix=($root)/grub\n\tnormal\n"
	"fi\n"
	"echo \"stateless: $mac is no node that is set to boot an image\"\n"
	"sleep 10\n"
	"exit\n";

int grub_setup(struct sl_job *job)
{
	return grub_setup_at(job, "grub/grub.cfg");
}

int grub_setup_at(struct sl_job *job, const char *path)
{
	return job->host->add_file(job, SL_TFTP, path, 0644, common, sizeof(common) - 1);
}

/* The core lets no quote and no backslash into a command line. */
static void put_words(struct config *config, const char *words)
{
	while (*(words += strspn(words, " "))) {
		size_t n = strcspn(words, " ");
		const char *quote = strcspn(words, "$;&|<>(){}#*?[]~") < n ? "'" : "";

		put(config, " %s%.*s%s", quote, (int)n, words, quote);
		words += n;
	}
}

/* TFTP knows no port of ours. */
static void put_servers(struct config *config, const struct sl_boot *boot, int http)
{
	const char *const *servers = boot->node->net->servers;

	put(config, "for server in");
	for (; *servers; servers++) {
		const char *end = strrchr(*servers, ':');
		int n = end && (!http || strcmp(end, ":80") == 0) ? (int)(end - *servers)
								  : (int)strlen(*servers);

		put(config, " %.*s", n, *servers);
	}
	put(config, "; do\n");
}

static const struct sl_artefact *early_initrd(const struct sl_image *image)
{
	const struct sl_artefact *const *a = image->artefacts;

	while (a && *a && (*a)->role != SL_EARLY_INITRD)
		a++;
	return a ? *a : NULL;
}

static void put_netboot(struct config *config, const struct sl_boot *boot,
			const struct grub_how *how, const char *words)
{
	const struct sl_artefact *early = early_initrd(boot->image);
	const char *name = boot->node->name;

	put(config, "# %s: netboot %s:%s@%s\n", name, boot->image->name,
	    boot->image->method, boot->image->generation);
	put_servers(config, boot, strcmp(how->protocol, "http") == 0);
	put(config, "\tset root=%s,$server\n\techo \"%s: loading %s from $root\"\n",
	    how->protocol, name, boot->image->name);
	put(config, "\tif linux %s", how->kernel ? how->kernel : boot->kernel->urlpath);
	put_words(config, boot->cmdline);
	put(config, "%s; then\n", words);
	if (how->devicetree)
		put(config, "\t\tdevicetree %s\n", how->devicetree);
	put(config, "\t\tif initrd %s%s%s; then\n\t\t\tboot\n\t\tfi\n\tfi\n",
	    early ? early->urlpath : "", early ? " " : "", boot->initrd->urlpath);
	put(config,
	    "done\necho \"%s: cannot load %s from any server; rebooting in 30 s\"\n"
	    "sleep 30\nreboot\n",
	    name, boot->image->name);
}

/* One link per file that is fetched, of the same path as below the HTTP root. */
static int link_one(struct sl_job *job, const char *urlpath)
{
	return job->host->add_link(job, SL_TFTP, urlpath + 1, urlpath);
}

static int link_all(struct sl_job *job, const struct sl_boot *boot,
		    const struct grub_how *how)
{
	const struct sl_artefact *early = early_initrd(boot->image);
	int rc = link_one(job, how->kernel ? how->kernel : boot->kernel->urlpath);

	if (rc == 0 && early)
		rc = link_one(job, early->urlpath);
	if (rc == 0 && how->devicetree)
		rc = link_one(job, how->devicetree);
	return rc < 0 ? rc : link_one(job, boot->initrd->urlpath);
}

static int publish(struct sl_job *job, const struct sl_boot *boot,
		   const struct config *config)
{
	char mac[BOOTWORDS_MAC], path[PATH_ROOM];

	if (config->full)
		return sl_fail(job, E2BIG,
			       "%s: its GRUB configuration is over %d bytes; shorten "
			       "addkcmdline or the list of servers",
			       boot->node->name, CONFIG_ROOM);
	bootwords_mac(boot->node->mac, mac);
	snprintf(path, sizeof(path), "grub/grub.cfg-01-%s", mac);
	return job->host->add_file(job, SL_TFTP, path, 0644, config->text, config->n);
}

static int render_netboot(struct sl_job *job, const struct sl_boot *boot,
			  const struct grub_how *how, struct config *config)
{
	const struct sl_net *net = boot->node->net;
	char words[BOOTWORDS_ROOM];
	int rc;

	if (!net || !net->servers || !net->servers[0])
		return sl_fail(job, EINVAL, "%s: no server is known to load from",
			       boot->node->name);
	bootwords_format(boot->node, words);
	/* GRUB puts "BOOT_IMAGE=PATH " before it */
	rc = bootwords_check(job, boot,
			     strlen(words) + strlen(boot->kernel->urlpath) + 12,
			     how->cmdline);
	if (rc < 0)
		return rc;
	put_netboot(config, boot, how, words);
	return strcmp(how->protocol, "tftp") == 0 ? link_all(job, boot, how) : 0;
}

int grub_render(struct sl_job *job, const struct sl_boot *boot,
		const struct grub_how *how)
{
	struct config config;
	int rc = 0;

	config.text[0] = '\0'; /* not all of it: this runs 100,000 times */
	config.n = 0;
	config.full = 0;
	if (boot->state == SL_LOCALBOOT)
		put(&config, "# %s: boot\nexit\n", boot->node->name);
	else
		rc = render_netboot(job, boot, how, &config);
	return rc < 0 ? rc : publish(job, boot, &config);
}
