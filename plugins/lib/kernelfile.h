/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernelfile.h - what form a kernel's file has, and for which machine it is.
 *
 * Forms: Documentation/arch/x86/boot.rst (bzImage), Documentation/arch/arm64/booting.rst
 * (Image), drivers/firmware/efi/libstub/zboot-header.S (EFI zboot), RFC 1952 (gzip), the
 * ELF specification (vmlinux), Microsoft's "PE Format" (EFI programs and their signatures).
 */
#ifndef LIB_KERNELFILE_H
#define LIB_KERNELFILE_H

#include <stateless/plugin.h>

enum kernelfile_form {
	KERNELFILE_OTHER,
	KERNELFILE_BZIMAGE,
	KERNELFILE_IMAGE, /* of arm64, with or without an EFI stub */
	KERNELFILE_ZBOOT, /* an EFI program that unpacks the kernel */
	KERNELFILE_GZIP,  /* the machine shows when it is unpacked  */
	KERNELFILE_ELF
};

enum { KERNELFILE_HEAD = 1024 }; /* bytes that kernelfile_parse() can use */

struct kernelfile {
	enum kernelfile_form form;
	const char *arch; /* as uname -m spells it, of 64-bit kernels; NULL: not known */
	int efi;          /* starts as an EFI program                                 */
	int is_signed; /* the PE header names a certificate table; whose, is not known */
	unsigned page_kb; /* of KERNELFILE_IMAGE that says so: 4, 16 or 64; else 0    */
};

/* Never fails: what it does not know is KERNELFILE_OTHER. */
void kernelfile_parse(const unsigned char *head, size_t bytes, struct kernelfile *);

/* Reads the head of a file in the tree.  0, or -errno after saying why. */
int kernelfile_read(struct sl_job *, const char *file, struct kernelfile *);

/* In words, for messages: "an arm64 Image". */
const char *kernelfile_name(enum kernelfile_form);

#endif
