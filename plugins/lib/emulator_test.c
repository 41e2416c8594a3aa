/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/emulator_test.c - which registrations take programs of a machine.
 */
#include "emulator.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* As qemu-user-static of Debian 12 registers them. */
#define ARM64                                                                            \
	"offset 0\nmagic 7f454c460201010000000000000000000200b700\n"                     \
	"mask ffffffffffffff00fffffffffffffffffeffffff\n"
#define PPC64LE                                                                          \
	"offset 0\nmagic 7f454c4602010100000000000000000002001500\n"                     \
	"mask fffffffffffffffcfffffffffffffffffeffff00\n"
#define PPC64                                                                            \
	"offset 0\nmagic 7f454c4602020100000000000000000000020015\n"                     \
	"mask ffffffffffffff00fffffffffffffffffffeffff\n"
#define FIT  "enabled\ninterpreter /e\nflags: PF\n"
#define LATE "enabled\ninterpreter /e\nflags: OC\n"
#define OFF  "disabled\ninterpreter /e\nflags: F\n"

static const struct row {
	const char *sentence, *machine;
	const char *files[3][2]; /* name, text */
	enum emulator_state state;
	const char *name;
} rows[] = {
	{ "nothing is registered", "aarch64", { { NULL } }, EMULATOR_NONE, "" },
	{ "one that fits",
	  "aarch64",
	  { { "status", "enabled\n" }, { "qemu-aarch64", FIT ARM64 } },
	  EMULATOR_FIT,
	  "qemu-aarch64" },
	{ "a name is a matter of who registered",
	  "aarch64",
	  { { "arm", FIT ARM64 } },
	  EMULATOR_FIT,
	  "arm" },
	{ "only that of the other byte order is there",
	  "ppc64le",
	  { { "qemu-ppc64", FIT PPC64 } },
	  EMULATOR_NONE,
	  "" },
	{ "each byte order has its own",
	  "ppc64le",
	  { { "qemu-ppc64", FIT PPC64 }, { "qemu-ppc64le", FIT PPC64LE } },
	  EMULATOR_FIT,
	  "qemu-ppc64le" },
	{ "big-endian numbers are read as such",
	  "ppc64",
	  { { "qemu-ppc64", FIT PPC64 }, { "qemu-ppc64le", FIT PPC64LE } },
	  EMULATOR_FIT,
	  "qemu-ppc64" },
	{ "without the flag F it is looked for in the tree",
	  "aarch64",
	  { { "qemu-aarch64", LATE ARM64 } },
	  EMULATOR_LATE,
	  "qemu-aarch64" },
	{ "a disabled one", "aarch64", { { "a", OFF ARM64 } }, EMULATOR_OFF, "a" },
	{ "the best of several",
	  "aarch64",
	  { { "a", OFF ARM64 }, { "b", FIT ARM64 }, { "c", LATE ARM64 } },
	  EMULATOR_FIT,
	  "b" },
	{ "all are switched off",
	  "aarch64",
	  { { "status", "disabled\n" }, { "a", FIT ARM64 } },
	  EMULATOR_OFF,
	  "a" },
	{ "one by the ending of a name",
	  "aarch64",
	  { { "a", FIT "extension .aarch64\n" } },
	  EMULATOR_NONE,
	  "" },
	{ "an offset is counted",
	  "aarch64",
	  { { "a", FIT "offset 18\nmagic b7\n" }, { "b", OFF "offset 17\nmagic b7\n" } },
	  EMULATOR_FIT,
	  "a" },
	{ "an offset behind the header",
	  "aarch64",
	  { { "a", FIT "offset 99\nmagic 00\n" } },
	  EMULATOR_NONE,
	  "" },
	{ "no magic and no sense",
	  "aarch64",
	  { { "a", FIT "offset 0\nmagic \n" }, { "b", "" }, { "c", "enabled" } },
	  EMULATOR_NONE,
	  "" },
};

static void write_files(const struct row *row, const char *folder)
{
	char path[300];

	mkdir(folder, 0755);
	for (size_t i = 0; i < 3 && row->files[i][0]; i++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", folder, row->files[i][0]);
		file = fopen(path, "w");
		CU_ASSERT_PTR_NOT_NULL_FATAL(file);
		fputs(row->files[i][1], file);
		fclose(file);
	}
}

static void registrations_are_told_apart(void)
{
	char folder[200];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct emulator found;

		snprintf(folder, sizeof(folder), "%s/row%zu", unit_folder(), i);
		write_files(&rows[i], folder);
		UNIT_INT(emulator_find(folder, rows[i].machine, &found), 0);
		if (found.state != rows[i].state)
			fprintf(stderr, "\n  %s\n", rows[i].sentence);
		UNIT_INT(found.state, rows[i].state);
		UNIT_STR(found.name, rows[i].name);
	}
}

static void an_unknown_machine_is_an_error(void)
{
	struct emulator found;

	UNIT_INT(emulator_find(unit_folder(), "vax", &found), -EINVAL);
	UNIT_INT(emulator_find("/no/such/folder", "aarch64", &found), 0);
	UNIT_INT(found.state, EMULATOR_NONE);
}

/* ---- what is said ---- */

static const struct {
	struct emulator found;
	int mounted;
	const char *has[3], *lacks;
} refusals[] = {
	{ { EMULATOR_NONE, "" },
	  0,
	  { "has no emulator of them; type `mount -t binfmt_misc "
	    "binfmt_misc " EMULATOR_PLACE "; ",
	    " install qemu-" },
	  "echo" },
	{ { EMULATOR_NONE, "" }, 1, { "; type `", " install qemu-" }, "mount" },
	{ { EMULATOR_OFF, "arm" },
	  1,
	  { "disabled; type `echo 1 >" EMULATOR_PLACE "/status; ",
	    "; echo 1 >" EMULATOR_PLACE "/arm`" },
	  "install" },
	{ { EMULATOR_LATE, "arm" },
	  1,
	  { "without the flag F", "type `echo -1 >" EMULATOR_PLACE "/arm; ",
	    " install qemu-" },
	  "mount" },
};

static void what_is_missing_is_typed(void)
{
	struct fake fake;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		fake_init(&fake, unit_folder());
		UNIT_INT(emulator_refuse(&fake.job, "aarch64", &refusals[i].found,
					 refusals[i].mounted),
			 -ENOEXEC);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(
			strstr(fake.said, "programs of aarch64 do not run on this host"));
		for (size_t k = 0; k < 3 && refusals[i].has[k]; k++)
			CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, refusals[i].has[k]));
		CU_ASSERT_PTR_NULL(strstr(fake.said, refusals[i].lacks));
		fake_fini(&fake);
	}
}

static void this_host_needs_none(void)
{
	struct utsname host;
	struct fake fake;

	fake_init(&fake, unit_folder());
	UNIT_INT(uname(&host), 0);
	UNIT_INT(emulator_check(&fake.job, host.machine), 0);
	UNIT_STR(fake.said, "");
	UNIT_INT(emulator_check(&fake.job, "vax"), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake.said, "there is no architecture \"vax\" here"));
	fake_fini(&fake);
}

const char unit_suite[] = "plugin emulator";
const struct unit_case unit_cases[] = {
	{ "registrations are told apart as the kernel does",
	  registrations_are_told_apart },
	{ "an unknown machine is an error, an empty place none",
	  an_unknown_machine_is_an_error },
	{ "what is missing is said with what to type", what_is_missing_is_typed },
	{ "programs of this host need none, an unknown machine is none",
	  this_host_needs_none },
	{ NULL, NULL }
};
