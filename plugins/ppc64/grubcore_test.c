/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/grubcore_test.c - what the core image is made of, and GRUB's own parser on
 * what it carries.
 */
#include "ppc64.h"

#include "core/base/exec.h"
#include "core/base/str.h"
#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "ppc64 grubcore";

#define MODULES "usr/lib/grub/powerpc-ieee1275/"

static void begin(struct fake *fake)
{
	fake_init(fake, unit_folder());
	snprintf(fake->folders[SL_DATA], sizeof(fake->folders[SL_DATA]),
		 "%s/plugins/ppc64", getenv("SOURCE_DIR"));
	fake_put(fake, MODULES "moddep.lst", "ofnet: net\n");
	fake_put(fake, MODULES "kernel.img", "kernel");
	fake_put(fake, MODULES "README", "not copied");
}

static void made(void)
{
	struct fake fake;
	char path[512];

	begin(&fake);
	fake_put(&fake, MODULES "ofnet.mod", "module");
	UNIT_STR(sl_plugin_0.name, "ppc64");
	UNIT_INT(grubcore_add(&fake.job), 0);
	UNIT_STR(fake.said, "");
	CU_ASSERT(strstr(fake.notes, "run tar --create --mtime=@0") != NULL);
	CU_ASSERT(strstr(fake.notes, "run grub-mkimage -O powerpc-ieee1275 "
				     "-p (memdisk)/boot/grub -c ") != NULL);
	snprintf(path, sizeof(path), "%s/grub-modules/ofnet.mod", fake.folders[SL_WORK]);
	UNIT_INT(access(path, R_OK), 0);
	snprintf(path, sizeof(path), "%s/grub-modules/README", fake.folders[SL_WORK]);
	UNIT_INT(access(path, R_OK), -1);
	fake_fini(&fake);
}

static void take_line(void *out, const char *line)
{
	str_addf(out, "%s\n", line);
}

static void carried(void)
{
	static const char members[] = "boot/grub/grub.cfg\n"
				      "boot/grub/powerpc-ieee1275/moddep.lst\n"
				      "boot/grub/powerpc-ieee1275/ofnet.mod\n";
	char path[512];
	const char *const argv[] = { "tar", "--list", "--file", path, NULL };
	struct fake fake;
	struct str out CLEANUP_STR = { 0 };
	const struct exec exec = { .argv = argv, .line = take_line, .arg = &out };
	struct log log;

	begin(&fake);
	fake_put(&fake, MODULES "ofnet.mod", "module");
	fake.runs = 1;
	CU_ASSERT(grubcore_add(&fake.job) < 0); /* these are no modules of GRUB's */
	CU_ASSERT(strstr(fake.said, "grub-mkimage") != NULL);
	snprintf(path, sizeof(path), "%s/memdisk.tar", fake.folders[SL_WORK]);
	log_init(&log, "test");
	UNIT_INT(exec_run(&log, &exec), 0);
	UNIT_STR(str_text(&out), members);
	fake_fini(&fake);
}

static void without_modules(void)
{
	struct fake fake;

	fake_init(&fake, unit_folder());
	UNIT_INT(grubcore_add(&fake.job), 0);
	UNIT_INT(fake.fails, 0);
	CU_ASSERT(strstr(fake.notes, "grub-mkimage") == NULL);
	fake_fini(&fake);
	begin(&fake);
	fake.runs = 1;
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
	{ "the configuration and the driver lie where GRUB looks", carried },
	{ "a tree without modules is packed, with half of them it is not",
	  without_modules },
	{ "GRUB's parser takes what the core image carries", parsed },
	{ NULL, NULL }
};
