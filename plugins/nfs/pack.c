/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/pack.c - the generation's folder `root` and the list of all that is in it.
 */
#include "copy.h"
#include "describe.h"
#include "list.h"
#include "live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MODULES = 4 << 20 /* bytes: nfs, nfsv4, sunrpc and what they keep */ };

static const char *kernel_of(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);

	return image->kernels && image->kernels[0] ? image->kernels[0]->version
						   : "of this image";
}

static int check_kernel(struct sl_job *job)
{
	static const char *const needs[] = { "CONFIG_NFS_FS", "CONFIG_NFS_V4",
					     "CONFIG_OVERLAY_FS" };

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!job->host->kernel_has(job, needs[i]))
			return sl_fail(job, ENOTSUP,
				       "kernel %s cannot mount a root by NFS (%s is not "
				       "set); choose another kernel or another method, "
				       "as in packimage -m METHOD",
				       kernel_of(job), needs[i]);
	return 0;
}

/* A folder gets its times when all that is in it is there, the innermost first. */
struct folder {
	struct folder *next;
	struct stat st;
	char path[];
};

struct packing {
	struct sl_job *job;
	const char *tree;
	char root[NFS_PATH]; /* of the new generation */
	char last[NFS_PATH]; /* of the last one */
	struct nfs_list old;
	FILE *list;
	struct folder *folders;
	struct nfs_losses losses;
	unsigned long files, shared;
};

static int note_folder(struct packing *packing, const struct nfs_entry *entry)
{
	size_t n = strlen(entry->path) + 1;
	struct folder *folder = malloc(sizeof(*folder) + n);

	if (!folder)
		return sl_fail(packing->job, ENOMEM, "out of memory");
	folder->next = packing->folders;
	folder->st = *entry->st;
	memcpy(folder->path, entry->path, n);
	packing->folders = folder;
	return 0;
}

static int link_first(struct packing *packing, const struct nfs_entry *entry,
		      const char *to)
{
	char first[NFS_PATH];
	int rc = nfs_join(packing->job, first, packing->root, entry->first);

	if (rc == 0 && link(first, to) != 0)
		rc = sl_fail(packing->job, errno, "cannot link %s to %s: %s", first, to,
			     strerror(errno));
	return rc;
}

/* 1: it is the last generation's file now.  One that is too often linked already, or was
 * touched since, is copied. */
static int share(struct packing *packing, const struct nfs_entry *entry, const char *line,
		 const char *to)
{
	const struct stat *st = entry->st;
	char last[NFS_PATH];
	struct stat old;

	if (S_ISDIR(st->st_mode) || !nfs_list_has(&packing->old, line) ||
	    snprintf(last, sizeof(last), "%s/%s", packing->last, entry->path) >=
		    (int)sizeof(last) ||
	    lstat(last, &old) != 0)
		return 0;
	if (old.st_mode != st->st_mode || old.st_size != st->st_size ||
	    old.st_mtim.tv_sec != st->st_mtim.tv_sec ||
	    old.st_mtim.tv_nsec != st->st_mtim.tv_nsec)
		return 0;
	return link(last, to) == 0;
}

static int make(struct packing *packing, const struct nfs_entry *entry, const char *line)
{
	char to[NFS_PATH];
	int rc = nfs_join(packing->job, to, packing->root, entry->path);

	if (rc < 0)
		return rc;
	packing->files += S_ISREG(entry->st->st_mode) && !entry->first;
	if (entry->first)
		return link_first(packing, entry, to);
	if (share(packing, entry, line, to)) {
		packing->shared += S_ISREG(entry->st->st_mode);
		return 0;
	}
	rc = nfs_copy(packing->job, entry, to);
	if (rc < 0)
		return rc;
	return S_ISDIR(entry->st->st_mode) ? note_folder(packing, entry)
					   : nfs_settle(packing->job, entry, to);
}

static int pack_entry(void *arg, const struct nfs_entry *entry)
{
	struct packing *packing = arg;
	char *line = nfs_describe(packing->job, entry, &packing->losses);
	int rc = line ? make(packing, entry, line) : -EIO;

	if (rc == 0 && fputs(line, packing->list) < 0)
		rc = sl_fail(packing->job, errno, "cannot write " NFS_LIST ": %s",
			     strerror(errno));
	free(line);
	return rc;
}

static int settle_folders(struct packing *packing)
{
	char from[NFS_PATH], to[NFS_PATH];
	int rc = 0;

	for (const struct folder *f = packing->folders; rc == 0 && f; f = f->next) {
		const struct nfs_entry entry = { .full = from,
						 .path = f->path,
						 .st = &f->st };

		rc = nfs_join(packing->job, from, packing->tree, f->path);
		if (rc == 0)
			rc = nfs_join(packing->job, to, packing->root, f->path);
		if (rc == 0)
			rc = nfs_settle(packing->job, &entry, to);
	}
	return rc;
}

/* The link beside SL_LIVE: what nodes that are set from now on would boot. */
static int find_last(struct packing *packing)
{
	struct sl_job *job = packing->job;
	const char *live = sl_path(job, SL_LIVE), *slash = strrchr(live, '/');
	char list[NFS_PATH];
	int rc = 0,
	    n = snprintf(packing->last, NFS_PATH, "%.*s/current.%s/" NFS_ROOT,
			 slash ? (int)(slash - live) : 0, live, sl_image_of(job)->method);

	if (n < 0 || n >= NFS_PATH)
		rc = sl_fail(job, ENAMETOOLONG, "the path %s is too long", live);
	if (rc == 0)
		rc = nfs_join(job, list, packing->last, "../" NFS_LIST);
	return rc < 0 ? rc : nfs_list_read(job, list, &packing->old);
}

static void say(const struct packing *packing)
{
	const struct nfs_losses *losses = &packing->losses;

	sl_log(packing->job, SL_INFO, "%lu files, %lu of them shared with %s",
	       packing->files, packing->shared, packing->last);
	if (losses->n)
		sl_log(packing->job, SL_INFO,
		       "NFS carries no capabilities and ACLs: nodes set %lu of them by "
		       "themselves, one on /%s",
		       losses->n, losses->first);
}

static FILE *create(struct packing *packing, const char *name)
{
	char path[NFS_PATH];
	FILE *file;

	if (nfs_join(packing->job, path, sl_path(packing->job, SL_OUTPUT), name) < 0)
		return NULL;
	file = fopen(path, "we");
	if (!file)
		sl_fail(packing->job, errno, "cannot write %s: %s", path,
			strerror(errno));
	return file;
}

static int finish(struct packing *packing, FILE *file, int role, const char *name)
{
	struct sl_job *job = packing->job;
	char path[NFS_PATH];
	int rc = nfs_join(job, path, sl_path(job, SL_OUTPUT), name);

	if (ferror(file) || fflush(file) != 0)
		return sl_fail(job, errno, "cannot write %s: %s", path, strerror(errno));
	return rc < 0 ? rc : job->host->add_output(job, role, name, path);
}

/* The list of attributes is there only when it has a line. */
static int add_lists(struct packing *packing)
{
	char path[NFS_PATH];
	int rc = finish(packing, packing->list, SL_TREE_LIST, NFS_LIST);

	if (rc < 0)
		return rc;
	if (packing->losses.n)
		return finish(packing, packing->losses.list, SL_OTHER, NFS_ATTRIBUTES);
	rc = nfs_join(packing->job, path, sl_path(packing->job, SL_OUTPUT),
		      NFS_ATTRIBUTES);
	if (rc == 0)
		unlink(path);
	return rc;
}

static int pack_all(struct packing *packing)
{
	int rc;

	packing->list = create(packing, NFS_LIST);
	packing->losses.list = packing->list ? create(packing, NFS_ATTRIBUTES) : NULL;
	if (!packing->losses.list)
		return -EIO;
	rc = nfs_walk(packing->job, packing->tree, pack_entry, packing);
	if (rc == 0)
		rc = settle_folders(packing);
	return rc < 0 ? rc : add_lists(packing);
}

static void fini(struct packing *packing)
{
	if (packing->list)
		fclose(packing->list);
	if (packing->losses.list)
		fclose(packing->losses.list);
	while (packing->folders) {
		struct folder *next = packing->folders->next;

		free(packing->folders);
		packing->folders = next;
	}
	nfs_list_fini(&packing->old);
	free(packing);
}

/* The tree costs a node nothing that it could not drop. */
static int tell_memory(struct sl_job *job)
{
	static const struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory),
						 .resident = MODULES,
						 .peak = MODULES };

	return job->host->set_memory(job, &memory);
}

int nfs_pack(struct sl_job *job, void *self)
{
	struct packing *packing;
	int rc = check_kernel(job);

	(void)self;
	if (rc < 0)
		return rc;
	packing = calloc(1, sizeof(*packing));
	if (!packing)
		return sl_fail(job, ENOMEM, "out of memory");
	packing->job = job;
	packing->tree = sl_path(job, SL_TREE);
	rc = nfs_join(job, packing->root, sl_path(job, SL_OUTPUT), NFS_ROOT);
	if (rc == 0)
		rc = find_last(packing);
	if (rc == 0)
		rc = pack_all(packing);
	if (rc == 0)
		rc = nfs_write_exports(job);
	if (rc == 0)
		say(packing);
	if (rc == 0 && job->host->opt_int(job, "live"))
		rc = nfs_update_live(job);
	if (rc == 0)
		rc = tell_memory(job);
	fini(packing);
	return rc;
}
