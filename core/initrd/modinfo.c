/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modinfo.c - what a kernel module says about itself.
 */
#include "modinfo.h"
#include "core/base/str.h"

#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdint.h>
#include <string.h>

static Elf_Scn *find_section(Elf *elf, const char *wanted)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			return NULL;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, wanted) == 0)
			return section;
	}
	return NULL;
}

/* The last text may lack its NUL in a file that was cut. */
static void add_values(const char *text, size_t n, const char *key, struct strv *values)
{
	size_t length = strlen(key);

	for (const char *end = text + n; text < end;) {
		size_t chars = strnlen(text, (size_t)(end - text));

		if (chars > length && memcmp(text, key, length) == 0 &&
		    text[length] == '=')
			strv_addn(values, text + length + 1, chars - length - 1);
		text += chars + 1;
	}
}

int modinfo_values(const void *bytes, size_t n, const char *key, struct strv *values)
{
	Elf_Scn *section;
	Elf_Data *data;
	Elf *elf;

	if (n < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0 ||
	    elf_version(EV_CURRENT) == EV_NONE)
		return -ENOEXEC;
	/* elf_memory() writes nothing unless it is asked to; its type is of an older day
	 */
	elf = elf_memory((char *)(uintptr_t)bytes, n);
	if (!elf || elf_kind(elf) != ELF_K_ELF) {
		elf_end(elf);
		return -ENOEXEC;
	}
	section = find_section(elf, ".modinfo");
	data = section ? elf_rawdata(section, NULL) : NULL;
	if (data && data->d_buf)
		add_values(data->d_buf, data->d_size, key, values);
	elf_end(elf);
	return 0;
}
