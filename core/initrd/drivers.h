/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/drivers.h - which modules an initrd carries.
 */
#ifndef INITRD_DRIVERS_H
#define INITRD_DRIVERS_H

#include "modules.h"

/* Sets `carried` of what must be there: `loads` with all they need, and the drivers
 * named by `drivers` or, when it is NULL or empty, those of every wired network device
 * and of the buses on which they appear.  A name that is built into the kernel is fine;
 * one that neither module nor alias answers to is said, with the kernel's version. */
int drivers_select(struct log *, struct modules *, const struct strv *loads,
		   const struct strv *drivers) MUST_CHECK;

#endif
