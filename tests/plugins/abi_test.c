/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/abi_test.c - the border as LP64 lays it out, number by number.
 *
 * A number that changes here breaks every plugin that was built before: what is removed,
 * moved or re-meant needs a new SL_ABI.  New members and values are new rows.
 */
#include "tests/unit/unit.h"

#include <stateless/plugin.h>

#include <string.h>

struct row {
	const char *name;
	size_t now, pinned;
};

#define SIZE(type, bytes)                                                                \
	{                                                                                \
#type, sizeof(struct type), bytes                                        \
	}
#define AT(type, member, offset)                                                         \
	{                                                                                \
#type "." #member, offsetof(struct type, member), offset                 \
	}
#define VALUE(name, number)                                                              \
	{                                                                                \
#name, (size_t)(name), number                                            \
	}

/* clang-format off */
static const struct row layout[] = {
	SIZE(sl_option, 40),
	AT(sl_option, type, 0),
	AT(sl_option, flags, 4),
	AT(sl_option, name, 8),
	AT(sl_option, fallback, 16),
	AT(sl_option, choices, 24),
	AT(sl_option, help, 32),
	SIZE(sl_artefact, 48),
	AT(sl_artefact, size, 0),
	AT(sl_artefact, role, 4),
	AT(sl_artefact, name, 8),
	AT(sl_artefact, path, 16),
	AT(sl_artefact, urlpath, 24),
	AT(sl_artefact, sha256, 32),
	AT(sl_artefact, bytes, 40),
	SIZE(sl_kernel, 24),
	AT(sl_kernel, size, 0),
	AT(sl_kernel, flags, 4),
	AT(sl_kernel, version, 8),
	AT(sl_kernel, file, 16),
	SIZE(sl_pass, 48),
	AT(sl_pass, size, 0),
	AT(sl_pass, flags, 4),
	AT(sl_pass, env, 8),
	AT(sl_pass, remove_before, 16),
	AT(sl_pass, install, 24),
	AT(sl_pass, remove_after, 32),
	AT(sl_pass, repositories, 40),
	SIZE(sl_image, 96),
	AT(sl_image, size, 0),
	AT(sl_image, flags, 4),
	AT(sl_image, name, 8),
	AT(sl_image, distro, 16),
	AT(sl_image, version, 24),
	AT(sl_image, arch, 32),
	AT(sl_image, profile, 40),
	AT(sl_image, method, 48),
	AT(sl_image, generation, 56),
	AT(sl_image, sources, 64),
	AT(sl_image, passes, 72),
	AT(sl_image, kernels, 80),
	AT(sl_image, artefacts, 88),
	SIZE(sl_net, 48),
	AT(sl_net, size, 0),
	AT(sl_net, prefix, 4),
	AT(sl_net, name, 8),
	AT(sl_net, gateway, 16),
	AT(sl_net, domain, 24),
	AT(sl_net, dns, 32),
	AT(sl_net, servers, 40),
	SIZE(sl_node, 88),
	AT(sl_node, size, 0),
	AT(sl_node, flags, 4),
	AT(sl_node, name, 8),
	AT(sl_node, arch, 16),
	AT(sl_node, platform, 24),
	AT(sl_node, mac, 32),
	AT(sl_node, ip, 40),
	AT(sl_node, console, 48),
	AT(sl_node, id, 56),
	AT(sl_node, host, 64),
	AT(sl_node, net, 72),
	AT(sl_node, memory, 80),
	SIZE(sl_boot, 48),
	AT(sl_boot, size, 0),
	AT(sl_boot, state, 4),
	AT(sl_boot, node, 8),
	AT(sl_boot, image, 16),
	AT(sl_boot, kernel, 24),
	AT(sl_boot, initrd, 32),
	AT(sl_boot, cmdline, 40),
	SIZE(sl_root, 32),
	AT(sl_root, size, 0),
	AT(sl_root, flags, 4),
	AT(sl_root, way, 8),
	AT(sl_root, output, 16),
	AT(sl_root, words, 24),
	SIZE(sl_memory, 32),
	AT(sl_memory, size, 0),
	AT(sl_memory, flags, 4),
	AT(sl_memory, resident, 8),
	AT(sl_memory, per_cpu, 16),
	AT(sl_memory, peak, 24),
	SIZE(sl_dhcp, 40),
	AT(sl_dhcp, size, 0),
	AT(sl_dhcp, client_arch, 4),
	AT(sl_dhcp, user_class, 8),
	AT(sl_dhcp, vendor_class, 16),
	AT(sl_dhcp, file, 24),
	AT(sl_dhcp, options, 32),
	SIZE(sl_machine, 40),
	AT(sl_machine, size, 0),
	AT(sl_machine, cpus, 4),
	AT(sl_machine, memory, 8),
	AT(sl_machine, firmware, 16),
	AT(sl_machine, mac, 24),
	AT(sl_machine, netdev, 32),
	SIZE(sl_command, 56),
	AT(sl_command, size, 0),
	AT(sl_command, flags, 4),
	AT(sl_command, argv, 8),
	AT(sl_command, env, 16),
	AT(sl_command, input, 24),
	AT(sl_command, output, 32),
	AT(sl_command, line, 40),
	AT(sl_command, arg, 48),
	SIZE(sl_host, 264),
	AT(sl_host, size, 0),
	AT(sl_host, minor, 4),
	AT(sl_host, log, 8),
	AT(sl_host, fail, 16),
	AT(sl_host, progress, 24),
	AT(sl_host, cancelled, 32),
	AT(sl_host, image, 40),
	AT(sl_host, asked, 48),
	AT(sl_host, path, 56),
	AT(sl_host, opt, 64),
	AT(sl_host, opt_int, 72),
	AT(sl_host, opt_item, 80),
	AT(sl_host, node_opt, 88),
	AT(sl_host, run, 96),
	AT(sl_host, openat, 104),
	AT(sl_host, write, 112),
	AT(sl_host, delegate, 120),
	AT(sl_host, kernel_has, 128),
	AT(sl_host, set_medium, 136),
	AT(sl_host, add_kernel, 144),
	AT(sl_host, add_output, 152),
	AT(sl_host, add_module, 160),
	AT(sl_host, add_initrd_file, 168),
	AT(sl_host, set_root, 176),
	AT(sl_host, set_memory, 184),
	AT(sl_host, add_server, 192),
	AT(sl_host, add_file, 200),
	AT(sl_host, add_link, 208),
	AT(sl_host, add_dhcp, 216),
	AT(sl_host, add_arg, 224),
	AT(sl_host, add_package, 232),
	AT(sl_host, add_writable, 240),
	AT(sl_host, network, 248),
	AT(sl_host, used_image, 256),
	SIZE(sl_genimage, 72),
	AT(sl_genimage, size, 0),
	AT(sl_genimage, flags, 4),
	AT(sl_genimage, names, 8),
	AT(sl_genimage, network, 16),
	AT(sl_genimage, bid, 24),
	AT(sl_genimage, medium, 32),
	AT(sl_genimage, install, 40),
	AT(sl_genimage, update, 48),
	AT(sl_genimage, configure, 56),
	AT(sl_genimage, initrd, 64),
	SIZE(sl_packimage, 56),
	AT(sl_packimage, size, 0),
	AT(sl_packimage, flags, 4),
	AT(sl_packimage, names, 8),
	AT(sl_packimage, prepare, 16),
	AT(sl_packimage, pack, 24),
	AT(sl_packimage, verify, 32),
	AT(sl_packimage, root, 40),
	AT(sl_packimage, serve, 48),
	SIZE(sl_bootloader, 96),
	AT(sl_bootloader, size, 0),
	AT(sl_bootloader, needs, 4),
	AT(sl_bootloader, max_cmdline, 8),
	AT(sl_bootloader, flags, 12),
	AT(sl_bootloader, names, 16),
	AT(sl_bootloader, archs, 24),
	AT(sl_bootloader, firmwares, 32),
	AT(sl_bootloader, setup, 40),
	AT(sl_bootloader, prepare, 48),
	AT(sl_bootloader, render, 56),
	AT(sl_bootloader, render_host, 64),
	AT(sl_bootloader, emulate, 72),
	AT(sl_bootloader, serial, 80),
	AT(sl_bootloader, firmware_opts, 88),
	SIZE(sl_head, 24),
	AT(sl_head, magic, 0),
	AT(sl_head, abi, 4),
	AT(sl_head, minor, 6),
	AT(sl_head, size, 8),
	AT(sl_head, opt_size, 12),
	AT(sl_head, flags, 16),
	AT(sl_head, unused, 20),
	SIZE(sl_plugin, 96),
	AT(sl_plugin, head, 0),
	AT(sl_plugin, name, 24),
	AT(sl_plugin, version, 32),
	AT(sl_plugin, summary, 40),
	AT(sl_plugin, opts, 48),
	AT(sl_plugin, genimage, 56),
	AT(sl_plugin, packimage, 64),
	AT(sl_plugin, bootloader, 72),
	AT(sl_plugin, open, 80),
	AT(sl_plugin, close, 88),
};

static const struct row values[] = {
	VALUE(SL_ERROR, 0),
	VALUE(SL_WARNING, 1),
	VALUE(SL_INFO, 2),
	VALUE(SL_DEBUG, 3),
	VALUE(SL_STRING, 1),
	VALUE(SL_BOOL, 2),
	VALUE(SL_INT, 3),
	VALUE(SL_SIZE, 4),
	VALUE(SL_SECONDS, 5),
	VALUE(SL_PATH, 6),
	VALUE(SL_LIST, 7),
	VALUE(SL_METHOD, 8),
	VALUE(SL_IN_SITE, 1),
	VALUE(SL_IN_IMAGE, 2),
	VALUE(SL_IN_NODE, 4),
	VALUE(SL_REQUIRED, 8),
	VALUE(SL_SECRET, 16),
	VALUE(SL_KERNEL, 1),
	VALUE(SL_INITRD, 2),
	VALUE(SL_ROOT, 3),
	VALUE(SL_LOADER, 4),
	VALUE(SL_DTB, 5),
	VALUE(SL_TREE_LIST, 6),
	VALUE(SL_EARLY_INITRD, 7),
	VALUE(SL_OTHER, 8),
	VALUE(SL_NETBOOT, 1),
	VALUE(SL_LOCALBOOT, 2),
	VALUE(SL_ROOT_READONLY, 1),
	VALUE(SL_ROOT_DIRECT, 2),
	VALUE(SL_ROOT_LAZY, 4),
	VALUE(SL_MEMORY_MORE, 1),
	VALUE(SL_WRITABLE_MEMORY, 1),
	VALUE(SL_WRITABLE_STATE, 2),
	VALUE(SL_WRITABLE_NOT, 3),
	VALUE(SL_WRITABLE_JOINED, 4),
	VALUE(SL_TFTP, 1),
	VALUE(SL_HTTP, 2),
	VALUE(SL_HOST, 3),
	VALUE(SL_TREE, 1),
	VALUE(SL_OUTPUT, 2),
	VALUE(SL_LIVE, 3),
	VALUE(SL_WORK, 4),
	VALUE(SL_CACHE, 5),
	VALUE(SL_DATA, 6),
	VALUE(SL_STATE, 7),
	VALUE(SL_RUN_IN_TREE, 1),
	VALUE(SL_RUN_QUIET, 2),
	VALUE(SL_RUN_STATUS, 4),
	VALUE(SL_RUN_MERGED, 8),
	VALUE(SL_LIVE_TREE, 1),
	VALUE(SL_NEED_MAC, 1),
	VALUE(SL_NEED_IP, 2),
	VALUE(SL_NEED_HOST, 4),
	VALUE(SL_MAGIC, 0x736c7067),
	VALUE(SL_ABI, 0),
};
/* clang-format on */

static void compare(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i].now != rows[i].pinned)
			fprintf(stderr, "\n  %s is %zu, was %zu\n", rows[i].name,
				rows[i].now, rows[i].pinned);
		CU_ASSERT_EQUAL(rows[i].now, rows[i].pinned);
	}
}

static void layout_is_pinned(void)
{
	if (sizeof(void *) == 8 && sizeof(long) == 8)
		compare(layout, sizeof(layout) / sizeof(layout[0]));
}

static void values_are_pinned(void)
{
	compare(values, sizeof(values) / sizeof(values[0]));
}

/* The loader reads these before it relocates anything. */
static void numbers_come_first(void)
{
	const struct sl_head head = SL_HEAD;

	UNIT_INT(offsetof(struct sl_plugin, head), 0);
	UNIT_INT(head.magic, SL_MAGIC);
	UNIT_INT(head.abi, SL_ABI);
	UNIT_INT(head.size, sizeof(struct sl_plugin));
	UNIT_INT(head.opt_size, sizeof(struct sl_option));
}

/* SL_HAS on a table whose maker knew less. */
static void members_beyond_the_size_are_absent(void)
{
	struct sl_packimage table = { .size = offsetof(struct sl_packimage, verify) };

	CU_ASSERT(!SL_HAS(&table, names));
	table.names = (const char *const[]){ "x", NULL };
	CU_ASSERT(SL_HAS(&table, names));
	CU_ASSERT(!SL_HAS(&table, verify));
}

const char unit_suite[] = "abi";
const struct unit_case unit_cases[] = {
	{ "every member is where it was, every struct as large", layout_is_pinned },
	{ "every flag, role and level has its number", values_are_pinned },
	{ "a plugin's head is plain numbers, and first", numbers_come_first },
	{ "what a table's maker did not know is absent",
	  members_beyond_the_size_are_absent },
	{ NULL, NULL }
};
