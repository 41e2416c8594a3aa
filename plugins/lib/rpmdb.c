/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmdb.c - the tree's database of packages, in the form that the tree's own
 * rpm reads.
 */
#include "rpmdb.h"
#include "args.h"
#include "tree.h"
#include "work.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which file a database is by; rpm's documentation of %_db_backend. */
static const struct {
	const char *backend, *file;
} files[] = {
	{ "sqlite", "rpmdb.sqlite" },
	{ "ndb", "Packages.db" },
	{ "bdb", "Packages" },
};

/* What the tree has, or NULL. */
static const char *found_backend(struct sl_job *job, const struct rpmdb *db)
{
	char path[256];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", db->path, files[i].file);
		if (tree_has(job, path))
			return files[i].backend;
	}
	return NULL;
}

static char *db_path(struct sl_job *job, const struct rpmdb *db)
{
	return args_printf("%s/%s", sl_path(job, SL_TREE), db->path);
}

/* bdb is what rpm 4.16 and later only read: they write the database that they prefer. */
static void add_macros(const struct rpmdb *db, struct args *macros)
{
	args_addf(macros, "%%_dbpath /%s", db->path);
	if (strcmp(db->backend, "bdb") != 0)
		args_addf(macros, "%%_db_backend %s", db->backend);
	args_add(macros, "%_netsharedpath /proc:/sys:/dev");
	args_add(macros, "%_install_script_path /usr/sbin:/usr/bin:/sbin:/bin");
}

int rpmdb_macros(struct sl_job *job, const struct rpmdb *db, const char *home)
{
	ARGS macros = { 0 };
	char *path = args_printf("%s/.rpmmacros", home);
	int rc = work_make_folder(job, home);

	add_macros(db, &macros);
	if (rc == 0)
		rc = path ? work_write_lines(job, path, &macros)
			  : sl_fail(job, ENOMEM, "memory is out");
	free(path);
	return rc;
}

int rpmdb_open(struct sl_job *job, const struct rpmdb *db, const char *home)
{
	const char *found = found_backend(job, db);
	ARGS words = { 0 }, env = { 0 };

	if (!found || strcmp(found, "bdb") != 0)
		return 0;
	args_addf(&env, "HOME=%s", home);
	args_split(&words, "rpmdb --rebuilddb --root", " ");
	args_add(&words, sl_path(job, SL_TREE));
	return args_run(job, 0, &words, &env);
}

static int export_headers(struct sl_job *job, const struct rpmdb *db, const char *output)
{
	char *path = db_path(job, db);
	const char *const argv[] = { "rpmdb", "--dbpath", path, "--exportdb", NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.output = output,
	};
	int rc = path ? job->host->run(job, &command)
		      : sl_fail(job, ENOMEM, "memory is out");

	free(path);
	return rc;
}

static int import_headers(struct sl_job *job, const char *input)
{
	static const char *const argv[] = { "rpmdb", "--importdb", NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.flags = SL_RUN_IN_TREE,
		.argv = argv,
		.input = input,
	};

	return job->host->run(job, &command);
}

int rpmdb_close(struct sl_job *job, const struct rpmdb *db)
{
	const char *found = found_backend(job, db);
	char *headers;
	int rc;

	/* nobody in the tree reads it: it serves the next update as it is */
	if (!found || strcmp(found, db->backend) == 0 || !tree_has(job, "usr/bin/rpmdb"))
		return 0;
	headers = work_path(job, "headers");
	if (!headers)
		return -ENOMEM;
	sl_log(job, SL_INFO, "converting the database of packages from %s to %s", found,
	       db->backend);
	rc = export_headers(job, db, headers);
	if (rc == 0)
		rc = tree_empty(job, db->path, NULL, 0);
	if (rc == 0)
		rc = import_headers(job, headers);
	free(headers);
	return rc;
}

struct reader {
	struct sl_job *job;
	int rc;
};

/* "NAME [EPOCH:]VERSION-RELEASE ARCH" */
static void read_line(void *arg, const char *line)
{
	struct reader *reader = arg;
	ARGS words = { 0 };

	args_split(&words, line, " ");
	if (reader->rc < 0 || (words.n && strcmp(words.v[0], "gpg-pubkey") == 0))
		return;
	if (words.failed || words.n != 3)
		reader->rc = sl_fail(reader->job, words.failed ? ENOMEM : EINVAL,
				     "cannot understand rpm's line \"%s\"", line);
	else
		reader->rc = reader->job->host->add_package(reader->job, words.v[0],
							    words.v[1], words.v[2]);
}

int rpmdb_packages(struct sl_job *job, const struct rpmdb *db)
{
	struct reader reader = { .job = job };
	char *path = db_path(job, db);
	const char *const argv[] = { "rpm",
				     "--dbpath",
				     path,
				     "-qa",
				     "--queryformat",
				     "%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} "
				     "%{ARCH}\\n",
				     NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.line = read_line,
		.arg = &reader,
	};
	int rc = 0;

	if (SL_HAS(job->host, add_package))
		rc = path ? job->host->run(job, &command)
			  : sl_fail(job, ENOMEM, "memory is out");
	free(path);
	return rc < 0 ? rc : reader.rc;
}
