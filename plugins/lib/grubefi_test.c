/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubefi_test.c - GRUBs of hand-made bytes, whole and cut.
 */
#include "grubefi.h"

#include "tests/unit/unit.h"

#include <stdint.h>
#include <string.h>

const char unit_suite[] = "plugins/lib grubefi";

enum {
	PE = 64,
	SECTIONS = 1,
	HEAD = PE + 24 + 16,
	MODS = 192,
	FIRST = MODS + 24,
	ROOM = 512
};

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* Adds a module or string; returns where the next one goes. */
static size_t add(uint8_t *file, size_t at, uint32_t type, const char *text, size_t bytes)
{
	put32(file + at, type);
	put32(file + at + 4, (uint32_t)(8 + bytes));
	memcpy(file + at + 8, text, bytes);
	return at + 8 + bytes;
}

/* Returns its size: an optional header of 16 bytes, one section, a module, the prefix. */
static size_t make(uint8_t file[ROOM], const char *module, const char *prefix, size_t n)
{
	size_t end;

	memset(file, 0, ROOM);
	memcpy(file, "MZ", 2);
	put32(file + 60, PE);
	memcpy(file + PE, "PE\0\0\x64\x86", 6);
	file[PE + 6] = SECTIONS;
	file[PE + 20] = 16;
	memcpy(file + HEAD, "mods\0\0\0", 8);
	put32(file + HEAD + 20, MODS);
	memcpy(file + MODS, "mimg", 4);
	put32(file + MODS + 8, FIRST - MODS);
	end = add(file, FIRST, 0, module, strlen(module));
	end = add(file, end, 3, prefix, n);
	put32(file + MODS + 16, (uint32_t)(end - MODS));
	put32(file + HEAD + 16, (uint32_t)(end - MODS));
	return end;
}

static void read_whole(void)
{
	static const struct {
		const char *module, *prefix;
		int http;
	} rows[] = {
		{ "GET  HTTP/1.1\r\nHost: ", "/EFI/redhat", 1 },
		{ "tftp", "/grub", 0 },
		{ "HTTP/1.1 is not asked for", "", 0 },
	};
	uint8_t file[ROOM];
	struct grubefi grub;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = make(file, rows[i].module, rows[i].prefix,
				strlen(rows[i].prefix) + 1);

		UNIT_INT(grubefi_parse(file, n, &grub), 0);
		UNIT_STR(grub.prefix, rows[i].prefix);
		UNIT_INT(grub.http, rows[i].http);
	}
}

static void refused(void)
{
	uint8_t file[ROOM];
	struct grubefi grub;
	size_t n = make(file, "tftp", "/grub", 6);

	for (size_t i = 0; i < n; i++)
		UNIT_INT(grubefi_parse(file, i, &grub), -1);
	make(file, "tftp", "/grub", 5);
	UNIT_INT(grubefi_parse(file, n - 1, &grub), -1); /* no NUL */
	n = make(file, "tftp", "/grub", 6);
	put32(file + FIRST + 4, 0);
	UNIT_INT(grubefi_parse(file, n, &grub), -1); /* would never end */
	n = make(file, "tftp", "/grub", 6);
	put32(file + MODS + 12, 1);
	UNIT_INT(grubefi_parse(file, n, &grub), -1); /* begins beyond 4 GiB */
	n = make(file, "tftp", "/grub", 6);
	memcpy(file + HEAD, "text", 4);
	UNIT_INT(grubefi_parse(file, n, &grub), -1); /* another program */
}

const struct unit_case unit_cases[] = {
	{ "the prefix is found, and whether it loads by HTTP", read_whole },
	{ "what is cut, endless or no GRUB is refused", refused },
	{ NULL, NULL },
};
