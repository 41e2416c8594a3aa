/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/profile.c - the lists of an image that names none: found by its profile.
 */
#include "profile.h"

#include "core/base/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const struct {
	const char *key, *ext;
} lists[] = {
	{ "pkglist", "pkglist" },         { "otherpkglist", "otherpkgs.pkglist" },
	{ "exlist", "exlist" },           { "synclists", "synclist" },
	{ "postinstall", "postinstall" },
};

/* A last number beyond it is a date or a build, which nobody counts down. */
enum { COUNTED_MOST = 99 };

/* "9.2" -> 9.2, 9.1, 9.0, 9; "22.04" keeps its zeros: 22.04, 22.03 ... 22; "9.2-beta" is
 * looked for as it is, then as 9.2. */
static void add_versions(const char *distro, const char *version, struct strv *all)
{
	char *left CLEANUP_FREE = mem_dup(version);
	char *suffix = strchr(left, '-');

	strv_addf(all, "%s%s", distro, left);
	if (suffix && suffix > left) {
		*suffix = '\0';
		strv_addf(all, "%s%s", distro, left);
	}
	for (char *dot; (dot = strrchr(left, '.'));) {
		int width = (int)strlen(dot + 1);
		bool number = width && strspn(dot + 1, "0123456789") == (size_t)width;
		unsigned long last = number ? strtoul(dot + 1, NULL, 10) : 0;

		*dot = '\0';
		for (unsigned long i = last <= COUNTED_MOST ? last : 0; i-- > 0;)
			strv_addf(all, "%s%s.%0*lu", distro, left,
				  dot[1] == '0' ? width : 1, i);
		strv_addf(all, "%s%s", distro, left);
	}
}

void profile_names(const struct profile *profile, const char *ext, struct strv *names)
{
	struct strv all CLEANUP_STRV = { 0 };
	size_t n = strcspn(profile->distro, "0123456789");
	bool joined = !profile->version && n && profile->distro[n];
	char *distro CLEANUP_FREE =
		joined ? mem_ndup(profile->distro, n) : mem_dup(profile->distro);
	const char *version = joined ? profile->distro + n : profile->version;

	if (version)
		add_versions(distro, version, &all);
	strv_add(&all, distro);
	for (size_t i = 0; i < all.n; i++)
		strv_addf(names, "%s.%s.%s.%s", profile->name, all.v[i], profile->arch,
			  ext);
	strv_addf(names, "%s.%s.%s", profile->name, profile->arch, ext);
	for (size_t i = 0; i < all.n; i++)
		strv_addf(names, "%s.%s.%s", profile->name, all.v[i], ext);
	strv_addf(names, "%s.%s", profile->name, ext);
}

char *profile_folder(const struct site *site, const char *distro, const char *version)
{
	char *os CLEANUP_FREE = mem_printf("%s%s", distro, version ? version : "");

	if (strchr(os, '/') || *os == '.')
		return NULL;
	for (size_t n = strlen(os); n > 0; os[--n] = '\0') {
		char *folder = mem_printf("%s/custom/netboot/%s", site->installdir, os);

		if (path_is_folder(folder))
			return folder;
		free(folder);
	}
	return NULL;
}

static void complete_one(struct definition *def, const char *folder, size_t row,
			 const struct profile *profile)
{
	struct strv names CLEANUP_STRV = { 0 };

	if (definition_setting(def, lists[row].key))
		return;
	profile_names(profile, lists[row].ext, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *file CLEANUP_FREE = path_join(folder, names.v[i]);
		struct setting *setting;

		if (!path_exists(file))
			continue;
		setting = settings_add(&def->settings, "", lists[row].key, file, 0);
		strv_add(&setting->values, names.v[i]);
		return;
	}
}

void profile_complete(struct definition *def, const char *folder)
{
	const char *arch = definition_text(def, "arch");
	struct utsname host;
	struct profile profile = { .name = definition_text(def, "profile"),
				   .distro = definition_text(def, "distro"),
				   .version = definition_text(def, "version"),
				   .arch = arch };

	if (!arch)
		profile.arch = uname(&host) == 0 ? host.machine : "unknown";
	if (!folder || strchr(profile.name, '/'))
		return;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		complete_one(def, folder, i, &profile);
}
