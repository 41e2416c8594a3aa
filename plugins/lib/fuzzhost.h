/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fuzzhost.h - what fuzz targets of plugins have in common.
 */
#ifndef LIB_FUZZHOST_H
#define LIB_FUZZHOST_H

#include "fakehost.h"

#include <stddef.h>
#include <stdint.h>

/* libFuzzer calls it for each input.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The core for one input: always the same one, which has forgotten the inputs before.
 * data: the folder SL_DATA, or NULL: an empty one.  Aborts without memory. */
struct fake *fuzz_host(const char *data);

/* The bytes up to the first NUL as text, for the caller to free.  Aborts without memory. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Puts the small files of a medium into the tree: what is up to the first line "==" is the
 * first, what is behind it the second (NULL: all of it is the first). */
void fuzz_medium_put(struct fake *, const uint8_t *data, size_t size, const char *first,
		     const char *second);

/* Aborts where the hook `medium`, which returned `bid`, told of a medium by halves, or
 * refused it without saying why once. */
void fuzz_medium_check(const struct fake *, int bid);

#endif
