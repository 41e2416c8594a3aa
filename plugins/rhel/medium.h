/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/medium.h - installation media of Red Hat Enterprise Linux and relatives.
 */
#ifndef RHEL_MEDIUM_H
#define RHEL_MEDIUM_H

#include <stateless/plugin.h>

/* The genimage hook `medium`: by .treeinfo, else by .discinfo. */
int medium_recognise(struct sl_job *, void *self);

#endif
