/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result.h - the packages that the finished tree has.
 */
#ifndef DEBIAN_RESULT_H
#define DEBIAN_RESULT_H

#include <stateless/plugin.h>

/* Hands every installed package of dpkg's database to the core: 0, or -errno after saying
 * why. */
int result_packages(struct sl_job *);

#endif
