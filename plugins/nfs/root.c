/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/root.c - how a node mounts its root, and what serves it in a test boot.
 */
#include "nfs.h"

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

/* Version 4 alone: no rpcbind, no lock manager, no other port.  Nothing is locked or
 * written, so no client has to wait for others to come back. */
static int write_server(struct sl_job *job, const char *path)
{
	FILE *out = fopen(path, "we");
	int ok = out != NULL;

	if (ok)
		fprintf(out,
			"NFS_CORE_PARAM {\n"
			"\tNFS_Port = %" PRId64 ";\n"
			"\tProtocols = 4;\n"
			"\tEnable_NLM = false;\n"
			"\tEnable_RQUOTA = false;\n"
			"\tEnable_UDP = false;\n"
			"}\n"
			"NFSV4 {\n"
			"\tGraceless = true;\n"
			"\tOnly_Numeric_Owners = true;\n"
			"\tMinor_Versions = 0, 1, 2;\n"
			"\tRecoveryBackend = fs;\n"
			"\tRecoveryRoot = \"%s\";\n"
			"}\n"
			"%%include \"%s/ganesha.conf\"\n",
			job->host->opt_int(job, "port"), sl_path(job, SL_WORK),
			sl_path(job, SL_STATE));
	ok = ok && !ferror(out);
	if (out && fclose(out) != 0)
		ok = 0;
	return ok ? 0 : sl_fail(job, errno, "cannot write %s: %s", path, strerror(errno));
}

int nfs_serve(struct sl_job *job, void *self)
{
	char config[NFS_PATH], pid[NFS_PATH];
	const char *const argv[] = { "ganesha.nfsd", "-F",     "-f", config,  "-p", pid,
				     "-L",           "STDOUT", "-N", "EVENT", NULL };
	int rc = nfs_join(job, config, sl_path(job, SL_WORK), "ganesha.conf");

	(void)self;
	if (rc == 0)
		rc = nfs_join(job, pid, sl_path(job, SL_WORK), "ganesha.pid");
	if (rc == 0)
		rc = nfs_write_exports(job);
	if (rc == 0)
		rc = write_server(job, config);
	return rc < 0 ? rc : job->host->add_server(job, argv);
}
