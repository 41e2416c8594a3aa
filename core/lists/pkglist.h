/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/pkglist.h - package lists in xCAT's syntax.
 *
 *   name              install; several in a line are separated by commas
 *   dir/name          install; `dir` is one more repository for this pass
 *   @group            install a group: its name may have blanks, no other name may;
 *                     @module:stream or @module:stream/profile of a module
 *   -name  --name     remove before, remove after the installation of this pass
 *   #ENV:NAME=value#  environment of this pass; several with blanks between them, a value
 *                     with blanks in quotes as of a shell
 *   #NEW_INSTALL_LIST#   begins the next pass
 *   #INCLUDE:file#    that file's lines; relative to the folder of the top-level list
 *   #...              any other line that begins so is a comment
 *
 * Source of the format: xCAT's documentation of pkglist and otherpkglist files.  Unlike
 * there, nothing is ever read by a shell, and -name is honoured in every kind of list.
 */
#ifndef LISTS_PKGLIST_H
#define LISTS_PKGLIST_H

#include "core/base/log.h"
#include "core/base/strv.h"

/* Every list keeps the order of the files, and each entry once. */
struct pkgpass {
	struct strv env;           /* NAME=value                                       */
	struct strv remove_before; /* without the dashes                               */
	struct strv install;       /* name or @group, without its dir                  */
	struct strv remove_after;
	struct strv repositories; /* the dirs of dir/name: relative, without ".."     */
};

struct pkglist {
	struct pkgpass *passes; /* at least one once a file was read */
	size_t n;
};

/* Reads the files in turn into *list, which starts with { 0 }; passes with one number
 * are merged.  Said, with file and line: an unreadable file, a loop of includes, a
 * directive that is not closed, a name that could be an option of a package manager or
 * that has blanks, control characters or what means something to a shell.  0 or -errno;
 * pkglist_fini() is due in both cases. */
int pkglist_read(struct log *, const struct strv *files, struct pkglist *list) MUST_CHECK;
void pkglist_fini(struct pkglist *);

#endif
