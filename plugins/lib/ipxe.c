/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ipxe.c - the iPXE script of one node (https://ipxe.org/scripting), and who
 * goes on to it.
 *
 * iPXE checks neither kernel nor initrd: their integrity rests on the boot network, as
 * that of this script does.  What the initrd loads is checked against the command line.
 */
#include "ipxe.h"

#include "bootwords.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define IMAGE_NAME "kernel"

enum { IPXE_SCRIPT = 8192 /* room for one script */, IPXE_TRIES = 6, IPXE_URL = 256 };

/* A text of fixed room; too much is remembered and said once, at the end. */
struct script {
	char text[IPXE_SCRIPT];
	size_t n;
	bool full;
};

SL_PRINTF(2, 3)
static void put(struct script *script, const char *fmt, ...)
{
	size_t room = sizeof(script->text) - script->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(script->text + script->n, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		script->full = true;
	else
		script->n += (size_t)n;
}

/* iPXE would take these for its own syntax; it has no way to quote them. */
static bool is_ipxe_syntax(const char *word, size_t n)
{
	return word[0] == '#' || (n == 1 && word[0] == ';') ||
	       (n == 2 && (memcmp(word, "||", 2) == 0 || memcmp(word, "&&", 2) == 0));
}

static int check_cmdline(struct sl_job *job, const struct sl_boot *boot)
{
	const char *at = boot->cmdline;

	if (strstr(at, "${"))
		return sl_fail(job, EINVAL,
			       "%s: the kernel command line has \"${\", which iPXE would "
			       "expand; take it out of addkcmdline",
			       boot->node->name);
	while (*at) {
		size_t n = strcspn(at, " ");

		if (n && is_ipxe_syntax(at, n))
			return sl_fail(
				job, EINVAL,
				"%s: the kernel command line has the word \"%.*s\", "
				"which is syntax to iPXE; take it out of addkcmdline",
				boot->node->name, (int)n, at);
		at += n + strspn(at + n, " ");
	}
	return 0;
}

static const struct sl_artefact *early_initrd(const struct sl_image *image)
{
	const struct sl_artefact *const *a = image->artefacts;

	while (a && *a && (*a)->role != SL_EARLY_INITRD)
		a++;
	return a ? *a : NULL;
}

static void put_kernel(struct script *script, const struct sl_boot *boot,
		       const struct ipxe_how *how, const struct sl_artefact *early)
{
	const char *kernel = how->kernel ? how->kernel : boot->kernel->urlpath;
	char words[BOOTWORDS_ROOM];

	bootwords_format(boot->node, words);
	put(script,
	    "kernel --name " IMAGE_NAME " ${base}%s%s initrd=initrd %s%s || goto again\n",
	    kernel, early ? " initrd=early" : "", boot->cmdline, words);
}

/* The next attempt asks the next server, so that a dead cache holds nobody up. */
static void put_servers(struct script *script, const char *const *servers, size_t n,
			size_t tries)
{
	for (size_t i = 1; n > 1 && i < tries; i++)
		put(script, "iseq ${attempt} %zu && set base http://%s ||\n", i,
		    servers[i % n]);
}

static void put_netboot(struct script *script, const struct sl_boot *boot,
			const struct ipxe_how *how)
{
	const struct sl_artefact *early = early_initrd(boot->image);
	const char *const *servers = boot->node->net->servers;
	const char *name = boot->node->name;
	size_t n = 0, tries;

	while (servers[n])
		n++;
	tries = n > IPXE_TRIES ? n : IPXE_TRIES;
	put(script, "#!ipxe\n# %s: netboot %s:%s@%s\n", name, boot->image->name,
	    boot->image->method, boot->image->generation);
	put(script, "set attempt:int32 0\nset base http://%s\n:retry\nimgfree\n",
	    servers[0]);
	put_kernel(script, boot, how, early);
	if (early)
		put(script, "initrd --name early ${base}%s || goto again\n",
		    early->urlpath);
	put(script, "initrd --name initrd ${base}%s || goto again\n",
	    boot->initrd->urlpath);
	put(script, "boot ||\n:again\ninc attempt\n");
	put(script, "echo %s: attempt ${attempt} of %zu from ${base} failed: ${errno}\n",
	    name, tries);
	put(script, "iseq ${attempt} %zu && goto failed ||\n", tries);
	put_servers(script, servers, n, tries);
	put(script, "sleep 5\ngoto retry\n:failed\n");
	put(script, "echo %s: cannot load %s from any server; rebooting in 30 s\n", name,
	    boot->image->name);
	put(script, "sleep 30\nreboot\n");
}

/* A BIOS may end a PXE loader's return with "no boot device": start its disk instead. */
static void put_localboot(struct script *script, const struct sl_boot *boot)
{
	put(script,
	    "#!ipxe\n# %s: boot\niseq ${platform} efi && exit ||\n"
	    "sanboot --no-describe --drive 0x80 || exit\n",
	    boot->node->name);
}

/* The loader's words count too, and UEFI's option string begins with the image's name
 * (efi_image_cmdline() of iPXE): what is over the limit the kernel would cut silently. */
static int check_length(struct sl_job *job, const struct script *script,
			const struct sl_boot *boot, size_t most)
{
	const char *words = strstr(script->text, " initrd=");
	const char *end = words ? strstr(words, " || ") : NULL;

	if (script->full || (end && strlen(IMAGE_NAME) + (size_t)(end - words) > most))
		return sl_fail(
			job, E2BIG,
			"%s: the kernel command line with the loader's own words is "
			"longer than %zu bytes; shorten addkcmdline",
			boot->node->name, most);
	return 0;
}

int ipxe_render(struct sl_job *job, const struct sl_boot *boot,
		const struct ipxe_how *how)
{
	const struct sl_node *node = boot->node;
	struct script script;
	char mac[BOOTWORDS_MAC], path[BOOTWORDS_MAC + 8];
	int rc = 0;

	script.text[0] = '\0'; /* not all of it: this runs 100,000 times */
	script.n = 0;
	script.full = false;
	if (boot->state == SL_LOCALBOOT) {
		put_localboot(&script, boot);
	} else if (!node->net || !node->net->servers || !node->net->servers[0]) {
		return sl_fail(job, EINVAL, "%s: no server is known to load from",
			       node->name);
	} else {
		rc = check_cmdline(job, boot);
		put_netboot(&script, boot, how);
	}
	if (rc == 0)
		rc = check_length(job, &script, boot, how->cmdline);
	if (rc < 0)
		return rc;
	bootwords_mac(node->mac, mac); /* as ${mac:hexhyp} spells it */
	snprintf(path, sizeof(path), "%s.ipxe", mac);
	return job->host->add_file(job, SL_HTTP, path, 0644, script.text, script.n);
}

int ipxe_add_script(struct sl_job *job, const char *platform, int32_t arch)
{
	char url[IPXE_URL];
	const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), arch, "iPXE", NULL, url, NULL,
	};

	snprintf(url, sizeof(url), "http://${server}/boot/%s/${netX/mac:hexhyp}.ipxe",
		 platform);
	return job->host->add_dhcp(job, NULL, &rule);
}

int ipxe_add_http(struct sl_job *job, const char *platform, int32_t arch,
		  const char *name)
{
	static const char *const http_class[] = { "60=HTTPClient", NULL };
	char url[IPXE_URL];
	const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), arch, NULL, "HTTPClient", url, http_class,
	};

	snprintf(url, sizeof(url), "http://${server}/boot/%s/%s", platform, name);
	return job->host->add_dhcp(job, NULL, &rule);
}
