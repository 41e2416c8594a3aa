/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/drivers.h - which modules an initrd carries.
 */
#ifndef INITRD_DRIVERS_H
#define INITRD_DRIVERS_H

#include "modules.h"

#include "core/base/strv.h"

/* Adds the names of the kernel's own drivers of wired network devices, of lib/modules/KERNEL
 * in the tree.  An update of one of them may lie anywhere beside them, and takes their
 * place in the index that depmod(8) makes.  0 or -errno, said. */
int drivers_own(struct log *, int tree, const struct modules *,
		struct strv *own) MUST_CHECK;

/* Sets `carried` of what must be there: `loads` with all they need, and the drivers
 * named by `drivers` or, when it is NULL or empty, those of every wired network device
 * and of the buses on which they appear; `own` as drivers_own() finds it.  A name that is built into the kernel is fine;
 * one that neither module nor alias answers to is said, with the kernel's version. */
int drivers_select(struct log *, struct modules *, const struct strv *loads,
		   const struct strv *drivers, const struct strv *own) MUST_CHECK;

#endif
