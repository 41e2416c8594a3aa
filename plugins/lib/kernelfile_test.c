/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernelfile_test.c - heads of kernels, made by hand from their specifications.
 */
#include "kernelfile.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <string.h>

const char unit_suite[] = "plugins/lib kernelfile";

struct patch {
	size_t at, n;
	const char *bytes;
};

static const struct row {
	struct patch patches[4];
	size_t bytes;
	enum kernelfile_form form;
	const char *arch;
	int efi;
	unsigned page_kb;
} rows[] = {
	{ { { 0, 6, "\177ELF\2\1" }, { 18, 2, "\25\0" } },
	  64,
	  KERNELFILE_ELF,
	  "ppc64le",
	  0,
	  0 },
	{ { { 0, 6, "\177ELF\2\2" }, { 18, 2, "\0\25" } },
	  64,
	  KERNELFILE_ELF,
	  "ppc64",
	  0,
	  0 },
	{ { { 0, 6, "\177ELF\1\2" }, { 18, 2, "\0\24" } },
	  64,
	  KERNELFILE_ELF,
	  NULL,
	  0,
	  0 },
	{ { { 0, 6, "\177ELF\2\1" } }, 12, KERNELFILE_ELF, NULL, 0, 0 },
	{ { { 0, 3, "\37\213\10" } }, 64, KERNELFILE_GZIP, NULL, 0, 0 },
	{ { { 0, 2, "MZ" },
	    { 24, 1, "\12" },
	    { 56, 8, "ARM\144\100\0\0\0" },
	    { 64, 6, "PE\0\0\144\252" } },
	  128,
	  KERNELFILE_IMAGE,
	  "aarch64",
	  1,
	  4 },
	{ { { 24, 1, "\16" }, { 56, 4, "ARM\144" } },
	  64,
	  KERNELFILE_IMAGE,
	  "aarch64",
	  0,
	  64 },
	{ { { 0, 8, "MZ\0\0zimg" },
	    { 60, 4, "\100\0\0\0" },
	    { 64, 6, "PE\0\0\144\252" } },
	  128,
	  KERNELFILE_ZBOOT,
	  "aarch64",
	  1,
	  0 },
	{ { { 0, 2, "MZ" }, { 60, 4, "\377\377\377\377" } },
	  128,
	  KERNELFILE_OTHER,
	  NULL,
	  0,
	  0 },
	{ { { 0x202, 4, "HdrS" }, { 0x236, 1, "\1" } },
	  1024,
	  KERNELFILE_BZIMAGE,
	  "x86_64",
	  0,
	  0 },
	{ { { 0x202, 4, "HdrS" }, { 0x236, 1, "\0" } },
	  1024,
	  KERNELFILE_BZIMAGE,
	  NULL,
	  0,
	  0 },
	{ { { 0x202, 4, "HdrS" } }, 0x206, KERNELFILE_OTHER, NULL, 0, 0 },
	{ { { 0, 2, "#!" } }, 30, KERNELFILE_OTHER, NULL, 0, 0 },
	{ { { 0, 0, NULL } }, 0, KERNELFILE_OTHER, NULL, 0, 0 },
};

static size_t build(const struct row *row, unsigned char head[KERNELFILE_HEAD])
{
	memset(head, 0, KERNELFILE_HEAD);
	for (size_t i = 0; i < 4; i++)
		if (row->patches[i].n)
			memcpy(head + row->patches[i].at, row->patches[i].bytes,
			       row->patches[i].n);
	return row->bytes;
}

static void forms(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char head[KERNELFILE_HEAD];
		size_t n = build(&rows[i], head);
		struct kernelfile file;

		kernelfile_parse(head, n, &file);
		UNIT_INT(file.form, rows[i].form);
		UNIT_STR(file.arch ? file.arch : "", rows[i].arch ? rows[i].arch : "");
		UNIT_INT(file.efi, rows[i].efi);
		UNIT_INT(file.page_kb, rows[i].page_kb);
		CU_ASSERT(strlen(kernelfile_name(file.form)) > 0);
	}
}

/* A PE32+ header at 64: its optional header begins at 88. */
static void signatures(void)
{
	static const struct {
		struct patch patches[4];
		size_t bytes;
		int is_signed;
	} signed_rows[] = {
#define PE     { 0, 2, "MZ" }, { 60, 8, "\100\0\0\0PE\0" }
#define TABLES "\20\0\0\0................................\0\20\0\0\200\0\0\0"
#define TABLE                                                                            \
	{                                                                                \
		88 + 108, 44, TABLES                                                     \
	}
		{ { PE, { 88, 2, "\13\2" }, TABLE }, 1024, 1 },
		{ { PE, { 88, 2, "\13\2" }, TABLE }, 88 + 152, 1 },
		{ { PE, { 88, 2, "\13\2" }, TABLE }, 88 + 151, 0 },
		{ { PE, { 88, 2, "\13\1" }, TABLE }, 1024, 0 },
		{ { PE, { 88, 2, "\13\2" }, { 88 + 108, 4, "\20\0\0\0" } }, 1024, 0 },
		{ { PE }, 68, 0 },
		{ { { 0, 2, "MZ" }, { 88, 2, "\13\2" }, TABLE }, 1024, 0 },
	};

	for (size_t i = 0; i < sizeof(signed_rows) / sizeof(signed_rows[0]); i++) {
		struct row row = { .bytes = signed_rows[i].bytes };
		unsigned char head[KERNELFILE_HEAD];
		struct kernelfile file;
		size_t n;

		memcpy(row.patches, signed_rows[i].patches, sizeof(row.patches));
		n = build(&row, head);
		kernelfile_parse(head, n, &file);
		UNIT_INT(file.is_signed, signed_rows[i].is_signed);
	}
}

static void in_the_tree(void)
{
	struct kernelfile file;
	struct fake fake;

	fake_init(&fake, unit_folder());
	fake_put(&fake, "boot/vmlinux", "\177ELF\2\1 but no more");
	UNIT_INT(kernelfile_read(&fake.job, "boot/vmlinux", &file), 0);
	UNIT_INT(file.form, KERNELFILE_ELF);
	CU_ASSERT(kernelfile_read(&fake.job, "boot/none", &file) < 0);
	CU_ASSERT(kernelfile_read(&fake.job, "boot", &file) < 0);
	UNIT_INT(fake.fails, 1);
	fake_fini(&fake);
}

const struct unit_case unit_cases[] = {
	{ "each form is told by its magic, with its machine", forms },
	{ "a signature is what the PE header says there is", signatures },
	{ "a file of the tree is read, or why not is said", in_the_tree },
	{ NULL, NULL }
};
