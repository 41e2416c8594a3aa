/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/doctor_test.c - what the checks say of a site that is broken on purpose.
 */
#include "doctor.h"
#include "checks.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"
#include "tests/world/world.h"

#include <errno.h>
#include <glob.h>
#include <unistd.h>

static const struct {
	const char *line, *name, *purpose;
	int rc;
	bool sometimes;
} lines[] = {
	{ "mkfs.x packs trees (package x)", "mkfs.x", "packs trees (package x)", 1,
	  false },
	{ "  -emulator \t is a node ", "emulator", "is a node", 1, true },
	{ "tool", "tool", "", 1, false },
	{ "", NULL, NULL, 0, false },
	{ "# a comment", NULL, NULL, 0, false },
	{ "/usr/bin/tool does", NULL, NULL, -EINVAL, false },
	{ "-", NULL, NULL, -EINVAL, false },
	{ "a;b does", NULL, NULL, -EINVAL, false },
};

static void lines_of_programs_are_read(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *line CLEANUP_FREE = mem_dup(lines[i].line);
		struct program program;
		int rc = program_read(line, &program);

		UNIT_INT(rc, lines[i].rc);
		if (rc <= 0)
			continue;
		UNIT_STR(program.name, lines[i].name);
		UNIT_STR(program.purpose, lines[i].purpose);
		UNIT_INT(program.sometimes, lines[i].sometimes);
	}
}

static void little_room_is_told(void)
{
	static const struct {
		uint64_t gigabytes, left;
		bool is_short;
	} rows[] = {
		{ 10, 1, true },
		{ 10, 2, false },
		{ 100, 4, true },
		{ 100, 6, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct statvfs fs = { .f_frsize = 1 << 20,
				      .f_blocks = rows[i].gigabytes << 10,
				      .f_bavail = rows[i].left << 10 };

		UNIT_INT(folders_short(&fs), rows[i].is_short);
	}
}

/* ---- a site ---- */

struct house {
	const char *root;
	struct site site;
	struct registry registry; /* nobody */
	struct doctor doctor;
};

static void house_init(struct house *house)
{
	*house = (struct house){ .root = unit_folder() };
	world_file(house->root, "etc/stateless/stateless.conf", "httpport = 1\n");
	world_image(house->root, "a", "x86_64", "first");
	doctor_init(&house->doctor);
	house->doctor.registry = &house->registry;
	house->doctor.site = &house->site;
	UNIT_INT(site_load(&house->doctor.log, house->root, NULL, &house->site), 0);
}

static void house_fini(struct house *house)
{
	doctor_fini(&house->doctor);
	site_fini(&house->site);
}

/* Is there a finding of this verdict with this part of a text? */
static bool has(const struct house *house, enum doctor_verdict verdict, const char *part)
{
	for (size_t i = 0; i < house->doctor.n; i++)
		if (house->doctor.v[i].verdict == verdict &&
		    strstr(house->doctor.v[i].text, part))
			return true;
	fprintf(stderr, "\n  no %s with \"%s\"\n", doctor_word(verdict), part);
	return false;
}

static void broken_files_are_problems(void)
{
	struct house house;

	house_init(&house);
	world_file(house.root, "etc/stateless/images.d/broken.conf", "image \"b\" {\n");
	world_file(
		house.root, "etc/stateless/images.d/c.conf",
		"image \"c\" { distro = \"debian\" pkglist = { \"none.pkglist\" } }\n");
	doctor_check_configuration(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_OK, "stateless.conf can be read"));
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "broken.conf"));
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "none.pkglist"));
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "image a: no plugin builds"));
	UNIT_INT(doctor_verdict(&house.doctor), DOCTOR_PROBLEM);
	house_fini(&house);
}

static void complete_generations_are_fine(void)
{
	struct house house;

	house_init(&house);
	doctor_check_generations(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_OK, "1 generations of 1 images are complete"));
	UNIT_INT(doctor_verdict(&house.doctor), DOCTOR_OK);
	house_fini(&house);
}

static void broken_generations_are_problems(void)
{
	struct house house;
	struct node_state state = { .node = (char[]){ "n1" },
				    .state = (char[]){ "netboot" },
				    .image = (char[]){ "a" },
				    .generation = (char[]){ "1234123412341234" } };
	char *kernels CLEANUP_FREE = NULL, *link CLEANUP_FREE = NULL;
	struct inventory *inventory;
	glob_t found = { 0 };

	house_init(&house);
	kernels = mem_printf("%s/netboot/a/[0-9a-f]*/kernel", house.site.installdir);
	link = mem_printf("%s/netboot/a/tag.gone", house.site.installdir);
	UNIT_INT(glob(kernels, 0, NULL, &found), 0);
	UNIT_INT(unlink(found.gl_pathv[0]), 0);
	globfree(&found);
	UNIT_INT(symlink("0123456789abcdef", link), 0);
	inventory = world_inventory(house.root);
	world_put(inventory, OBJECT_NODE, "n1", "ip=10.0.0.1");
	UNIT_INT(inventory_want(&house.doctor.log, inventory, &state), 0);
	inventory_close(inventory);
	doctor_check_generations(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "is incomplete"));
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "tag.gone leads to nothing"));
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "node n1 is set to a@1234123412341234"));
	doctor_check_inventory(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_OK, "has 1 node"));
	CU_ASSERT(has(&house, DOCTOR_WARNING, "n1 is one"));
	house_fini(&house);
}

static void an_inventory_that_is_none_is_a_problem(void)
{
	struct house house;

	house_init(&house);
	doctor_check_inventory(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_WARNING, "no inventory"));
	world_file(house.root, "var/lib/stateless/inventory.db",
		   "this is no database, however long it is to look like one.....\n");
	doctor_check_inventory(&house.doctor);
	UNIT_INT(doctor_verdict(&house.doctor), DOCTOR_PROBLEM);
	house_fini(&house);
}

static void folders_and_servers_that_are_missing_are_told(void)
{
	struct house house;

	house_init(&house);
	doctor_check_folders(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_WARNING, "/tftpboot yet"));
	doctor_check_servers(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_PROBLEM, "no HTTP server answers at 127.0.0.1:1"));
	doctor_check_dhcp(&house.doctor);
	CU_ASSERT(has(&house, DOCTOR_WARNING, "no DHCP answers"));
	house_fini(&house);
}

const char unit_suite[] = "doctor";
const struct unit_case unit_cases[] = {
	{ "lines of programs are read", lines_of_programs_are_read },
	{ "little room is told", little_room_is_told },
	{ "broken files are problems", broken_files_are_problems },
	{ "complete generations are fine", complete_generations_are_fine },
	{ "broken generations are problems", broken_generations_are_problems },
	{ "an inventory that is none is a problem",
	  an_inventory_that_is_none_is_a_problem },
	{ "folders and servers that are missing are told",
	  folders_and_servers_that_are_missing_are_told },
	{ NULL, NULL },
};
