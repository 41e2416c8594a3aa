/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/emulator.h - do programs of the image's architecture run while it is built?
 *
 * The kernel hands them to the emulators registered in binfmt_misc (its documentation:
 * admin-guide/binfmt-misc.rst).  A file there, NAME, is one registration:
 *
 *   enabled                     or: disabled
 *   interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
 *   flags: PF                   F: opened when it was registered, so that it is at hand
 *   offset 0                    in a tree that does not have it
 *   magic 7f454c46...           bytes of the program from the offset on
 *   mask ffffffff...            bits of them that count; no such line: all of them
 */
#ifndef LIB_EMULATOR_H
#define LIB_EMULATOR_H

#include <stateless/plugin.h>

#define EMULATOR_PLACE "/proc/sys/fs/binfmt_misc"

enum emulator_state {
	EMULATOR_NONE, /* nothing takes such programs */
	EMULATOR_OFF,  /* what takes them is disabled */
	EMULATOR_LATE, /* it would be looked for in the tree */
	EMULATOR_FIT,
};

/* A registration that takes programs of a machine; the best of several. */
struct emulator {
	enum emulator_state state;
	char name[64];
};

/* What the folder's registrations make of a machine's programs.  machine: as uname -m
 * names it; -EINVAL when it is none that is known here, else 0. */
int emulator_find(const char *folder, const char *machine, struct emulator *);

/* Says what to type to get from there to one that fits; mounted: binfmt_misc was.  -ENOEXEC,
 * or -ENOMEM with nothing said. */
int emulator_refuse(struct sl_job *, const char *machine, const struct emulator *,
		    int mounted);

/* Programs of that machine run in the tree: 0, -EINVAL when there is none such, or -ENOEXEC
 * after saying what to type.
 * Mounts binfmt_misc when it is not: call it in a mount namespace of its own, as a hook
 * with I/O has. */
int emulator_check(struct sl_job *, const char *machine);

#endif
