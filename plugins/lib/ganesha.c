/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ganesha.c - an nfs-ganesha for a test boot: packimage.serve.
 *
 * Version 4 alone: no rpcbind, no lock manager, no other port.  A test's server forgets what
 * its clients had open: none has to wait for others to come back.
 */
#include "ganesha.h"
#include "work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG   "ganesha.conf"
#define WRITABLE "writable.conf"

enum { EXPORT_ID = 7367 /* beside that of plugins/nfs */ };

static int write_text(struct sl_job *job, const char *name, const struct args *lines)
{
	char *path = work_path(job, name);
	int rc = path ? work_write_lines(job, path, lines) : -ENOMEM;

	free(path);
	return rc;
}

int ganesha_add_writable(struct sl_job *job, const char *pseudo, const char *folder)
{
	const char *network;
	ARGS lines = { 0 };
	uint32_t i;

	args_addf(&lines,
		  "EXPORT {\n\tExport_Id = %d;\n\tPath = \"%s\";\n\tPseudo = \"%s\";",
		  EXPORT_ID, folder, pseudo);
	args_add(&lines, "\tAccess_Type = None;\n\tSquash = No_Root_Squash;\n"
			 "\tSecType = sys;\n\tProtocols = 4;\n\tTransports = TCP;\n"
			 "\tFSAL { Name = VFS; }");
	for (i = 0; (network = job->host->network(job, i)); i++)
		args_addf(&lines, "%s%s",
			  i ? ", " : "\tCLIENT {\n\t\tClients = ", network);
	if (i)
		args_add(&lines,
			 ";\n\t\tAccess_Type = RW;\n\t\tSquash = No_Root_Squash;\n"
			 "\t}");
	args_add(&lines, "}");
	return write_text(job, WRITABLE, &lines);
}

static int is_there(struct sl_job *job, const char *name)
{
	char *path = work_path(job, name);
	int yes = path && access(path, F_OK) == 0;

	free(path);
	return yes;
}

static int write_config(struct sl_job *job, uint16_t port, const char *more)
{
	const char *work = sl_path(job, SL_WORK);
	ARGS lines = { 0 };

	args_addf(&lines,
		  "NFS_CORE_PARAM {\n\tNFS_Port = %u;\n\tProtocols = 4;\n"
		  "\tEnable_NLM = false;\n\tEnable_RQUOTA = false;\n"
		  "\tEnable_UDP = false;\n}",
		  port);
	args_addf(&lines,
		  "NFSV4 {\n\tGraceless = true;\n\tOnly_Numeric_Owners = true;\n"
		  "\tMinor_Versions = 0, 1, 2;\n\tRecoveryBackend = fs;\n"
		  "\tRecoveryRoot = \"%s\";\n}",
		  work);
	if (more)
		args_addf(&lines, "%%include \"%s\"", more);
	if (is_there(job, WRITABLE))
		args_addf(&lines, "%%include \"%s/" WRITABLE "\"", work);
	return write_text(job, CONFIG, &lines);
}

int ganesha_serve(struct sl_job *job, uint16_t port, const char *more)
{
	char *config = work_path(job, CONFIG), *pid = work_path(job, "ganesha.pid");
	const char *const argv[] = { "ganesha.nfsd", "-F",     "-f", config,  "-p", pid,
				     "-L",           "STDOUT", "-N", "EVENT", NULL };
	int rc = config && pid ? 0 : -ENOMEM;

	if (rc == 0 && !is_there(job, CONFIG)) {
		rc = write_config(job, port, more);
		if (rc == 0)
			rc = job->host->add_server(job, argv);
	}
	free(config);
	free(pid);
	return rc;
}
