/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/staging.c - a tree that is being made beside the one that there is.
 */
#include "staging.h"
#include "layer.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/treecopy.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int staging_needs_tree(struct log *log, const struct definition *def)
{
	errno = 0;
	if (path_is_folder(def->tree))
		return 0;
	if (errno == EACCES)
		return log_fail(log, EACCES, "cannot look into %s: %s; run this as root",
				def->folder, strerror(errno));
	return log_fail(log, ENOENT,
			"image %s has no tree yet: run `stateless genimage %s` first",
			def->name, def->name);
}

int staging_open(struct log *log, const struct definition *def, struct staging *staging)
{
	char *trees CLEANUP_FREE = mem_printf("%s/trees", def->site->installdir);
	int rc;

	*staging = (struct staging){ .def = def };
	staging->folder = mem_printf("%s/.new-%s", trees, def->name);
	staging->tree = path_join(staging->folder, "rootimg");
	staging->work = path_join(staging->folder, "work");
	rc = path_make_folders(log, trees, 0700);
	if (rc == 0)
		rc = path_remove(log, staging->folder);
	if (rc == 0)
		rc = path_make_folders(log, staging->folder, 0700);
	if (rc == 0)
		rc = path_make_folders(log, staging->work, 0700);
	return rc < 0 ? rc : path_make_folders(log, staging->tree, 0755);
}

int staging_fill(struct log *log, const struct staging *staging, bool (*stop)(void))
{
	static const char *const files[] = { "kernels", "packages" };
	const char *from = staging->def->tree;
	int layered = layer_open(log, from, staging->tree, staging->work, stop);
	int rc = layered < 0 ? layered : 0;

	if (layered == 0)
		rc = treecopy(log, from, staging->tree, stop);
	for (size_t i = 0; rc == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		char *old CLEANUP_FREE = path_join(staging->def->folder, files[i]);
		char *new CLEANUP_FREE = path_join(staging->folder, files[i]);

		if (path_exists(old))
			rc = file_copy(log, old, new, 0644);
	}
	return rc < 0 ? rc : layered;
}

int staging_settle(struct log *log, const struct staging *staging, bool (*stop)(void))
{
	return layer_close(log, staging->def->tree, staging->tree, stop);
}

int staging_keep(struct log *log, const struct staging *staging)
{
	const char *folder = staging->def->folder;
	int rc = path_remove(log, staging->work);

	if (rc == 0)
		rc = file_sync_system(log, staging->folder);
	if (rc < 0)
		return rc;
	if (renameat2(AT_FDCWD, staging->folder, AT_FDCWD, folder,
		      path_exists(folder) ? RENAME_EXCHANGE : RENAME_NOREPLACE) != 0)
		return log_fail(log, errno, "cannot put %s in the place of %s: %s",
				staging->folder, folder, strerror(errno));
	return 0;
}

int staging_close(struct log *log, struct staging *staging, int rc)
{
	if (path_exists(staging->folder) && path_remove(log, staging->folder) < 0)
		log_warn(log, "%s is left over%s; the next genimage removes it",
			 staging->folder,
			 rc == 0 ? ", and the new tree is in place" : "");
	free(staging->folder);
	free(staging->tree);
	free(staging->work);
	*staging = (struct staging){ 0 };
	return rc;
}
