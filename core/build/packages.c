/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/packages.c - which packages an image has, and from where.
 */
#include "packages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void packages_sources(const struct definition *def, const char *key, struct strv *sources)
{
	const struct strv *list = definition_list(def, key);

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i][0] == '/')
			strv_addf(sources, "%s%s", def->site->root, list->v[i]);
		else
			strv_add(sources, list->v[i]);
	}
}

static int read_lists(struct log *log, const struct definition *def, const char *key,
		      struct pkglist *list)
{
	struct strv files CLEANUP_STRV = { 0 };

	definition_files(def, key, &files);
	return pkglist_read(log, &files, list);
}

/* "dir" of a pass is dir below every one of the folders. */
static void place_repositories(struct pkgpass *pass, const struct strv *folders)
{
	struct strv placed = { 0 };

	for (size_t i = 0; i < folders->n; i++) {
		for (size_t k = 0; k < pass->repositories.n; k++)
			strv_addf(&placed, "%s/%s", folders->v[i],
				  pass->repositories.v[k]);
		if (pass->repositories.n == 0)
			strv_add(&placed, folders->v[i]);
	}
	strv_fini(&pass->repositories);
	pass->repositories = placed;
}

/* Moves the passes of `more` behind those of `list`. */
static void append(struct pkglist *list, struct pkglist *more)
{
	if (more->n == 0)
		return;
	list->passes = mem_grow(list->passes, list->n + more->n, sizeof(*list->passes));
	memcpy(list->passes + list->n, more->passes, more->n * sizeof(*more->passes));
	list->n += more->n;
	free(more->passes);
	*more = (struct pkglist){ 0 };
}

static int read_others(struct log *log, const struct definition *def,
		       struct pkglist *list)
{
	struct strv folders CLEANUP_STRV = { 0 };
	struct pkglist others = { 0 };
	int rc = read_lists(log, def, "otherpkglist", &others);

	packages_sources(def, "otherpkgdir", &folders);
	for (size_t i = 0; rc == 0 && i < others.n; i++) {
		if (others.passes[i].repositories.n && folders.n == 0)
			rc = log_fail(log, EINVAL,
				      "%s: otherpkglist takes packages from \"%s\", but "
				      "image \"%s\" has no otherpkgdir",
				      def->file, others.passes[i].repositories.v[0],
				      def->name);
		else
			place_repositories(&others.passes[i], &folders);
	}
	if (rc == 0)
		append(list, &others);
	pkglist_fini(&others);
	return rc;
}

int packages_read(struct log *log, const struct definition *def, struct pkglist *list)
{
	int rc;

	if (definition_list(def, "pkglist")->n == 0)
		return log_fail(log, EINVAL, "%s: image \"%s\" has no pkglist", def->file,
				def->name);
	rc = read_lists(log, def, "pkglist", list);
	for (size_t i = 0; i < list->n; i++)
		strv_fini(&list->passes[i].repositories);
	return rc < 0 ? rc : read_others(log, def, list);
}
