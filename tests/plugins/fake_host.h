/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/fake_host.h - a core that notes what a plugin's hooks do and hand back.
 *
 * Nothing is run; files are opened and written in folders[SL_TREE], which must be a real
 * folder then.
 */
#ifndef PLUGINS_FAKE_HOST_H
#define PLUGINS_FAKE_HOST_H

#include "core/base/str.h"

#include <stateless/plugin.h>

enum { FAKE_FOLDERS = SL_STATE + 1, FAKE_OPTIONS = 16 };

/* Fill what the hooks may ask for after fake_host_init(). */
struct fake_host {
	struct sl_job border; /* first: what hooks are given */
	const struct sl_option *opts;
	const struct sl_image *image;
	const struct sl_image *const
		*used; /* what used_image() gives behind it, or NULL */
	const char *asked;
	const char *folders[FAKE_FOLDERS];    /* by enum sl_folder                   */
	const char *options[FAKE_OPTIONS][2]; /* name, value; a list's name repeated */
	const char *node_options[FAKE_OPTIONS][2]; /* of every node                   */
	const char *const *kernel_has; /* "CONFIG_..."; NULL: it has all      */
	const char *const *networks;   /* what network() gives, or NULL       */
	const char *const *lines;      /* what run() gives to line(), or NULL */
	unsigned fail_at; /* which of the calls that can fail does, from 1; 0: none   */

	unsigned calls;    /* that could fail, so far                                 */
	unsigned fails;    /* failures on record: fail() of the plugin, and ours      */
	struct str notes;  /* a line per call, as "run mkfs.x -a b"                   */
	struct str data;   /* bytes of the last write() or add_file()                 */
	struct str said;   /* the last failure                                        */
	struct str defect; /* what the plugin did against the border's rules, or ""   */
};

/* opts: the plugin's, for fallbacks; may be NULL. */
void fake_host_init(struct fake_host *, const struct sl_option *opts);
void fake_host_fini(struct fake_host *);

/* Is the line among the notes? */
bool fake_host_noted(const struct fake_host *, const char *line);

#endif
