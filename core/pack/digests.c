/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/digests.c - digests of what was made, taken while other things are made.
 */
#include "digests.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct one {
	char *path;
	struct stat st; /* before it was read */
	struct digest_of digest;
	int rc;
};

struct digests {
	pthread_t thread;
	bool runs;
	size_t n;
	struct one *v;
};

/* The publishing waits for the disk at its end: what is written now it has not to wait
 * for.  A file system that cannot be asked to loses only that. */
static int read_one(struct one *one)
{
	int fd CLEANUP_FD = open(one->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &one->st) != 0)
		return -errno;
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return digest_fd(fd, one->digest.hex, &one->digest.bytes, &one->digest.chunks);
}

static void *read_all(void *arg)
{
	struct digests *digests = arg;

	for (size_t i = 0; i < digests->n; i++)
		digests->v[i].rc = read_one(&digests->v[i]);
	return NULL;
}

struct digests *digests_begin(const struct collect *collect)
{
	struct digests *digests = mem_alloc(sizeof(*digests));

	*digests = (struct digests){ .n = collect->n_outputs };
	digests->v = mem_alloc((digests->n + 1) * sizeof(*digests->v));
	for (size_t i = 0; i < digests->n; i++)
		digests->v[i] = (struct one){ .path = mem_dup(collect->outputs[i].path),
					      .rc = -EAGAIN };
	digests->runs = pthread_create(&digests->thread, NULL, read_all, digests) == 0;
	return digests;
}

static void wait_for_thread(struct digests *digests)
{
	if (digests->runs)
		pthread_join(digests->thread, NULL);
	digests->runs = false;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

const struct digest_of *digests_find(struct digests *digests, const char *path)
{
	struct stat st;

	wait_for_thread(digests);
	for (size_t i = 0; i < digests->n; i++) {
		const struct one *one = &digests->v[i];

		if (strcmp(one->path, path) == 0 && one->rc == 0 &&
		    stat(path, &st) == 0 && is_same(&st, &one->st))
			return &one->digest;
	}
	return NULL;
}

void digests_free(struct digests *digests)
{
	if (!digests)
		return;
	wait_for_thread(digests);
	for (size_t i = 0; i < digests->n; i++) {
		free(digests->v[i].path);
		str_fini(&digests->v[i].digest.chunks);
	}
	free(digests->v);
	free(digests);
}
