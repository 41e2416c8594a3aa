/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/slof.c - a kernel that SLOF, QEMU's Open Firmware, loads by itself.
 *
 * SLOF refuses an ELF whose virtual addresses are not the physical ones ("VirtAddr !=
 * PhysAddr not supported"), as every vmlinux is; and where vmlinux wants to lie, at 0, is
 * SLOF itself.  The kernel finds out where it was loaded and moves itself, so its headers
 * may say any place: only they are changed, what is loaded stays as it was built.  Layout:
 * the ELF specification, ELF64 header and program headers.
 */
#include "ppc64.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HEAD = 4096, EHDR = 64, PHDR = 56, PT_LOAD = 1 };
enum { E_ENTRY = 24, E_PHOFF = 32, E_SHOFF = 40, E_PHNUM = 56, E_SHNUM = 60 };
enum { P_OFFSET = 8, P_VADDR = 16, P_PADDR = 24, P_FILESZ = 32 };

/* Above what the firmware uses of low memory, below where it loads files. */
static const uint64_t load_at = 32 << 20;

static uint64_t get(const unsigned char *at, unsigned n, int big)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++)
		value |= (uint64_t)at[big ? n - 1 - i : i] << (8 * i);
	return value;
}

static void set(unsigned char *at, unsigned n, int big, uint64_t value)
{
	for (unsigned i = 0; i < n; i++)
		at[big ? n - 1 - i : i] = (unsigned char)(value >> (8 * i));
}

uint64_t slof_rewrite(unsigned char *head, size_t bytes)
{
	unsigned char *segment;
	uint64_t offset, size, start;
	int big;

	if (bytes < EHDR + PHDR || memcmp(head, "\177ELF\2", 5) != 0)
		return 0;
	big = head[5] == 2;
	offset = get(head + E_PHOFF, 8, big);
	if (offset < EHDR || offset > bytes - PHDR)
		return 0;
	segment = head + offset;
	offset = get(segment + P_OFFSET, 8, big);
	size = get(segment + P_FILESZ, 8, big);
	if (get(segment, 4, big) != PT_LOAD || offset + size < offset)
		return 0;
	start = get(head + E_ENTRY, 8, big) - get(segment + P_VADDR, 8, big);
	set(head + E_ENTRY, 8, big, start + load_at);
	set(segment + P_VADDR, 8, big, load_at);
	set(segment + P_PADDR, 8, big, load_at);
	set(head + E_PHNUM, 2, big, 1);
	set(head + E_SHOFF, 8, big, 0);
	set(head + E_SHNUM, 4, big, 0); /* and the index of their names */
	return offset + size;
}

static int put(int fd, const unsigned char *data, size_t n)
{
	while (n) {
		ssize_t w = write(fd, data, n);

		if (w < 0 && errno != EINTR)
			return -errno;
		data += w < 0 ? 0 : w;
		n -= w < 0 ? 0 : (size_t)w;
	}
	return 0;
}

/* Copies what is behind the head, up to `end`. */
static int copy_rest(int in, int out, uint64_t end)
{
	unsigned char buffer[65536];
	uint64_t at = HEAD;
	int rc = 0;

	while (rc == 0 && at < end) {
		size_t want =
			end - at < sizeof(buffer) ? (size_t)(end - at) : sizeof(buffer);
		ssize_t n = pread(in, buffer, want, (off_t)at);

		if (n <= 0)
			return n < 0 ? -errno : -ENOEXEC;
		rc = put(out, buffer, (size_t)n);
		at += (uint64_t)n;
	}
	return rc;
}

static int convert(int in, int out)
{
	unsigned char head[HEAD];
	ssize_t n = pread(in, head, sizeof(head), 0);
	uint64_t end = n == HEAD ? slof_rewrite(head, sizeof(head)) : 0;
	int rc;

	if (n < 0)
		return -errno;
	if (end < HEAD)
		return -ENOEXEC;
	rc = put(out, head, sizeof(head));
	return rc < 0 ? rc : copy_rest(in, out, end);
}

int slof_add(struct sl_job *job, const char *kernel)
{
	int in = job->host->openat(job, kernel, O_RDONLY | O_CLOEXEC, 0), out, rc;
	char path[4096];

	if (in < 0)
		return in;
	snprintf(path, sizeof(path), "%s/" PPC64_SLOF, sl_path(job, SL_WORK));
	out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	rc = out < 0 ? -errno : convert(in, out);
	if (rc < 0)
		rc = sl_fail(job, -rc, "cannot make a kernel for SLOF of %s: %s", kernel,
			     strerror(-rc));
	close(in);
	if (out >= 0)
		close(out);
	return rc < 0 ? rc : job->host->add_output(job, SL_OTHER, PPC64_SLOF, path);
}
