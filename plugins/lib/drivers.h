/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/drivers.h - does a kernel of the tree have the drivers that a machine needs?
 *
 * As depmod(8) and the kernel's build say: lib/modules/VERSION/modules.dep and
 * modules.builtin.
 */
#ifndef LIB_DRIVERS_H
#define LIB_DRIVERS_H

#include <stateless/plugin.h>

struct drivers_want {
	const char *platform;     /* for messages                                     */
	const char *const *usual; /* drivers of its usual network cards; NULL ends    */
	const char *option;       /* a list of drivers that must be there, by option  */
};

/* Looks at each kernel of the image.  Refused: one without a driver that the option names;
 * where it names none, one without all of the usual ones.  The message says which package
 * has them.  0 or -errno, said. */
int drivers_check(struct sl_job *, const struct drivers_want *);

/* Is the module among the lines of a modules.dep or modules.builtin?  '-' and '_' are the
 * same in names. */
int drivers_listed(const char *lines, const char *module);

/* What to install for drivers that a kernel of this version lacks. */
const char *drivers_package(const char *kernel_version);

#endif
