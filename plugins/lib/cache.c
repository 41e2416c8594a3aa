/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/cache.c - downloaded packages, kept from one job to the next.
 */
#include "cache.h"
#include "mounts.h"
#include "tree.h"
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The lock, -EWOULDBLOCK when another job has it, or another -errno, said. */
static int lock(struct sl_job *job, const char *folder)
{
	char *path = args_printf("%s/lock", folder);
	int fd = -ENOMEM;

	if (path)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		fd = sl_fail(job, errno, "cannot open %s/lock: %s", folder,
			     strerror(errno));
	free(path);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -EWOULDBLOCK;
}

/* The cache of one kind of packages is `folder` and its lock's neighbour `archives`. */
static int mount_cache(struct sl_job *job, const char *folder, const char *archives,
		       struct cache *cache)
{
	int rc = work_make_folder(job, folder);

	if (rc == 0)
		rc = work_make_folder(job, archives);
	if (rc < 0)
		return rc;
	cache->lock = lock(job, folder);
	if (cache->lock == -EWOULDBLOCK)
		sl_log(job, SL_INFO,
		       "another job uses the cache of packages: downloading for myself");
	if (cache->lock < 0)
		return cache->lock == -EWOULDBLOCK ? 0 : cache->lock;
	rc = mounts_bind(job, archives, cache->place);
	if (rc < 0) {
		close(cache->lock);
		cache->lock = -1;
	}
	return rc;
}

int cache_open(struct sl_job *job, const char *name, const char *folder,
	       const char *place, struct cache *cache)
{
	const char *top = sl_path(job, SL_CACHE);
	char *path, *archives;
	int rc = tree_make_folder(job, place);

	*cache = (struct cache){ -1, place };
	if (rc < 0 || !top)
		return rc;
	path = args_printf("%s/%s", top, name);
	archives = args_printf("%s/%s/%s", top, name, folder);
	rc = path && archives ? mount_cache(job, path, archives, cache)
			      : sl_fail(job, ENOMEM, "memory is out");
	free(path);
	free(archives);
	return rc;
}

int cache_close(struct sl_job *job, struct cache *cache)
{
	int rc;

	if (cache->lock < 0)
		return 0;
	rc = mounts_remove(job, cache->place);
	close(cache->lock);
	cache->lock = -1;
	return rc;
}
