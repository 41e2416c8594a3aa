/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result.c - what the finished tree has: kernels and packages.
 */
#include "result.h"
#include "args.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* By architecture the file is called vmlinuz (PCs, ARM) or vmlinux (POWER). */
static const struct {
	const char *before, *after;
} files[] = {
	{ "boot/vmlinuz-", "" },
	{ "boot/vmlinux-", "" },
	{ "boot/kernel-", "" },
	{ "usr/lib/modules/", "/vmlinuz" },
};

static int add_kernel(struct sl_job *job, const char *version)
{
	char path[512];
	const struct sl_kernel kernel = {
		.size = SL_SIZE_OF(struct sl_kernel),
		.version = version,
		.file = path,
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s%s%s", files[i].before, version,
			 files[i].after);
		if (tree_has(job, path))
			return job->host->add_kernel(job, &kernel);
	}
	sl_log(job, SL_WARNING,
	       "lib/modules/%s has no kernel: there is no boot/vmlinuz-%s", version,
	       version);
	return 0;
}

int result_kernels(struct sl_job *job)
{
	int fd = job->host->openat(job, "lib/modules", O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				   0);
	struct dirent *entry;
	DIR *folder;
	int rc = 0;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	while (rc == 0 && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			rc = add_kernel(job, entry->d_name);
	closedir(folder);
	return rc;
}

struct reader {
	struct sl_job *job;
	int rc;
};

/* "installed NAME VERSION ARCH"; what is not installed has another first word. */
static void read_line(void *arg, const char *line)
{
	struct reader *reader = arg;
	ARGS words = { 0 };

	args_split(&words, line, " ");
	if (reader->rc < 0 || words.n == 0 || strcmp(words.v[0], "installed") != 0)
		return;
	if (words.failed || words.n != 4)
		reader->rc = sl_fail(reader->job, words.failed ? ENOMEM : EINVAL,
				     "cannot understand dpkg-query's line \"%s\"", line);
	else
		reader->rc = reader->job->host->add_package(reader->job, words.v[1],
							    words.v[2], words.v[3]);
}

int result_packages(struct sl_job *job)
{
	struct reader reader = { .job = job };
	char *admindir = args_printf("--admindir=%s/var/lib/dpkg", sl_path(job, SL_TREE));
	const char *const argv[] = {
		"dpkg-query",
		admindir,
		"--show",
		"--showformat=${db:Status-Status} ${Package} ${Version} "
		"${Architecture}\n",
		NULL,
	};
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.line = read_line,
		.arg = &reader,
	};
	int rc;

	if (!SL_HAS(job->host, add_package))
		return 0;
	rc = admindir ? job->host->run(job, &command)
		      : sl_fail(job, ENOMEM, "memory is out");
	free(admindir);
	return rc < 0 ? rc : reader.rc;
}
