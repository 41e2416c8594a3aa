/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/program_test.c - a node program is compared with the tree's programs.
 */
#include "program.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

/* Kinds of programs, by the numbers of uncommon machines. */
struct kind {
	unsigned char class, order;
	uint16_t machine;
};

static const struct kind big = { ELFCLASS64, ELFDATA2MSB, EM_SPARCV9 };
static const struct kind narrow = { ELFCLASS32, ELFDATA2MSB, EM_SPARCV9 };
static const struct kind little = { ELFCLASS64, ELFDATA2LSB, EM_SPARCV9 };
static const struct kind other = { ELFCLASS64, ELFDATA2MSB, EM_S390 };
static const struct kind text = { 0, 0, 0 }; /* "#!/bin/true" */

static const struct {
	const struct kind *program; /* NULL: there is none */
	const char *name;           /* in the tree         */
	const struct kind *tree;
	int rc;
	const char *says;
} cases[] = {
	{ &big, "sbin/init", &big, 0, "" },
	{ &big, "bin/sh", &big, 0, "" },
	{ &big, NULL, NULL, 0, "" },
	{ &big, "sbin/init", &text, 0, "" },
	{ &big, "sbin/init", &narrow, -ENOEXEC, "is 32-bit, big-endian" },
	{ &big, "usr/lib/systemd/systemd", &little, -ENOEXEC,
	  "is 64-bit, little-endian" },
	{ &big, "bin/bash", &other, -ENOEXEC,
	  "/init (64-bit, big-endian, ELF machine 43) is not for the nodes of this "
	  "image: "
	  "its arch is vax, and " },
	{ &text, "sbin/init", &big, -ENOEXEC, "is no ELF file" },
	{ NULL, "sbin/init", &big, -ENOENT, "there is no node program for vax nodes" },
};

static void put(struct log *log, const char *path, const struct kind *kind)
{
	char *parent CLEANUP_FREE = path_parent(path);
	bool msb = kind->order == ELFDATA2MSB;
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, kind->class, kind->order,
			     EV_CURRENT },
		.e_machine = msb ? htobe16(kind->machine) : htole16(kind->machine),
		.e_version = msb ? htobe32(EV_CURRENT) : htole32(EV_CURRENT),
	};
	const char *data = kind->class ? (const char *)&header : "#!/bin/true\n";

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0755, data,
				    kind->class ? sizeof(header) : strlen(data)) == 0);
}

static void the_kinds_are_compared(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		const char *room = unit_folder();
		char *program CLEANUP_FREE = path_join(room, "init");
		char *tree CLEANUP_FREE = path_join(room, "tree");

		CU_ASSERT_FATAL(path_make_folders(&log, tree, 0755) == 0);
		if (cases[i].program)
			put(&log, program, cases[i].program);
		if (cases[i].name) {
			char *path CLEANUP_FREE = path_join(tree, cases[i].name);

			put(&log, path, cases[i].tree);
		}
		UNIT_INT(program_check(&log, program, "vax", tree), cases[i].rc);
		if (*cases[i].says)
			CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
		UNIT_INT(said.n > 0, cases[i].rc < 0);
		UNIT_INT(path_remove(&log, tree), 0);
		unlink(program);
	}
}

static void a_link_of_the_tree_stays_in_it(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	const char *room = unit_folder();
	char *program CLEANUP_FREE = path_join(room, "init");
	char *tree CLEANUP_FREE = path_join(room, "tree");
	char *folder CLEANUP_FREE = path_join(tree, "sbin");
	char *link CLEANUP_FREE = path_join(folder, "init");
	char *to CLEANUP_FREE = path_join(tree, "bin/sh");

	put(&log, program, &big);
	put(&log, to, &other);
	CU_ASSERT_FATAL(path_make_folders(&log, folder, 0755) == 0);
	CU_ASSERT_FATAL(symlink("/bin/sh", link) == 0);
	UNIT_INT(program_check(&log, program, "vax", tree), -ENOEXEC);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "ELF machine 22"));
}

const char unit_suite[] = "program";
const struct unit_case unit_cases[] = {
	{ "a node program is compared with the programs of the tree",
	  the_kinds_are_compared },
	{ "a link of the tree stays in it", a_link_of_the_tree_stays_in_it },
	{ NULL, NULL }
};
