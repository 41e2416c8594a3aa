/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/pack_test.c - what is run, told and refused, with a fake core.
 */
#include "squashfs.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "squashfs pack";

static const char *const modern[] = { "CONFIG_SQUASHFS",       "CONFIG_BLK_DEV_LOOP",
				      "CONFIG_OVERLAY_FS",     "CONFIG_SQUASHFS_ZSTD",
				      "CONFIG_SQUASHFS_XZ",    "CONFIG_SQUASHFS_ZLIB",
				      "CONFIG_SQUASHFS_XATTR", NULL };
static const char *const older[] = { "CONFIG_SQUASHFS",      "CONFIG_BLK_DEV_LOOP",
				     "CONFIG_OVERLAY_FS",    "CONFIG_SQUASHFS_XZ",
				     "CONFIG_SQUASHFS_ZLIB", NULL };
static const char *const oldest[] = { "CONFIG_SQUASHFS", "CONFIG_BLK_DEV_LOOP",
				      "CONFIG_OVERLAY_FS", "CONFIG_SQUASHFS_ZLIB", NULL };
static const char *const bare[] = { "CONFIG_SQUASHFS", "CONFIG_BLK_DEV_LOOP",
				    "CONFIG_OVERLAY_FS", NULL };
static const char *const no_overlay[] = { "CONFIG_SQUASHFS", "CONFIG_BLK_DEV_LOOP",
					  "CONFIG_SQUASHFS_ZSTD", NULL };
static const char *const nothing[] = { NULL };

static const struct sl_kernel kernel = { .version = "6.1-test" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };
static const struct sl_image image = { .name = "c", .kernels = kernels };

struct fixture {
	struct fake_host host;
	char tree[256], output[256];
};

/* The image is there already: nothing is run. */
static void fixture_init(struct fixture *fixture, const char *const *has)
{
	const char *folder = unit_folder();
	char path[512];
	int fd;

	fake_host_init(&fixture->host, squashfs_options);
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder);
	mkdir(fixture->tree, 0755);
	mkdir(fixture->output, 0755);
	snprintf(path, sizeof(path), "%s/" SQUASHFS_OUTPUT, fixture->output);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	UNIT_INT(write(fd, "12345", 5), 5);
	close(fd);
	fixture->host.image = &image;
	fixture->host.kernel_has = has;
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
}

static void set(struct fixture *fixture, int i, const char *name, const char *value)
{
	fixture->host.options[i][0] = name;
	fixture->host.options[i][1] = value;
}

static const struct {
	const char *const *has;
	const char *option, *value;
	const char *end; /* of the command, with the options that are not fixed */
} commands[] = {
	{ modern, NULL, NULL,
	  "-comp zstd -b 131072 -mem 256M -mkfs-time 7 -Xcompression-level 9" },
	{ older, NULL, NULL, "-comp xz -b 131072 -mem 256M -mkfs-time 7" },
	{ oldest, NULL, NULL,
	  "-comp gzip -b 131072 -mem 256M -mkfs-time 7 -Xcompression-level 9" },
	{ modern, "compression", "xz", "-comp xz -b 131072 -mem 256M -mkfs-time 7" },
	{ modern, "level", "3",
	  "-comp zstd -b 131072 -mem 256M -mkfs-time 7 -Xcompression-level 3" },
	{ modern, "block", "1M",
	  "-comp zstd -b 1048576 -mem 256M -mkfs-time 7 -Xcompression-level 9" },
	{ modern, "memory", "1M",
	  "-comp zstd -b 131072 -mem 32M -mkfs-time 7 -Xcompression-level 9" },
	{ modern, "processors", "3",
	  "-comp zstd -b 131072 -mem 256M -mkfs-time 7 -Xcompression-level 9 "
	  "-processors 3" },
};

static void command_is_right(void)
{
	setenv("SOURCE_DATE_EPOCH", "7", 1);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct fixture fixture;
		char line[1024];

		fixture_init(&fixture, commands[i].has);
		set(&fixture, 0, commands[i].option, commands[i].value);
		UNIT_INT(squashfs_pack(&fixture.host.border, NULL), 0);
		snprintf(line, sizeof(line),
			 "run mksquashfs %s %s/" SQUASHFS_OUTPUT
			 " -noappend -no-recovery -no-progress -exit-on-error -xattrs %s",
			 fixture.tree, fixture.output, commands[i].end);
		CU_ASSERT(fake_host_noted(&fixture.host, line));
		if (!fake_host_noted(&fixture.host, line))
			fprintf(stderr, "\n%s%s\n", str_text(&fixture.host.notes), line);
		fake_host_fini(&fixture.host);
	}
	unsetenv("SOURCE_DATE_EPOCH");
}

static const struct {
	const char *const *has;
	const char *option, *value, *says;
	int err;
} refusals[] = {
	{ nothing, NULL, NULL, "CONFIG_SQUASHFS is not set", ENOTSUP },
	{ no_overlay, NULL, NULL, "CONFIG_OVERLAY_FS is not set", ENOTSUP },
	{ bare, NULL, NULL, "reads no squashfs compressed by zstd, xz or gzip", ENOTSUP },
	{ older, "compression", "zstd", "compression = \"xz\" }", ENOTSUP },
	{ modern, "level", "23", "zstd has levels 1 to 22, not 23", EINVAL },
	{ oldest, "level", "15", "gzip has levels 1 to 9, not 15", EINVAL },
	{ modern, "block", "100K", "no power of two", EINVAL },
	{ modern, "block", "2M", "no power of two", EINVAL },
};

static void unfit_is_refused(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture, refusals[i].has);
		set(&fixture, 0, refusals[i].option, refusals[i].value);
		UNIT_INT(squashfs_pack(&fixture.host.border, NULL), -refusals[i].err);
		UNIT_INT(fixture.host.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(
			strstr(str_text(&fixture.host.said), refusals[i].says));
		CU_ASSERT_PTR_NULL(strstr(str_text(&fixture.host.notes), "mksquashfs"));
		fake_host_fini(&fixture.host);
	}
}

/* KB per CPU, as measured; within a twentieth. */
static const struct {
	const char *compression;
	unsigned block, kib;
} costs[] = {
	{ "gzip", 128, 172 },
	{ "xz", 128, 297 },
	{ "zstd", 128, 672 },
	{ "zstd", 1024, 2460 },
};

static void cpus_are_counted(void)
{
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
		uint64_t kib = squashfs_per_cpu(costs[i].compression,
						costs[i].block * UINT64_C(1024)) /
			       1024;

		CU_ASSERT(kib * 100 > costs[i].kib * UINT64_C(95));
		CU_ASSERT(kib * 100 < costs[i].kib * UINT64_C(105));
	}
}

static void root_is_told(void)
{
	static const char *const notes[] = { "module loop", "module squashfs",
					     "module overlay" };
	struct fixture fixture;

	fixture_init(&fixture, modern);
	UNIT_INT(squashfs_root(&fixture.host.border, NULL), 0);
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		CU_ASSERT(fake_host_noted(&fixture.host, notes[i]));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&fixture.host.notes), "ram+squashfs"));
	fake_host_fini(&fixture.host);
}

const struct unit_case unit_cases[] = {
	{ "mksquashfs is run as the kernel and the options say", command_is_right },
	{ "what the kernel cannot read is refused", unfit_is_refused },
	{ "memory per CPU is as measured", cpus_are_counted },
	{ "the way and its modules are told", root_is_told },
	{ NULL, NULL },
};
