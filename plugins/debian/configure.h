/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/configure.h - touch-ups that make one tree fit for many nodes.
 */
#ifndef DEBIAN_CONFIGURE_H
#define DEBIAN_CONFIGURE_H

#include <stateless/plugin.h>

/* Takes out what belongs to this machine or to one node only (host name, resolver, host
 * keys, machine id) and has systemd-networkd look after the boot NIC where nothing else
 * does; then tells which kernels and packages the tree has.  0, or -errno after saying
 * why. */
int configure_tree(struct sl_job *, void *self);

#endif
