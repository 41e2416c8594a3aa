/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_page_test.c - what configurations say of pages.
 */
#include "kernel_page.h"

#include "tests/unit/unit.h"

const char unit_suite[] = "kernel page";

static const struct {
	const char *config;
	int page;
} rows[] = {
	{ "", 4096 },
	{ "\n", 4096 },
	{ "\nCONFIG_PPC_64K_PAGES=y\n", 65536 },
	{ "\n# CONFIG_PPC_4K_PAGES is not set\nCONFIG_PPC_64K_PAGES=y\nCONFIG_X=m\n",
	  65536 },
	{ "\nCONFIG_ARM64_16K_PAGES=y\n", 16384 },
	{ "\nCONFIG_ARM64_4K_PAGES=y\n# CONFIG_ARM64_64K_PAGES is not set\n", 4096 },
	{ "\nCONFIG_HAVE_PAGE_SIZE_4KB=y\nCONFIG_HAVE_PAGE_SIZE_64KB=y\n"
	  "CONFIG_PAGE_SIZE_64KB=y\n",
	  65536 },
	{ "\nCONFIG_HAVE_PAGE_SIZE_64KB=y\nCONFIG_PAGE_SIZE_4KB=y\n", 4096 },
	{ "\nCONFIG_PAGE_SIZE_LESS_THAN_64KB=y\n", 4096 },
	{ "\nCONFIG_PAGE_SIZE_48KB=y\nCONFIG_A_0K_PAGES=y\n", 4096 },
	{ "\nCONFIG_PAGE_SIZE_99999999999999999999KB=y\n", 4096 },
	{ "\nCONFIG_K_PAGES=y\nK_PAGES=y\n64K_PAGES=y\nCONFIG_64K_PAGES=y\n", 65536 },
	{ "\nCONFIG_ARM64_64K_PAGES=y", 4096 }, /* cut off */
	{ "\nCONFIG_HUGE64K_PAGES=y\n", 4096 },
};

static void the_chosen_size_counts(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(kernel_page(rows[i].config), rows[i].page);
}

const struct unit_case unit_cases[] = {
	{ "the size that was chosen counts, not those there could be",
	  the_chosen_size_counts },
	{ NULL, NULL },
};
