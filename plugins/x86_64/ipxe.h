/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/ipxe.h - iPXE: its binaries, who is sent which, and the nodes' scripts.
 *
 *   TFTP undionly.kpxe ipxe.efi       sent to a BIOS, to UEFI
 *   HTTP /boot/x86_64/ipxe.efi        sent to UEFI that boots by HTTP
 *        /boot/x86_64/MAC.ipxe        one node's script
 *
 * An iPXE that runs already, whoever brought it, goes on to the script of its card.  One on
 * a machine of another architecture says so, and gets nothing of this.
 */
#ifndef X86_64_IPXE_H
#define X86_64_IPXE_H

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

/* render(): MAC.ipxe, the script by which iPXE starts one node.  0 or -errno, said. */
int ipxe_render(struct sl_job *, const struct sl_boot *);

#endif
