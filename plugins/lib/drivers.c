/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/drivers.c - does a kernel of the tree have the drivers that a machine needs?
 */
#include "drivers.h"
#include "args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INDEX_MOST = 32 << 20 };

static int is_name(const char *base, size_t n, const char *module)
{
	for (size_t i = 0; i < n; i++) {
		char a = base[i] == '-' ? '_' : base[i];
		char b = module[i] == '-' ? '_' : module[i];

		if (a != b)
			return 0;
	}
	return module[n] == '\0';
}

int drivers_listed(const char *lines, const char *module)
{
	while (*lines) {
		size_t line = strcspn(lines, "\n"), path = strcspn(lines, ":\n"), at;

		for (at = path; at > 0 && lines[at - 1] != '/'; at--)
			;
		for (size_t end = at; end + 3 <= path; end++)
			if (memcmp(lines + end, ".ko", 3) == 0) {
				if (is_name(lines + at, end - at, module))
					return 1;
				break;
			}
		lines += line + (lines[line] == '\n');
	}
	return 0;
}

const char *drivers_package(const char *version)
{
	static const struct {
		const char *part, *package;
	} known[] = {
		{ "-cloud-",
		  "the kernel without \"cloud\" in its name (linux-image-arm64, "
		  "linux-image-amd64)" },
		{ "-kvm", "linux-image-generic" },
		{ "-virtual", "linux-image-generic" },
		{ "-generic", "linux-modules-extra of that version" },
		{ ".el", "kernel-modules or kernel-modules-extra" },
		{ ".fc", "kernel-modules or kernel-modules-extra" },
		{ "-default", "kernel-default (not kernel-default-base)" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(version, known[i].part))
			return known[i].package;
	return "the package with the rest of this kernel's modules";
}

/* Appends a whole file of lib/modules/VERSION; one that is not there adds nothing. */
static int append(struct sl_job *job, const char *version, const char *name, char **text)
{
	char path[512];
	size_t old = *text ? strlen(*text) : 0;
	struct stat st;
	char *more;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "lib/modules/%s/%s", version, name);
	fd = job->host->openat(job, path, O_RDONLY | O_CLOEXEC, 0);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) != 0 || st.st_size > INDEX_MOST) {
		close(fd);
		return sl_fail(job, EFBIG, "%s of the tree is no index of modules", path);
	}
	more = realloc(*text, old + (size_t)st.st_size + 2);
	n = more ? read(fd, more + old, (size_t)st.st_size) : -1;
	close(fd);
	if (more)
		*text = more;
	if (n < 0)
		return sl_fail(job, errno, "cannot read %s of the tree: %s", path,
			       strerror(errno));
	memcpy(more + old + n, "\n", 2);
	return 0;
}

static int read_index(struct sl_job *job, const char *version, char **text)
{
	int rc = append(job, version, "modules.dep", text);

	return rc < 0 ? rc : append(job, version, "modules.builtin", text);
}

static int refuse(struct sl_job *job, const struct drivers_want *want,
		  const char *version, const struct args *missing)
{
	char *list = args_text(missing, ", ", "");
	int rc = sl_fail(job, ENOENT,
			 "kernel %s lacks %s, which nodes of platform %s need for their "
			 "network; install %s, or name the drivers that yours need: %s { "
			 "%s = ... }",
			 version, list ? list : "drivers", want->platform,
			 drivers_package(version), want->platform, want->option);

	free(list);
	return rc;
}

static int check_named(struct sl_job *job, const struct drivers_want *want,
		       const char *version, const char *index)
{
	ARGS missing = { 0 };
	const char *name;

	for (uint32_t i = 0; (name = job->host->opt_item(job, want->option, i)); i++)
		if (!drivers_listed(index, name))
			args_add(&missing, name);
	return missing.n ? refuse(job, want, version, &missing) : 0;
}

static int check_usual(struct sl_job *job, const struct drivers_want *want,
		       const char *version, const char *index)
{
	ARGS missing = { 0 };
	size_t n = 0;
	char *list;

	for (; want->usual[n]; n++)
		if (!drivers_listed(index, want->usual[n]))
			args_add(&missing, want->usual[n]);
	if (missing.n == n)
		return refuse(job, want, version, &missing);
	list = args_text(&missing, ", ", "");
	if (missing.n && list)
		sl_log(job, SL_INFO,
		       "kernel %s has no %s: machines with such cards need %s", version,
		       list, drivers_package(version));
	free(list);
	return 0;
}

static int check_kernel(struct sl_job *job, const struct drivers_want *want,
			const char *version)
{
	char *index = NULL;
	int rc = read_index(job, version, &index);

	if (rc == 0 && job->host->opt_item(job, want->option, 0))
		rc = check_named(job, want, version, index ? index : "");
	else if (rc == 0)
		rc = check_usual(job, want, version, index ? index : "");
	free(index);
	return rc;
}

int drivers_check(struct sl_job *job, const struct drivers_want *want)
{
	const struct sl_image *image = sl_image_of(job);
	int rc = 0;

	for (size_t i = 0; rc == 0 && image->kernels && image->kernels[i]; i++)
		rc = check_kernel(job, want, image->kernels[i]->version);
	return rc;
}
