/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/foreign.h - images of another architecture than this host's.
 */
#ifndef DEBIAN_FOREIGN_H
#define DEBIAN_FOREIGN_H

#include "release.h"

/* Programs of the image's architecture run while it is built.  0, or -ENOEXEC after
 * saying how this host learns to run them. */
int foreign_check(struct sl_job *, const struct release *);

#endif
