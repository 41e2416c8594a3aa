/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/units.h - numbers as people read them.
 */
#ifndef CLI_UNITS_H
#define CLI_UNITS_H

#include <stdint.h>
#include <time.h>

enum { UNITS_ROOM = 32 };

/* 49283072 -> "47.0 MB" (1 MB: 1024 * 1024 bytes). */
void units_bytes(uint64_t bytes, char text[UNITS_ROOM]);

/* Seconds since 1970 -> "2026-11-22 18:30". */
void units_time(int64_t seconds, char text[UNITS_ROOM]);

#endif
