/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover.h - the boot NIC's configuration, left for the node's own network
 * manager.
 */
#ifndef NODE_HANDOVER_H
#define NODE_HANDOVER_H

#include "ipconf.h"

#include <stdio.h>

/* Everything is matched by the hardware address: the name that the NIC has now is the
 * kernel's, and udev gives it another one. */
struct handover {
	struct hwaddr mac;
	int infiniband;
	struct ipconf ip;
	int keep; /* the root hangs on it: it must never be taken down */
};

/* One way to tell a network manager, and one file in node/. */
struct handover_form {
	const char *name;    /* as in the manifest's line "network" */
	const char *path;    /* of the file */
	const char *program; /* a root that has it has this network manager */
	unsigned mode;
	const char *unit; /* of systemd, started at boot even where the image does not */
	void (*put)(FILE *, const struct handover *);
};

extern const struct handover_form handover_networkd, handover_networkmanager,
	handover_ifupdown, handover_wicked;

/* NULL: nobody knows it. */
const struct handover_form *handover_find(const char *name);

/* names: one, or several with '|' between them in order of preference: then the first
 * whose program has(arg, path) finds in the root.  NULL: none. */
const struct handover_form *handover_choose(const char *names,
					    int (*has)(void *arg, const char *path),
					    void *arg);

/* The text of the file, which the caller frees; NULL when memory is out. */
char *handover_text(const struct handover_form *, const struct handover *);

/* "10.0.0.5/24" */
const char *handover_address(const struct handover *, char text[NETADDR_TEXT + 4]);

#endif
