/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/tidy.h - what is taken out of the finished tree, and made fit for nodes.
 */
#ifndef SLES_TIDY_H
#define SLES_TIDY_H

#include <stateless/plugin.h>

/* Removes what zypper and the installation leave.  0, or -errno after saying why. */
int tidy_after(struct sl_job *);

/* The genimage hook `configure`. */
int configure_tree(struct sl_job *, void *self);

#endif
