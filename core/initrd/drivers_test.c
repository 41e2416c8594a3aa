/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/drivers_test.c - which modules of a small tree an initrd carries.
 */
#include "drivers.h"

#include "core/base/intree.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "lib/modules/5.0/"

/* Each is a file; those with a line of modules.dep are what depmod took, as an update takes
 * the place of the kernel's own. */
static const struct {
	const char *path;
	bool indexed, carried;
} files[] = {
	{ "kernel/drivers/net/ethernet/one/one.ko", true, true },
	{ "kernel/drivers/net/ethernet/two/two.ko.xz", false, false },
	{ "updates/two.ko.zst", true, true },
	{ "kernel/drivers/net/vmxnet3/vm-xnet.ko", false, false },
	{ "extra/kmod-vm/vm_xnet.ko", true, true },
	{ "kernel/drivers/net/wireless/wifi.ko", false, false },
	{ "updates/wifi.ko", true, false },
	{ "extra/drivers/net/ethernet/three/three.ko", true, true },
	{ "kernel/drivers/net/virtio_net.ko", true, true },
	{ "kernel/fs/two2.ko", true, false },
	{ "extra/other.ko", true, false },
};

static int make_tree(void)
{
	int tree = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct str dep CLEANUP_STR = { 0 };

	CU_ASSERT_FATAL(tree >= 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path CLEANUP_FREE = mem_printf(FOLDER "%s", files[i].path);

		UNIT_INT(intree_write(tree, path, 0644, "", 0), 0);
		if (files[i].indexed)
			str_addf(&dep, "%s:\n", files[i].path);
	}
	UNIT_INT(intree_write(tree, FOLDER "modules.dep", 0644, str_text(&dep), dep.n),
		 0);
	return tree;
}

static const struct module *of_path(const struct modules *modules, const char *path)
{
	for (size_t i = 0; i < modules->n; i++)
		if (strcmp(modules->v[i].path, path) == 0)
			return &modules->v[i];
	return NULL;
}

static void wired_drivers_and_their_updates_are_carried(void)
{
	int tree CLEANUP_FD = make_tree();
	struct strv own CLEANUP_STRV = { 0 }, loads CLEANUP_STRV = { 0 };
	struct modules modules = { 0 };
	struct log log;

	log_init(&log, "test");
	CU_ASSERT_EQUAL_FATAL(modules_read(&log, tree, "5.0", &modules), 0);
	UNIT_INT(drivers_own(&log, tree, &modules, &own), 0);
	UNIT_INT(own.n, 3);
	UNIT_INT(drivers_select(&log, &modules, &loads, NULL, &own), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct module *module = of_path(&modules, files[i].path);

		UNIT_INT(module != NULL, files[i].indexed);
		if (module && module->carried != files[i].carried)
			fprintf(stderr, "\n  %s\n", files[i].path);
		UNIT_INT(module && module->carried, files[i].carried);
	}
	modules_fini(&modules);
}

static void a_kernel_without_network_drivers_has_none(void)
{
	int tree CLEANUP_FD = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct modules modules = { .folder = (char[]){ "lib/modules/5.0" } };
	struct strv own CLEANUP_STRV = { 0 };
	struct log log;

	log_init(&log, "test");
	UNIT_INT(drivers_own(&log, tree, &modules, &own), 0);
	UNIT_INT(own.n, 0);
}

const char unit_suite[] = "core/initrd/drivers";
const struct unit_case unit_cases[] = {
	{ "wired drivers and their updates are carried",
	  wired_drivers_and_their_updates_are_carried },
	{ "a kernel without network drivers has none",
	  a_kernel_without_network_drivers_has_none },
	{ NULL, NULL },
};
