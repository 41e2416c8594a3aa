/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/medium.h - installation media of SUSE Linux Enterprise and openSUSE.
 */
#ifndef SLES_MEDIUM_H
#define SLES_MEDIUM_H

#include <stateless/plugin.h>

/* The genimage hook `medium`: by media.1/products and media.1/media. */
int medium_recognise(struct sl_job *, void *self);

#endif
