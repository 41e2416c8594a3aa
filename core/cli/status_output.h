/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/status_output.h - the three forms in which the status of nodes is printed.
 */
#ifndef CLI_STATUS_OUTPUT_H
#define CLI_STATUS_OUTPUT_H

#include "units.h"

#include "core/serve/nodestatus.h"

#include <jansson.h>

struct status_output {
	bool full;
	int width;    /* of the longest name */
	json_t *json; /* NULL: for people    */
};

/* names: all that may be added.  Everything goes to standard output. */
void status_output_begin(struct status_output *, bool json, bool full,
			 const struct strv *names);
void status_output_add(struct status_output *, const struct nodestatus *);
void status_output_end(struct status_output *);

/* Seconds as people read an age: "12s", "3m", "2h", "5d"; "-" when negative. */
void status_output_age(int64_t seconds, char text[UNITS_ROOM]);

#endif
