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
 *   memory RESIDENT PER_CPU PEAK             (bytes)
 *   network FORM          (how the tree configures its boot NIC: networkd, ifupdown ...)
 *   option PLUGIN.KEY VALUE                  (sorted)
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
	WIRE_CHUNK = 4 << 20,  /* bytes */
	WIRE_SYSTEM = 48 << 20 /* bytes that the system takes besides its root: init, its
				* services, their pages and files in tmpfs */
};

struct wire_artefact {
	uint32_t role;
	uint64_t bytes;
	char sha256[WIRE_SHA256 + 1];
	char *name;
	char *chunks; /* name of the artefact with its chunk digests, or NULL */
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
	struct wire_artefact *artefacts;
	size_t n_artefacts;
	char **options; /* "PLUGIN.KEY VALUE" */
	size_t n_options;
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

const struct wire_artefact *wire_manifest_find(const struct wire_manifest *,
					       const char *name);
const struct wire_artefact *wire_manifest_role(const struct wire_manifest *,
					       uint32_t role);

/* Bytes of memory that a node with so many possible CPUs needs: the larger of what stays
 * (resident, per CPU) and what the boot takes (peak), and WIRE_SYSTEM.  UINT64_MAX when
 * the sum is larger. */
uint64_t wire_manifest_need(const struct wire_manifest *, unsigned cpus);

void wire_manifest_fini(struct wire_manifest *);

#endif
