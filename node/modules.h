/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modules.h - kernel modules, loaded for the hardware that is there.
 */
#ifndef NODE_MODULES_H
#define NODE_MODULES_H

#include "console.h"

#include "wire/modindex.h"

#define MODULES_INDEX "/sl/modules"

struct modules {
	struct console *console;
	const char *cmdline;
	struct wire_modindex index;
	char *tried; /* one for each module of the index */
	char **seen; /* modaliases that were looked at, sorted */
	size_t n_seen, room_seen;
	unsigned inserted;
	char running[65]; /* the kernel, when the modules are those of another; else "" */
};

/* Reads the index.  An initrd without one has a kernel that needs no modules.  0, or
 * -errno after saying why. */
int modules_init(struct modules *, struct console *, const char *cmdline);

/* Those that the index wants always, in its order. */
void modules_load_listed(struct modules *);

/* Loads what the devices that are there ask for, until no new device appears. */
void modules_coldplug(struct modules *);

/* Loads a module and what it needs; a failure is said.  0; -ENOENT: not in the index (it
 * may be a part of the kernel); -errno. */
int modules_load(struct modules *, const char *name);

/* What the kernel's request_module() means: an alias, or a module's name. */
int modules_request(struct modules *, const char *name);

#endif
