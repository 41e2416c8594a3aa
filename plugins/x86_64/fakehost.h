/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/fakehost.h - a core that only notes what a hook hands back.
 */
#ifndef X86_64_FAKEHOST_H
#define X86_64_FAKEHOST_H

#include <stateless/plugin.h>

enum { FAKE_LOG = 65536 };

struct fake {
	struct sl_job job; /* first: what hooks see */
	const struct sl_image *image;
	const char *options[8][2]; /* name and value; unset: the table's fallback */
	const char *tree, *work;
	char said[1024];      /* the last failure */
	char notes[FAKE_LOG]; /* a line per call: "file PLACE PATH\n" ... */
	char data[FAKE_LOG];  /* of the last add_file */
	unsigned fails;
};

void fake_init(struct fake *);

#endif
