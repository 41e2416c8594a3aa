/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubefi.h - what a GRUB 2 that UEFI starts was built with.
 *
 * Its PE file has a section "mods": struct grub_module_info (32 or 64 bits by the machine),
 * then its modules and strings, each behind a struct grub_module_header
 * (include/grub/kernel.h of GRUB); docs.microsoft.com, "PE Format", for the file around it.
 */
#ifndef LIB_GRUBEFI_H
#define LIB_GRUBEFI_H

#include <stddef.h>

enum { GRUBEFI_PREFIX = 256 };

struct grubefi {
	char prefix
		[GRUBEFI_PREFIX]; /* where it looks for its configuration, "/EFI/redhat";
				      * "": in the folder that it was loaded from */
	int http;                 /* it can load by HTTP */
};

/* 0, or -1: it is no GRUB for 64-bit UEFI, or one of a form that is not known. */
int grubefi_parse(const void *data, size_t bytes, struct grubefi *);

#endif
