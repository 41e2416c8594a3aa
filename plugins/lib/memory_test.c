/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/memory_test.c - an image's pages, and the tree that finds them.
 */
#include "memory.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

const char unit_suite[] = "memory of a root";

enum { NODE = 585, MOUNT = 256 << 10 };

static const struct {
	uint64_t bytes, pages, nodes;
} cases[] = {
	{ 0, 0, 0 },
	{ 1, 1, 0 },
	{ 4096, 1, 0 },
	{ 4097, 2, 1 },
	{ 64 * 4096, 64, 1 },
	{ 65 * 4096, 65, 2 + 1 },
	{ UINT64_C(64) << 20, 16384, 256 + 4 + 1 },
};

static void pages_and_nodes_are_counted(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		UNIT_INT(memory_of_image(cases[i].bytes),
			 cases[i].pages * 4096 + cases[i].nodes * NODE + MOUNT);
}

static void page_is_the_kernels(void)
{
	static const struct {
		const char *has[2];
		int page;
	} rows[] = {
		{ { NULL }, 4096 },
		{ { "CONFIG_ARM64_64K_PAGES" }, 65536 },
		{ { "CONFIG_PAGE_SIZE_16KB" }, 16384 },
		{ { "CONFIG_PPC_64K_PAGES" }, 65536 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host host;

		fake_host_init(&host, NULL);
		host.kernel_has = rows[i].has;
		UNIT_INT((int)memory_page(&host.border), rows[i].page);
		fake_host_fini(&host);
	}
}

const struct unit_case unit_cases[] = {
	{ "pages and their nodes are counted", pages_and_nodes_are_counted },
	{ "the page is that of the image's kernel", page_is_the_kernels },
	{ NULL, NULL },
};
