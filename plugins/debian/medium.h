/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/medium.h - installation media of Debian and Ubuntu.
 */
#ifndef DEBIAN_MEDIUM_H
#define DEBIAN_MEDIUM_H

#include <stateless/plugin.h>

/* Reads .disk/info of SL_TREE, and says what it is by set_medium().  0: no medium of
 * these; 100: one of them; or -errno after saying why. */
int medium_recognise(struct sl_job *, void *self);

#endif
