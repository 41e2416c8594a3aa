/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/drivers_test.c - kernels with and without the drivers of a machine.
 */
#include "drivers.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "plugins/lib drivers";

static const struct sl_option options[] = {
	{ SL_LIST, SL_IN_IMAGE, "drivers", NULL, NULL, "" },
	{ .type = 0 },
};
static const char *const usual[] = { "virtio_net", "mlx5_core", NULL };
static const struct drivers_want want = { "arm", usual, "drivers" };
static const struct sl_kernel kernel = { .version = "6.1-cloud-arm64" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };
static const struct sl_image image = { .name = "c", .kernels = kernels };

static void listed(void)
{
	static const char lines[] = "kernel/drivers/net/virtio_net.ko: kernel/a/b.ko\n"
				    "kernel/x/8021q.ko.xz:\nkernel/y/snd-hda.ko.zst\n";
	static const struct {
		const char *module;
		int there;
	} rows[] = { { "virtio_net", 1 }, { "virtio-net", 1 },
		     { "8021q", 1 },      { "snd_hda", 1 },
		     { "b", 0 },          { "virtio", 0 },
		     { "net", 0 },        { "", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(drivers_listed(lines, rows[i].module), rows[i].there);
}

static void put(const char *tree, const char *name, const char *text)
{
	static const char *const folders[] = { "lib", "lib/modules",
					       "lib/modules/6.1-cloud-arm64" };
	char path[512];
	FILE *file;

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", tree, folders[i]);
		mkdir(path, 0755);
	}
	snprintf(path, sizeof(path), "%s/%s/%s", tree, folders[2], name);
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs(text, file);
	fclose(file);
}

static void kernels_checked(void)
{
	static const struct {
		const char *dep, *builtin, *named, *why;
	} rows[] = {
		{ "k/virtio_net.ko:\nk/mlx5_core.ko:\n", "", NULL, NULL },
		{ "k/virtio_net.ko:\n", "", NULL, NULL },
		{ "", "k/virtio_net.ko\n", NULL, NULL },
		{ "k/ext4.ko:\n", "", NULL, "lacks virtio_net, mlx5_core, which" },
		{ NULL, NULL, NULL, "without \"cloud\"" },
		{ "k/virtio_net.ko:\n", "", "igb", "lacks igb, which nodes of" },
		{ "k/igb.ko:\n", "", "igb", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		fake_host_init(&fake, options);
		fake.image = &image;
		fake.folders[SL_TREE] = unit_folder();
		if (rows[i].dep)
			put(fake.folders[SL_TREE], "modules.dep", rows[i].dep);
		if (rows[i].builtin)
			put(fake.folders[SL_TREE], "modules.builtin", rows[i].builtin);
		fake.options[0][0] = rows[i].named ? "drivers" : NULL;
		fake.options[0][1] = rows[i].named;
		UNIT_INT(drivers_check(&fake.border, &want) < 0, rows[i].why != NULL);
		UNIT_INT(fake.fails, rows[i].why != NULL);
		if (rows[i].why)
			CU_ASSERT(strstr(str_text(&fake.said), rows[i].why) != NULL);
		UNIT_STR(str_text(&fake.defect), "");
	}
}

static void packages(void)
{
	static const struct {
		const char *version, *part;
	} rows[] = {
		{ "6.1.0-50-cloud-arm64", "linux-image-arm64" },
		{ "5.15.0-91-generic", "linux-modules-extra" },
		{ "5.14.0-427.el9.aarch64", "kernel-modules" },
		{ "6.4.0-150600.21-default", "kernel-default" },
		{ "6.9.1", "the rest" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CU_ASSERT(strstr(drivers_package(rows[i].version), rows[i].part) != NULL);
}

const struct unit_case unit_cases[] = {
	{ "modules are found by name, packed or not", listed },
	{ "a kernel without the drivers is refused with their package", kernels_checked },
	{ "the package follows from the kernel's version", packages },
	{ NULL, NULL }
};
