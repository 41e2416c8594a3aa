/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/pattern.h - values that are computed from a node's name.
 *
 * As in xCAT's tables:
 *   /REGEX/TEXT/    the name with the first match replaced; $1 in TEXT is a group of it
 *   |REGEX|TEXT|    the same, and (...) in TEXT is integer arithmetic; ($1) alone keeps
 *                   its leading zeros
 *   |TEXT|          TEXT alone; $1, $2 ... are the numbers found in the name
 * A name that does not match stays as it is; "||" leaves the attribute unset.
 */
#ifndef INVENTORY_PATTERN_H
#define INVENTORY_PATTERN_H

#include "core/base/log.h"

#include <stdbool.h>

struct pattern;

/* Has the value one of these forms? */
bool pattern_is(const char *value);

/* Reads such a value.  *why is a new text with the reason when -EINVAL is returned. */
int pattern_new(const char *value, struct pattern **, char **why) MUST_CHECK;

/* The value for a name; "" is unset.  *value or, with -EINVAL, *why is a new text. */
int pattern_apply(const struct pattern *, const char *name, char **value,
		  char **why) MUST_CHECK;
void pattern_free(struct pattern *); /* NULL is fine */

#endif
