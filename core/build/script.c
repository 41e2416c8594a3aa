/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/script.c - the programs of a site that finish a tree or a view of it.
 */
#include "script.h"
#include "packages.h"

#include "core/base/exec.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_script(struct log *log, const struct definition *def, const char *key,
			const char *entry, struct strv *argv)
{
	char *folder CLEANUP_FREE = path_parent(definition_setting(def, key)->file);
	struct strv words CLEANUP_STRV = { 0 };

	strv_split(&words, entry, " \t");
	if (words.n == 0)
		return log_fail(log, EINVAL, "%s: an entry of %s is empty", def->file,
				key);
	if (words.v[0][0] == '/')
		strv_addf(argv, "%s%s", def->site->root, words.v[0]);
	else
		strv_addf(argv, "%s/%s", folder, words.v[0]);
	if (access(argv->v[0], X_OK) != 0)
		return log_fail(log, errno, "%s: the %s script %s cannot be run: %s",
				def->file, key, argv->v[0], strerror(errno));
	for (size_t i = 1; i < words.n; i++)
		strv_add(argv, words.v[i]);
	return 0;
}

int scripts_read(struct log *log, const struct definition *def, const char *key,
		 struct scripts *scripts)
{
	const struct strv *list = definition_list(def, key);
	int rc = 0;

	*scripts = (struct scripts){ mem_alloc((list->n + 1) * sizeof(*scripts->v)), 0 };
	for (size_t i = 0; rc == 0 && i < list->n; i++)
		rc = check_script(log, def, key, list->v[i], &scripts->v[scripts->n++]);
	return rc;
}

static void add_files(const struct definition *def, const char *name, const char *key,
		      struct strv *env)
{
	struct strv files CLEANUP_STRV = { 0 };
	char *list CLEANUP_FREE = NULL;

	definition_files(def, key, &files);
	list = strv_join(&files, ",");
	strv_addf(env, "%s=%s", name, list);
}

static void add_sources(const struct definition *def, const char *name, const char *key,
			struct strv *env)
{
	struct strv folders CLEANUP_STRV = { 0 };
	char *list CLEANUP_FREE = NULL;

	packages_sources(def, key, &folders);
	list = strv_join(&folders, ",");
	strv_addf(env, "%s=%s", name, list);
}

static char *release_of(const struct definition *def)
{
	const char *version = definition_text(def, "version");

	return mem_printf("%s%s", definition_text(def, "distro"), version ? version : "");
}

static void add_environment(const struct script_setting *setting, struct strv *env)
{
	const struct definition *def = setting->def;
	char *release CLEANUP_FREE = release_of(def);

	strv_addf(env, "IMG_NAME=%s", def->name);
	strv_addf(env, "IMG_ARCH=%s", setting->arch);
	strv_addf(env, "IMG_OSVER=%s", release);
	strv_addf(env, "IMG_KERNELVERSION=%s", setting->kernel);
	strv_addf(env, "IMG_PROFILE=%s", definition_text(def, "profile"));
	add_files(def, "IMG_PKGLIST", "pkglist", env);
	add_files(def, "IMG_OTHERPKGLIST", "otherpkglist", env);
	add_sources(def, "IMG_PKGDIR", "pkgdir", env);
	add_sources(def, "IMG_OTHERPKGDIR", "otherpkgdir", env);
	strv_addf(env, "IMG_ROOTIMGDIR=%s", setting->tree);
	if (setting->method)
		strv_addf(env, "IMG_METHOD=%s", setting->method);
}

static int run_one(struct log *log, const struct strv *script,
		   const struct script_setting *setting)
{
	const struct definition *def = setting->def;
	struct strv argv CLEANUP_STRV = { 0 }, env CLEANUP_STRV = { 0 };
	char *release CLEANUP_FREE = release_of(def);
	struct exec exec = { .folder = setting->tree };

	strv_add(&argv, script->v[0]);
	strv_add(&argv, setting->tree);
	strv_add(&argv, release);
	strv_add(&argv, setting->arch);
	strv_add(&argv, definition_text(def, "profile"));
	for (size_t i = 1; i < script->n; i++)
		strv_add(&argv, script->v[i]);
	add_environment(setting, &env);
	exec.argv = strv_argv(&argv);
	exec.env = strv_argv(&env);
	log_info(log, "running %s", argv.v[0]);
	return exec_run(log, &exec);
}

int scripts_run(struct log *log, const struct scripts *scripts,
		const struct script_setting *setting)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < scripts->n; i++)
		rc = run_one(log, &scripts->v[i], setting);
	return rc;
}

void scripts_fini(struct scripts *scripts)
{
	for (size_t i = 0; i < scripts->n; i++)
		strv_fini(&scripts->v[i]);
	free(scripts->v);
	*scripts = (struct scripts){ 0 };
}
