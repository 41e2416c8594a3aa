/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/collect_test.c - what hooks of a packing hand back, and what a killed packing
 * left.
 */
#include "packing.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(struct log *log, const char *folder, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0600, text, strlen(text)) == 0);
}

static const struct {
	int role;
	const char *name, *file;
	int rc;
	const char *says;
} outputs[] = {
	{ SL_ROOT, "root.img", "made", 0, "" },
	{ SL_KERNEL, "kernel", "boot/vmlinuz-1", 0, "" },
	{ SL_OTHER, "boot/loader.efi", "loader", 0, "" },
	{ SL_OTHER, "root.img", "made", -EEXIST, "both called root.img" },
	{ SL_KERNEL, "kernel2", "boot/vmlinuz-1", -EEXIST, "both kernels" },
	{ SL_OTHER, "../x", "loader", -EINVAL, "cannot be the name" },
	{ SL_OTHER, "/x", "loader", -EINVAL, "cannot be the name" },
	{ SL_OTHER, "", "loader", -EINVAL, "cannot be the name" },
	{ SL_OTHER, "manifest", "loader", -EINVAL, "cannot be the name" },
	{ SL_OTHER, "gone", "nowhere", -ENOENT, "neither made nor in the tree" },
};

static void an_output_is_moved_or_copied_into_place(void)
{
	const char *top = unit_folder();
	char *out CLEANUP_FREE = path_join(top, "out"),
		  *work CLEANUP_FREE = path_join(top, "work");
	char *tree CLEANUP_FREE = path_join(top, "tree");
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct collect collect = { .log = &log, .output = out, .work = work, .tree = -1 };

	put(&log, out, "made", "1");
	put(&log, work, "loader", "2");
	put(&log, tree, "boot/vmlinuz-1", "3");
	collect.tree = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		UNIT_INT(collect_ops.add_output(&collect, outputs[i].role,
						outputs[i].name, outputs[i].file),
			 outputs[i].rc);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), outputs[i].says));
	}
	UNIT_INT(collect.n_outputs, 3);
	UNIT_STR(collect_role(&collect, SL_KERNEL)->name, "kernel");
	CU_ASSERT_PTR_NULL(collect_role(&collect, SL_INITRD));
	UNIT_INT(collect_add(&collect, SL_INITRD, "initrd"), -ENOENT);
	close(collect.tree);
	collect_fini(&collect);
}

static void the_kernel_is_asked_by_its_own_configuration(void)
{
	char *tree CLEANUP_FREE = path_join(unit_folder(), "tree2");
	struct log log = { .level = -1 };
	struct collect collect = { .log = &log, .kernel = "6.1" };

	put(&log, tree, "boot/config-6.1",
	    "CONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=yes\n");
	collect.tree = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_A"), 1);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_B"), 1);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_C"), 0);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_D"), 0);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG"), 0);
	close(collect.tree);
	collect_fini(&collect);
}

/* A kernel of which the tree has no configuration: an estimate does with it. */
static void a_missing_configuration_is_said_once_and_only_where_it_decides(void)
{
	char *tree CLEANUP_FREE = path_join(unit_folder(), "tree3");
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .level = LOG_LEVEL_WARNING, .sink = keep, .arg = &said };
	struct collect collect = { .log = &log, .kernel = "6.1" };

	put(&log, tree, "boot/config-6.2", "CONFIG_A=y\n");
	collect.tree = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	UNIT_INT(collect_config_has(&collect, "CONFIG_A"), 0);
	UNIT_STR(str_text(&said), "");
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_A"), 0);
	UNIT_INT(collect_kernel_has(&collect, "CONFIG_B"), 0);
	UNIT_STR(str_text(&said),
		 "the tree has no configuration of kernel 6.1: only what "
		 "every kernel has is used\n");
	close(collect.tree);
	collect_fini(&collect);
}

static void only_what_was_being_made_is_cleared(void)
{
	char *netboot CLEANUP_FREE = path_join(unit_folder(), "netboot");
	char *half CLEANUP_FREE = path_join(netboot, ".new-12");
	char *old CLEANUP_FREE = path_join(netboot, ".old-ab.new-");
	char *whole CLEANUP_FREE = path_join(netboot, "0123456789abcdef/manifest");
	struct log log = { .level = -1 };

	UNIT_INT(pack_clear_leftovers(&log, netboot), 0);
	put(&log, netboot, ".new-12/root", "half");
	put(&log, netboot, ".old-ab.new-/root", "half");
	put(&log, netboot, "0123456789abcdef/manifest", "whole");
	UNIT_INT(pack_clear_leftovers(&log, netboot), 0);
	CU_ASSERT_FALSE(path_exists(half));
	CU_ASSERT_FALSE(path_exists(old));
	CU_ASSERT_TRUE(path_exists(whole));
}

static void a_wrapper_adds_to_what_the_other_method_set(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct collect collect = { .log = &log };
	const struct sl_root inner = { .way = "ram+x", .output = "root.x", .words = "w" };
	const struct sl_root outer = { .flags = SL_ROOT_READONLY };
	const struct sl_memory memory = { .resident = 10, .per_cpu = 2, .peak = 20 };
	const struct sl_memory more = { .flags = SL_MEMORY_MORE,
					.resident = 5,
					.peak = 6 };

	UNIT_INT(collect_ops.set_root(&collect, &outer), -EINVAL);
	UNIT_INT(collect_ops.set_root(&collect, &inner), 0);
	UNIT_INT(collect_ops.set_root(&collect, &outer), 0);
	UNIT_STR(collect.way, "ram+x");
	UNIT_STR(collect.root_output, "root.x");
	UNIT_INT(collect.root_flags, SL_ROOT_READONLY);
	UNIT_INT(collect_ops.set_memory(&collect, &memory), 0);
	UNIT_INT(collect_ops.set_memory(&collect, &more), 0);
	UNIT_INT(collect.resident, 15);
	UNIT_INT(collect.per_cpu, 2);
	UNIT_INT(collect.peak, 26);
	UNIT_INT(collect_ops.set_memory(&collect, &memory), 0);
	UNIT_INT(collect.resident, 10);
	collect_fini(&collect);
}

static const struct {
	struct sl_writable writable;
	const char *line; /* NULL: refused */
} writables[] = {
	{ { .how = SL_WRITABLE_MEMORY, .path = "/var" }, "tmpfs - /var" },
	{ { .how = SL_WRITABLE_STATE, .path = "/s", .source = "10.0.0.1:/x" },
	  "persistent 10.0.0.1:/x /s" },
	{ { .how = SL_WRITABLE_NOT, .path = "/var/a b" }, "ro - /var/a b" },
	{ { .how = SL_WRITABLE_JOINED, .path = "/etc/hosts" }, "con - /etc/hosts" },
	{ { .how = 0, .path = "/var" }, NULL },
	{ { .how = 5, .path = "/var" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = NULL }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "var" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "/" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "/var/" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "/var/../etc" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "/a\nb" }, NULL },
	{ { .how = SL_WRITABLE_MEMORY, .path = "/a", .source = "h:/x" }, NULL },
	{ { .how = SL_WRITABLE_STATE, .path = "/a" }, NULL },
	{ { .how = SL_WRITABLE_STATE, .path = "/a", .source = "h:/x y" }, NULL },
	{ { .how = SL_WRITABLE_STATE, .path = "/a", .source = "/x" }, NULL },
};

static void a_writable_path_is_checked(void)
{
	for (size_t i = 0; i < sizeof(writables) / sizeof(writables[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		struct collect collect = { .log = &log };

		UNIT_INT(collect_ops.add_writable(&collect, &writables[i].writable),
			 writables[i].line ? 0 : -EINVAL);
		UNIT_INT(collect.writables.n, writables[i].line != NULL);
		if (writables[i].line && collect.writables.n)
			UNIT_STR(collect.writables.v[0], writables[i].line);
		collect_fini(&collect);
	}
}

const char unit_suite[] = "core/pack/collect";
const struct unit_case unit_cases[] = {
	{ "an output is moved or copied into place",
	  an_output_is_moved_or_copied_into_place },
	{ "the kernel is asked by its own configuration",
	  the_kernel_is_asked_by_its_own_configuration },
	{ "a missing configuration is said once, and only where it decides",
	  a_missing_configuration_is_said_once_and_only_where_it_decides },
	{ "a wrapper adds to what the other method set",
	  a_wrapper_adds_to_what_the_other_method_set },
	{ "a writable path is checked", a_writable_path_is_checked },
	{ "only what was being made is cleared", only_what_was_being_made_is_cleared },
	{ NULL, NULL },
};
