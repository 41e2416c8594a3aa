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

static void add_macros(const struct rpmdb *db, struct args *macros)
{
	args_addf(macros, "%%_dbpath /%s", db->path);
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

/* ---- conversion: headers go out of one rpm and into another ---- */

struct answer {
	char text[32];
};

static void read_answer(void *arg, const char *line)
{
	struct answer *answer = arg;

	if (!answer->text[0])
		snprintf(answer->text, sizeof(answer->text), "%s", line);
}

/* What an rpm makes databases of: this machine's, or with SL_RUN_IN_TREE the tree's.
 * Releases before 4.16 have no such macro and expand it to nothing. */
static int ask_backend(struct sl_job *job, uint32_t flags, struct answer *answer)
{
	static const char *const argv[] = { "rpm", "-E", "%{?_db_backend}", NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.flags = flags,
		.argv = argv,
		.line = read_answer,
		.arg = answer,
	};

	answer->text[0] = '\0';
	return job->host->run(job, &command);
}

static const char *backend_of(const struct answer *answer)
{
	return answer->text[0] ? answer->text : "bdb";
}

static int move_headers(struct sl_job *job, uint32_t flags, const struct args *words,
			const char *file)
{
	const int out = strcmp(words->v[words->n - 1], "--exportdb") == 0;
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.flags = flags,
		.argv = (const char *const *)words->v,
		.input = out ? NULL : file,
		.output = out ? file : NULL,
	};
	int rc = args_check(job, words);

	return rc < 0 ? rc : job->host->run(job, &command);
}

/* Between this machine's rpm and the tree's: `inside` says whose the new database is. */
static int convert(struct sl_job *job, const struct rpmdb *db, int inside)
{
	ARGS host = { 0 }, tree = { 0 };
	char *headers = work_path(job, "headers");
	int rc = headers ? 0 : -ENOMEM;

	args_split(&host, "rpmdb --root", " ");
	args_add(&host, sl_path(job, SL_TREE));
	args_addf(&host, "--dbpath=/%s", db->path);
	args_add(&host, inside ? "--exportdb" : "--importdb");
	args_split(&tree, inside ? "rpmdb --importdb" : "rpmdb --exportdb", " ");
	if (rc == 0)
		rc = inside ? move_headers(job, 0, &host, headers)
			    : move_headers(job, SL_RUN_IN_TREE, &tree, headers);
	if (rc == 0)
		rc = tree_empty(job, db->path, NULL, 0);
	if (rc == 0)
		rc = inside ? move_headers(job, SL_RUN_IN_TREE, &tree, headers)
			    : move_headers(job, 0, &host, headers);
	free(headers);
	return rc;
}

/* The tree's rpm, and a database for it. */
static const char *found_for_tree(struct sl_job *job, const struct rpmdb *db)
{
	return tree_has(job, "usr/bin/rpmdb") ? found_backend(job, db) : NULL;
}

int rpmdb_open(struct sl_job *job, const struct rpmdb *db)
{
	const char *found = found_for_tree(job, db);
	struct answer own;
	int rc = found ? ask_backend(job, 0, &own) : 0;

	if (rc < 0 || !found || strcmp(backend_of(&own), found) == 0)
		return rc;
	sl_log(job, SL_INFO, "converting the database of packages from %s", found);
	return convert(job, db, 0);
}

int rpmdb_close(struct sl_job *job, const struct rpmdb *db)
{
	const char *found = found_for_tree(job, db);
	struct answer wanted;
	int rc = found && strcmp(found, db->backend) != 0
			 ? ask_backend(job, SL_RUN_IN_TREE, &wanted)
			 : 0;

	if (rc < 0 || !found || strcmp(found, db->backend) == 0 ||
	    strcmp(found, wanted.text) == 0)
		return rc;
	sl_log(job, SL_INFO, "converting the database of packages from %s to %s", found,
	       db->backend);
	return convert(job, db, 1);
}

/* Who reads it: this machine's rpm, or the tree's when that makes it of another kind. */
static int find_reader(struct sl_job *job, const struct rpmdb *db, uint32_t *flags)
{
	const char *found = found_for_tree(job, db);
	struct answer own;
	int rc = found ? ask_backend(job, 0, &own) : 0;

	*flags = rc == 0 && found && strcmp(backend_of(&own), found) != 0 ? SL_RUN_IN_TREE
									  : 0;
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

static int list(struct sl_job *job, uint32_t flags, const char *path)
{
	struct reader reader = { .job = job };
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
		.flags = flags,
		.argv = argv,
		.line = read_line,
		.arg = &reader,
	};
	int rc = job->host->run(job, &command);

	return rc < 0 ? rc : reader.rc;
}

int rpmdb_packages(struct sl_job *job, const struct rpmdb *db)
{
	uint32_t flags = 0;
	char *path;
	int rc;

	if (!SL_HAS(job->host, add_package))
		return 0;
	rc = find_reader(job, db, &flags);
	if (rc < 0)
		return rc;
	path = args_printf("%s/%s", flags & SL_RUN_IN_TREE ? "" : sl_path(job, SL_TREE),
			   db->path);
	rc = path ? list(job, flags, path) : sl_fail(job, ENOMEM, "memory is out");
	free(path);
	return rc;
}
