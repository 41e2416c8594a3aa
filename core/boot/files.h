/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/files.h - files that a run wants on disk, held in memory until all are known.
 *
 * A file's name says where it lies: a letter for the folder, a slash, the path below it.
 *
 *   n/NODE.tar        INSTALLDIR/netboot/nodes/NODE.tar
 *   t/PATH            TFTPDIR/PATH
 *   h/PLATFORM/PATH   INSTALLDIR/boot/PLATFORM/PATH
 *   s/PATH            STATEDIR/PATH: hosts/HOST/..., dnsmasq/...
 */
#ifndef BOOT_FILES_H
#define BOOT_FILES_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/config/site.h"

#include <stdbool.h>
#include <stddef.h>

struct plan_node;

struct boot_file {
	const char *name;
	const char *owner;      /* node, host or platform, for messages       */
	struct plan_node *node; /* whose own file it is; NULL: a shared one   */
	/* Of a host's file: the node on it that it is for; NULL: the host's, or several'. */
	const struct plan_node *attached;
	const char *link; /* the link's target; NULL: a regular file    */
	const void *data;
	/* NULL: data is the content.  Else this appends it, `len` bytes. */
	void (*make)(const struct plan_node *, struct str *);
	size_t len;
	unsigned mode;
	bool differs; /* from what is on disk, or missing there */
	bool dropped; /* of a host that could not be rendered    */
};

struct boot_files {
	struct arena arena;
	struct boot_file *v;
	size_t n, room;
	struct map by_name; /* index + 1, as a pointer */
};

/* Copies name and data.  1 when it is new, 0 when the same file is there already, or
 * -EEXIST, said, when another one is that is not void. */
int files_add(struct log *, struct boot_files *, const struct boot_file *) MUST_CHECK;
struct boot_file *files_find(const struct boot_files *, const char *name);
void files_fini(struct boot_files *);

/* Is it a path that stays below its folder: relative, without "..", "." and empty parts,
 * printable, with no part that begins with a dot? */
bool files_is_path(const char *path);

/* The full path of a name; the caller frees it. */
char *files_path(const struct site *, const char *name);

/* Is it of a node, or of a host, that was refused meanwhile? */
bool files_is_void(const struct boot_file *);

/* The content; scratch holds what had to be made. */
const void *files_data(const struct boot_file *, struct str *scratch);

/* The letters, in the order in which folders are written: a node's archive is there
 * before a boot file names it, and the DHCP server's files are last. */
enum { FILES_ROOTS = 4 };
extern const char files_roots[FILES_ROOTS];

/* The folder of one letter; the caller frees it. */
char *files_root(const struct site *, char letter);

#endif
