/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/similar.h - what somebody who mistyped a word may have meant.
 */
#ifndef BASE_SIMILAR_H
#define BASE_SIMILAR_H

#include "strv.h"

/* How many letters must be added, dropped, changed or swapped with their neighbour to
 * make b of a; texts over 63 bytes are taken as wholly different. */
size_t similar_distance(const char *a, const char *b);

/* "a, b" of the known words that are nearest to `word`, or "" if none is near.  The
 * caller frees it. */
char *similar_words(const char *word, const struct strv *known);

#endif
