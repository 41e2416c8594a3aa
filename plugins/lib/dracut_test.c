/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/dracut_test.c - the initrd builder: kept from running, and run.
 */
#include "dracut.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
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

static const char *const masks[] = { "etc/kernel/install.d/50-dracut.install",
				     "etc/kernel/install.d/51-dracut-rescue.install" };

static void it_is_masked_for_a_while(void)
{
	begin();
	fake_put(&fake, "etc/kernel/install.d/90-own.install", "");
	UNIT_INT(dracut_hold(&fake.job), 0);
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		char target[32] = "";

		CU_ASSERT(readlinkat(fake.tree, masks[i], target, sizeof(target) - 1) >
			  0);
		UNIT_STR(target, "/dev/null");
	}
	UNIT_INT(dracut_hold(&fake.job), 0); /* that of a build that was cut off */
	UNIT_INT(dracut_release(&fake.job), 0);
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++)
		CU_ASSERT(!fake_has(&fake, masks[i]));
	CU_ASSERT(fake_has(&fake, "etc/kernel/install.d/90-own.install"));
	end();
}

static void what_was_built_nevertheless_goes(void)
{
	begin();
	UNIT_INT(dracut_release(&fake.job), 0); /* a tree without any of it */
	fake_put(&fake, "boot/initramfs-5.14.img", "");
	fake_put(&fake, "boot/initrd-5.14", "");
	fake_put(&fake, "boot/vmlinuz-5.14", "");
	UNIT_INT(dracut_release(&fake.job), 0);
	CU_ASSERT(!fake_has(&fake, "boot/initramfs-5.14.img"));
	CU_ASSERT(!fake_has(&fake, "boot/initrd-5.14"));
	CU_ASSERT(fake_has(&fake, "boot/vmlinuz-5.14"));
	end();
}

static const struct sl_kernel kernel = { .size = SL_SIZE_OF(struct sl_kernel),
					 .version = "5.14.0-1.x86_64" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };

static void it_is_run_when_asked(void)
{
	begin();
	fake.image.kernels = kernels;
	fake_put(&fake, "usr/sbin/dracut", "");
	fake_put(&fake, "run/stateless-initrd", "what dracut would write");
	UNIT_INT(dracut_build(&fake.job, NULL), 0);
	UNIT_STR(fake.notes, "run in tree: dracut --force --no-hostonly "
			     "/run/stateless-initrd 5.14.0-1.x86_64\nenv\n"
			     "output 2 initrd /run/stateless-initrd\n");
	CU_ASSERT(!fake_has(&fake, "run/stateless-initrd"));
	end();
}

static const struct {
	const char *file;
	const struct sl_kernel *const *kernels;
	int rc;
	const char *says;
} refused[] = {
	{ "usr/bin/dracut", NULL, -ENOENT, "the image has no kernel" },
	{ "usr/bin/dracut", kernels + 1, -ENOENT, "the image has no kernel" },
	{ "usr/bin/other", kernels, -ENOENT, "needs dracut in the image" },
	{ "usr/bin/dracut", kernels, -EIO, "dracut failed" },
};

static void what_is_missing_is_said(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		begin();
		fake.runs = 1; /* and the tree's dracut is no program */
		fake.image.kernels = refused[i].kernels;
		fake_put(&fake, refused[i].file, "");
		UNIT_INT(dracut_build(&fake.job, NULL), refused[i].rc);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, refused[i].says));
		CU_ASSERT_PTR_NULL(strstr(fake.notes, "output"));
		fake_fini(&fake);
	}
}

const char unit_suite[] = "plugin dracut";
const struct unit_case unit_cases[] = {
	{ "it is masked while packages are installed", it_is_masked_for_a_while },
	{ "what was built nevertheless goes", what_was_built_nevertheless_goes },
	{ "it is run in the tree when an image asks for it", it_is_run_when_asked },
	{ "what is missing for that is said", what_is_missing_is_said },
	{ NULL, NULL }
};
