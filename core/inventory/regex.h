/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/regex.h - regular expressions as administrators of xCAT write them.
 */
#ifndef INVENTORY_REGEX_H
#define INVENTORY_REGEX_H

#include "core/base/log.h"

#include <regex.h>
#include <stdbool.h>

/* Compiles a POSIX extended expression in which Perl's \d \D \z \Z \A are understood too
 * (\w \W \s \S \b are the C library's own).  whole: it must match all of a text.  The
 * caller calls regfree().  -EINVAL, said: an expression that cannot be read, one with
 * back references, or one that is too large. */
int regex_compile(struct log *, const char *text, bool whole, regex_t *) MUST_CHECK;

#endif
