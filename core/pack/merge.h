/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/merge.h - entries of passwd(5), shadow(5) and group(5), added or replaced.
 */
#ifndef PACK_MERGE_H
#define PACK_MERGE_H

#include "core/base/log.h"
#include "core/base/str.h"

/* *merged becomes `old` with each line of `more` in place of the first one of its name,
 * or at the end.  Comments and empty lines of `more` are passed over.  path: of the
 * image's file, whose last part says how many fields a line has; from: the file of `more`,
 * for messages.  0; -EINVAL, said with file and line, for a line without a name or with
 * another number of fields; what it holds is never shown. */
int merge_accounts(struct log *, const char *path, const char *from,
		   const struct str *old, const struct str *more,
		   struct str *merged) MUST_CHECK;

#endif
