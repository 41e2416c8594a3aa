/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/tidy.c - what is kept out of the tree, and taken out of it again.
 */
#include "tidy.h"
#include "source.h"

#include "plugins/lib/tree.h"

#include <errno.h>
#include <stdlib.h>

#define RULES "etc/dpkg/dpkg.cfg.d/99stateless"

/* Sections of manuals stay as folders: update-alternatives links into them.  mmdebstrap's
 * own filter (its option dpkgopt) would do the same and take ten seconds for it. */
static const char rules[] = "path-exclude=/usr/share/doc/*\n"
			    "path-include=/usr/share/doc/*/copyright\n"
			    "path-exclude=/usr/share/man/*/*\n"
			    "path-exclude=/usr/share/info/*\n"
			    "path-exclude=/usr/share/locale/*\n"
			    "path-include=/usr/share/locale/locale.alias\n"
			    "path-exclude=/usr/share/lintian/*\n";

static const struct {
	const char *folder, *keep;
	int folders; /* empty folders go too */
} documents[] = {
	{ "usr/share/doc", "copyright", 1 }, { "usr/share/man", NULL, 0 },
	{ "usr/share/info", NULL, 1 },       { "usr/share/locale", "locale.alias", 1 },
	{ "usr/share/lintian", NULL, 1 },
};

static const struct {
	const char *folder, *pattern;
} leftovers[] = {
	{ "var/lib/apt/lists", "*" },
	{ "var/lib/apt/lists/partial", "*" },
	{ "var/lib/apt/lists/auxfiles", "*" },
	{ "var/cache/apt", "*.bin" },
	{ CACHE_PLACE, "*" },
	{ CACHE_PLACE "/partial", "*" },
	{ "etc/apt/apt.conf.d", "99mmdebstrap" },
	{ "var/cache/debconf", "*-old" },
	{ "var/lib/dpkg", "*-old" },
	{ "var/cache/ldconfig", "aux-cache" },
	{ "var/log", "dpkg.log" },
	{ "var/log", "alternatives.log" },
	{ "var/log/apt", "*" },
};

int tidy_before(struct sl_job *job)
{
	if (!job->host->opt_int(job, "nodocs"))
		return 0;
	return tree_write(job, RULES, 0644, rules);
}

/* The essential packages were unpacked before there was a dpkg that knew the rules. */
static int remove_documents(struct sl_job *job)
{
	int rc = tree_remove(job, RULES);

	for (size_t i = 0; rc == 0 && i < sizeof(documents) / sizeof(documents[0]); i++)
		rc = tree_empty(job, documents[i].folder, documents[i].keep,
				documents[i].folders);
	return rc;
}

static int write_sources(struct sl_job *job, const struct release *release,
			 const struct args *lines)
{
	ARGS kept = { 0 };
	char *text;
	int rc;

	source_for_tree(release, lines, &kept);
	text = args_text(&kept, "\n", "\n");
	rc = text ? tree_write(job, "etc/apt/sources.list", 0644, text)
		  : sl_fail(job, ENOMEM, "memory is out");
	free(text);
	return rc;
}

int tidy_after(struct sl_job *job, const struct release *release,
	       const struct args *lines)
{
	int rc = 0;

	if (job->host->opt_int(job, "nodocs"))
		rc = remove_documents(job);
	for (size_t i = 0; rc == 0 && i < sizeof(leftovers) / sizeof(leftovers[0]); i++)
		rc = tree_remove_matching(job, leftovers[i].folder, leftovers[i].pattern);
	/* mmdebstrap's device files: a node's /dev is a devtmpfs */
	if (rc == 0)
		rc = tree_empty(job, "dev", NULL, 1);
	return rc < 0 ? rc : write_sources(job, release, lines);
}
