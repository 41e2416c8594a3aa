/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/exports.c - what an NFS server must be told.
 *
 * One export for all images: a new image or generation needs no word to the server.  Root
 * of a node is root there (no_root_squash), or no node could read its own /etc/shadow;
 * what it may read is what the boot network is given anyway, and it may write nothing.
 */
#include "nfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXPORT_ID = 7366 /* among ganesha's exports: the letters sl, as hex digits */ };

/* SL_LIVE is NETBOOT/IMAGE/live.METHOD. */
static int find_netboot(struct sl_job *job, char *netboot)
{
	int rc = nfs_join(job, netboot, sl_path(job, SL_LIVE), "");

	for (int i = 0; rc == 0 && i < 3; i++) {
		char *slash = strrchr(netboot, '/');

		if (!slash || slash == netboot)
			return sl_fail(job, EINVAL, "%s is not in a folder of images",
				       sl_path(job, SL_LIVE));
		*slash = '\0';
	}
	return rc;
}

static void put_exports(struct sl_job *job, FILE *out, const char *netboot)
{
	const char *network;

	fputs("# For exports(5), as from /etc/exports.d; written by packimage.\n", out);
	for (uint32_t i = 0; (network = job->host->network(job, i)); i++)
		fprintf(out,
			"\"%s\" %s(ro,sync,no_subtree_check,no_root_squash,sec=sys)\n",
			netboot, network);
}

/* Nobody but the clients named: ganesha's own default is everybody. */
static void put_ganesha(struct sl_job *job, FILE *out, const char *netboot)
{
	const char *network;
	uint32_t i;

	fprintf(out,
		"# For nfs-ganesha, by %%include, with NFSV4 { Only_Numeric_Owners = "
		"true; }\n"
		"# before it; written by packimage.\n"
		"EXPORT {\n"
		"\tExport_Id = %d;\n"
		"\tPath = \"%s\";\n"
		"\tPseudo = \"/netboot\";\n"
		"\tAccess_Type = None;\n"
		"\tSquash = No_Root_Squash;\n"
		"\tSecType = sys;\n"
		"\tProtocols = 3, 4;\n"
		"\tTransports = TCP;\n"
		"\tAttr_Expiration_Time = 0;\n"
		"\tFSAL { Name = VFS; }\n",
		EXPORT_ID, netboot);
	for (i = 0; (network = job->host->network(job, i)); i++)
		fprintf(out, "%s%s", i ? ", " : "\tCLIENT {\n\t\tClients = ", network);
	if (i)
		fputs(";\n\t\tAccess_Type = RO;\n\t\tSquash = No_Root_Squash;\n\t}\n",
		      out);
	fputs("}\n", out);
}

/* Appears by a rename: a server may read it at any time. */
static int write_file(struct sl_job *job, const char *name, const char *netboot,
		      void (*put)(struct sl_job *, FILE *, const char *))
{
	char path[NFS_PATH], fresh[NFS_PATH + 8];
	int rc = nfs_join(job, path, sl_path(job, SL_STATE), name), ok;
	FILE *out;

	if (rc < 0)
		return rc;
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	out = fopen(fresh, "we");
	if (out)
		put(job, out, netboot);
	ok = out && fflush(out) == 0 && fsync(fileno(out)) == 0;
	if (out && fclose(out) != 0)
		ok = 0;
	if (ok && rename(fresh, path) == 0)
		return 0;
	rc = sl_fail(job, errno, "cannot write %s: %s", path, strerror(errno));
	unlink(fresh);
	return rc;
}

int nfs_write_exports(struct sl_job *job)
{
	const char *state = sl_path(job, SL_STATE);
	char netboot[NFS_PATH];
	int rc = find_netboot(job, netboot);

	if (rc < 0)
		return rc;
	if (strpbrk(netboot, "\"\\\n"))
		return sl_fail(job, EINVAL,
			       "%s cannot be exported: its name has a quote, a backslash "
			       "or a newline",
			       netboot);
	if (mkdir(state, 0755) != 0 && errno != EEXIST)
		return sl_fail(job, errno, "cannot make %s: %s", state, strerror(errno));
	if (!job->host->network(job, 0))
		sl_log(job, SL_WARNING,
		       "the inventory has no network: %s is exported to nobody; add one "
		       "(mkdef -t network) and pack again",
		       netboot);
	rc = write_file(job, "exports", netboot, put_exports);
	return rc < 0 ? rc : write_file(job, "ganesha.conf", netboot, put_ganesha);
}
