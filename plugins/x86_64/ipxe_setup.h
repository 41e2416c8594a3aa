/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/ipxe_setup.h - iPXE's binaries, and who is sent which.
 *
 *   TFTP undionly.kpxe ipxe.efi       sent to a BIOS, to UEFI
 *   HTTP /boot/x86_64/ipxe.efi        sent to UEFI that boots by HTTP
 *
 * The nodes' scripts are of plugins/lib/ipxe.h.
 */
#ifndef X86_64_IPXE_SETUP_H
#define X86_64_IPXE_SETUP_H

#include <stateless/plugin.h>

/* setup(), each its part: publishes the loader and says who is sent it.  0 or -errno, said. */
int ipxe_setup_bios(struct sl_job *);
int ipxe_setup_uefi(struct sl_job *);       /* that boots by TFTP               */
int ipxe_setup_http(struct sl_job *);       /* UEFI that boots by HTTP          */
int ipxe_setup_uefi_cards(struct sl_job *); /* UEFI whose card has an iPXE of its own */

/* Is the loader there?  1, or 0: it is not, which is said as a warning: that `machines` are
 * sent none, and what to install.  For sites with another loader, that may do without. */
int ipxe_has_bios(struct sl_job *, const char *machines);
int ipxe_has_uefi(struct sl_job *, const char *machines);

#endif
