/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/node.h - what the phases of a boot hand to each other.
 */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include "console.h"
#include "ipconf.h"
#include "memory.h"
#include "modules.h"
#include "nic.h"
#include "servers.h"

#include "wire/manifest.h"
#include "wire/report.h"
#include "wire/words.h"

#define NODE_FOLDER "/run/stateless" /* what is left for the running system */

enum { NODE_CMDLINE = 8192 };

struct node {
	struct console console;
	char **argv; /* handed on to the distribution's init */
	char cmdline[NODE_CMDLINE];
	struct wire_words words;
	struct servers servers; /* in the order in which they are asked */
	struct modules modules;
	struct nic nic;
	struct ipconf ip;
	struct wire_manifest manifest;
	struct wire_report report;
	struct memory_peak peak; /* of the root */
	int reports_lost;        /* in a row */
	const char *root;        /* where the root is mounted, once a way has done so */
	int is_writable;         /* ... and it can be written to */
	/* What the way mounts into the root once that stands; NULL: nothing.  0, or
	 * -errno after saying why. */
	int (*finish)(struct node *);
	int needs_network; /* what serves the root is across the network */
	char helper[128];  /* the kernel's modprobe, before this program took its place */
	int hangs_on_panic; /* ... the kernel did so, until this program changed it */
	int is_handed_over; /* the NIC was taken down for its network manager */
	int has_policy;     /* the image's SELinux policy is loaded */
	int asked_policy;   /* a way has looked for it itself */
	/* What this program writes to, once it is mounted: the overlay's upper, or a root that
	 * needs none; 0: none.  In a root, what is older (seconds since 1970) came with the
	 * image. */
	int upper;
	int64_t upper_since;
	int stays;      /* a process serves the root; it needs the initramfs's /sl */
	char init[256]; /* the distribution's, in the root */
};

#endif
