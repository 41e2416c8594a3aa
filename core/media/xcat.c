/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/xcat.c - an osimage object of xCAT becomes an image block.
 */
#include "xcat.h"
#include "imagefile.h"
#include "recognise.h"

#include "core/base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum form {
	WORD = 1,
	LIST,    /* commas between                                      */
	FILES,   /* a LIST of files, which should be there              */
	SCRIPTS, /* the same, with arguments                            */
	DRIVERS, /* names of modules, with .ko or without               */
	KERNEL,  /* words, those of installed systems marked by R::     */
	USED     /* elsewhere, or of no meaning to us                   */
};

static const struct {
	const char *attribute, *key;
	enum form form;
} keys[] = {
	{ "osvers", NULL, USED },
	{ "osarch", NULL, USED },
	{ "provmethod", NULL, USED },
	{ "imagetype", NULL, USED },
	{ "osname", NULL, USED },
	{ "imagename", NULL, USED },
	{ "description", NULL, USED },
	{ "comments", NULL, USED },
	{ "usercomment", NULL, USED },
	{ "profile", "profile", WORD },
	{ "pkgdir", "pkgdir", LIST },
	{ "pkglist", "pkglist", FILES },
	{ "otherpkgdir", "otherpkgdir", LIST },
	{ "otherpkglist", "otherpkglist", FILES },
	{ "exlist", "exlist", FILES },
	{ "synclists", "synclists", FILES },
	{ "postinstall", "postinstall", SCRIPTS },
	{ "addkcmdline", "addkcmdline", KERNEL },
	{ "kernelver", "kernelver", WORD },
	{ "netdrivers", "drivers", DRIVERS },
};

/* Why there is no counterpart, and what does its work. */
static const struct {
	const char *attribute, *why;
} without[] = {
	{ "rootimgdir", "trees lie in INSTALLDIR/trees/IMAGE" },
	{ "rootfstype", "set the image's method" },
	{ "nfsrootopts", "set the options of the image's method" },
	{ "permission", "nothing of statelite's folders is made" },
	{ "nodebootif", "a node boots from the card that its mac names" },
	{ "otherifce", "bring the configuration of further cards by synclists" },
	{ "kerneldir",
	  "add the folder of kernels to pkgdir, and its package to pkglist" },
	{ "krpmver", "name the kernel's package with its version in pkglist" },
	{ "driverupdatesrc", "install the drivers' packages by otherpkglist" },
	{ "dump", "set up kdump in the image, by postinstall" },
	{ "crashkernelsize", "write crashkernel=SIZE to addkcmdline" },
	{ "partitionfile", "partition disks by a unit of the image" },
	{ "postscripts", "run them in the image by postinstall, or as units of it" },
	{ "postbootscripts", "run them as units of the image" },
	{ "environvar", "write #ENV:NAME=VALUE# to the package list" },
	{ "kitcomponents", "name the kit's packages in otherpkglist" },
	{ "osdistroname", "pkgdir says where packages come from" },
	{ "osupdatename", "add the folder of updates to pkgdir" },
	{ "groups", "images have no groups" },
	{ "template", "it is for installed systems" },
	{ "boottarget", "the kernel comes from the tree" },
	{ "disable", "it is ignored: remove the image file instead" },
};

static const char *attribute(const struct stanza *stanza, const char *key)
{
	for (size_t i = 0; i < stanza->n; i++)
		if (strcmp(stanza->v[i].key, key) == 0 && *stanza->v[i].value)
			return stanza->v[i].value;
	return NULL;
}

static void split_list(const char *value, struct strv *items)
{
	struct strv parts CLEANUP_STRV = { 0 };

	strv_split(&parts, value, ",");
	for (size_t i = 0; i < parts.n; i++) {
		const char *item = str_trim(parts.v[i]);

		if (*item)
			strv_add(items, item);
	}
}

static void note_missing(const struct site *site, const char *key,
			 const struct strv *items, struct strv *notes)
{
	for (size_t i = 0; i < items->n; i++) {
		size_t n = strcspn(items->v[i], " \t");
		char *file CLEANUP_FREE =
			mem_printf("%s%.*s", site->root, (int)n, items->v[i]);

		if (items->v[i][0] == '/' && !path_exists(file))
			strv_addf(notes,
				  "%s: %s is not there: copy it from the old server", key,
				  file);
	}
}

static void add_drivers(struct str *text, const char *key, const char *value)
{
	struct strv names CLEANUP_STRV = { 0 }, drivers CLEANUP_STRV = { 0 };

	strv_split(&names, value, ", \t");
	for (size_t i = 0; i < names.n; i++) {
		size_t n = strlen(names.v[i]);

		strv_addn(&drivers, names.v[i], str_ends(names.v[i], ".ko") ? n - 3 : n);
	}
	imagefile_list(text, key, &drivers);
}

static void add_kernel_words(struct str *text, const char *key, const char *value,
			     struct strv *notes)
{
	struct strv words CLEANUP_STRV = { 0 }, kept CLEANUP_STRV = { 0 };
	char *line CLEANUP_FREE = NULL;

	strv_split(&words, value, " \t");
	for (size_t i = 0; i < words.n; i++) {
		if (str_starts(words.v[i], "R::"))
			strv_addf(notes, "addkcmdline: %s is for installed systems",
				  words.v[i]);
		else
			strv_add(&kept, words.v[i]);
	}
	line = strv_join(&kept, " ");
	imagefile_word(text, key, line);
}

static void add_key(const struct site *site, size_t row, const char *value,
		    struct xcat_image *image)
{
	const char *key = keys[row].key;
	struct strv items CLEANUP_STRV = { 0 };

	switch (keys[row].form) {
	case WORD:
		imagefile_word(&image->text, key, value);
		return;
	case DRIVERS:
		add_drivers(&image->text, key, value);
		return;
	case KERNEL:
		add_kernel_words(&image->text, key, value, &image->notes);
		return;
	case LIST:
	case FILES:
	case SCRIPTS:
		split_list(value, &items);
		imagefile_list(&image->text, key, &items);
		if (keys[row].form != LIST)
			note_missing(site, key, &items, &image->notes);
		return;
	default:
		return;
	}
}

static bool is_known(const char *attribute_name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i].attribute, attribute_name) == 0)
			return true;
	return false;
}

/* Every attribute without a counterpart, in the stanza's order. */
static void note_others(const struct stanza *stanza, struct strv *notes)
{
	for (size_t i = 0; i < stanza->n; i++) {
		const char *name = stanza->v[i].key, *why = "nothing here takes it";

		if (!*stanza->v[i].value || is_known(name))
			continue;
		for (size_t k = 0; k < sizeof(without) / sizeof(without[0]); k++)
			if (strcmp(without[k].attribute, name) == 0)
				why = without[k].why;
		strv_addf(notes, "%s has no counterpart: %s", name, why);
	}
}

/* 1: it is to be skipped, and why. */
static int is_skipped(const struct stanza *stanza, struct strv *notes)
{
	const char *method = attribute(stanza, "provmethod");
	const char *type = attribute(stanza, "imagetype");

	if (type && strcmp(type, "linux") != 0) {
		strv_addf(notes, "skipped: imagetype is %s, and only linux is built here",
			  type);
		return 1;
	}
	if (method &&
	    (strcmp(method, "netboot") == 0 || strcmp(method, "statelite") == 0))
		return 0;
	if (method && strcmp(method, "install") == 0)
		strv_add(notes,
			 "skipped: it installs to disks, and nodes here keep nothing");
	else
		strv_addf(notes,
			  "skipped: provmethod %s builds no image that nodes boot "
			  "from the network",
			  method ? method : "(unset)");
	return 1;
}

static int check_values(struct log *log, const struct stanza *stanza)
{
	if (!path_is_name(stanza->name))
		return log_fail(log, EINVAL,
				"%s cannot be the name of an image: letters, digits and "
				"-_.+@",
				stanza->name);
	for (size_t i = 0; i < stanza->n; i++)
		if (!imagefile_fits(stanza->v[i].value))
			return log_fail(log, EINVAL,
					"%s: the value of %s has a control character or "
					"\"${\", which no image file takes",
					stanza->name, stanza->v[i].key);
	return 0;
}

static int add_distro(struct log *log, const struct registry *registry,
		      const struct stanza *stanza, struct str *text)
{
	const char *osver = attribute(stanza, "osvers");
	char *distro CLEANUP_FREE = NULL, *version CLEANUP_FREE = NULL;
	char *known CLEANUP_FREE = NULL;

	if (!osver)
		return log_fail(log, EINVAL, "%s has no osvers", stanza->name);
	osver_split(osver, &distro, &version);
	if (!distro_plugin(registry, distro)) {
		known = distro_known(registry);
		return log_fail(log, EINVAL,
				"%s: no plugin builds \"%s\" (osvers=%s); known are: %s",
				stanza->name, distro, osver, known);
	}
	imagefile_word(text, "distro", distro);
	imagefile_word(text, "version", version);
	imagefile_word(text, "arch", attribute(stanza, "osarch"));
	return 0;
}

static char *comment_of(const struct stanza *stanza)
{
	const char *description = attribute(stanza, "description");
	const char *comments = attribute(stanza, "comments");

	return mem_printf("Imported from xCAT's osimage of this name.%s%s%s%s",
			  description ? "\n" : "", description ? description : "",
			  comments ? "\n" : "", comments ? comments : "");
}

int xcat_convert(struct log *log, const struct registry *registry,
		 const struct site *site, const struct stanza *stanza,
		 struct xcat_image *image)
{
	char *comment CLEANUP_FREE = NULL;
	int rc;

	*image = (struct xcat_image){ 0 };
	if (is_skipped(stanza, &image->notes))
		return 1;
	rc = check_values(log, stanza);
	if (rc < 0)
		return rc;
	comment = comment_of(stanza);
	imagefile_begin(&image->text, comment, stanza->name);
	rc = add_distro(log, registry, stanza, &image->text);
	for (size_t i = 0; rc == 0 && i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = attribute(stanza, keys[i].attribute);

		if (value)
			add_key(site, i, value, image);
	}
	imagefile_end(&image->text);
	if (strcmp(attribute(stanza, "provmethod"), "statelite") == 0)
		strv_add(&image->notes,
			 "provmethod statelite has no counterpart: its litefile table is "
			 "not read; set a method whose root is read-only, and its paths");
	note_others(stanza, &image->notes);
	return rc;
}

void xcat_image_fini(struct xcat_image *image)
{
	str_fini(&image->text);
	strv_fini(&image->notes);
}
