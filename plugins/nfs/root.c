/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/root.c - how a node mounts its root, and what serves it in a test boot.
 */
#include "nfs.h"

#include "plugins/lib/ganesha.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORDS = 512, PORT_MOST = 65535 };

/* No word for what is usual: so the manifest stays the same when one writes it out. */
static int make_words(struct sl_job *job, char *words)
{
	const char *prefix = sl_opt(job, "prefix");
	int64_t port = job->host->opt_int(job, "port");
	int n = 0;

	if (port < 1 || port > PORT_MOST)
		return sl_fail(job, EINVAL, "nfs: port = %" PRId64 " is no port", port);
	if (prefix &&
	    (*prefix != '/' || strpbrk(prefix, "\" \t\n") || strlen(prefix) > WORDS / 2))
		return sl_fail(job, EINVAL,
			       "nfs: prefix = \"%s\" is no absolute path without blanks",
			       prefix);
	*words = '\0';
	if (prefix)
		n = snprintf(words, WORDS, "prefix=%s", prefix);
	if (port != 2049)
		n += snprintf(words + n, WORDS - (size_t)n, "%sport=%" PRId64,
			      n ? " " : "", port);
	if (job->host->opt_int(job, "live"))
		snprintf(words + n, WORDS - (size_t)n, "%slive", n ? " " : "");
	return 0;
}

/* Versions 4 and 3 are modules of their own; the small one waits for old servers. */
int nfs_root(struct sl_job *job, void *self)
{
	static const char *const modules[] = { "nfs", "nfsv4", "nfsv3", "overlay" };
	char words[WORDS] = "";
	struct sl_root root = {
		.size = SL_SIZE_OF(struct sl_root),
		.way = "nfs",
		.output = NFS_LIST,
	};
	int rc = make_words(job, words);

	(void)self;
	root.words = *words ? words : NULL;
	for (size_t i = 0; rc == 0 && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = job->host->add_module(job, modules[i]);
	return rc < 0 ? rc : job->host->set_root(job, &root);
}

int nfs_serve(struct sl_job *job, void *self)
{
	char exports[NFS_PATH];
	int rc = nfs_join(job, exports, sl_path(job, SL_STATE), "ganesha.conf");

	(void)self;
	if (rc == 0)
		rc = nfs_write_exports(job);
	return rc < 0 ? rc
		      : ganesha_serve(job, (uint16_t)job->host->opt_int(job, "port"),
				      exports);
}
