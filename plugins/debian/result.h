/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result.h - what the finished tree has: kernels and packages.
 */
#ifndef DEBIAN_RESULT_H
#define DEBIAN_RESULT_H

#include <stateless/plugin.h>

/* Hands every kernel of lib/modules to the core: 0, or -errno after saying why. */
int result_kernels(struct sl_job *);

/* Hands every installed package of dpkg's database to the core. */
int result_packages(struct sl_job *);

#endif
