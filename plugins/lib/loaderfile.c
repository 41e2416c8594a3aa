/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/loaderfile.c - the binary of a boot loader, handed to those that serve it.
 */
#include "loaderfile.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EFI_PARTITION "boot/efi/EFI"

enum { LOADER_MOST = 16 << 20 /* bytes; the largest have four million */ };
enum { VENDOR_ROOM = 256 };

static int read_all(int fd, char *data, size_t bytes)
{
	size_t at = 0;

	while (at < bytes) {
		ssize_t n = read(fd, data + at, bytes - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		at += (size_t)n;
	}
	return 0;
}

static int take_bytes(struct sl_job *job, const struct loaderfile *file, int fd,
		      struct loaderfile_data *data)
{
	int rc;

	data->data = malloc(data->bytes);
	if (!data->data)
		return sl_fail(job, ENOMEM, "%s: no memory for %zu bytes", file->path,
			       data->bytes);
	rc = read_all(fd, data->data, data->bytes);
	return rc < 0 ? sl_fail(job, -rc, "cannot read %s: %s", file->path, strerror(-rc))
		      : 0;
}

int loaderfile_read(struct sl_job *job, const struct loaderfile *file,
		    struct loaderfile_data *data)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC), rc;
	struct stat st;

	*data = (struct loaderfile_data){ NULL, 0 };
	if (fd < 0)
		return sl_fail(job, errno, "cannot read %s: %s; %s", file->path,
			       strerror(errno), file->cure);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 1 ||
	    st.st_size > LOADER_MOST) {
		rc = sl_fail(job, EINVAL,
			     "%s is no boot loader: not a file of 1 to %d bytes; %s",
			     file->path, LOADER_MOST, file->cure);
	} else {
		data->bytes = (size_t)st.st_size;
		rc = take_bytes(job, file, fd, data);
	}
	close(fd);
	return rc;
}

int loaderfile_publish(struct sl_job *job, int place, const struct loaderfile *file)
{
	struct loaderfile_data data;
	int rc = loaderfile_read(job, file, &data);

	if (rc == 0)
		rc = job->host->add_file(job, place, file->name, 0644, data.data,
					 data.bytes);
	free(data.data);
	return rc;
}

const char *loaderfile_first(const char *const *paths)
{
	while (*paths && access(*paths, F_OK) != 0)
		paths++;
	return *paths;
}

const struct sl_artefact *loaderfile_of(const struct sl_image *image, const char *name)
{
	const struct sl_artefact *const *a = image ? image->artefacts : NULL;

	for (; a && *a; a++)
		if ((*a)->role == SL_LOADER && strcmp((*a)->name, name) == 0)
			return *a;
	return NULL;
}

int loaderfile_take(struct sl_job *job, const char *const *paths, const char *name)
{
	int rc;

	for (; *paths; paths++) {
		if (!tree_has(job, *paths))
			continue;
		rc = job->host->add_output(job, SL_LOADER, name, *paths);
		return rc < 0 ? rc : 1;
	}
	return 0;
}

/* Puts the vendor in `first` that has the file and comes before the one there. */
static void look_in(struct sl_job *job, const char *vendor, const char *file,
		    char first[VENDOR_ROOM])
{
	char path[2 * VENDOR_ROOM];

	if (vendor[0] == '.' || strlen(vendor) >= VENDOR_ROOM ||
	    (*first && strcmp(vendor, first) > 0))
		return;
	snprintf(path, sizeof(path), EFI_PARTITION "/%s/%s", vendor, file);
	if (tree_has(job, path))
		snprintf(first, VENDOR_ROOM, "%s", vendor);
}

int loaderfile_take_vendor(struct sl_job *job, const char *file, const char *name)
{
	int fd = job->host->openat(job, EFI_PARTITION, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				   0);
	char first[VENDOR_ROOM] = "", path[2 * VENDOR_ROOM];
	const char *const paths[] = { path, NULL };
	const struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return fd == -ENOENT || fd == -ENOTDIR ? 0 : fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	while ((entry = readdir(dir)))
		look_in(job, entry->d_name, file, first);
	closedir(dir);
	snprintf(path, sizeof(path), EFI_PARTITION "/%s/%s", first, file);
	return *first ? loaderfile_take(job, paths, name) : 0;
}
