/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/elf_test.c - programs of several machines, whole and damaged.
 */
#include "elf.h"
#include "standin.h"

#include "tests/unit/unit.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

const char unit_suite[] = "mic elf";

static const struct {
	struct standin_elf elf;
	const char *name;
	size_t needed;
} programs[] = {
	{ { ELF_K1OM, STANDIN_LOADER, "libc.so.6 libm.so.6", NULL }, "k1om", 2 },
	{ { ELF_K1OM, NULL, "ld-linux-k1om.so.2", "$ORIGIN/../lib" }, "k1om", 1 },
	{ { ELF_K1OM, NULL, NULL, NULL }, "k1om", 0 },
	{ { EM_X86_64, "/lib64/ld-linux-x86-64.so.2", "libc.so.6", NULL }, "x86_64", 1 },
	{ { EM_386, NULL, NULL, NULL }, "i386", 0 },
	{ { 4711, NULL, NULL, NULL }, "machine 4711", 0 },
};

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

static void programs_tell_what_they_need(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct str file CLEANUP_STR = { 0 };
		const char *why = NULL;
		char name[ELF_NAME];
		struct elf elf;

		standin_elf(&programs[i].elf, &file);
		UNIT_INT(elf_read((unsigned char *)file.s, file.n, &elf, &why), 1);
		UNIT_INT(elf.machine, programs[i].elf.machine);
		UNIT_STR(elf_machine(elf.machine, name), programs[i].name);
		UNIT_STR(or_none(elf.interpreter), or_none(programs[i].elf.interpreter));
		UNIT_STR(or_none(elf.rpath), or_none(programs[i].elf.rpath));
		UNIT_INT(elf.needed.n, programs[i].needed);
		if (programs[i].needed)
			UNIT_INT(strncmp(elf.needed.v[0], programs[i].elf.needed,
					 strlen(elf.needed.v[0])),
				 0);
		elf_fini(&elf);
	}
}

static void other_files_are_none(void)
{
	static const char *const files[] = { "", "#!/bin/sh\n", "\177EL",
					     "\177ELG....." };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *why = NULL;
		struct elf elf;

		UNIT_INT(elf_read((const unsigned char *)files[i], strlen(files[i]), &elf,
				  &why),
			 0);
	}
}

/* Of other classes and orders only the machine is read. */
static void machines_of_other_orders_are_told(void)
{
	static const unsigned char big[] = { 0x7f, 'E', 'L', 'F', 2, 2, 1, 0, 0, 0,
					     0,    0,   0,   0,   0, 0, 0, 2, 0, 21 };
	static const unsigned char small[] = { 0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0,
					       0,    0,   0,   0,   0, 0, 2, 0, 3, 0 };
	const char *why = NULL;
	struct elf elf;

	UNIT_INT(elf_read(big, sizeof(big), &elf, &why), 1);
	UNIT_INT(elf.machine, EM_PPC64);
	UNIT_INT(elf_read(small, sizeof(small), &elf, &why), 1);
	UNIT_INT(elf.machine, EM_386);
}

/* Offsets are those of Elf64_Ehdr and of the program headers behind it. */
static const struct {
	size_t n; /* bytes that are left; 0: all */
	size_t at;
	unsigned char byte;
	const char *why;
} damages[] = {
	{ 12, 0, 0x7f, "it ends in its header" },
	{ 40, 0, 0x7f, "it ends in its header" },
	{ 0, 54, 55, "its program headers have an unknown size" },
	{ 0, 37, 0xff, "its program headers lie outside" },
	{ 0, 64 + 56 + 9, 0xff, "the name of its interpreter lies outside" },
	{ 0, 64 + 3 * 56 + 26 + 11 + 8, 0xff,
	  "a name of its dynamic section lies outside" },
};

static void damaged_files_are_told(void)
{
	static const struct standin_elf whole = { ELF_K1OM, STANDIN_LOADER, "libc.so.6",
						  NULL };

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct str file CLEANUP_STR = { 0 };
		const char *why = NULL;
		struct elf elf;

		standin_elf(&whole, &file);
		file.s[damages[i].at] = (char)damages[i].byte;
		UNIT_INT(elf_read((unsigned char *)file.s,
				  damages[i].n ? damages[i].n : file.n, &elf, &why),
			 -1);
		UNIT_STR(why, damages[i].why);
		elf_fini(&elf);
	}
}

const struct unit_case unit_cases[] = {
	{ "programs tell what they need", programs_tell_what_they_need },
	{ "other files are none", other_files_are_none },
	{ "machines of other orders are told", machines_of_other_orders_are_told },
	{ "damaged files are told", damaged_files_are_told },
	{ NULL, NULL },
};
