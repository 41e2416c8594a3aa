/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/erofs_pack_test.c - what is run, told and refused, with a fake core.
 */
#include "erofs.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char unit_suite[] = "erofs pack";

static const char *const full[] = { "CONFIG_EROFS_FS",     "CONFIG_EROFS_FS_ZIP",
				    "CONFIG_BLK_DEV_LOOP", "CONFIG_OVERLAY_FS",
				    "CONFIG_SQUASHFS",     NULL };
static const char *const plain[] = { "CONFIG_EROFS_FS", "CONFIG_BLK_DEV_LOOP",
				     "CONFIG_OVERLAY_FS", "CONFIG_SQUASHFS", NULL };
static const char *const absent[] = { "CONFIG_BLK_DEV_LOOP", "CONFIG_OVERLAY_FS",
				      "CONFIG_SQUASHFS", NULL };
static const char *const large[] = { "CONFIG_EROFS_FS",
				     "CONFIG_EROFS_FS_ZIP",
				     "CONFIG_BLK_DEV_LOOP",
				     "CONFIG_OVERLAY_FS",
				     "CONFIG_SQUASHFS",
				     "CONFIG_PAGE_SIZE_64KB",
				     NULL };
static const char *const bare[] = { "CONFIG_EROFS_FS", "CONFIG_EROFS_FS_ZIP", NULL };

static struct sl_kernel kernels[] = { { .version = "6.1.0-50-cloud-amd64" },
				      { .version = "5.16.2" },
				      { .version = "5.10.0-28" },
				      { .version = "5.3.18-150300" },
				      { .version = "4.18.0-553.el8" },
				      { .version = "6.8.12" } };
enum { MODERN, BEFORE_TAILS, BEFORE_CLUSTERS, STAGING, OLD, SMALL_BLOCKS };

struct fixture {
	struct fake_host host;
	struct sl_image image;
	const struct sl_kernel *kernels[2];
	char tree[256], output[256];
};

/* The image is there already: nothing is run. */
static void fixture_init(struct fixture *fixture, const char *const *has, int kernel)
{
	static const struct timespec times[2] = { { 1000, 0 }, { 1000, 0 } };
	const char *folder = unit_folder();
	char path[512];
	int fd;

	memset(fixture, 0, sizeof(*fixture));
	fake_host_init(&fixture->host, erofs_options);
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder);
	mkdir(fixture->tree, 0755);
	mkdir(fixture->output, 0755);
	snprintf(path, sizeof(path), "%s/" EROFS_OUTPUT, fixture->output);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	UNIT_INT(write(fd, "12345", 5), 5);
	close(fd);
	UNIT_INT(utimensat(AT_FDCWD, fixture->tree, times, 0), 0);
	fixture->kernels[0] = &kernels[kernel];
	fixture->image.name = "c";
	fixture->image.kernels = fixture->kernels;
	fixture->host.image = &fixture->image;
	fixture->host.kernel_has = has;
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
}

static void set(struct fixture *fixture, const char *name, const char *value)
{
	fixture->host.options[0][0] = name;
	fixture->host.options[0][1] = value;
}

static const struct {
	int kernel;
	const char *option, *value, *words, *per_cpu;
} commands[] = {
	{ MODERN, NULL, NULL, "-zlz4hc,9 -C65536 -Eztailpacking", "65536" },
	{ MODERN, "level", "12", "-zlz4hc,12 -C65536 -Eztailpacking", "65536" },
	{ MODERN, "compression", "lz4", "-zlz4 -C65536 -Eztailpacking", "65536" },
	{ MODERN, "cluster", "4K", "-zlz4hc,9 -Eztailpacking", "4096" },
	{ MODERN, "cluster", "1M", "-zlz4hc,9 -C1048576 -Eztailpacking", "1048576" },
	{ BEFORE_TAILS, NULL, NULL, "-zlz4hc,9 -C65536", "65536" },
	{ BEFORE_CLUSTERS, NULL, NULL, "-zlz4hc,9", "4096" },
	{ BEFORE_CLUSTERS, "cluster", "1M", "-zlz4hc,9", "4096" },
};

static void command_is_right(void)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct fixture fixture;
		char line[1024], memory[128];

		fixture_init(&fixture, full, commands[i].kernel);
		set(&fixture, commands[i].option, commands[i].value);
		UNIT_INT(erofs_prepare(&fixture.host.border, NULL), 0);
		UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
		snprintf(line, sizeof(line),
			 "run mkfs.erofs --quiet %s "
			 "-U6a1f0c1e-5a3b-4a5e-9f5e-73746c657373 %s/" EROFS_OUTPUT " %s",
			 commands[i].words, fixture.output, fixture.tree);
		CU_ASSERT(fake_host_noted(&fixture.host, line));
		snprintf(memory, sizeof(memory), " %s ", commands[i].per_cpu);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&fixture.host.notes), memory));
		if (!fake_host_noted(&fixture.host, line) ||
		    !strstr(str_text(&fixture.host.notes), memory))
			fprintf(stderr, "\n%s%s\n", str_text(&fixture.host.notes), line);
		fake_host_fini(&fixture.host);
	}
}

static const struct {
	const char *const *has;
	int kernel;
	const char *option, *value, *says;
	int err;
} refusals[] = {
	{ absent, MODERN, NULL, NULL,
	  "kernel 6.1.0-50-cloud-amd64 cannot mount an EROFS root (CONFIG_EROFS_FS is "
	  "not set); it can with another method: packimage -m squashfs",
	  ENOTSUP },
	{ plain, MODERN, NULL, NULL, "CONFIG_EROFS_FS_ZIP is not set", ENOTSUP },
	{ bare, MODERN, NULL, NULL, "packimage -m ramdisk", ENOTSUP },
	{ full, STAGING, NULL, NULL, "(Linux 5.4 is the first that can)", ENOTSUP },
	{ full, OLD, NULL, NULL, "packimage -m squashfs", ENOTSUP },
	{ large, MODERN, NULL, NULL, "pages of 64 KB, and Linux 6.8 is the first",
	  ENOTSUP },
	{ full, MODERN, "level", "13", "lz4hc has levels 1 to 12, not 13", EINVAL },
	{ full, MODERN, "cluster", "100K", "no power of two", EINVAL },
	{ full, MODERN, "cluster", "2M", "no power of two", EINVAL },
};

static void unfit_is_refused(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture, refusals[i].has, refusals[i].kernel);
		set(&fixture, refusals[i].option, refusals[i].value);
		UNIT_INT(erofs_prepare(&fixture.host.border, NULL), -refusals[i].err);
		UNIT_INT(fixture.host.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(
			strstr(str_text(&fixture.host.said), refusals[i].says));
		fake_host_fini(&fixture.host);
	}
}

static void large_pages_are_no_hindrance_to_later_kernels(void)
{
	struct fixture fixture;

	fixture_init(&fixture, large, SMALL_BLOCKS);
	UNIT_INT(erofs_prepare(&fixture.host.border, NULL), 0);
	UNIT_INT(fixture.host.fails, 0);
	fake_host_fini(&fixture.host);
}

static void longest_names_are_refused(void)
{
	struct fixture fixture;
	char path[600];

	fixture_init(&fixture, full, MODERN);
	snprintf(path, sizeof(path), "%s/%0255d", fixture.tree, 7);
	UNIT_INT(mkdir(path, 0755), 0);
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), -ENAMETOOLONG);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&fixture.host.said), "there are 1, one"));
	CU_ASSERT_PTR_NULL(strstr(str_text(&fixture.host.notes), "mkfs.erofs"));
	fake_host_fini(&fixture.host);
}

static void root_is_told(void)
{
	static const char *const notes[] = { "module loop", "module erofs",
					     "module overlay" };
	struct fixture fixture;

	fixture_init(&fixture, full, MODERN);
	UNIT_INT(erofs_root(&fixture.host.border, NULL), 0);
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		CU_ASSERT(fake_host_noted(&fixture.host, notes[i]));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&fixture.host.notes), "ram+erofs"));
	fake_host_fini(&fixture.host);
}

const struct unit_case unit_cases[] = {
	{ "mkfs.erofs is run as the kernel and the options say", command_is_right },
	{ "what the kernel cannot read is refused with what it can", unfit_is_refused },
	{ "large pages are no hindrance to later kernels",
	  large_pages_are_no_hindrance_to_later_kernels },
	{ "names that mkfs.erofs would cut are refused", longest_names_are_refused },
	{ "the way and its modules are told", root_is_told },
	{ NULL, NULL },
};
