/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernels.c - the kernels that a finished tree has.
 */
#include "kernels.h"
#include "depmod.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* By architecture the file is called vmlinuz (PCs), vmlinux (POWER) or image (ARM,
 * s390x); beside the modules it is where there is no boot loader to serve. */
static const struct {
	const char *before, *after;
} files[] = {
	{ "boot/vmlinuz-", "" },
	{ "boot/vmlinux-", "" },
	{ "boot/kernel-", "" },
	{ "boot/Image-", "" },
	{ "boot/image-", "" },
	{ "usr/lib/modules/", "/vmlinuz" },
	{ "usr/lib/modules/", "/Image" },
	{ "usr/lib/modules/", "/image" },
	{ "usr/lib/modules/", "/vmlinux" },
	{ "lib/modules/", "/vmlinuz" },
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
	/* driver updates may lie in the folder of the kernel that they were made for */
	snprintf(path, sizeof(path), "lib/modules/%s/kernel", version);
	if (tree_has(job, path))
		sl_log(job, SL_WARNING,
		       "lib/modules/%s has no kernel: there is no boot/vmlinuz-%s",
		       version, version);
	return 0;
}

static int each_version(struct sl_job *job,
			int (*call)(struct sl_job *, const char *version))
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
			rc = call(job, entry->d_name);
	closedir(folder);
	return rc;
}

int kernels_report(struct sl_job *job)
{
	return each_version(job, add_kernel);
}

int kernels_index(struct sl_job *job)
{
	return each_version(job, depmod_index);
}
