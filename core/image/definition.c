/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/definition.c - what an image is to be.
 */
#include "definition.h"
#include "profile.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(name, fallback, choices, help)                                              \
	{                                                                                \
		SL_STRING, SL_IN_IMAGE, name, fallback, choices, help                    \
	}
#define LIST(name, help)                                                                 \
	{                                                                                \
		SL_LIST, SL_IN_IMAGE, name, NULL, NULL, help                             \
	}

const struct sl_option image_options[] = {
	{ SL_STRING, SL_IN_IMAGE | SL_REQUIRED, "distro", NULL, NULL,
	  "distribution, as its users write it" },
	TEXT("version", NULL, NULL, "release of the distribution: 12, 9.4"),
	TEXT("arch", NULL, NULL,
	     "architecture, as uname -m says it; default: this host's"),
	TEXT("profile", "compute", NULL, "what the image is for"),
	LIST("pkgdir", "folders or URLs of repositories"),
	LIST("pkglist", "files of package names"),
	LIST("otherpkgdir", "folders or URLs of further repositories"),
	LIST("otherpkglist", "files of package names, after those of pkglist"),
	LIST("exlist", "files of paths that packing leaves out"),
	LIST("synclists", "files of files that packing copies in"),
	LIST("postinstall", "programs run after the packages, with their arguments"),
	LIST("packscripts",
	     "programs run in the view while packing, with their arguments"),
	TEXT("addkcmdline", NULL, NULL, "more words of the kernel's command line"),
	{ SL_INT, SL_IN_IMAGE, "boot_timeout", NULL, NULL,
	  "seconds that a node asks its servers without progress; default: the site's" },
	TEXT("boot_failure", NULL, "reboot|wait",
	     "what a node does that cannot boot; default: the site's"),
	TEXT("kernelver", NULL, NULL, "kernel version; default: the newest in the tree"),
	LIST("drivers", "kernel modules the initrd carries; default: wired network"),
	TEXT("timezone", NULL, NULL, "as in zoneinfo: Europe/Berlin"),
	{ SL_STRING, SL_IN_IMAGE | SL_SECRET, "rootpw", NULL, NULL,
	  "crypt(5) hash of root's password; default: the account is locked" },
	LIST("authorized_keys", "files of SSH public keys that may log in as root"),
	TEXT("method", STATELESS_METHOD, NULL, "how the root lives on a node"),
	TEXT("initrd", "own", "own|distro", "who writes the initrd"),
	TEXT("secrets", "refused", "refused|published",
	     "private keys found while packing"),
	LIST("platforms",
	     "platforms it is prepared for; default: that of its architecture"),
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static int grammar_of(const struct site *site, struct option_table **tables)
{
	/* The first of the site's is the core's own, whose place image_options take. */
	*tables = mem_alloc((site->n_tables + 1) * sizeof(**tables));
	memcpy(*tables, site->tables, site->n_tables * sizeof(**tables));
	(*tables)[0] = (struct option_table){ "", image_options };
	return 0;
}

/* Read one file of images.d; the caller frees. */
static int read_file(struct log *log, const struct site *site, const char *path,
		     struct config_image **images, size_t *n)
{
	struct config_grammar grammar = { .where = SL_IN_IMAGE };
	struct option_table *tables;
	int rc = grammar_of(site, &tables);

	grammar.tables = tables;
	if (rc == 0)
		rc = config_read_images(log, path, &grammar, images, n);
	free(tables);
	return rc;
}

static int list_files(struct log *log, const struct site *site, struct strv *paths)
{
	char *folder CLEANUP_FREE = path_join(site->confdir, "images.d");
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return log_fail(log, errno, "cannot read the folder of images %s: %s",
				folder, strerror(errno));
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && str_ends(entry->d_name, ".conf"))
			strv_addf(paths, "%s/%s", folder, entry->d_name);
	closedir(dir);
	strv_sort(paths);
	return 0;
}

/* "rocky9.conf" is most likely to hold image "rocky9": read first, so that a broken file
 * of another image is not even looked at. */
static void prefer(struct strv *paths, const char *name)
{
	char *file CLEANUP_FREE = mem_printf("/%s.conf", name);

	for (size_t i = 1; i < paths->n; i++) {
		if (str_ends(paths->v[i], file)) {
			char *first = paths->v[0];

			paths->v[0] = paths->v[i];
			paths->v[i] = first;
		}
	}
}

static void fill(struct definition *def, const struct site *site, const char *name,
		 const char *file, struct config_image *image)
{
	char *trees CLEANUP_FREE = path_join(site->installdir, "trees");
	char *netboot CLEANUP_FREE = path_join(site->installdir, "netboot");
	char *own CLEANUP_FREE = NULL;

	def->name = mem_dup(name);
	def->file = mem_dup(file);
	def->site = site;
	def->settings = image->settings;
	image->settings = (struct settings){ 0 };
	def->folder = path_join(trees, name);
	def->tree = path_join(def->folder, "rootimg");
	def->netboot = path_join(netboot, name);
	own = profile_folder(site, definition_text(def, "distro"),
			     definition_text(def, "version"));
	profile_complete(def, own);
}

static int no_such_image(struct log *log, const struct site *site, const char *name)
{
	struct strv names CLEANUP_STRV = { 0 };
	struct log silent = *log;
	char *list CLEANUP_FREE = NULL;

	silent.level = LOG_LEVEL_ERROR;
	if (definition_names(&silent, site, &names) < 0)
		return -ENOENT;
	list = strv_join(&names, ", ");
	return log_fail(log, ENOENT, "there is no image \"%s\" in %s/images.d%s%s", name,
			site->confdir, names.n ? "; there are: " : "", list);
}

int definition_load(struct log *log, const struct site *site, const char *name,
		    struct definition *def)
{
	struct strv paths CLEANUP_STRV = { 0 };
	int rc = list_files(log, site, &paths), broken = 0;
	bool found = false;

	*def = (struct definition){ 0 };
	if (rc < 0)
		return rc;
	if (!path_is_name(name))
		return log_fail(log, EINVAL, "\"%s\" cannot be the name of an image",
				name);
	if (strcmp(name, "nodes") == 0)
		return log_fail(
			log, EINVAL,
			"\"nodes\" cannot be the name of an image: the nodes' own "
			"files are served under it");
	prefer(&paths, name);
	for (size_t i = 0; i < paths.n && !found; i++) {
		struct config_image *images = NULL;
		size_t n = 0;

		if (read_file(log, site, paths.v[i], &images, &n) < 0)
			broken = -EINVAL;
		for (size_t k = 0; k < n && !found; k++) {
			found = strcmp(images[k].title, name) == 0;
			if (found)
				fill(def, site, name, paths.v[i], &images[k]);
		}
		config_images_free(images, n);
	}
	if (found)
		return 0;
	return broken ? broken : no_such_image(log, site, name);
}

int definition_names(struct log *log, const struct site *site, struct strv *names)
{
	struct strv paths CLEANUP_STRV = { 0 };
	int rc = list_files(log, site, &paths);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < paths.n; i++) {
		struct config_image *images = NULL;
		size_t n = 0;

		if (read_file(log, site, paths.v[i], &images, &n) < 0)
			log_warn(log, "images of %s are left out", paths.v[i]);
		for (size_t k = 0; k < n; k++)
			strv_add(names, images[k].title);
		config_images_free(images, n);
	}
	strv_sort(names);
	return 0;
}

/* What the image does not say, the site does.  Kernel words of both add up instead: who
 * writes the command line asks both. */
static void set_scopes(const struct definition *def, const char *key,
		       const struct settings *scopes[3])
{
	scopes[0] = &def->settings;
	scopes[1] = strcmp(key, "addkcmdline") == 0 ? NULL : &def->site->settings;
	scopes[2] = NULL;
}

const char *definition_text(const struct definition *def, const char *key)
{
	const struct settings *scopes[3];

	set_scopes(def, key, scopes);
	return settings_text(scopes, "", option_find(image_options, key));
}

const struct setting *definition_setting(const struct definition *def, const char *key)
{
	const struct settings *scopes[3];

	set_scopes(def, key, scopes);
	return settings_narrowest(scopes, "", key);
}

const struct strv *definition_list(const struct definition *def, const char *key)
{
	static const struct strv none = { 0 };
	const struct setting *setting = definition_setting(def, key);

	return setting ? &setting->values : &none;
}

void definition_files(const struct definition *def, const char *key, struct strv *paths)
{
	const struct strv *list = definition_list(def, key);
	const struct setting *setting = definition_setting(def, key);
	char *folder CLEANUP_FREE = path_parent(setting ? setting->file : def->file);

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i][0] == '/')
			strv_addf(paths, "%s%s", def->site->root, list->v[i]);
		else
			strv_addf(paths, "%s/%s", folder, list->v[i]);
	}
}

void definition_fini(struct definition *def)
{
	settings_fini(&def->settings);
	free(def->name);
	free(def->file);
	free(def->folder);
	free(def->tree);
	free(def->netboot);
	*def = (struct definition){ 0 };
}

int definition_check_plugin(struct log *log, const struct definition *def,
			    const char *plugin, const struct sl_option *opts)
{
	const struct settings *scopes[] = { &def->settings, &def->site->settings, NULL };
	const struct sl_option *missing = settings_missing(scopes, plugin, opts);

	if (!missing)
		return 0;
	return log_fail(log, EINVAL,
			"%s: image \"%s\" needs %s of plugin %s (%s): write %s { %s = "
			"... } in the image or in stateless.conf",
			def->file, def->name, missing->name, plugin, missing->help,
			plugin, missing->name);
}
