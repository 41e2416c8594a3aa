/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/paths.c - the listed paths in the view.
 */
#include "readonly.h"

#include "plugins/lib/memory.h"
#include "plugins/lib/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* tmpfs: what is not data of a file is an inode (shmem_inode_info) and a dentry, about 1 KB
 * on the 64-bit kernels of today (/proc/slabinfo). */
enum { ENTRY = 1024 };

/* What copies of paths take in a tmpfs of pages of that size, so far. */
struct measure {
	const struct litefile *list;
	uint64_t page, bytes;
};

const char readonly_usual[] = "/etc/\n"
			      "/home/\n"
			      "/root/\n"
			      "/tmp/\n"
			      "/var/\n"
			      "/var/cache/apt/          ro\n"
			      "/var/lib/apt/            ro\n"
			      "/var/lib/dnf/            ro\n"
			      "/var/lib/dpkg/           ro\n"
			      "/var/lib/rpm/            ro\n"
			      "/var/lib/selinux/        ro\n";

/* 1: it is there; 0: it is not. */
static int look(struct sl_job *job, const char *file, const struct lite *lite)
{
	int fd = job->host->openat(job, lite->path + 1, O_PATH | O_NOFOLLOW, 0);
	struct stat st;
	int rc;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	rc = fstat(fd, &st) == 0 ? 1 : -errno;
	close(fd);
	if (rc < 0)
		return sl_fail(job, -rc, "cannot look at %s of the image: %s", lite->path,
			       strerror(-rc));
	if (S_ISLNK(st.st_mode))
		return sl_fail(job, EINVAL,
			       "%s:%u: %s is a link in the image: list what it leads to",
			       file, lite->line, lite->path);
	if ((S_ISDIR(st.st_mode) != 0) != lite->is_folder)
		return sl_fail(job, EINVAL, "%s:%u: %s is %s in the image", file,
			       lite->line, lite->path,
			       lite->is_folder ? "no folder"
					       : "a folder (end its path "
						 "with a slash)");
	return 1;
}

static void take_off(struct litefile *list, size_t i)
{
	free(list->v[i].path);
	list->n--;
	memmove(list->v + i, list->v + i + 1, (list->n - i) * sizeof(*list->v));
}

int paths_make(struct sl_job *job, const char *file, struct litefile *list)
{
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < list->n;) {
		const struct lite *lite = &list->v[i];

		rc = look(job, file, lite);
		if (rc == 0 && !file) {
			take_off(list, i);
			continue;
		}
		if (rc == 0)
			rc = lite->is_folder ? tree_make_folder(job, lite->path + 1)
					     : tree_write(job, lite->path + 1, 0644, "");
		i++;
	}
	return rc < 0 ? rc : 0;
}

/* ---- how much ---- */

static int has_own(const struct litefile *list, const char *path)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].path, path) == 0)
			return 1;
	return 0;
}

static int measure(struct measure *sum, int parent, const char *name, const char *path);

static int measure_content(struct measure *sum, int folder, const char *path)
{
	DIR *dir = fdopendir(folder);
	const struct dirent *entry;
	int rc = dir ? 0 : -errno;

	while (rc == 0 && (entry = readdir(dir))) {
		char *below = NULL;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&below, "%s/%s", path, entry->d_name) < 0)
			rc = -ENOMEM;
		else if (!has_own(sum->list, below))
			rc = measure(sum, dirfd(dir), entry->d_name, below);
		free(below);
	}
	if (dir)
		closedir(dir);
	else
		close(folder);
	return rc;
}

static int measure(struct measure *sum, int parent, const char *name, const char *path)
{
	struct stat st;
	int folder;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	sum->bytes += ENTRY;
	if (S_ISREG(st.st_mode)) {
		uint64_t held = (uint64_t)st.st_blocks * 512;
		uint64_t size = (uint64_t)st.st_size;

		/* holes stay holes */
		sum->bytes += ((held < size ? held : size) + sum->page - 1) / sum->page *
			      sum->page;
	}
	if (!S_ISDIR(st.st_mode))
		return 0;
	folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return folder < 0 ? -errno : measure_content(sum, folder, path);
}

int paths_measure(struct sl_job *job, const struct litefile *list, uint64_t *bytes)
{
	struct measure sum = { .list = list, .page = memory_page(job) };
	int tree = open(sl_path(job, SL_TREE), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = tree < 0 ? -errno : 0;

	for (size_t i = 0; rc == 0 && i < list->n; i++)
		if (list->v[i].how == SL_WRITABLE_MEMORY ||
		    list->v[i].how == SL_WRITABLE_JOINED)
			rc = measure(&sum, tree, list->v[i].path + 1, list->v[i].path);
	if (tree >= 0)
		close(tree);
	*bytes = sum.bytes;
	return rc < 0 ? sl_fail(job, -rc, "cannot measure the writable paths: %s",
				strerror(-rc))
		      : 0;
}
