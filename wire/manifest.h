/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest.h - the manifest of a generation: what it is made of, and every digest.
 *
 * A text of lines; the SHA-256 of the whole is the generation's identity (its first 16
 * digits its name), so it holds no time, host or path, and its order is fixed:
 *
 *   stateless-manifest 1
 *   image NAME            method NAME        arch NAME         distro NAME
 *   version TEXT          profile TEXT       kernel VERSION
 *   way WAY               flags N            output NAME       words TEXT
 *   memory RESIDENT PER_CPU PEAK             (of the root, bytes)
 *   kernel_memory PER_CPU FIXED              (bytes that this kernel keeps and others do
 *                                             not, for each possible CPU, and beside; the
 *                                             second or both may be absent)
 *   page BYTES                               (of this kernel's pages; absent: 4096)
 *   network FORM          (how the tree configures its boot NIC: networkd, ifupdown ...)
 *   option PLUGIN.KEY VALUE                  (sorted)
 *   writable HOW SOURCE PATH                 (of a root without overlay: enum
 *                                             wire_writable's names, an NFS export or -,
 *                                             by path, so that folders come first)
 *   artefact ROLE BYTES SHA256 NAME          (ROLE: enum sl_role as a number; by name)
 *   chunks NAME LIST                         (LIST: the artefact that holds NAME's
 * digests) package NAME VERSION ARCH                (sorted)
 *
 * A chunk list holds one line of 64 hex digits for each 4 MiB of its file.
 */
#ifndef WIRE_MANIFEST_H
#define WIRE_MANIFEST_H

#include "words.h"

#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_CHUNK = 4 << 20, /* bytes */
	WIRE_PAGE = 4096,     /* bytes of a page, where the manifest says nothing */
	WIRE_PAGE_MOST = 1 << 20,
	WIRE_SYSTEM = 48 << 20 /* bytes that the system takes besides its root: init, its
				* services, their pages and files in tmpfs; where
				* pages have WIRE_PAGE */
};

struct wire_artefact {
	uint32_t role;
	uint64_t bytes;
	char sha256[WIRE_SHA256 + 1];
	char *name;
	char *chunks; /* name of the artefact with its chunk digests, or NULL */
};

/* A path of a root without overlay, as xCAT's litefile table has them. */
enum wire_how {
	WIRE_TMPFS = 1,  /* tmpfs: a copy in memory, new at each boot               */
	WIRE_PERSISTENT, /* persistent: on the export SOURCE, in a folder per node  */
	WIRE_READONLY,   /* ro: as the image has it, below one that can be written  */
	WIRE_JOINED      /* con: a copy in memory, the node's own file at its end   */
};

struct wire_writable {
	enum wire_how how;
	char *source; /* "ADDRESS:/PATH" of WIRE_PERSISTENT, else "-" */
	char *path;   /* absolute, without a slash at its end; no part is "." or ".." */
};

struct wire_package {
	char *name, *version, *arch;
};

/* Texts are never NULL after wire_manifest_read(), but for output and words. */
struct wire_manifest {
	char *image, *method, *arch, *distro, *version, *profile, *kernel;
	char *way, *output, *words, *network;
	uint32_t flags; /* enum sl_root_flag */
	uint64_t resident, per_cpu, peak;
	uint64_t kernel_per_cpu, kernel_fixed;
	uint64_t page; /* bytes; 0 is WIRE_PAGE until it was read */
	struct wire_artefact *artefacts;
	size_t n_artefacts;
	char **options; /* "PLUGIN.KEY VALUE" */
	size_t n_options;
	struct wire_writable *writables;
	size_t n_writables;
	struct wire_package *packages;
	size_t n_packages;
};

/* Reads a manifest out of `text` (n bytes, need not be NUL-ended).  Returns 0; -EINVAL
 * with `wrong` saying which line; -ENOMEM.  wire_manifest_fini() is due only after 0. */
int wire_manifest_read(const char *text, size_t n, struct wire_manifest *, char *wrong,
		       size_t room);

/* Returns the text (the caller frees it) and its length, sorted as above, or NULL when
 * memory is out or it could not be read back: a value with a newline, a name of a file
 * that is no wire_is_file(), two artefacts of one name, no image or method. */
char *wire_manifest_write(const struct wire_manifest *, size_t *n);

/* These copy their texts; 0 or -ENOMEM. */
int wire_manifest_add_artefact(struct wire_manifest *, uint32_t role, uint64_t bytes,
			       const char *sha256, const char *name, const char *chunks);
int wire_manifest_add_package(struct wire_manifest *, const char *name,
			      const char *version, const char *arch);
int wire_manifest_add_option(struct wire_manifest *, const char *name, const char *value);
int wire_manifest_add_writable(struct wire_manifest *, enum wire_how, const char *source,
			       const char *path);

/* Absolute, no part empty, "." or "..", no control character. */
int wire_is_path(const char *path);
const char *wire_how_name(enum wire_how);
enum wire_how wire_how_read(const char *name); /* 0: none of them */

/* The entry that decides about a path of the root: the longest that is the path or a folder
 * above it; NULL: the path cannot be written to. */
const struct wire_writable *wire_manifest_writable(const struct wire_manifest *,
						   const char *path);

const struct wire_artefact *wire_manifest_find(const struct wire_manifest *,
					       const char *name);
const struct wire_artefact *wire_manifest_role(const struct wire_manifest *,
					       uint32_t role);

/* Bytes that the system of a kernel with larger pages takes more than one with pages of
 * WIRE_PAGE: most of what is small takes a page, however large that is. */
uint64_t wire_manifest_pages(const struct wire_manifest *);

/* Bytes that the system takes besides its root: WIRE_SYSTEM and these. */
uint64_t wire_manifest_system(const struct wire_manifest *);

/* Bytes of memory that a node with so many possible CPUs needs: the larger of what stays
 * (resident, per CPU) and what the boot takes (peak), and the system.  UINT64_MAX when the
 * sum is larger. */
uint64_t wire_manifest_need(const struct wire_manifest *, unsigned cpus);

void wire_manifest_fini(struct wire_manifest *);

#endif
