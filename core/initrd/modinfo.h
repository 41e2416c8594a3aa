/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modinfo.h - what a kernel module says about itself.
 */
#ifndef INITRD_MODINFO_H
#define INITRD_MODINFO_H

#include "core/base/strv.h"

/* Adds the value of every "key=value" of the section .modinfo (NUL-ended texts; written
 * by the MODULE_* macros of include/linux/module.h).  elf: a module as the kernel takes
 * it, of any architecture.  0, also when there is no such section; -ENOEXEC: not ELF. */
int modinfo_values(const void *elf, size_t bytes, const char *key,
		   struct strv *values) MUST_CHECK;

#endif
