/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/generations.c - is what was published complete, and is what nodes are set
 * to there?
 */
#include "checks.h"

#include "core/base/path.h"
#include "core/image/generation.h"
#include "core/inventory/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* current, current.METHOD, previous.METHOD, tag.NAME */
static void check_links(struct doctor *doctor, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(folder, entry->d_name);
		struct stat st;

		if (entry->d_name[0] != '.' && lstat(path, &st) == 0 &&
		    S_ISLNK(st.st_mode) && !path_is_folder(path))
			log_fail(&doctor->log, ENOENT,
				 "the link %s leads to nothing: remove it, or pack the "
				 "image again",
				 path);
	}
	closedir(dir);
}

/* Reading each one compares its name with its manifest, and its files with that.  What
 * is only warned about elsewhere is a problem here: its error is said, too. */
static size_t check_image(struct doctor *doctor, const char *image, struct strv *complete)
{
	char *netboot CLEANUP_FREE = path_join(doctor->site->installdir, "netboot");
	char *folder CLEANUP_FREE = path_join(netboot, image);
	struct generations list;
	size_t n;

	if (generations_list(&doctor->log, doctor->site, image, &list) < 0)
		return 0;
	n = list.n;
	for (size_t i = 0; i < n; i++)
		strv_add(complete, list.v[i].sha256);
	generations_fini(&list);
	check_links(doctor, folder);
	return n;
}

static void list_images(struct doctor *doctor, struct strv *images)
{
	char *netboot CLEANUP_FREE = path_join(doctor->site->installdir, "netboot");
	DIR *dir = opendir(netboot);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(netboot, entry->d_name);

		if (path_is_name(entry->d_name) && path_is_folder(path))
			strv_add(images, entry->d_name);
	}
	if (dir)
		closedir(dir);
	strv_sort(images);
}

/* Said once for all nodes that miss the same one. */
static void check_states(struct doctor *doctor, const struct node_states *states,
			 const struct strv *complete)
{
	struct strv said CLEANUP_STRV = { 0 };

	for (size_t i = 0; i < states->n; i++) {
		const struct node_state *state = &states->v[i];
		const char *digest = state->generation;

		if (!digest || strv_has(complete, digest) || strv_has(&said, digest))
			continue;
		strv_add(&said, digest);
		log_fail(&doctor->log, ENOENT,
			 "node %s is set to %s@%.*s, which is not there or damaged; set "
			 "it, and others like it, to another: stateless nodeset %s "
			 "netboot=%s",
			 state->node, state->image ? state->image : "", GENERATION_NAME,
			 digest, state->node, state->image ? state->image : "IMAGE");
	}
}

static void check_nodes(struct doctor *doctor, const struct strv *complete)
{
	struct inventory *inventory = doctor_inventory(doctor);
	struct node_states states;

	if (!inventory)
		return;
	if (inventory_states(&doctor->log, inventory, NULL, &states) == 0) {
		check_states(doctor, &states, complete);
		node_states_fini(&states);
	}
	inventory_close(inventory);
}

void doctor_check_generations(struct doctor *doctor)
{
	struct strv images CLEANUP_STRV = { 0 }, complete CLEANUP_STRV = { 0 };
	unsigned errors = doctor->log.errors;
	size_t n = 0;

	list_images(doctor, &images);
	for (size_t i = 0; i < images.n; i++)
		n += check_image(doctor, images.v[i], &complete);
	check_nodes(doctor, &complete);
	if (doctor->log.errors == errors)
		doctor_ok(doctor, "%zu generations of %zu images are complete", n,
			  images.n);
}
