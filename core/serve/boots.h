/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/boots.h - the steps of boots that the server sees by what is fetched.
 */
#ifndef SERVE_BOOTS_H
#define SERVE_BOOTS_H

#include "served.h"

#include <netinet/in.h>
#include <stdint.h>

/* A table of fixed size (5 MB, touched as it fills); when a place in it is wanted by more
 * addresses than fit, the oldest is forgotten and only costs a repeated event.  For one
 * thread at a time. */
struct boots;

struct boots *boots_new(void); /* never NULL */
void boots_free(struct boots *);

/* Is this fetch the first of its phase in this boot?  Fetching the same again (by ranges,
 * or a second initrd) is not, until a later phase was seen or two minutes went by.
 * now: seconds, never falling. */
bool boots_note(struct boots *, const struct in6_addr *, enum served_phase, int64_t now);

#endif
