/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/program.c - the node program of an image's architecture.
 *
 * One of another architecture would be found out by the kernel of a node only, which stops
 * with "No working init found".
 */
#include "program.h"

#include "core/base/intree.h"
#include "core/base/mem.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* What a program runs on. */
struct kind {
	unsigned char class, order; /* ELFCLASS*, ELFDATA* */
	unsigned machine;           /* EM_*                */
};

/* ELF's head is the same in both classes as far as the machine, which is in the file's own
 * byte order (System V gABI, "ELF Header"). */
static int kind_read(int fd, struct kind *kind)
{
	struct {
		unsigned char ident[EI_NIDENT];
		uint16_t type, machine;
	} head;

	if (read(fd, &head, sizeof(head)) != (ssize_t)sizeof(head) ||
	    memcmp(head.ident, ELFMAG, SELFMAG) != 0)
		return -ENOEXEC;
	*kind = (struct kind){ head.ident[EI_CLASS], head.ident[EI_DATA],
			       head.ident[EI_DATA] == ELFDATA2MSB
				       ? be16toh(head.machine)
				       : le16toh(head.machine) };
	return 0;
}

static bool kind_is(const struct kind *a, const struct kind *b)
{
	return a->class == b->class && a->order == b->order && a->machine == b->machine;
}

static char *kind_text(const struct kind *kind)
{
	return mem_printf("%s-bit, %s-endian, ELF machine %u",
			  kind->class == ELFCLASS64 ? "64" : "32",
			  kind->order == ELFDATA2MSB ? "big" : "little", kind->machine);
}

/* Links in the tree lead to files of the tree.  NULL: none of them is there. */
static const char *tree_kind(int tree, struct kind *kind)
{
	static const char *const names[] = { "sbin/init", "usr/lib/systemd/systemd",
					     "bin/sh", "bin/bash" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int fd CLEANUP_FD = intree_open(tree, names[i], O_RDONLY, 0);

		if (fd >= 0 && kind_read(fd, kind) == 0)
			return names[i];
	}
	return NULL;
}

static int compare(struct log *log, const char *program, const char *arch,
		   const char *tree, int fd)
{
	int folder CLEANUP_FD = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct kind own, wanted;
	const char *name = folder < 0 ? NULL : tree_kind(folder, &wanted);

	if (folder < 0)
		return log_fail(log, errno, "cannot open %s: %s", tree, strerror(errno));
	if (!name)
		return 0;
	if (kind_read(fd, &own) < 0)
		return log_fail(log, ENOEXEC, "the node program %s is no ELF file",
				program);
	if (!kind_is(&own, &wanted)) {
		char *ours CLEANUP_FREE = kind_text(&own);
		char *theirs CLEANUP_FREE = kind_text(&wanted);

		return log_fail(log, ENOEXEC,
				"the node program %s (%s) is not for the nodes of this "
				"image: its arch is %s, and %s/%s in its tree is %s; set "
				"arch to what was built and run genimage, or build the "
				"node program again",
				program, ours, arch, tree, name, theirs);
	}
	return 0;
}

int program_check(struct log *log, const char *program, const char *arch,
		  const char *tree)
{
	int fd CLEANUP_FD = open(program, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return log_fail(
			log, errno,
			"there is no node program for %s nodes: %s: %s; build "
			"stateless after `packaging/install foreign` and "
			"`packaging/sysroot build/sysroot %s` (docs/platforms.md), or "
			"install it",
			arch, program, strerror(errno), arch);
	return compare(log, program, arch, tree, fd);
}
