/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/network.h - a network of two: the server's side is ours, the node is on a
 * tap.
 */
#ifndef TESTBOOT_NETWORK_H
#define TESTBOOT_NETWORK_H

#include "core/base/log.h"

#define NETWORK_TAP    "sl0"
#define NETWORK_NET    "10.213.0.0"
#define NETWORK_CIDR   NETWORK_NET "/24"
#define NETWORK_MASK   "255.255.255.0"
#define NETWORK_SERVER "10.213.0.1"
#define NETWORK_NODE   "10.213.0.10"
#define NETWORK_MAC    "52:54:00:73:6c:01"

/* Moves this process into a network namespace of its own and makes the tap there.  It is
 * gone with the last process in it. */
int network_make(struct log *) MUST_CHECK;

#endif
