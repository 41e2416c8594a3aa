/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/natural.h - the order people expect of names: n2 before n10.
 */
#ifndef BASE_NATURAL_H
#define BASE_NATURAL_H

#include "strv.h"

/* As strcmp(), but runs of digits compare as numbers of any length.  Names that differ
 * only in leading zeros are still ordered, so 0 means equal texts. */
int natural_compare(const char *a, const char *b);

/* Sorts the list that way and drops repeated texts. */
void natural_sort(struct strv *);

#endif
