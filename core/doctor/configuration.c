/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/configuration.c - can every file be read, and every image be made?
 */
#include "checks.h"

#include "core/base/path.h"
#include "core/image/definition.h"

#include <errno.h>
#include <sys/utsname.h>

static const char *const lists[] = { "pkglist", "otherpkglist", "exlist", "synclists",
				     "authorized_keys" };

static void check_lists(struct doctor *doctor, const struct definition *def)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct strv paths CLEANUP_STRV = { 0 };

		definition_files(def, lists[i], &paths);
		for (size_t k = 0; k < paths.n; k++)
			if (!path_exists(paths.v[k]))
				log_fail(&doctor->log, ENOENT,
					 "image %s: %s names %s, which is not there; "
					 "write it, or correct %s",
					 def->name, lists[i], paths.v[k], def->file);
	}
}

static void check_distro(struct doctor *doctor, const struct definition *def)
{
	const char *distro = definition_text(def, "distro");
	struct registry_match found;

	if (distro && registry_distro(doctor->registry, distro, &found, 1) > 0)
		strv_add(&doctor->used, found.plugin->p.name);
	else
		log_fail(&doctor->log, ENOENT,
			 "image %s: no plugin builds distro = \"%s\"; `stateless "
			 "plugins` lists what there is",
			 def->name, distro ? distro : "");
}

static void check_method(struct doctor *doctor, const struct definition *def)
{
	const char *method = definition_text(def, "method");
	const struct plugin *found = registry_method(doctor->registry, method);

	if (found)
		strv_add(&doctor->used, found->p.name);
	else
		log_fail(&doctor->log, ENOENT,
			 "image %s: no plugin packs by method = \"%s\"; `stateless "
			 "plugins` lists what there is",
			 def->name, method);
}

/* Nodes may name another platform, so that none by this name is no failure. */
static void check_arch(struct doctor *doctor, const struct definition *def)
{
	const char *arch = definition_text(def, "arch");
	const struct plugin *found;
	struct utsname host;

	if (!arch && uname(&host) == 0)
		arch = host.machine;
	if (!arch)
		return;
	strv_add(&doctor->archs, arch);
	strv_add(&doctor->archs, def->name);
	found = registry_platform_of(doctor->registry, arch);
	if (found)
		strv_add(&doctor->used, found->p.name);
	else
		log_warn(&doctor->log,
			 "image %s: no platform is named like its architecture %s; nodes "
			 "that boot it must set platform",
			 def->name, arch);
}

static void check_image(struct doctor *doctor, const char *name)
{
	struct definition def;

	if (definition_load(&doctor->log, doctor->site, name, &def) < 0)
		return;
	check_distro(doctor, &def);
	check_method(doctor, &def);
	check_arch(doctor, &def);
	check_lists(doctor, &def);
	definition_fini(&def);
}

void doctor_check_configuration(struct doctor *doctor)
{
	const struct site *site = doctor->site;
	char *file CLEANUP_FREE = path_join(site->confdir, "stateless.conf");
	char *images CLEANUP_FREE = path_join(site->confdir, "images.d");
	unsigned errors = doctor->log.errors;

	if (!path_exists(file))
		log_warn(&doctor->log,
			 "there is no %s, so that all is at its default; `stateless "
			 "init` writes one",
			 file);
	else
		doctor_ok(doctor, "%s can be read", file);
	if (!path_exists(images)) {
		log_warn(&doctor->log,
			 "there is no folder %s, so there are no images; `stateless "
			 "init` makes it",
			 images);
		return;
	}
	if (definition_names(&doctor->log, site, &doctor->images) < 0)
		return;
	for (size_t i = 0; i < doctor->images.n; i++)
		check_image(doctor, doctor->images.v[i]);
	if (doctor->log.errors == errors)
		doctor_ok(doctor, "%zu image%s can be read", doctor->images.n,
			  doctor->images.n == 1 ? "" : "s");
}
