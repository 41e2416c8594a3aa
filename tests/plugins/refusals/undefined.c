/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/refusals/undefined.c - a plugin that wants a function of the core.
 */
#include <stateless/plugin.h>

int core_function(void);

static int hook(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	return core_function();
}

static const char *const names[] = { "undefined", NULL };
static const struct sl_packimage table = { .size = SL_SIZE_OF(struct sl_packimage),
					   .names = names,
					   .pack = hook };

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "undefined",
	.version = "1",
	.summary = "wants a function of the core",
	.packimage = &table,
};
