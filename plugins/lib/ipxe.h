/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ipxe.h - iPXE scripts, one per node by its MAC, and the DHCP answers by which
 * firmware gets to iPXE over HTTP, and an iPXE that runs to its script.
 *
 *   HTTP /boot/PLATFORM/MAC.ipxe   one node's
 *
 * An iPXE that runs already, whoever brought it, goes on to the script of its card.  One on
 * a machine of another architecture says so, and gets nothing of this.
 */
#ifndef LIB_IPXE_H
#define LIB_IPXE_H

#include <stateless/plugin.h>

struct ipxe_how {
	size_t cmdline;     /* most bytes of the command line, with the loader's words */
	const char *kernel; /* urlpath of the file to start; NULL: boot->kernel        */
};

/* render(): publishes a node's script.  Refuses a node without a server, words that are
 * iPXE's syntax, and a command line that is over the limit.  0 or -errno, said. */
int ipxe_render(struct sl_job *, const struct sl_boot *, const struct ipxe_how *);

/* setup(): an iPXE that runs on a machine of that client architecture goes on to its script,
 * which that platform publishes.  0 or -errno, said. */
int ipxe_add_script(struct sl_job *, const char *platform, int32_t arch);

/* setup(): UEFI of that client architecture that boots by HTTP is sent the iPXE that the
 * platform has published as `name` in SL_HTTP.  0 or -errno, said. */
int ipxe_add_http(struct sl_job *, const char *platform, int32_t arch, const char *name);

#endif
