/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/depmod.h - the index of a kernel's modules, which initrds are made by.
 */
#ifndef LIB_DEPMOD_H
#define LIB_DEPMOD_H

#include <stateless/plugin.h>

/* Has depmod(8) make the index of lib/modules/VERSION where there is none, or where it
 * does not fit the driver updates (modules outside of the folder `kernel`): one is not in
 * it, or one that it names is gone.  A folder without modules of a kernel is left alone.
 * 0, or -errno after saying why. */
int depmod_index(struct sl_job *, const char *version);

#endif
