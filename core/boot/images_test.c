/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/images_test.c - nodes and the method and memory of what they are set to.
 */
#include "fixture.h"

const char unit_suite[] = "boot images";

/* Each node boots the generation of the method that it was set to; a new one of the other
 * method is none of its business. */
static void methods(void)
{
	static const struct world_packed other = { "a", "pc", "other", "one" };
	static const struct world_packed newer = { "a", "pc", "other", "two" };
	char *first CLEANUP_FREE = NULL, *second CLEANUP_FREE = NULL;
	struct fixture f;

	set_up(&f);
	world_pack(f.root, &other);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a:other"), 0);
	CU_ASSERT(strncmp(f.result.image, "a:other@", 8) == 0);
	CU_ASSERT(has(&f, "install/boot/pc/" M2, f.result.image + 8));
	CU_ASSERT(!has(&f, "install/boot/pc/" M1, f.result.image + 8));
	first = read_text(&f, "install/boot/pc/" M1);
	world_pack(f.root, &newer);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.written, 0);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a:other"), 0);
	CU_ASSERT(has(&f, "install/boot/pc/" M2, f.result.image + 8));
	second = read_text(&f, "install/boot/pc/" M1);
	UNIT_STR(second, first);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a:third"), -EINVAL);
	tear_down(&f);
}

static void little_memory(void)
{
	static const struct {
		const char *memory, *says;
	} rows[] = {
		{ "memory=32M", "a needs at least 49 MB of memory by method squashfs; 1 "
				"node has less by the attribute memory, as n1 (32 MB)" },
		{ "memory=64G", "" },
		{ "os=any", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *attrs CLEANUP_FREE =
			mem_printf("arch=pc ip=10.1.0.11 mac=" M1 " %s", rows[i].memory);
		struct fixture f;

		set_up(&f);
		node(&f, "n1", attrs);
		UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
		UNIT_INT(f.result.set, 1);
		CU_ASSERT(*rows[i].says ? strstr(str_text(&f.said), rows[i].says) != NULL
					: f.said.n == 0);
		tear_down(&f);
	}
}

const struct unit_case unit_cases[] = {
	{ "nodes of one image take a method each", methods },
	{ "too little memory is a warning", little_memory },
	{ NULL, NULL },
};
