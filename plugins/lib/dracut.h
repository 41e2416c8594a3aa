/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/dracut.h - the initrd builder of RPM distributions: kept from running, or
 * run once when an image asks for it.
 *
 * Each returns 0, or -errno after saying why.
 */
#ifndef LIB_DRACUT_H
#define LIB_DRACUT_H

#include <stateless/plugin.h>

/* Masks the plug-ins of kernel-install that build initrds: releases whose kernel-install
 * does not know KERNEL_INSTALL_BYPASS.  dracut_release() takes the masks out, and
 * initrds that were built nevertheless. */
int dracut_hold(struct sl_job *);
int dracut_release(struct sl_job *);

/* The genimage hook `initrd`. */
int dracut_build(struct sl_job *, void *self);

#endif
