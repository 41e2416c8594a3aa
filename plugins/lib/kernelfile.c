/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernelfile.c - what form a kernel's file has, and for which machine it is.
 */
#include "kernelfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { EM_POWER64 = 21, EM_X86 = 62, EM_ARM64 = 183 };
enum { PE_ARM64 = 0xaa64, PE_X86 = 0x8664 };

static unsigned half(const unsigned char *at, int big)
{
	return big ? (unsigned)at[0] << 8 | at[1] : (unsigned)at[1] << 8 | at[0];
}

static uint32_t word(const unsigned char *at)
{
	return (uint32_t)half(at + 2, 0) << 16 | half(at, 0);
}

static int has(const unsigned char *head, size_t bytes, size_t at, const char *magic)
{
	size_t n = strlen(magic);

	return bytes >= at + n && memcmp(head + at, magic, n) == 0;
}

/* Where offset 0x3c leads to, the PE header; 0: there is none. */
static size_t pe_header(const unsigned char *head, size_t bytes)
{
	static const unsigned char magic[4] = "PE";
	uint32_t at;

	if (!has(head, bytes, 0, "MZ") || bytes < 0x40)
		return 0;
	at = word(head + 0x3c);
	if (bytes < 8 || at > bytes - 8 || memcmp(head + at, magic, 4) != 0)
		return 0;
	return at;
}

/* The optional header follows 24 bytes behind: of PE32+ (0x20b) the number of its data
 * directories is at 108, they begin at 112; the fifth is the certificate table, with its
 * place in the file and its size. */
static int pe_signed(const unsigned char *head, size_t bytes, size_t pe)
{
	enum { OPTIONAL = 24, COUNT = 108, TABLE = 112 + 4 * 8, END = TABLE + 8 };
	const unsigned char *optional = head + pe + OPTIONAL;

	if (bytes - pe < OPTIONAL + END || half(optional, 0) != 0x20b)
		return 0;
	return word(optional + COUNT) > 4 && word(optional + TABLE) != 0 &&
	       word(optional + TABLE + 4) != 0;
}

static const char *pe_arch(unsigned machine)
{
	return machine == PE_ARM64 ? "aarch64" : machine == PE_X86 ? "x86_64" : NULL;
}

/* e_ident: class at 4 (2: 64-bit), byte order at 5 (2: big); e_machine at 18. */
static const char *elf_arch(const unsigned char *head, size_t bytes)
{
	int big;

	if (bytes < 20 || head[4] != 2)
		return NULL;
	big = head[5] == 2;
	switch (half(head + 18, big)) {
	case EM_POWER64:
		return big ? "ppc64" : "ppc64le";
	case EM_X86:
		return "x86_64";
	case EM_ARM64:
		return "aarch64";
	default:
		return NULL;
	}
}

/* Bits 1 and 2 of the flags at 24: 1 is 4 KiB, 2 is 16 KiB, 3 is 64 KiB. */
static unsigned image_pages(const unsigned char *head)
{
	static const unsigned char sizes[] = { 0, 4, 16, 64 };

	return sizes[head[24] >> 1 & 3];
}

void kernelfile_parse(const unsigned char *head, size_t bytes, struct kernelfile *file)
{
	size_t pe = pe_header(head, bytes);
	unsigned machine = pe ? half(head + pe + 4, 0) : 0;

	*file = (struct kernelfile){ .form = KERNELFILE_OTHER, .efi = machine != 0 };
	file->is_signed = pe && pe_signed(head, bytes, pe);
	if (has(head, bytes, 0, "\177ELF")) {
		file->form = KERNELFILE_ELF;
		file->arch = elf_arch(head, bytes);
	} else if (has(head, bytes, 0, "\037\213\010")) {
		file->form = KERNELFILE_GZIP;
	} else if (machine && has(head, bytes, 4, "zimg")) {
		file->form = KERNELFILE_ZBOOT;
		file->arch = pe_arch(machine);
	} else if (has(head, bytes, 56, "ARM\144")) {
		file->form = KERNELFILE_IMAGE;
		file->arch = "aarch64";
		file->page_kb = image_pages(head);
	} else if (has(head, bytes, 0x202, "HdrS") && bytes > 0x236) {
		/* XLF_KERNEL_64 of xloadflags */
		file->form = KERNELFILE_BZIMAGE;
		file->arch = head[0x236] & 1 ? "x86_64" : NULL;
	}
}

int kernelfile_read(struct sl_job *job, const char *file, struct kernelfile *out)
{
	unsigned char head[KERNELFILE_HEAD];
	int fd = job->host->openat(job, file, O_RDONLY | O_CLOEXEC, 0);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, head, sizeof(head), 0);
	if (n >= 0)
		kernelfile_parse(head, (size_t)n, out);
	else
		n = sl_fail(job, errno, "cannot read %s in the tree: %s", file,
			    strerror(errno));
	close(fd);
	return n < 0 ? (int)n : 0;
}

const char *kernelfile_name(enum kernelfile_form form)
{
	static const char *const names[] = {
		[KERNELFILE_OTHER] = "no kernel in a form that is known",
		[KERNELFILE_BZIMAGE] = "a bzImage of a PC",
		[KERNELFILE_IMAGE] = "an arm64 Image",
		[KERNELFILE_ZBOOT] = "an EFI zboot image",
		[KERNELFILE_GZIP] = "a kernel packed by gzip",
		[KERNELFILE_ELF] = "an ELF kernel",
	};

	return names[form];
}
