/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernels_test.c - the kernels of a tree.
 */
#include "fakehost.h"
#include "kernels.h"

#include "tests/unit/unit.h"

#include <string.h>
#include <unistd.h>

static struct fake fake;

static void begin(void)
{
	fake_init(&fake, unit_folder());
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void kernels_are_found(void)
{
	begin();
	UNIT_INT(kernels_report(&fake.job), 0);
	fake_put(&fake, "usr/lib/modules/6.1.0-1-amd64/modules.dep", "");
	CU_ASSERT(symlinkat("usr/lib", fake.tree, "lib") == 0);
	fake_put(&fake, "boot/vmlinuz-6.1.0-1-amd64", "");
	UNIT_INT(kernels_report(&fake.job), 0);
	UNIT_STR(fake.notes, "kernel 6.1.0-1-amd64 boot/vmlinuz-6.1.0-1-amd64\n");
	fake_fini(&fake);

	begin();
	fake_put(&fake, "lib/modules/5/modules.dep", "");
	fake_put(&fake, "boot/vmlinux-5", "");
	UNIT_INT(kernels_report(&fake.job), 0);
	UNIT_STR(fake.notes, "kernel 5 boot/vmlinux-5\n");
	fake_fini(&fake);

	begin();
	fake_put(&fake, "lib/modules/4/extra/a.ko", "");
	UNIT_INT(kernels_report(&fake.job), 0);
	UNIT_STR(fake.notes, "");
	fake_put(&fake, "lib/modules/5/kernel/a.ko", "");
	UNIT_INT(kernels_report(&fake.job), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "lib/modules/5 has no kernel"));
	end();
}

static void modules_are_indexed(void)
{
	begin();
	fake_put(&fake, "lib/modules/5/kernel/a.ko", "");
	fake_put(&fake, "lib/modules/6/modules.dep", "");
	UNIT_INT(kernels_index(&fake.job), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "run depmod -b "));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "/tree 5\n"));
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "/tree 6\n"));
	end();
}

const char unit_suite[] = "plugin kernels";
const struct unit_case unit_cases[] = {
	{ "kernels are found whatever their file is called", kernels_are_found },
	{ "modules without an index get one", modules_are_indexed },
	{ NULL, NULL }
};
