/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/cache.c - downloaded packages, kept from one job to the next.
 */
#include "cache.h"
#include "mounts.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096 };

/* The folder of the job's cache is there; makes those below it. */
static int make_folders(struct sl_job *job, const char *family, char archives[PATH])
{
	static const char *const below[] = { "", "/archives", "/archives/partial" };
	const char *cache = sl_path(job, SL_CACHE);
	char path[PATH];

	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		if (snprintf(path, PATH, "%s/%s%s", cache, family, below[i]) >= PATH)
			return sl_fail(job, ENAMETOOLONG, "the path %s is too long",
				       cache);
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return sl_fail(job, errno, "cannot make the folder %s: %s", path,
				       strerror(errno));
		if (i == 1)
			memcpy(archives, path, PATH);
	}
	return 0;
}

/* The lock, -EWOULDBLOCK when another job has it, or another -errno, said. */
static int lock(struct sl_job *job, const char *family)
{
	char path[PATH];
	int fd;

	snprintf(path, sizeof(path), "%s/%s/lock", sl_path(job, SL_CACHE), family);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return sl_fail(job, errno, "cannot open %s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -EWOULDBLOCK;
}

int cache_open(struct sl_job *job, const char *family, struct cache *cache)
{
	char archives[PATH];
	int rc;

	*cache = (struct cache){ -1 };
	rc = tree_make_folder(job, CACHE_PLACE "/partial");
	if (rc < 0 || !sl_path(job, SL_CACHE))
		return rc;
	rc = make_folders(job, family, archives);
	if (rc < 0)
		return rc;
	cache->lock = lock(job, family);
	if (cache->lock == -EWOULDBLOCK)
		sl_log(job, SL_INFO,
		       "another job uses the cache of packages: downloading for myself");
	if (cache->lock < 0)
		return cache->lock == -EWOULDBLOCK ? 0 : cache->lock;
	rc = mounts_bind(job, archives, CACHE_PLACE);
	if (rc < 0) {
		close(cache->lock);
		cache->lock = -1;
	}
	return rc;
}

int cache_close(struct sl_job *job, struct cache *cache)
{
	int rc;

	if (cache->lock < 0)
		return 0;
	rc = mounts_remove(job, CACHE_PLACE);
	close(cache->lock);
	cache->lock = -1;
	return rc;
}
