/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/platform.h - which kind of machine a test boot emulates.
 */
#ifndef TESTBOOT_PLATFORM_H
#define TESTBOOT_PLATFORM_H

#include "testboot.h"

/* The first of the image's `platforms` that has an emulator, else the first of them, so that
 * it is named when it cannot boot.  NULL: the image lists none, or its definition is gone,
 * which a generation outlives.  The caller frees it. */
char *platform_of_image(const struct testboot_request *);

/* The plugin of request->platform; NULL there: that of the image's architecture.  0, or
 * -ENOENT, said. */
int platform_find(struct log *, const struct testboot_request *,
		  const struct plugin **) MUST_CHECK;

#endif
