/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/ref.c - IMAGE[:METHOD][@GENERATION].
 */
#include "generation.h"

#include "core/base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int image_ref_parse(struct log *log, const char *text, struct image_ref *ref)
{
	const char *at = strchr(text, '@');
	size_t n = at ? (size_t)(at - text) : strlen(text);
	const char *colon = memchr(text, ':', n);

	*ref = (struct image_ref){ 0 };
	ref->image = mem_ndup(text, colon ? (size_t)(colon - text) : n);
	if (colon)
		ref->method = mem_ndup(colon + 1, n - (size_t)(colon + 1 - text));
	if (at)
		ref->generation = mem_dup(at + 1);
	if (path_is_name(ref->image) && (!ref->method || path_is_name(ref->method)) &&
	    (!ref->generation || path_is_name(ref->generation)))
		return 0;
	image_ref_fini(ref);
	return log_fail(
		log, EINVAL,
		"\"%s\" names no image: write IMAGE, IMAGE:METHOD, IMAGE@GENERATION or "
		"IMAGE:METHOD@GENERATION",
		text);
}

void image_ref_fini(struct image_ref *ref)
{
	free(ref->image);
	free(ref->method);
	free(ref->generation);
	*ref = (struct image_ref){ 0 };
}
