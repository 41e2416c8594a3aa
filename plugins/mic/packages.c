/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/packages.c - packages of rpm for the card: their payloads, into the tree.
 *
 * Their scripts are programs of the card, which nothing here can run, and rpm on this host
 * knows no k1om: a package is the files in it.
 */
#include "mic.h"

#include "plugins/lib/args.h"
#include "plugins/lib/tree.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST_BYTES = 4 << 20 };

/* What rpm tells of a file: "NAME VERSION-RELEASE ARCH SCRIPTS".  Of scripts those that an
 * installation would run, each with a comma behind it, and a dash: "pre,post,-".  One that
 * has a program and no text (-p /sbin/ldconfig) is one too. */
#define QUERY                                                                            \
	"%{NAME} %{VERSION}-%{RELEASE} %{ARCH} "                                         \
	"%|PRETRANSPROG?{pretrans,}|%|PREINPROG?{pre,}|%|POSTINPROG?{post,}|"            \
	"%|POSTTRANSPROG?{posttrans,}|%|TRIGGERNAME?{triggers,}|-\\n"

struct package {
	const char *file; /* borrowed of `files` */
	char *name, *version, *arch, *scripts;
};

struct packages {
	struct sl_job *job;
	struct args files;
	struct args lines; /* one for each file, in their order */
	struct package *v;
	struct args done;    /* "NAME VERSION ARCH" of those installed */
	struct args scripts; /* "NAME (pre, post)" of those of them that have any */
};

static int find_in(struct packages *packages, const char *folder)
{
	char *pattern = args_printf("%s/*.rpm", folder);
	glob_t found = { 0 };
	int rc = 0;

	if (strstr(folder, "://"))
		rc = sl_fail(
			packages->job, EINVAL,
			"packages for cards are taken from folders of this host; %s is "
			"a URL: copy it",
			folder);
	else if (access(folder, R_OK) != 0)
		rc = sl_fail(packages->job, errno,
			     "cannot read %s, which pkgdir or otherpkgdir names: %s",
			     folder, strerror(errno));
	else if (!pattern)
		rc = sl_fail(packages->job, ENOMEM, "out of memory");
	else if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			args_add(&packages->files, found.gl_pathv[i]);
	globfree(&found);
	free(pattern);
	return rc;
}

static int find_in_all(struct packages *packages, const char *const *folders)
{
	int rc = 0;

	for (; rc == 0 && folders && *folders; folders++)
		rc = find_in(packages, *folders);
	return rc;
}

static void keep_line(void *arg, const char *line)
{
	args_add(arg, line);
}

static int ask(struct packages *packages)
{
	char *db = work_path(packages->job, "rpmdb");
	ARGS words = { 0 };
	struct sl_command command = { .size = SL_SIZE_OF(struct sl_command),
				      .line = keep_line,
				      .arg = &packages->lines };
	int rc;

	args_split(&words, "rpm -qp --nosignature --dbpath", " ");
	args_add(&words, db ? db : "");
	args_add(&words, "--queryformat");
	args_add(&words, QUERY);
	for (size_t i = 0; i < packages->files.n; i++)
		args_add(&words, packages->files.v[i]);
	rc = db ? args_check(packages->job, &words) : -ENOMEM;
	command.argv = (const char *const *)words.v;
	if (rc == 0)
		rc = packages->job->host->run(packages->job, &command);
	free(db);
	return rc;
}

static int parse_line(struct package *package, const char *file, char *line)
{
	package->file = file;
	package->name = strsep(&line, " ");
	package->version = strsep(&line, " ");
	package->arch = strsep(&line, " ");
	package->scripts = strsep(&line, " ");
	return package->arch && !line ? 0 : -1;
}

/* Asks rpm once for what all the files are. */
static int read_files(struct packages *packages)
{
	struct sl_job *job = packages->job;
	int rc = packages->files.n ? ask(packages) : 0;

	if (rc == 0)
		rc = args_check(job, &packages->lines);
	if (rc < 0)
		return rc;
	if (packages->lines.n != packages->files.n)
		return sl_fail(job, EBADMSG, "rpm told of %zu packages, of %zu files",
			       packages->lines.n, packages->files.n);
	packages->v = calloc(packages->files.n + 1, sizeof(*packages->v));
	if (!packages->v)
		return sl_fail(job, ENOMEM, "out of memory");
	for (size_t i = 0; i < packages->files.n; i++)
		if (parse_line(&packages->v[i], packages->files.v[i],
			       packages->lines.v[i]) < 0 ||
		    !packages->v[i].scripts)
			return sl_fail(job, EBADMSG, "rpm cannot tell what %s is",
				       packages->files.v[i]);
	return 0;
}

static int check_arch(struct packages *packages, const struct package *package)
{
	const char *arch = sl_image_of(packages->job)->arch;

	if (strcmp(package->arch, arch) == 0 || strcmp(package->arch, "noarch") == 0)
		return 0;
	return sl_fail(packages->job, EINVAL,
		       "%s is a package for %s, the image is for %s: name another one in "
		       "the package list",
		       package->file, package->arch, arch);
}

static int unpack(struct packages *packages, const struct package *package)
{
	char *payload = work_path(packages->job, "payload.cpio");
	const char *const argv[] = { "rpm2cpio", package->file, NULL };
	const struct sl_command command = { .size = SL_SIZE_OF(struct sl_command),
					    .argv = argv,
					    .output = payload };
	struct ramfs ramfs;
	int rc = payload ? packages->job->host->run(packages->job, &command) : -ENOMEM;

	if (rc == 0)
		rc = ramfs_open(packages->job, payload, package->file, &ramfs);
	free(payload);
	if (rc < 0)
		return rc;
	rc = extract_ramfs(packages->job, &ramfs);
	ramfs_close(&ramfs);
	return rc;
}

static void note_scripts(struct packages *packages, const struct package *package)
{
	const size_t n = strlen(package->scripts);

	if (n > strlen(",-"))
		args_addf(&packages->scripts, "%s (%.*s)", package->name,
			  (int)(n - strlen(",-")), package->scripts);
}

static int install(struct packages *packages, const struct package *package)
{
	int rc = check_arch(packages, package);

	if (rc == 0)
		rc = unpack(packages, package);
	if (rc == 0)
		args_addf(&packages->done, "%s %s %s", package->name, package->version,
			  package->arch);
	if (rc == 0)
		note_scripts(packages, package);
	return rc;
}

/* Names may be patterns of the shell; a plain name must be one package's. */
static int install_named(struct packages *packages, const char *name)
{
	const int is_pattern = name[strcspn(name, "*?[")] != '\0';
	size_t found = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < packages->files.n; i++) {
		if (fnmatch(name, packages->v[i].name, 0) != 0)
			continue;
		if (found++ && !is_pattern)
			return sl_fail(packages->job, EINVAL,
				       "there are several packages %s, %s is one; leave "
				       "one in the folders",
				       name, packages->v[i].file);
		rc = install(packages, &packages->v[i]);
	}
	if (rc == 0 && !found)
		rc = sl_fail(packages->job, ENOENT,
			     "there is no package %s in the folders of pkgdir and "
			     "otherpkgdir",
			     name);
	return rc;
}

static int install_pass(struct packages *packages, const struct sl_pass *pass)
{
	int rc = 0;

	if ((pass->remove_before && *pass->remove_before) ||
	    (pass->remove_after && *pass->remove_after))
		return sl_fail(
			packages->job, EINVAL,
			"a package list for cards cannot take packages away; leave "
			"them out, or exclude their files");
	for (size_t i = 0; rc == 0 && pass->install && pass->install[i]; i++)
		rc = packages->job->host->cancelled(packages->job)
			     ? -ECANCELED
			     : install_named(packages, pass->install[i]);
	return rc;
}

static int wants_any(const struct sl_pass *const *passes)
{
	for (; passes && *passes; passes++)
		if (((*passes)->install && *(*passes)->install) ||
		    ((*passes)->remove_before && *(*passes)->remove_before) ||
		    ((*passes)->remove_after && *(*passes)->remove_after))
			return 1;
	return 0;
}

static int install_all(struct packages *packages)
{
	const struct sl_image *image = sl_image_of(packages->job);
	const struct sl_pass *const *passes = image->passes;
	int rc = find_in_all(packages, image->sources);

	for (size_t i = 0; rc == 0 && passes[i]; i++)
		rc = find_in_all(packages, passes[i]->repositories);
	if (rc == 0)
		rc = args_check(packages->job, &packages->files);
	if (rc == 0)
		rc = read_files(packages);
	for (size_t i = 0; rc == 0 && passes[i]; i++)
		rc = install_pass(packages, passes[i]);
	return rc;
}

static int write_list(struct packages *packages)
{
	char *text;
	int rc = args_check(packages->job, &packages->done);

	if (rc < 0)
		return rc;
	text = args_text(&packages->done, "\n", "\n");
	rc = text ? tree_write(packages->job, MIC_PACKAGES, 0644, text)
		  : sl_fail(packages->job, ENOMEM, "out of memory");
	free(text);
	return rc;
}

/* What they would have done is missing in the tree, and no check can find it. */
static int tell_scripts(struct packages *packages)
{
	char *names;
	int rc = args_check(packages->job, &packages->scripts);

	if (rc < 0 || packages->scripts.n == 0)
		return rc;
	names = args_text(&packages->scripts, ", ", "");
	if (!names)
		return sl_fail(packages->job, ENOMEM, "out of memory");
	sl_log(packages->job, SL_WARNING,
	       "scripts of packages are programs of the card and were not run: %s; `rpm "
	       "-qp --scripts FILE` shows them, and what they do to files belongs into "
	       "an overlay or a postinstall script",
	       names);
	free(names);
	return 0;
}

int packages_install(struct sl_job *job)
{
	struct packages packages = { .job = job };
	int rc = wants_any(sl_image_of(job)->passes) ? install_all(&packages) : 0;

	if (rc == 0)
		rc = tell_scripts(&packages);
	if (rc == 0 && packages.done.n)
		rc = write_list(&packages);
	free(packages.v);
	args_fini(&packages.files);
	args_fini(&packages.lines);
	args_fini(&packages.done);
	args_fini(&packages.scripts);
	return rc;
}

int packages_tell(struct sl_job *job)
{
	int fd = job->host->openat(job, MIC_PACKAGES, O_RDONLY | O_CLOEXEC, 0);
	char *text = work_read_fd(fd, LIST_BYTES);
	ARGS lines = { 0 };
	int rc = 0;

	if (!text)
		return fd == -ENOENT ? 0
				     : sl_fail(job, EIO, "cannot read /%s of the tree",
					       MIC_PACKAGES);
	args_split(&lines, text, "\n");
	free(text);
	rc = args_check(job, &lines);
	for (size_t i = 0; rc == 0 && i < lines.n; i++) {
		struct package package;

		if (parse_line(&package, MIC_PACKAGES, lines.v[i]) < 0)
			rc = sl_fail(job, EBADMSG, "/%s of the tree has a wrong line %zu",
				     MIC_PACKAGES, i + 1);
		else
			rc = job->host->add_package(job, package.name, package.version,
						    package.arch);
	}
	return rc;
}
