/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/report.h - what a node tells the server about itself (POST to sl.status).
 *
 *   stateless-report 1
 *   node NAME       image NAME     method NAME    generation HEX64   boot UUID
 *   state STATE     booting, up, or failed
 *   phase NAME MS   milliseconds since the kernel's start, in the order they happened
 *   error TEXT      the cause, when failed, and what is tried again, when booting
 *   cpus POSSIBLE   memory TOTAL KEPT     (bytes; KEPT: what cannot be dropped)
 *   peak BYTES      the most that could not be dropped until the root stood, besides what
 *                   could not before it was fetched
 *   kernel VERSION  hostkey TYPE BASE64   (public halves only)
 */
#ifndef WIRE_REPORT_H
#define WIRE_REPORT_H

#include "words.h"

#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_PHASES = 32,
	WIRE_HOSTKEYS = 8,
	WIRE_REPORT_MOST = 16384 /* bytes of text */
};

struct wire_phase {
	char name[32];
	uint64_t ms;
};

struct wire_report {
	char node[256], image[256], method[64], boot[64], kernel[128];
	char generation[WIRE_SHA256 + 1];
	char state[16];
	char error[512];
	struct wire_phase phases[WIRE_PHASES];
	size_t n_phases;
	uint32_t cpus;
	uint64_t memory_total, memory_kept, memory_peak;
	char hostkeys[WIRE_HOSTKEYS][768];
	size_t n_hostkeys;
};

/* Reads a report; text that came over the network and may hold anything.  0 or -EINVAL.
 */
int wire_report_read(const char *text, size_t n, struct wire_report *);

/* Returns the length, or -ENOSPC. */
int wire_report_write(const struct wire_report *, char *text, size_t room);

/* Appends a phase unless the table is full. */
void wire_report_phase(struct wire_report *, const char *name, uint64_t ms);

#endif
