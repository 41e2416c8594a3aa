/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/verify.c - is the folder that was written what its list says?
 */
#include "describe.h"
#include "list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct verifying {
	struct sl_job *job;
	struct nfs_list list;
	size_t n;
};

/* Another name of a file keeps its place in the order only within one tree: files that
 * are shared with another generation have names elsewhere, which change nothing here. */
static int check(void *arg, const struct nfs_entry *entry)
{
	struct verifying *verifying = arg;
	char *line = nfs_describe(verifying->job, entry, NULL);
	int rc = line ? 0 : -EIO;

	if (line && !nfs_list_has(&verifying->list, line))
		rc = sl_fail(verifying->job, EBADMSG,
			     "%s is not what was packed; pack again, and report it if it "
			     "comes back: %s",
			     entry->full, line);
	verifying->n++;
	free(line);
	return rc;
}

int nfs_verify(struct sl_job *job, void *self)
{
	struct verifying verifying = { .job = job };
	char root[NFS_PATH], list[NFS_PATH];
	int rc = nfs_join(job, root, sl_path(job, SL_OUTPUT), NFS_ROOT);

	(void)self;
	if (rc == 0)
		rc = nfs_join(job, list, sl_path(job, SL_OUTPUT), NFS_LIST);
	if (rc == 0)
		rc = nfs_list_read(job, list, &verifying.list);
	if (rc < 0)
		return rc;
	rc = nfs_walk(job, root, check, &verifying);
	if (rc == 0 && verifying.n != verifying.list.n)
		rc = sl_fail(job, EBADMSG, "%s has %zu entries, where %zu were packed",
			     root, verifying.n, verifying.list.n);
	nfs_list_fini(&verifying.list);
	return rc;
}
