/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/kernel_test.c - kernels that a card's driver takes and refuses.
 */
#include "kernel.h"
#include "elf.h"
#include "standin.h"

#include "tests/unit/unit.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

const char unit_suite[] = "mic kernel";

static void kernels_of_cards_are_taken(void)
{
	static const unsigned machines[] = { ELF_K1OM, EM_X86_64 };

	for (size_t i = 0; i < 2; i++) {
		struct str kernel CLEANUP_STR = { 0 };
		char version[KERNEL_VERSION];

		standin_kernel(machines[i], &kernel);
		CU_ASSERT_PTR_NULL(
			kernel_check((unsigned char *)kernel.s, kernel.n, version));
		UNIT_STR(version, STANDIN_VERSION);
	}
}

/* One byte changed, or the end cut off. */
static const struct {
	unsigned machine;
	size_t at;
	char byte;
	size_t n; /* bytes that are left; 0: all */
	const char *why;
} wrongs[] = {
	{ ELF_K1OM, 0, 0, 100, "it is no bzImage (there is no HdrS at byte 514)" },
	{ ELF_K1OM, 0x202, 'X', 0, "it is no bzImage (there is no HdrS at byte 514)" },
	{ ELF_K1OM, 0x1fe, 0, 0, "it is no bzImage (bytes 510 and 511 are not 55 aa)" },
	{ ELF_K1OM, 0x211, 0, 0,
	  "it is no bzImage but a zImage, or has been changed (byte 529 is not 1)" },
	{ ELF_K1OM, 0x20f, 0, 0, "it does not tell its version" },
	{ ELF_K1OM, 0x300, 0, 0, "it does not tell its version" },
	{ ELF_K1OM, 0x20f, 0x7f, 0, "it does not tell its version" },
	{ ELF_K1OM, 0x400, (char)0xfd, 0,
	  "its payload is not packed by gzip, which the card's driver wants" },
	{ ELF_K1OM, 0x40a, (char)0xff, 0, "its payload cannot be unpacked by gzip" },
	{ ELF_K1OM, 0, 0, 0x40c, "its payload cannot be unpacked by gzip" },
	{ EM_386, 0, 0, 0, "its payload is neither for K1OM nor for x86-64" },
};

static void others_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct str kernel CLEANUP_STR = { 0 };
		char version[KERNEL_VERSION];

		standin_kernel(wrongs[i].machine, &kernel);
		kernel.s[wrongs[i].at] = wrongs[i].byte;
		UNIT_STR(kernel_check((unsigned char *)kernel.s,
				      wrongs[i].n ? wrongs[i].n : kernel.n, version),
			 wrongs[i].why);
	}
}

static void a_payload_must_be_a_program(void)
{
	struct str text CLEANUP_STR = { 0 }, kernel CLEANUP_STR = { 0 };
	char version[KERNEL_VERSION];

	standin_kernel(ELF_K1OM, &kernel);
	kernel.n = 0x400;
	for (int i = 0; i < 40; i++)
		str_add(&text, "text ");
	standin_gzip(&text, &kernel);
	UNIT_STR(kernel_check((unsigned char *)kernel.s, kernel.n, version),
		 "its payload is no ELF file");
}

const struct unit_case unit_cases[] = {
	{ "kernels of cards are taken", kernels_of_cards_are_taken },
	{ "others are refused", others_are_refused },
	{ "a payload must be a program", a_payload_must_be_a_program },
	{ NULL, NULL },
};
