/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/refusals/bad.c - a plugin with one defect.
 *
 * The build gives each field a value; one of them is wrong.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <stateless/plugin.h>

/* Whoever loads this file runs this. */
__attribute__((constructor)) static void leave_a_trace(void)
{
	const char *path = getenv("CONSTRUCTED");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
}

static int hook(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	return 0;
}

static const struct sl_option no_options[] = { { .type = 0 } };
static const struct sl_option bad_default[] = {
	{ SL_STRING, SL_IN_SITE, "compression", "lzo", "gzip|xz", "compressor" },
	{ .type = 0 },
};
static const struct sl_option twice[] = {
	{ SL_INT, SL_IN_SITE, "level", NULL, NULL, "level" },
	{ SL_INT, SL_IN_SITE, "level", NULL, NULL, "level" },
	{ .type = 0 },
};
static const struct sl_option bad_type[] = {
	{ 42, SL_IN_SITE, "level", NULL, NULL, "level" },
	{ .type = 0 },
};
static const struct sl_option *const options[] = { no_options, bad_default, twice,
						   bad_type };

static const char *const names[] = { NAME, NULL };

static const struct sl_packimage whole = { .size = SL_SIZE_OF(struct sl_packimage),
					   .names = names,
					   .pack = hook };
static const struct sl_packimage no_pack = { .size = SL_SIZE_OF(struct sl_packimage),
					     .names = names };
static const struct sl_packimage no_names = { .size = SL_SIZE_OF(struct sl_packimage),
					      .pack = hook };
static const struct sl_genimage no_install = { .size = SL_SIZE_OF(struct sl_genimage),
					       .names = names };
static const struct sl_bootloader no_render = { .size = SL_SIZE_OF(struct sl_bootloader),
						.names = names,
						.archs = names };
static const void *const unused[] = { &options,  &whole,      &no_pack,
				      &no_names, &no_install, &no_render };

extern SL_EXPORT const struct sl_plugin SYMBOL;
const struct sl_plugin SYMBOL = {
	.head = { .magic = MAGIC,
		  .abi = ABI,
		  .size = SIZE,
		  .opt_size = OPT_SIZE,
		  .unused = sizeof(unused) / sizeof(unused[0]) == 0 },
	.name = NAME,
	.version = "1",
	.summary = "a plugin with one defect",
	.opts = OPTS,
	.genimage = GENIMAGE,
	.packimage = PACKIMAGE,
	.bootloader = BOOTLOADER,
};
