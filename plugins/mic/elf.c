/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/elf.c - for which machine a program is, and what it needs to start.
 */
#include "elf.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

struct file {
	const unsigned char *data;
	size_t n;
	const char *why;
	Elf64_Ehdr head;
	struct elf *elf;
	/* Of the dynamic section: where in the file the strings are. */
	uint64_t strings, strings_size;
};

static int damaged(struct file *file, const char *why)
{
	file->why = why;
	return -1;
}

/* A copy: nothing in a file is aligned. */
static int get(const struct file *file, uint64_t at, void *out, size_t size)
{
	if (at > file->n || size > file->n - at)
		return -1;
	memcpy(out, file->data + at, size);
	return 0;
}

/* A string that ends within `size` bytes at `at`. */
static const char *string(const struct file *file, uint64_t at, uint64_t size)
{
	if (at >= file->n)
		return NULL;
	if (size > file->n - at)
		size = file->n - at;
	return memchr(file->data + at, '\0', (size_t)size) ? (const char *)file->data + at
							   : NULL;
}

static int get_segment(const struct file *file, unsigned i, Elf64_Phdr *segment)
{
	uint64_t at = file->head.e_phoff;

	if (at > file->n)
		return -1;
	return get(file, at + (uint64_t)i * sizeof(*segment), segment, sizeof(*segment));
}

/* Where in the file an address of the running program comes from; 0: nowhere. */
static uint64_t offset_of(const struct file *file, uint64_t address)
{
	for (unsigned i = 0; i < file->head.e_phnum; i++) {
		Elf64_Phdr segment;

		if (get_segment(file, i, &segment) == 0 && segment.p_type == PT_LOAD &&
		    address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz &&
		    segment.p_offset < file->n)
			return segment.p_offset + (address - segment.p_vaddr);
	}
	return 0;
}

/* The entry of the dynamic section: 1; 0: it was the last. */
static int get_dynamic(const struct file *file, const Elf64_Phdr *segment, uint64_t i,
		       Elf64_Dyn *entry)
{
	if (i >= segment->p_filesz / sizeof(*entry) || segment->p_offset > file->n ||
	    get(file, segment->p_offset + i * sizeof(*entry), entry, sizeof(*entry)) < 0)
		return 0;
	return entry->d_tag != DT_NULL;
}

static void find_strings(struct file *file, const Elf64_Phdr *segment)
{
	Elf64_Dyn entry;

	for (uint64_t i = 0; get_dynamic(file, segment, i, &entry); i++) {
		if (entry.d_tag == DT_STRTAB)
			file->strings = offset_of(file, entry.d_un.d_ptr);
		if (entry.d_tag == DT_STRSZ)
			file->strings_size = entry.d_un.d_val;
	}
}

static int read_entry(struct file *file, const Elf64_Dyn *entry)
{
	const uint64_t at = entry->d_un.d_val;
	const char *text;

	if (entry->d_tag != DT_NEEDED && entry->d_tag != DT_RPATH &&
	    entry->d_tag != DT_RUNPATH)
		return 0;
	text = at < file->strings_size
		       ? string(file, file->strings + at, file->strings_size - at)
		       : NULL;
	if (!text)
		return damaged(file, "a name of its dynamic section lies outside");
	if (entry->d_tag == DT_NEEDED)
		args_add(&file->elf->needed, text);
	else if (entry->d_tag == DT_RUNPATH || !file->elf->rpath)
		file->elf->rpath = text;
	return 0;
}

static int read_dynamic(struct file *file, const Elf64_Phdr *segment)
{
	Elf64_Dyn entry;
	int rc = 0;

	find_strings(file, segment);
	for (uint64_t i = 0; rc == 0 && get_dynamic(file, segment, i, &entry); i++)
		rc = read_entry(file, &entry);
	return rc;
}

static int read_segment(struct file *file, const Elf64_Phdr *segment)
{
	if (segment->p_type == PT_DYNAMIC && !file->strings) /* of several the first */
		return read_dynamic(file, segment);
	if (segment->p_type != PT_INTERP)
		return 0;
	file->elf->interpreter = string(file, segment->p_offset, segment->p_filesz);
	return file->elf->interpreter
		       ? 0
		       : damaged(file, "the name of its interpreter lies outside");
}

static int read_segments(struct file *file)
{
	int rc = 0;

	if (file->head.e_phnum && file->head.e_phentsize != sizeof(Elf64_Phdr))
		return damaged(file, "its program headers have an unknown size");
	for (unsigned i = 0; rc == 0 && i < file->head.e_phnum; i++) {
		Elf64_Phdr segment;

		if (get_segment(file, i, &segment) < 0)
			return damaged(file, "its program headers lie outside");
		rc = read_segment(file, &segment);
	}
	return rc;
}

int elf_read(const unsigned char *data, size_t n, struct elf *elf, const char **why)
{
	struct file file = { .data = data, .n = n, .elf = elf };
	int rc;

	*elf = (struct elf){ 0 };
	if (n < SELFMAG || memcmp(data, ELFMAG, SELFMAG) != 0)
		return 0;
	if (n < EI_NIDENT + 4) {
		*why = "it ends in its header";
		return -1;
	}
	elf->machine = data[EI_DATA] == ELFDATA2MSB ? (unsigned)data[18] << 8 | data[19]
						    : (unsigned)data[19] << 8 | data[18];
	if (data[EI_CLASS] != ELFCLASS64 || data[EI_DATA] != ELFDATA2LSB)
		return 1;
	rc = get(&file, 0, &file.head, sizeof(file.head)) < 0
		     ? damaged(&file, "it ends in its header")
		     : read_segments(&file);
	*why = file.why;
	return rc < 0 ? rc : 1;
}

void elf_fini(struct elf *elf)
{
	args_fini(&elf->needed);
}

const char *elf_machine(unsigned machine, char name[ELF_NAME])
{
	static const struct {
		unsigned machine;
		const char *name;
	} known[] = {
		{ EM_386, "i386" },   { EM_X86_64, "x86_64" },   { ELF_K1OM, "k1om" },
		{ EM_ARM, "arm" },    { EM_AARCH64, "aarch64" }, { EM_PPC64, "ppc64" },
		{ EM_S390, "s390x" }, { EM_RISCV, "riscv" },     { 180, "l1om" },
	};

	snprintf(name, ELF_NAME, "machine %u", machine);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].machine == machine)
			snprintf(name, ELF_NAME, "%s", known[i].name);
	return name;
}
