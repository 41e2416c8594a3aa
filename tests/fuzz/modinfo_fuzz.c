/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/modinfo_fuzz.c - any bytes as a kernel module.
 */
#include "core/base/str.h"
#include "core/initrd/modinfo.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Seeded: no fuzzer guesses an ELF header in a few seconds. */
static void with_header(const uint8_t *data, size_t size, struct str *elf)
{
	static const unsigned char ident[] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	str_addn(elf, data, size);
	if (size >= sizeof(ident))
		memcpy(elf->s, ident, sizeof(ident));
	if (size && (data[size - 1] & 1) && elf->n > 5) {
		elf->s[4] = 1;
		elf->s[5] = 2;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strv values CLEANUP_STRV = { 0 };
	struct str elf CLEANUP_STR = { 0 };

	with_header(data, size, &elf);
	if (modinfo_values(str_text(&elf), elf.n, "firmware", &values) == -ENOEXEC &&
	    values.n)
		abort();
	return 0;
}
