/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/source.c - where packages come from, as lines of sources.list(5).
 */
#include "source.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct maker {
	struct sl_job *job;
	const struct release *release;
	char *options;    /* "[signed-by=... arch=...]" */
	char *components; /* "main universe" */
	struct args *lines;
};

static char *components_of(const struct maker *maker)
{
	const char *item;
	struct args words = { 0 };
	char *text;

	for (uint32_t i = 0;
	     (item = maker->job->host->opt_item(maker->job, "components", i)); i++)
		args_add(&words, item);
	if (words.n == 0)
		args_split(&words, maker->release->family->components, " ");
	text = args_text(&words, " ", "");
	args_fini(&words);
	return text;
}

/* The keyring is named for each source: what else this machine trusts does not count. */
static int options_of(struct maker *maker)
{
	struct sl_job *job = maker->job;
	const struct family *family = maker->release->family;
	const char *keyring = sl_opt(job, "keyring");

	if (job->host->opt_int(job, "signatures") == 0) {
		maker->options =
			args_printf("[arch=%s trusted=yes]", maker->release->arch);
		return 0;
	}
	if (!keyring)
		keyring = family->keyring;
	if (access(keyring, R_OK) != 0)
		return sl_fail(
			job, errno,
			"cannot read the keyring %s that packages of %s are "
			"checked with: %s; install %s, or set keyring in debian { }",
			keyring, family->name, strerror(errno), family->keyring_package);
	if (strpbrk(keyring, " \t[]"))
		return sl_fail(job, EINVAL,
			       "the keyring %s has a blank or bracket in its name, which "
			       "apt cannot take",
			       keyring);
	maker->options =
		args_printf("[arch=%s signed-by=%s]", maker->release->arch, keyring);
	return 0;
}

static void add(struct maker *maker, const char *uri, const char *suite,
		const char *components)
{
	size_t n = strlen(suite);

	/* a suite that ends with a slash is a folder: it has no components */
	if (!components || (n && suite[n - 1] == '/'))
		components = "";
	args_addf(maker->lines, "deb %s %s %s%s%s", maker->options, uri, suite,
		  *components ? " " : "", components);
}

/* apt copies the packages out of it: what they are installed from must be in the tree. */
static int add_folder(struct maker *maker, const char *folder)
{
	static const char *const indexes[] = { "Packages", "Packages.gz", "Packages.xz" };
	const char *suite = maker->release->suite;
	char path[4096], uri[4096];

	if (strpbrk(folder, " \t[]"))
		return sl_fail(maker->job, EINVAL,
			       "the folder of packages \"%s\" has a blank or bracket in "
			       "its name, which apt cannot take",
			       folder);
	snprintf(uri, sizeof(uri), "copy:%s", folder);
	snprintf(path, sizeof(path), "%s/dists/%s", folder, suite);
	if (access(path, F_OK) == 0) {
		add(maker, uri, suite, maker->components);
		return 0;
	}
	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, indexes[i]);
		if (access(path, F_OK) == 0) {
			add(maker, uri, "./", "");
			return 0;
		}
	}
	return sl_fail(
		maker->job, ENOENT,
		"%s is no repository: it has neither dists/%s nor a Packages file; "
		"make one with apt-ftparchive or dpkg-scanpackages",
		folder, suite);
}

static int add_words(struct maker *maker, const char *text)
{
	struct args words = { 0 }, rest = { 0 };
	char *components = NULL;
	int rc = 0;

	args_split(&words, text, " \t");
	for (size_t i = 2; i < words.n; i++)
		args_add(&rest, words.v[i]);
	components = args_text(&rest, " ", "");
	rc = args_check(maker->job, &words);
	if (rc == 0 && !components)
		rc = sl_fail(maker->job, ENOMEM, "memory is out");
	if (rc == 0)
		add(maker, words.v[0], words.n > 1 ? words.v[1] : maker->release->suite,
		    rest.n ? components : maker->components);
	free(components);
	args_fini(&rest);
	args_fini(&words);
	return rc;
}

static int add_source(struct maker *maker, const char *source)
{
	for (const char *c = source; *c; c++)
		if (iscntrl((unsigned char)*c) && *c != '\t')
			return sl_fail(maker->job, EINVAL,
				       "a source of packages has a control character");
	if (strncmp(source, "deb ", 4) == 0) {
		args_add(maker->lines, source);
		return 0;
	}
	if (strncmp(source, "file://", 7) == 0 || strncmp(source, "copy://", 7) == 0)
		return add_folder(maker, source + 7);
	if (strncmp(source, "file:/", 6) == 0 || strncmp(source, "copy:/", 6) == 0)
		return add_folder(maker, source + 5);
	if (*source == '/')
		return add_folder(maker, source);
	if (strstr(source, "://"))
		return add_words(maker, source);
	return sl_fail(
		maker->job, EINVAL,
		"\"%s\" is no source of packages: it is neither a folder nor a URL",
		source);
}

static void add_defaults(struct maker *maker)
{
	struct sl_job *job = maker->job;
	const struct release *release = maker->release;
	const char *mirror = sl_opt(job, "mirror");
	const char *security = sl_opt(job, "security_mirror");
	char suite[96];

	if (!mirror)
		mirror = release_mirror(release);
	if (!security)
		security = release_security(release);
	add(maker, mirror, release->suite, maker->components);
	if (!(release->flags & RELEASE_POCKETS))
		return;
	if (job->host->opt_int(job, "updates")) {
		snprintf(suite, sizeof(suite), "%s-updates", release->suite);
		add(maker, mirror, suite, maker->components);
	}
	if (job->host->opt_int(job, "security")) {
		snprintf(suite, sizeof(suite), "%s-security", release->suite);
		add(maker, security, suite, maker->components);
	}
}

static int add_all(struct maker *maker, const char *const *more)
{
	const char *const *source = sl_image_of(maker->job)->sources;
	int rc = 0;

	if (!source || !*source)
		add_defaults(maker);
	for (; rc == 0 && source && *source; source++)
		rc = add_source(maker, *source);
	for (; rc == 0 && more && *more; more++)
		rc = add_source(maker, *more);
	return rc < 0 ? rc : args_check(maker->job, maker->lines);
}

int source_lines(struct sl_job *job, const struct release *release,
		 const char *const *more, struct args *lines)
{
	struct maker maker = { .job = job, .release = release, .lines = lines };
	int rc = options_of(&maker);

	maker.components = components_of(&maker);
	if (rc == 0 && (!maker.options || !maker.components))
		rc = sl_fail(job, ENOMEM, "memory is out");
	if (rc == 0)
		rc = add_all(&maker, more);
	free(maker.options);
	free(maker.components);
	return rc;
}

void source_for_tree(const struct release *release, const struct args *lines,
		     struct args *kept)
{
	const char *keyring = release->family->keyring;

	for (size_t i = 0; i < lines->n; i++) {
		const char *options = lines->v[i] + strlen("deb ");
		const char *rest = options + strspn(options, " \t");

		if (*rest == '[')
			rest = strchr(rest, ']') ? strchr(rest, ']') + 1 : "";
		rest += strspn(rest, " \t");
		if (strncmp(rest, "http://", 7) != 0 && strncmp(rest, "https://", 8) != 0)
			continue;
		if (memmem(options, (size_t)(rest - options), keyring, strlen(keyring)))
			args_addf(kept, "deb [signed-by=%s] %s", keyring, rest);
		else
			args_addf(kept, "deb %s", rest);
	}
}
