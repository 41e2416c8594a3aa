/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/ask.h - one question to a server, answered within two seconds or not.
 */
#ifndef DOCTOR_ASK_H
#define DOCTOR_ASK_H

#include <stdbool.h>
#include <stddef.h>

enum { ASK_MS = 2000, ASK_WHY = 256 };

/* address: numeric.  GET /boot/: the status of the HTTP answer, or -errno with the reason
 * in `why`.  *ours: it says that `stateless serve` gave it. */
int ask_http(const char *address, int port, bool *ours, char why[ASK_WHY]);

/* A read request (RFC 1350) for `file`, ended after the first block: 0, or -errno with
 * the reason in `why`. */
int ask_tftp(const char *address, int port, const char *file, char why[ASK_WHY]);

#endif
