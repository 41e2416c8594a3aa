/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/holder.h - who holds a lock.
 */
#ifndef BASE_HOLDER_H
#define BASE_HOLDER_H

#include "mem.h"

/* "process 1234 (stateless packimage compute)" for the file that another process holds by
 * flock(2), "process 1234, which has ended" while only children of it still do, or
 * "another process" when the kernel does not tell (a process of another PID namespace).
 * The caller frees it. */
char *holder_of(const char *path) MUST_CHECK;

#endif
