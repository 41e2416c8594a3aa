/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/elf.h - for which machine a program is, and what it needs to start.
 *
 * Format: the ELF specification (System V gABI), class 64, little-endian; other classes and
 * orders tell their machine only.
 */
#ifndef MIC_ELF_H
#define MIC_ELF_H

#include "plugins/lib/args.h"

enum { ELF_NAME = 64, ELF_K1OM = 181 /* which elf.h of glibc calls K10M */ };

struct elf {
	unsigned machine;        /* e_machine */
	const char *interpreter; /* in the file's memory; NULL: none */
	const char *rpath;       /* DT_RUNPATH, else DT_RPATH; NULL: none */
	struct args needed;      /* DT_NEEDED */
};

/* 1: it is ELF; 0: it is none; -1: it is damaged, *why says how.  elf_fini() is due after 1
 * and -1. */
int elf_read(const unsigned char *data, size_t n, struct elf *, const char **why);
void elf_fini(struct elf *);

/* "k1om", "x86_64", ... or "machine 243", into ELF_NAME bytes. */
const char *elf_machine(unsigned machine, char name[ELF_NAME]);

#endif
