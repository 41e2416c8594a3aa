/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernels.h - the kernels that a finished tree has.
 */
#ifndef LIB_KERNELS_H
#define LIB_KERNELS_H

#include <stateless/plugin.h>

/* add_kernel() for each folder of lib/modules that has a kernel, whatever its file is
 * called and wherever it lies.  0, or -errno after saying why. */
int kernels_report(struct sl_job *);

/* depmod_index() for each of them.  The same. */
int kernels_index(struct sl_job *);

#endif
