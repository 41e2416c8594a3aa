/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/elf_fuzz.c - any bytes as a program, and any bytes behind a right beginning.
 */
#include "elf.h"

#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_inside(const char *text, const unsigned char *data, size_t n)
{
	const unsigned char *at = (const unsigned char *)text;

	return !text ||
	       (at >= data && at < data + n && memchr(at, '\0', n - (size_t)(at - data)));
}

static void read_one(const unsigned char *data, size_t n)
{
	const char *why = NULL;
	struct elf elf;
	int rc = elf_read(data, n, &elf, &why);

	if ((rc < 0) != (why != NULL) || !is_inside(elf.interpreter, data, n) ||
	    !is_inside(elf.rpath, data, n))
		abort();
	elf_fini(&elf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char begin[] = { 0x7f, 'E',        'L',
					       'F',  ELFCLASS64, ELFDATA2LSB };
	unsigned char *copy;

	read_one(data, size);
	if (size < sizeof(Elf64_Ehdr))
		return 0;
	copy = malloc(size);
	if (!copy)
		abort();
	memcpy(copy, data, size);
	memcpy(copy, begin, sizeof(begin));
	/* program headers behind the header, as many as fit */
	memset(copy + 32, 0, 8);
	copy[32] = sizeof(Elf64_Ehdr);
	copy[54] = sizeof(Elf64_Phdr);
	copy[55] = 0;
	copy[56] = (unsigned char)((size - sizeof(Elf64_Ehdr)) / sizeof(Elf64_Phdr));
	copy[57] = 0;
	read_one(copy, size);
	free(copy);
	return 0;
}
