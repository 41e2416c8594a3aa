/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs_output.h - objects as lsdef prints them.
 */
#ifndef CLI_DEFS_OUTPUT_H
#define CLI_DEFS_OUTPUT_H

#include "core/inventory/inventory.h"
#include "core/plugin/registry.h"

#include <jansson.h>

enum defs_form { DEFS_NAMES, DEFS_LONG, DEFS_STANZA, DEFS_JSON };

struct defs_output {
	enum defs_form form;
	const struct registry *registry; /* knows which attributes are secret */
	struct strv keys;                /* only these; none: all. Freed by end() */
	json_t *json;
	size_t n; /* objects so far */
};

void defs_output_begin(struct defs_output *);
void defs_output_add(struct defs_output *, const struct object *);
void defs_output_end(struct defs_output *);

#endif
