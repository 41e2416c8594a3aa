/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/changes.h - what a run would change on disk.
 */
#ifndef BOOT_CHANGES_H
#define BOOT_CHANGES_H

#include "files.h"
#include "plan.h"

#include "core/base/strv.h"

struct changes {
	struct plan *plan;
	struct boot_files *files; /* those that are to be written have differs set */
	bool shared_only;         /* files of single nodes are left as they are    */
	struct strv removed;      /* names of files that nobody wants any more     */
	struct map claims;        /* name -> node that is not of this plan         */
	struct node_states others;
	struct strv claimed;
	bool claims_known;
	size_t compared; /* how many of the files were */
};

/* Compares the files that were added since the last call with the disk.  A node that
 * wants another node's file is said and marked bad.  0 or -errno. */
int changes_compare(struct changes *) MUST_CHECK;

/* Lists what nodes and hosts had and no longer want; marks nodes whose record differs. */
int changes_remove(struct changes *) MUST_CHECK;

/* To be written: it differs, and is wanted. */
bool changes_has(const struct changes *, const struct boot_file *);

void changes_fini(struct changes *);

/* Shows a file's change: "new PATH", "changed PATH" with its lines, "removed PATH". */
void changes_show(const struct changes *, FILE *);

#endif
