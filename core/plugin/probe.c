/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/probe.c - what a plugin's file says before any code of it runs.
 *
 * ELF-64 and its dynamic symbol table as in the System V gABI, by libelf.
 */
#include "probe.h"

#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEM "sl_plugin_"

struct probe {
	int fd;
	struct stat st;
	Elf *elf;
	GElf_Ehdr ehdr;
	GElf_Sym symbol;
	bool found;
	struct str others; /* symbols of other ABIs */
	struct sl_head head;
};

static char *check_regular(struct probe *probe)
{
	if (fstat(probe->fd, &probe->st) != 0)
		return mem_printf("cannot look at it: %s", strerror(errno));
	return S_ISREG(probe->st.st_mode) ? NULL : mem_dup("it is no regular file");
}

/* As root we run only what root, or nobody but us, could have written. */
static char *check_owner(struct probe *probe)
{
	if (geteuid() != 0)
		return NULL;
	if (probe->st.st_uid != 0)
		return mem_printf("its owner is uid %u, wanted root: chown root",
				  (unsigned)probe->st.st_uid);
	if (probe->st.st_mode & (S_IWGRP | S_IWOTH))
		return mem_printf("its mode is %04o, wanted one that only root may "
				  "write: chmod go-w",
				  (unsigned)probe->st.st_mode & 07777u);
	return NULL;
}

static char *check_elf(struct probe *probe)
{
	if (elf_version(EV_CURRENT) == EV_NONE)
		return mem_printf("libelf: %s", elf_errmsg(-1));
	probe->elf = elf_begin(probe->fd, ELF_C_READ, NULL);
	if (!probe->elf || elf_kind(probe->elf) != ELF_K_ELF ||
	    !gelf_getehdr(probe->elf, &probe->ehdr))
		return mem_dup("it is no ELF file");
	if (probe->ehdr.e_type != ET_DYN)
		return mem_printf("its ELF type is %u, wanted %u (a shared object)",
				  probe->ehdr.e_type, ET_DYN);
	return NULL;
}

static const char *class_name(unsigned char class)
{
	return class == ELFCLASS64 ? "64-bit" : class == ELFCLASS32 ? "32-bit" : "odd";
}

/* What we are is what we can load. */
static char *compare_with_us(const struct probe *probe, const GElf_Ehdr *own)
{
	const unsigned char *theirs = probe->ehdr.e_ident, *ours = own->e_ident;

	if (theirs[EI_CLASS] != ours[EI_CLASS])
		return mem_printf("its ELF class is %s, wanted %s",
				  class_name(theirs[EI_CLASS]),
				  class_name(ours[EI_CLASS]));
	if (theirs[EI_DATA] != ours[EI_DATA] || probe->ehdr.e_machine != own->e_machine)
		return mem_printf("its ELF machine is %u (byte order %u), wanted %u (%u)",
				  probe->ehdr.e_machine, theirs[EI_DATA], own->e_machine,
				  ours[EI_DATA]);
	return NULL;
}

static char *check_machine(struct probe *probe)
{
	int fd CLEANUP_FD = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	char *why = NULL;
	GElf_Ehdr own;

	/* Without /proc the dynamic linker will tell. */
	if (elf && gelf_getehdr(elf, &own))
		why = compare_with_us(probe, &own);
	elf_end(elf);
	return why;
}

static Elf_Scn *find_section(Elf *elf, GElf_Word type, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) && header->sh_type == type)
			return section;
	return NULL;
}

static void note_symbol(struct probe *probe, const char *name, const GElf_Sym *symbol)
{
	char *wanted CLEANUP_FREE = mem_printf(STEM "%d", SL_ABI);

	if (symbol->st_shndx == SHN_UNDEF || !str_starts(name, STEM))
		return;
	if (strcmp(name, wanted) == 0) {
		probe->symbol = *symbol;
		probe->found = true;
	} else {
		str_addf(&probe->others, "%s%s", probe->others.n ? ", " : "", name);
	}
}

static void read_symbols(struct probe *probe)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(probe->elf, SHT_DYNSYM, &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	size_t n = data && header.sh_entsize ? header.sh_size / header.sh_entsize : 0;

	for (size_t i = 0; i < n; i++) {
		GElf_Sym symbol;
		const char *name = NULL;

		if (gelf_getsym(data, (int)i, &symbol))
			name = elf_strptr(probe->elf, header.sh_link, symbol.st_name);
		if (name)
			note_symbol(probe, name, &symbol);
	}
}

static char *check_symbol(struct probe *probe)
{
	long other;

	read_symbols(probe);
	if (probe->found)
		return NULL;
	if (!probe->others.n)
		return mem_printf("it exports no symbol %s%d, so it is no plugin", STEM,
				  SL_ABI);
	other = strtol(str_text(&probe->others) + strlen(STEM), NULL, 10);
	return mem_printf("it exports %s, wanted %s%d: it is made for %s core",
			  str_text(&probe->others), STEM, SL_ABI,
			  other > SL_ABI ? "a newer" : "another");
}

/* The address in memory, as a place in the file; 0: not in the file. */
static GElf_Off file_offset(Elf *elf, GElf_Addr address, size_t bytes)
{
	size_t n = 0;

	if (elf_getphdrnum(elf, &n) != 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (gelf_getphdr(elf, (int)i, &p) && p.p_type == PT_LOAD &&
		    address >= p.p_vaddr && address - p.p_vaddr <= p.p_filesz &&
		    bytes <= p.p_filesz - (address - p.p_vaddr))
			return p.p_offset + (address - p.p_vaddr);
	}
	return 0;
}

/* The head is plain numbers, so that it reads the same before relocation. */
static char *read_head(struct probe *probe)
{
	GElf_Off at =
		file_offset(probe->elf, probe->symbol.st_value, sizeof(probe->head));

	if (probe->symbol.st_size < sizeof(probe->head) || at == 0 ||
	    pread(probe->fd, &probe->head, sizeof(probe->head), (off_t)at) !=
		    (ssize_t)sizeof(probe->head))
		return mem_printf("its symbol %s%d has %llu bytes, wanted a struct "
				  "sl_plugin in the file's data",
				  STEM, SL_ABI,
				  (unsigned long long)probe->symbol.st_size);
	return NULL;
}

static char *check_magic(struct probe *probe)
{
	if (probe->head.magic == SL_MAGIC)
		return NULL;
	return mem_printf("head.magic is %#x, wanted %#x", probe->head.magic, SL_MAGIC);
}

static char *check_abi(struct probe *probe)
{
	if (probe->head.abi == SL_ABI)
		return NULL;
	return mem_printf("head.abi is %u, wanted %u", probe->head.abi, SL_ABI);
}

static char *check_size(struct probe *probe)
{
	uint32_t size = probe->head.size;

	if (size < PROBE_LEAST_PLUGIN || size > PROBE_MOST)
		return mem_printf("head.size is %u, wanted %d to %d bytes", size,
				  (int)PROBE_LEAST_PLUGIN, (int)PROBE_MOST);
	if (size > probe->symbol.st_size)
		return mem_printf("head.size is %u, wanted the symbol's %llu bytes at "
				  "most",
				  size, (unsigned long long)probe->symbol.st_size);
	return NULL;
}

static char *check_opt_size(struct probe *probe)
{
	uint32_t size = probe->head.opt_size;

	if (size >= PROBE_LEAST_OPTION && size <= PROBE_MOST &&
	    size % _Alignof(struct sl_option) == 0)
		return NULL;
	return mem_printf("head.opt_size is %u, wanted %d to %d bytes in steps of %zu",
			  size, (int)PROBE_LEAST_OPTION, (int)PROBE_MOST,
			  _Alignof(struct sl_option));
}

static char *(*const checks[])(struct probe *) = {
	check_regular, check_owner, check_elf, check_machine, check_symbol,
	read_head,     check_magic, check_abi, check_size,    check_opt_size,
};

char *probe_file(const char *path, struct sl_head *head)
{
	/* O_NONBLOCK: a FIFO must not hold us up before it is refused. */
	struct probe probe = { .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
	char *why = NULL;

	if (probe.fd < 0)
		return mem_printf("cannot open it: %s", strerror(errno));
	for (size_t i = 0; !why && i < sizeof(checks) / sizeof(checks[0]); i++)
		why = checks[i](&probe);
	*head = probe.head;
	elf_end(probe.elf);
	str_fini(&probe.others);
	close(probe.fd);
	return why;
}
