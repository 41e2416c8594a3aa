/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/mmdebstrap.c - the first packages of an empty tree.
 *
 * mmdebstrap finds the tree prepared (folders, package lists, the mounted cache) and
 * leaves apt's files for the later passes: what it is told to skip is done here.
 */
#include "mmdebstrap.h"
#include "apt.h"

#include "plugins/lib/tree.h"

#include <stdio.h>
#include <string.h>

#define PIN "etc/apt/preferences.d/99stateless"

/* The folders of / that are links into /usr, as debootstrap makes them. */
static const struct {
	const char *arch, *folders;
} merged[] = {
	{ "amd64", "lib32 lib64 libx32" },
	{ "i386", "lib64 libx32" },
	{ "ppc64", "lib32 lib64" },
	{ "ppc64el", "lib64" },
	{ "s390x", "lib32" },
	{ "loong64", "lib32 lib64" },
};

static int make_links(struct sl_job *job, const struct args *folders)
{
	int rc = args_check(job, folders);

	for (size_t i = 0; rc == 0 && i < folders->n; i++) {
		char target[64];

		snprintf(target, sizeof(target), "usr/%s", folders->v[i]);
		rc = tree_make_folder(job, target);
		if (rc == 0)
			rc = tree_link(job, target, folders->v[i]);
	}
	return rc;
}

/* Without this apt takes the first alternative, usrmerge, which converts a system that
 * is not merged, and brings 46 MB of perl for it. */
static int pin_merged(struct sl_job *job)
{
	return tree_write(job, PIN, 0644,
			  "Package: usrmerge\nPin: release *\nPin-Priority: -1\n");
}

int mmdebstrap_prepare(struct sl_job *job, const struct release *release)
{
	ARGS folders = { 0 };
	int rc;

	if (!(release->flags & RELEASE_MERGED))
		return 0;
	args_split(&folders, "bin sbin lib", " ");
	for (size_t i = 0; i < sizeof(merged) / sizeof(merged[0]); i++)
		if (strcmp(merged[i].arch, release->arch) == 0)
			args_split(&folders, merged[i].folders, " ");
	rc = make_links(job, &folders);
	return rc < 0 ? rc : pin_merged(job);
}

static void add_options(struct sl_job *job, const struct release *release,
			struct args *words)
{
	const char *proxy = sl_opt(job, "proxy");

	args_split(words, "mmdebstrap --mode=root --format=directory", " ");
	args_addf(words, "--variant=%s", sl_opt(job, "variant"));
	args_addf(words, "--architectures=%s", release->arch);
	/* the tree is not empty, its sources name their keyring, the cache is not to be
	 * emptied; the package lists serve the later passes */
	args_add(words,
		 "--skip=check/empty,check/signed-by,essential/unlink,cleanup/apt");
	if (job->host->opt_int(job, "recommends"))
		args_add(words, "--aptopt=Apt::Install-Recommends \"true\"");
	if (proxy)
		args_addf(words, "--aptopt=Acquire::http::Proxy \"%s\"", proxy);
}

static void add_names(const struct sl_pass *pass, struct args *words)
{
	ARGS names = { 0 };

	apt_names(&names, pass->install);
	for (size_t i = 0; i < names.n; i++)
		args_addf(words, "--include=%s", names.v[i]);
	words->failed |= names.failed;
	/* nothing is there yet: what is to be removed must not come at all */
	for (const char *const *name = pass->remove_before; name && *name; name++)
		if (**name != '@')
			args_addf(words, "--include=%s-", *name);
}

int mmdebstrap_run(struct sl_job *job, const struct release *release,
		   const struct args *lines, const struct sl_pass *pass)
{
	ARGS words = { 0 }, env = { 0 };
	int rc;

	add_options(job, release, &words);
	if (pass)
		add_names(pass, &words);
	args_add(&words, release->suite);
	args_add(&words, sl_path(job, SL_TREE));
	for (size_t i = 0; i < lines->n; i++)
		args_add(&words, lines->v[i]);
	apt_environment(&env, pass ? pass->env : NULL);
	rc = args_run(job, 0, &words, &env);
	if (rc == 0)
		rc = tree_remove(job, PIN);
	return rc;
}
