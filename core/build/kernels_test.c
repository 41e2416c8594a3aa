/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/kernels_test.c
 */
#include "kernels.h"

#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void swallow(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, 512, "%s", line);
}

static void versions_compare_as_numbers(void)
{
	CU_ASSERT(kernel_compare("6.1.10", "6.1.9") > 0);
	CU_ASSERT(kernel_compare("5.14.0-427.el9", "5.14.0-70.el9") > 0);
	CU_ASSERT(kernel_compare("6.1.0-44-cloud", "6.1.0-44-cloud") == 0);
}

static struct kernels three(void)
{
	struct kernels kernels = { 0 };

	kernels_add(&kernels, "6.1.9", "boot/vmlinuz-6.1.9");
	kernels_add(&kernels, "6.1.10", "boot/vmlinuz-6.1.10");
	kernels_add(&kernels, "5.10.200", "boot/vmlinuz-5.10.200");
	return kernels;
}

static void the_newest_or_the_wanted(void)
{
	char said[512] = "";
	struct log log;
	struct kernels kernels = three();

	log_init(&log, "test");
	log.sink = swallow;
	log.arg = said;
	UNIT_INT(kernels_choose(&log, &kernels, NULL), 0);
	UNIT_STR(kernels.v[0].version, "6.1.10");
	UNIT_INT(kernels_choose(&log, &kernels, "5.10.200"), 0);
	UNIT_STR(kernels.v[0].version, "5.10.200");
	UNIT_STR(kernels.v[1].version, "6.1.10");
	UNIT_STR(kernels.v[2].version, "6.1.9");
	UNIT_INT(kernels_choose(&log, &kernels, "7"), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "6.1.10, 6.1.9, 5.10.200"));
	kernels_fini(&kernels);
	UNIT_INT(kernels_choose(&log, &kernels, NULL), -ENOENT);
}

static void a_list_is_read_as_it_was_written(void)
{
	struct kernels kernels = three(), again = { 0 };
	char *path CLEANUP_FREE = path_join(unit_folder(), "kernels");
	struct log log;

	log_init(&log, "test");
	UNIT_INT(kernels_write(&log, &kernels, path), 0);
	UNIT_INT(kernels_read(&log, path, &again), 0);
	UNIT_INT(again.n, 3);
	UNIT_STR(again.v[1].file, "boot/vmlinuz-6.1.10");
	kernels_fini(&kernels);
	kernels_fini(&again);
}

const char unit_suite[] = "kernels";
const struct unit_case unit_cases[] = {
	{ "versions compare as numbers", versions_compare_as_numbers },
	{ "the newest comes first, or the wanted", the_newest_or_the_wanted },
	{ "a list is read as it was written", a_list_is_read_as_it_was_written },
	{ NULL, NULL },
};
