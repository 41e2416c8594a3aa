/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/initrd.h - the initrd that every image gets: node program, modules,
 * firmware.
 */
#ifndef INITRD_INITRD_H
#define INITRD_INITRD_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A file that a plugin adds. */
struct initrd_file {
	char *path; /* in the initrd, absolute */
	char *from; /* on this machine         */
	mode_t mode;
};

struct initrd_request {
	int tree;            /* folder of the finished tree            */
	const char *kernel;  /* version, as in lib/modules/VERSION     */
	const char *program; /* the node program: becomes /init        */
	/* Modules to load always (in this order), besides those of `drivers`. */
	const struct strv *modules;
	/* Modules to carry for coldplug; NULL or empty: every wired network driver. */
	const struct strv *drivers;
	const struct initrd_file *files;
	size_t n_files;
	const char *compression; /* "zstd", "xz", "gzip" or "none"      */
	int64_t time;            /* of every entry, seconds since 1970  */
};

struct initrd_result {
	uint64_t bytes;
	size_t modules, firmware;
	struct strv missing; /* "DRIVER needs FIRMWARE, FIRMWARE": warned about by the
			      * caller */
};

/* Writes a newc cpio to `path`; equal requests give equal bytes.  Nothing of the tree is
 * run.  Every error is said. */
int initrd_write(struct log *, const struct initrd_request *, const char *path,
		 struct initrd_result *) MUST_CHECK;

/* Which compression of an initrd that kernel unpacks: has(arg, "CONFIG_RD_ZSTD") ... */
const char *initrd_compression(int (*has)(void *arg, const char *symbol), void *arg);

#endif
