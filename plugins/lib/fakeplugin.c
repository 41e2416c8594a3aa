/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fakeplugin.c - a plugin without hooks, for the tests of this folder.
 */
#include "rpmtree.h"

static const struct sl_option options[] = {
	RPMTREE_OPTIONS,
	{ 0, 0, NULL, NULL, NULL, NULL },
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "fake",
	.opts = options,
};
