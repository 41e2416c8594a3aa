/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/publish.c - a finished generation appears at once, under its name.
 */
#include "generation.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name a link points to, or "" (which is no generation). */
static void read_link(const char *path, char target[PATH_MAX])
{
	ssize_t n = readlink(path, target, PATH_MAX - 1);

	target[n > 0 ? n : 0] = '\0';
}

/* `current` moves on, and what it left becomes `previous`; packing the same bytes again
 * moves nothing. */
static int swap_pair(struct log *log, const char *folder, const char *suffix,
		     const char *name)
{
	char *current CLEANUP_FREE = mem_printf("%s/current%s", folder, suffix);
	char *previous CLEANUP_FREE = mem_printf("%s/previous%s", folder, suffix);
	char old[PATH_MAX];
	int rc = 0;

	read_link(current, old);
	if (strcmp(old, name) == 0)
		return 0;
	if (old[0])
		rc = file_swap_link(log, old, previous);
	return rc < 0 ? rc : file_swap_link(log, name, current);
}

static int swap_links(struct log *log, const char *folder, const struct generation *fresh,
		      bool own)
{
	char *suffix CLEANUP_FREE = mem_printf(".%s", fresh->manifest.method);
	int rc = swap_pair(log, folder, suffix, fresh->name);

	if (rc == 0 && own)
		rc = swap_pair(log, folder, "", fresh->name);
	return rc < 0 ? rc : file_sync_folder(log, folder);
}

/* Sizes alone do not tell a byte that a disk or somebody changed. */
static bool is_whole(struct log *log, const struct generation *old)
{
	for (size_t i = 0; i < old->manifest.n_artefacts; i++) {
		const struct wire_artefact *artefact = &old->manifest.artefacts[i];
		char *path CLEANUP_FREE = path_join(old->folder, artefact->name);
		char hex[DIGEST_HEX + 1] = "";
		uint64_t bytes;

		if (path_is_folder(path))
			continue;
		if (digest_file(path, hex, &bytes, NULL) == 0 &&
		    strcmp(hex, artefact->sha256) == 0)
			continue;
		log_warn(log, "%s was damaged: it has not the digest of its manifest",
			 path);
		return false;
	}
	return true;
}

/* A generation of that name holds the same bytes: the new copy is dropped, unless what
 * stands there was damaged since: then they change places at once. */
static int put_in_place(struct log *log, struct generation *fresh, const char *staging,
			const char *final)
{
	struct generation old = { 0 };
	bool whole;

	if (!path_exists(final))
		return file_rename(log, staging, final);
	whole = generation_read(log, fresh->image, final, &old) == 0 &&
		is_whole(log, &old);
	generation_fini(&old);
	if (whole)
		return path_remove(log, staging);
	if (renameat2(AT_FDCWD, staging, AT_FDCWD, final, RENAME_EXCHANGE) != 0)
		return log_fail(log, errno, "cannot put %s in the place of %s: %s",
				staging, final, strerror(errno));
	log_warn(log, "%s is replaced by what was packed now", final);
	return path_remove(log, staging);
}

int generation_publish(struct log *log, const struct site *site, const char *image,
		       const char *staging, bool own, struct generation *generation)
{
	char *folder CLEANUP_FREE = mem_printf("%s/netboot/%s", site->installdir, image);
	char *final CLEANUP_FREE = NULL;
	struct generation fresh;
	int rc = generation_read(log, image, staging, &fresh);

	*generation = (struct generation){ 0 };
	if (rc < 0)
		return rc;
	final = path_join(folder, fresh.name);
	if (chmod(staging, 0755) != 0)
		rc = log_fail(log, errno, "cannot open %s to readers: %s", staging,
			      strerror(errno));
	if (rc == 0)
		rc = file_sync_system(log, staging);
	if (rc == 0)
		rc = put_in_place(log, &fresh, staging, final);
	if (rc == 0)
		rc = swap_links(log, folder, &fresh, own);
	generation_fini(&fresh);
	return rc < 0 ? rc : generation_read(log, image, final, generation);
}

int generation_links(struct log *log, const struct site *site,
		     const struct generation *generation, struct strv *names)
{
	char *folder CLEANUP_FREE =
		mem_printf("%s/netboot/%s", site->installdir, generation->image);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return log_fail(log, errno, "cannot read %s: %s", folder,
				strerror(errno));
	while ((entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(folder, entry->d_name);
		char target[PATH_MAX];

		read_link(path, target);
		if (entry->d_name[0] != '.' && strcmp(target, generation->name) == 0)
			strv_add(names, entry->d_name);
	}
	closedir(dir);
	strv_sort(names);
	return 0;
}

int generation_tag(struct log *log, const struct site *site,
		   const struct generation *generation, const char *tag)
{
	char *link CLEANUP_FREE = mem_printf("%s/netboot/%s/tag.%s", site->installdir,
					     generation->image, tag);

	if (!path_is_name(tag) || strcmp(tag, "current") == 0 ||
	    strcmp(tag, "previous") == 0)
		return log_fail(log, EINVAL, "\"%s\" cannot be a tag", tag);
	return file_swap_link(log, generation->name, link);
}
