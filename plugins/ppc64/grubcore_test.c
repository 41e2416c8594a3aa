/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/grubcore_test.c - what the core image is made of, and GRUB's own parser on
 * what it carries.
 */
#include "ppc64.h"

#include "core/base/exec.h"
#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "ppc64 grubcore";

#define MODULES "usr/lib/grub/powerpc-ieee1275/"

static void made(void)
{
	struct fake fake;
	char path[512];

	fake_init(&fake, unit_folder());
	UNIT_STR(sl_plugin_0.name, "ppc64");
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s/plugins/ppc64",
		 getenv("SOURCE_DIR"));
	fake_put(&fake, MODULES "ofnet.mod", "module");
	fake_put(&fake, MODULES "moddep.lst", "ofnet: net\n");
	fake_put(&fake, MODULES "kernel.img", "kernel");
	fake_put(&fake, MODULES "README", "not copied");
	UNIT_INT(grubcore_add(&fake.job), 0);
	UNIT_STR(fake.said, "");
	CU_ASSERT(strstr(fake.notes, "run tar --create --sort=name --mtime=@0") != NULL);
	CU_ASSERT(strstr(fake.notes, "run grub-mkimage -O powerpc-ieee1275 ") != NULL);
	snprintf(path, sizeof(path), "%s/memdisk/boot/grub/powerpc-ieee1275/ofnet.mod",
		 fake.folders[SL_WORK]);
	UNIT_INT(access(path, R_OK), 0);
	snprintf(path, sizeof(path), "%s/memdisk/boot/grub/grub.cfg",
		 fake.folders[SL_WORK]);
	UNIT_INT(access(path, R_OK), 0);
	snprintf(path, sizeof(path), "%s/grub/README", fake.folders[SL_WORK]);
	UNIT_INT(access(path, R_OK), -1);
	fake_fini(&fake);
}

static void without_modules(void)
{
	struct fake fake;

	fake_init(&fake, unit_folder());
	UNIT_INT(grubcore_add(&fake.job), 0);
	UNIT_INT(fake.fails, 0);
	CU_ASSERT(strstr(fake.notes, "grub-mkimage") == NULL);
	fake_put(&fake, MODULES "moddep.lst", "");
	CU_ASSERT(grubcore_add(&fake.job) < 0);
	CU_ASSERT(strstr(fake.said, "ofnet.mod") != NULL);
	fake_fini(&fake);
}

static void parsed(void)
{
	char path[512];
	const char *const argv[] = { "grub-script-check", path, NULL };
	const struct exec exec = { .argv = argv };
	struct log log;

	if (access("/usr/bin/grub-script-check", X_OK) != 0) {
		fprintf(stderr, "grub-script-check is not installed: nothing parsed\n");
		return;
	}
	snprintf(path, sizeof(path), "%s/plugins/ppc64/grubnet.cfg",
		 getenv("SOURCE_DIR"));
	log_init(&log, "test");
	UNIT_INT(exec_run(&log, &exec), 0);
}

const struct unit_case unit_cases[] = {
	{ "modules, a memdisk and a configuration are joined", made },
	{ "a tree without modules is packed, with half of them it is not",
	  without_modules },
	{ "GRUB's parser takes what the core image carries", parsed },
	{ NULL, NULL }
};
