/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/bootwords.h - the words that a loader adds to a node's command line: which
 * card it booted from and which address that has, so that the node asks no DHCP server
 * again.
 */
#ifndef LIB_BOOTWORDS_H
#define LIB_BOOTWORDS_H

#include <stateless/plugin.h>

enum { BOOTWORDS_MAC = 24, BOOTWORDS_ROOM = 512 };

/* "52:54:00:AB:..." -> "52-54-00-ab-...", as pxelinux, GRUB and iPXE name files by it. */
void bootwords_mac(const char *mac, char out[BOOTWORDS_MAC]);

/* The IPv4 address in eight upper-case hexadecimal digits, as pxelinux, SLOF and GRUB name
 * files by it.  0, or -1: it is none. */
int bootwords_hex(const char *ip, char out[9]);

/* " BOOTIF=01-MAC ip=CLIENT::GATEWAY:MASK:NODE::none", the kernel's own form
 * (Documentation/admin-guide/nfs/nfsroot.rst), without a device, for BOOTIF names the card.
 * The node has a MAC and an address. */
void bootwords_format(const struct sl_node *, char out[BOOTWORDS_ROOM]);

/* Refuses a node whose command line with `own` bytes of the loader's is over the limit:
 * what is over it the kernel would cut silently.  0 or -errno, said. */
int bootwords_check(struct sl_job *, const struct sl_boot *, size_t own, size_t limit);

#endif
