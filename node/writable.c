/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/writable.c - paths of a root without overlay that can be written to.
 */
#include "writable.h"
#include "copytree.h"
#include "inroot.h"
#include "removetree.h"
#include "state.h"
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITES "/sl/writes"
#define JOINED                                                                           \
	WRITES "/joined" /* what the image has of files that are joined: 0, 1, ... */

#define FRESH ".stateless.new" /* what is being copied to an export */

enum { WHY = 512 };

/* What the child in the root is given; it lies in memory shared with it. */
struct job {
	const struct wire_manifest *manifest;
	int writes, joined; /* folders of the initramfs */
	int state;          /* this node's on an export; -1: none */
	int *sources;       /* of each path: a folder that holds what is mounted there */
	char why[WHY];
};

static int cannot(struct job *job, const char *what, const char *path, int err)
{
	snprintf(job->why, sizeof(job->why), "cannot %s %.300s: %s", what, path,
		 strerror(err));
	return -err;
}

/* ---- copies ---- */

static int has_own(void *arg, const char *path)
{
	const struct wire_manifest *manifest = arg;
	const struct wire_writable *w = wire_manifest_writable(manifest, path);

	return w && w->how == WIRE_READONLY && strcmp(w->path, path) == 0;
}

/* Is it below another one that has been copied with it? */
static int is_copied(const struct wire_manifest *manifest, const struct wire_writable *w)
{
	const struct wire_writable *above;
	char parent[4096];

	snprintf(parent, sizeof(parent), "%s", w->path);
	*strrchr(parent, '/') = '\0';
	above = *parent ? wire_manifest_writable(manifest, parent) : NULL;
	return above && above->how == WIRE_TMPFS && w->how == WIRE_TMPFS;
}

static int make_parents(int folder, const char *path)
{
	char part[4096];

	for (const char *slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path - 1), path + 1);
		if (mkdirat(folder, part, 0755) != 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

/* Once, and whole: what survived stays as the node left it, and a boot that ended in the
 * middle of a copy left it under another name. */
static int seed(struct job *job, struct copytree *copy, const char *path)
{
	int rc;

	if (faccessat(job->state, path + 1, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	rc = removetree(job->state, FRESH);
	if (rc == 0)
		rc = copytree(copy, path, job->state, FRESH);
	if (rc < 0)
		return cannot(job, "copy to where it is to survive", copy->path, -rc);
	if (renameat(job->state, FRESH, job->state, path + 1) != 0)
		return cannot(job, "keep", path, errno);
	return 0;
}

static int copy_one(struct job *job, size_t i)
{
	const struct wire_writable *w = &job->manifest->writables[i];
	struct copytree copy = { .is_empty = has_own, .arg = (void *)job->manifest };
	char number[24];
	int rc = 0;

	if (w->how == WIRE_READONLY || is_copied(job->manifest, w))
		return 0;
	snprintf(number, sizeof(number), "%zu", i);
	if (w->how == WIRE_JOINED) {
		rc = copytree(&copy, w->path, job->joined, number);
		return rc < 0 ? cannot(job, "copy", copy.path, -rc) : 0;
	}
	rc = make_parents(job->sources[i], w->path);
	if (rc < 0)
		return cannot(job, "make a folder for", w->path, -rc);
	if (w->how == WIRE_PERSISTENT)
		return seed(job, &copy, w->path);
	rc = copytree(&copy, w->path, job->sources[i], w->path + 1);
	return rc < 0 ? cannot(job, "copy", copy.path, -rc) : 0;
}

static int copy_all(void *arg)
{
	struct job *job = arg;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < job->manifest->n_writables; i++)
		rc = copy_one(job, i);
	return rc;
}

/* ---- mounts ---- */

/* By a folder's descriptor and a name in it: the child's root is not ours. */
static int mount_at(int folder, const char *name, const char *path, unsigned long flags)
{
	if (fchdir(folder) != 0 || mount(name, path, NULL, MS_BIND, NULL) != 0)
		return -errno;
	if (flags && mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | flags, NULL) != 0)
		return -errno;
	return 0;
}

/* Before the first mount, since a folder's would hide what it has below. */
static int open_original(struct job *job, size_t i)
{
	char parent[4096];

	snprintf(parent, sizeof(parent), "%s", job->manifest->writables[i].path);
	*strrchr(parent, '/') = '\0';
	job->sources[i] = open(*parent ? parent : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return job->sources[i] < 0 ? -errno : 0;
}

static int append(int from, int to)
{
	ssize_t n;

	while ((n = sendfile(to, from, NULL, 1 << 20)) > 0)
		;
	return n < 0 ? -errno : 0;
}

/* The node's own file of that path was unpacked into the tree of copies. */
static int join(struct job *job, size_t i, const char *number)
{
	const char *path = job->manifest->writables[i].path;
	int more = openat(job->writes, path + 1, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int to, rc;

	if (more < 0)
		return errno == ENOENT ? 0 : -errno;
	to = openat(job->joined, number, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	rc = to < 0 || lseek(to, 0, SEEK_END) < 0 ? -errno : append(more, to);
	if (to >= 0)
		close(to);
	close(more);
	return rc;
}

static int mount_one(struct job *job, size_t i)
{
	const struct wire_writable *w = &job->manifest->writables[i];
	char number[24];
	int rc;

	snprintf(number, sizeof(number), "%zu", i);
	switch (w->how) {
	case WIRE_READONLY:
		return mount_at(job->sources[i], strrchr(w->path, '/') + 1, w->path,
				MS_RDONLY);
	case WIRE_JOINED:
		rc = join(job, i, number);
		return rc < 0 ? rc : mount_at(job->joined, number, w->path, 0);
	default:
		return is_copied(job->manifest, w)
			       ? 0
			       : mount_at(job->sources[i], w->path + 1, w->path, 0);
	}
}

static int mount_all(void *arg)
{
	struct job *job = arg;
	const struct wire_manifest *manifest = job->manifest;

	for (size_t i = 0; i < manifest->n_writables; i++)
		if (manifest->writables[i].how == WIRE_READONLY &&
		    open_original(job, i) < 0)
			return cannot(job, "open", manifest->writables[i].path, errno);
	for (size_t i = 0; i < manifest->n_writables; i++) {
		int rc = mount_one(job, i);

		if (rc < 0)
			return cannot(job, "make writable", manifest->writables[i].path,
				      -rc);
	}
	return 0;
}

/* ---- both ---- */

static int open_folder(const char *path)
{
	int rc = sysfile_make_folders(path);
	int fd = rc < 0 ? rc : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 && rc == 0 ? -errno : fd;
}

static int is_state(const struct node *node, size_t i)
{
	return node->manifest.writables[i].how == WIRE_PERSISTENT;
}

static int run_job(struct node *node, int (*run)(void *arg))
{
	struct job *job = mmap(NULL, sizeof(*job), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t n = node->manifest.n_writables;
	int rc = 0;

	if (job == MAP_FAILED)
		return console_fail(&node->console, ENOMEM,
				    "out of memory for the writable paths");
	*job = (struct job){ .manifest = &node->manifest,
			     .writes = open_folder(WRITABLE_ROOT),
			     .joined = open_folder(JOINED),
			     .state = state_open(node),
			     .sources = calloc(n, sizeof(int)) };
	for (size_t i = 0; job->sources && i < n; i++)
		job->sources[i] = is_state(node, i) ? job->state : job->writes;
	if (job->writes < 0 || job->joined < 0 || !job->sources)
		rc = cannot(job, "make", WRITES, ENOMEM);
	if (rc == 0)
		rc = inroot_run(node->root, run, job);
	if (rc < 0)
		console_fail(&node->console, -rc, "a path of the root: %s",
			     job->why[0] ? job->why : strerror(-rc));
	close(job->writes);
	close(job->joined);
	if (job->state >= 0)
		close(job->state);
	free(job->sources);
	munmap(job, sizeof(*job));
	return rc;
}

static int mount_writes(struct node *node)
{
	const char *size = node->words.overlay;
	char options[64];
	int rc = sysfile_make_folders(WRITES);

	/* "none" is about an overlay, and there is none in any case */
	snprintf(options, sizeof(options), "mode=0755,size=%s",
		 *size && strcmp(size, "none") != 0 ? size : "50%");
	if (rc == 0 && mount("stateless-writes", WRITES, "tmpfs", 0, options) != 0)
		rc = -errno;
	return rc < 0 ? console_fail(&node->console, -rc,
				     "cannot make a tmpfs for the paths of the root that "
				     "can be written to: %s",
				     strerror(-rc))
		      : 0;
}

int writable_copy(struct node *node)
{
	int rc;

	if (node->manifest.n_writables == 0)
		return 0;
	rc = mount_writes(node);
	if (rc == 0)
		rc = state_mount(node);
	return rc < 0 ? rc : run_job(node, copy_all);
}

int writable_mount(struct node *node)
{
	int rc;

	if (node->manifest.n_writables == 0)
		return 0;
	rc = run_job(node, mount_all);
	if (rc == 0 && node->has_policy)
		node->upper = open(WRITABLE_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rc < 0)
		return rc;
	umount2(WRITES, MNT_DETACH);
	state_detach();
	return 0;
}
