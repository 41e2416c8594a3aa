/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/program.h - the node program of an image's architecture.
 */
#ifndef PACK_PROGRAM_H
#define PACK_PROGRAM_H

#include "core/base/log.h"

/* Is the node program of the kind (ELF class, byte order, machine) that the tree's own
 * programs are?  They are compared with each other, so that no architecture need be known
 * here by name; arch is for messages.  A tree in which none of the usual programs lies
 * tells nothing, and passes.  0, or -ENOENT, -ENOEXEC or another -errno after saying what
 * is missing or which differ. */
int program_check(struct log *, const char *program, const char *arch,
		  const char *tree) MUST_CHECK;

#endif
