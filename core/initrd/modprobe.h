/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modprobe.h - the modprobe.d folders of a tree.
 */
#ifndef INITRD_MODPROBE_H
#define INITRD_MODPROBE_H

#include "modules.h"

/* Adds what modprobe.d(5) says to *modules: options, blacklist, softdep, alias; an
 * `install` line that is /bin/true or /bin/false counts as blacklist (this is how
 * hardening guides write it), any other is passed over: nothing of a tree is run.  Files
 * are taken in the order of their names; of two with one name the one in etc wins. */
int modprobe_read(struct log *, int tree, struct modules *) MUST_CHECK;

#endif
