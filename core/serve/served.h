/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/served.h - which URLs mean a file, and which one.
 *
 *   /netboot/IMAGE/GENERATION/NAME...   16 hex digits, or a link of generation.h
 *   /netboot/nodes/NODE.tar
 *   /boot/PLATFORM/NAME...
 *
 * Nothing else is served.
 */
#ifndef SERVE_SERVED_H
#define SERVE_SERVED_H

#include <stdbool.h>

enum served_folder { SERVED_NETBOOT, SERVED_BOOT, SERVED_FOLDERS };

/* Steps of a boot that the server sees before the node can say anything. */
enum served_phase {
	SERVED_LOADER,
	SERVED_KERNEL,
	SERVED_INITRD,
	SERVED_PHASES,
	SERVED_NO_PHASE = SERVED_PHASES
};

enum { SERVED_PATH = 1024 };

struct served {
	enum served_folder folder;
	enum served_phase phase; /* that a fetch of this file shows              */
	bool immutable;          /* this URL never means other bytes             */
	char path[SERVED_PATH];  /* below the folder; never empty, no "..", "//" */
};

/* Reads a request target as it came, still encoded; a query is not part of it.  0;
 * -ENOENT when nothing can be there; -EINVAL for one that is malformed. */
int served_parse(const char *target, struct served *);

/* "loader", "kernel", "initrd". */
const char *served_phase_name(enum served_phase);

#endif
