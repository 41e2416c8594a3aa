/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/mic.c - Xeon Phi cards, whose hosts start them.
 */
#include "mic.h"
#include "elf.h"
#include "host.h"

#include <elf.h>
#include <string.h>

#define ANYWHERE (SL_IN_SITE | SL_IN_IMAGE | SL_IN_NODE)

static const struct sl_option options[] = {
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "base", NULL, NULL,
	  "the vendor's initramfs, a cpio archive packed by gzip" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "kernel", NULL, NULL,
	  "the vendor's kernel, a bzImage" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "system_map", NULL, NULL,
	  "the kernel's System.map, which the host's tools read" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "overlaydir", NULL, NULL,
	  "folder of overlays: NAME/ and NAME.filelist; default: none" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "overlays", NULL, NULL,
	  "names of overlays, in their order; of one path the last wins" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "level", "6", NULL, "of gzip, 1 to 9" },

	/* What the host is given: host.h. */
	{ SL_STRING, ANYWHERE, "flavour", "mpss3", "mpss3|mpss4|upstream",
	  "the driver on the host" },
	{ SL_STRING, SL_IN_SITE | SL_IN_NODE, "starter", "agent", "agent|mpssd",
	  "who starts the card: stateless-hostboot, or the vendor's daemon" },
	{ SL_BOOL, ANYWHERE, "onboot", "yes", NULL, "start it when its host starts" },
	{ SL_BOOL, ANYWHERE, "vlog", "no", NULL, "let its kernel say more" },
	{ SL_STRING, ANYWHERE, "powermgt", "cpufreq_on;corec6_off;pc3_on;pc6_on", NULL,
	  "power management; also cpufreq=on!corec6=off!..., as xCAT has it" },
	{ SL_STRING, ANYWHERE, "cmdline", NULL, NULL,
	  "kernel words before addkcmdline; unset: those of the driver's own tools" },
	{ SL_STRING, SL_IN_SITE | SL_IN_NODE, "bridge", "none", NULL,
	  "bridge of the host that the card is in; none: a network of the two" },
	{ SL_STRING, SL_IN_SITE | SL_IN_NODE, "bridges", NULL, NULL,
	  "of a host: NAME:internal|external:ADDRESS|dhcp/BITS[:MTU],..." },
	{ SL_STRING, SL_IN_SITE | SL_IN_NODE, "hostnet", "networkd",
	  "networkd|NetworkManager|ifcfg|ifupdown|none",
	  "of a host: form of its network configuration" },
	{ SL_STRING, ANYWHERE, "efi_image", "/usr/share/mpss/boot/efiImage-knl-lb.hddimg",
	  NULL, "mpss4: the loader, a file of the host" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

unsigned mic_machine(const char *arch)
{
	if (strcmp(arch, "k1om") == 0)
		return ELF_K1OM;
	return strcmp(arch, "x86_64") == 0 ? EM_X86_64 : 0;
}

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "mic",
	.version = "0.1.0",
	.summary = "Xeon Phi cards: root in one initramfs, started by their host",
	.opts = options,
	.genimage = &mic_genimage,
	.packimage = &mic_packimage,
	.bootloader = &host_bootloader,
};
