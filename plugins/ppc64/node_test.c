/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/node_test.c - what GRUB and petitboot are told of one node.
 */
#include "ppc64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "/netboot/c/0123456789abcdef/"

const char unit_suite[] = "ppc64 node";

static const char *const servers[] = { "10.1.0.1:80", NULL };
static const struct sl_artefact kernel = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_artefact *const plain[] = { &kernel, &initrd, NULL };
static const struct sl_net net = { .prefix = 16, .servers = servers };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};

static int render(struct fake_host *fake, const char *netboot,
		  const struct sl_artefact *const *artefacts, uint32_t state)
{
	const struct sl_image image = { .name = "c",
					.method = "squashfs",
					.generation = "0123456789abcdef",
					.artefacts = artefacts };
	const struct sl_boot boot = { .state = state,
				      .node = &node,
				      .image = state == SL_NETBOOT ? &image : NULL,
				      .kernel = &kernel,
				      .initrd = &initrd,
				      .cmdline = "sl.root=/x console=hvc0" };

	fake_host_init(fake, sl_plugin_0.opts);
	fake->options[0][0] = "netboot";
	fake->options[0][1] = netboot;
	return node_render(&fake->border, NULL, &boot);
}

#define HEAD                                                                             \
	"# n1: netboot c:squashfs@0123456789abcdef\ndefault stateless\nlabel "           \
	"stateless\n"
#define APPEND                                                                           \
	"\tappend sl.root=/x console=hvc0 BOOTIF=01-52-54-00-ab-cd-01 "                  \
	"ip=10.1.0.11:::255.255.0.0:n1::none\n"

static void petitboot(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, "grub2", plain, SL_NETBOOT), 0);
	CU_ASSERT(
		fake_host_noted(&fake, "file 1 grub/grub.cfg-01-52-54-00-ab-cd-01 0644"));
	CU_ASSERT(
		fake_host_noted(&fake, "file 1 pxelinux.cfg/01-52-54-00-ab-cd-01 0644"));
	UNIT_STR(str_text(&fake.data),
		 HEAD "\tkernel http://10.1.0.1:80" PLACE "kernel\n"
		      "\tinitrd http://10.1.0.1:80" PLACE "initrd\n" APPEND);
}

static void from_disk(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, "grub2", NULL, SL_LOCALBOOT), 0);
	UNIT_STR(str_text(&fake.notes),
		 "file 1 grub/grub.cfg-01-52-54-00-ab-cd-01 0644\n");
	UNIT_STR(str_text(&fake.data), "# n1: boot\nexit\n");
	fake_host_fini(&fake);
	UNIT_INT(render(&fake, "pxelinux", NULL, SL_LOCALBOOT), 0);
	UNIT_STR(str_text(&fake.notes), "");
}

const struct unit_case unit_cases[] = {
	{ "petitboot is given URLs, beside GRUB's file", petitboot },
	{ "a local boot leaves for the firmware's next device", from_disk },
	{ NULL, NULL }
};
