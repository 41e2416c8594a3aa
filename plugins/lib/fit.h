/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fit.h - touch-ups that make one tree fit for many nodes.
 *
 * Each returns 0, or -errno after saying why.
 */
#ifndef LIB_FIT_H
#define LIB_FIT_H

#include <stateless/plugin.h>

/* Takes out what belongs to this machine or to one node only: host name, machine id,
 * seeds.  A node's name comes with its command line. */
int fit_identity(struct sl_job *);

/* etc/resolv.conf: systemd-resolved's where the tree has that, else empty. */
int fit_resolver(struct sl_job *);

/* Removes the host keys that the package made: they would be every node's.  `services`
 * (NULL-ended) are the units that need keys: they get a unit that makes them at boot.
 * NULL: the distribution's own units do that. */
int fit_host_keys(struct sl_job *, const char *const *services);

/* Enables systemd-networkd where no other manager would look after the boot NIC: the
 * node program leaves it a file in /run/systemd/network. */
int fit_network(struct sl_job *);

#endif
