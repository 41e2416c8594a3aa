/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/slof_test.c - headers of kernels, before and after, in both byte orders.
 */
#include "ppc64.h"

#include "tests/unit/unit.h"

#include <string.h>

const char unit_suite[] = "ppc64 slof";

enum { HEAD = 4096 };

static void set(unsigned char *at, unsigned n, int big, uint64_t value)
{
	for (unsigned i = 0; i < n; i++)
		at[big ? n - 1 - i : i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get(const unsigned char *at, unsigned n, int big)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++)
		value |= (uint64_t)at[big ? n - 1 - i : i] << (8 * i);
	return value;
}

/* A vmlinux: one segment of 0x300000 bytes at offset 0x10000, a second of notes. */
static void build(unsigned char *head, int big)
{
	memset(head, 0, HEAD);
	memcpy(head, "\177ELF\2", 5);
	head[5] = big ? 2 : 1;
	set(head + 24, 8, big, UINT64_C(0xc000000000000100));
	set(head + 32, 8, big, 64);
	set(head + 40, 8, big, 0x400000);
	set(head + 56, 2, big, 2);
	set(head + 60, 2, big, 52);
	set(head + 62, 2, big, 51);
	set(head + 64, 4, big, 1);
	set(head + 64 + 8, 8, big, 0x10000);
	set(head + 64 + 16, 8, big, UINT64_C(0xc000000000000000));
	set(head + 64 + 32, 8, big, 0x300000);
	set(head + 64 + 40, 8, big, 0x380000);
}

static void rewritten(void)
{
	for (int big = 0; big < 2; big++) {
		unsigned char head[HEAD];

		build(head, big);
		UNIT_INT(slof_rewrite(head, HEAD), 0x310000);
		UNIT_INT(get(head + 24, 8, big), 0x2000100);
		UNIT_INT(get(head + 64 + 16, 8, big), 0x2000000);
		UNIT_INT(get(head + 64 + 24, 8, big), 0x2000000);
		UNIT_INT(get(head + 64 + 8, 8, big), 0x10000);
		UNIT_INT(get(head + 64 + 32, 8, big), 0x300000);
		UNIT_INT(get(head + 64 + 40, 8, big), 0x380000);
		UNIT_INT(get(head + 56, 2, big), 1);
		UNIT_INT(get(head + 40, 8, big), 0);
		UNIT_INT(get(head + 60, 2, big), 0);
		UNIT_INT(get(head + 62, 2, big), 0);
	}
}

static void refused(void)
{
	static const struct {
		size_t at;
		unsigned n;
		uint64_t value;
		size_t bytes;
	} rows[] = {
		{ 0, 1, 0, HEAD },           /* no ELF               */
		{ 4, 1, 1, HEAD },           /* 32 bits              */
		{ 32, 8, 4090, HEAD },       /* table past the head  */
		{ 32, 8, UINT64_MAX, HEAD }, /* far past it          */
		{ 64, 4, 4, HEAD },          /* notes come first     */
		{ 72, 8, UINT64_MAX, HEAD }, /* it ends beyond all   */
		{ 0, 0, 0, 100 },            /* the head is cut off  */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char head[HEAD];

		build(head, 0);
		set(head + rows[i].at, rows[i].n, 0, rows[i].value);
		UNIT_INT(slof_rewrite(head, rows[i].bytes), 0);
	}
}

const struct unit_case unit_cases[] = { { "only the headers say another place",
					  rewritten },
					{ "what is no such kernel is refused", refused },
					{ NULL, NULL } };
