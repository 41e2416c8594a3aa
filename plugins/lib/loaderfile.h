/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/loaderfile.h - the binary of a boot loader, handed to those that serve it.
 */
#ifndef LIB_LOADERFILE_H
#define LIB_LOADERFILE_H

#include <stateless/plugin.h>

/* The file at `path` of this machine, to be published as `name`.  `cure` ends the message
 * when it cannot be read. */
struct loaderfile {
	const char *path, *name, *cure;
};

/* Reads it.  The caller frees the data, when it fails too.  0 or -errno, said. */
struct loaderfile_data {
	char *data;
	size_t bytes;
};
int loaderfile_read(struct sl_job *, const struct loaderfile *, struct loaderfile_data *);

/* Publishes it at that place.  0 or -errno, said. */
int loaderfile_publish(struct sl_job *, int place, const struct loaderfile *);

/* The first of these files of this machine that is there (paths end with NULL), or NULL. */
const char *loaderfile_first(const char *const *paths);

/* The image's loader of that name (role SL_LOADER), or NULL. */
const struct sl_artefact *loaderfile_of(const struct sl_image *, const char *name);

/* Hands the first of the tree's files that is there (paths end with NULL) to the
 * generation as a loader called `name`.  1: done, 0: there is none, -errno, said. */
int loaderfile_take(struct sl_job *, const char *const *paths, const char *name);

/* The same for the file `file` of the EFI system partition, boot/efi/EFI/VENDOR/FILE, where
 * each distribution has a folder of its own name; of several the first by name. */
int loaderfile_take_vendor(struct sl_job *, const char *file, const char *name);

#endif
