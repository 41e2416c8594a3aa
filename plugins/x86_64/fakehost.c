/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/fakehost.c - a core that only notes what a hook hands back.
 */
#include "fakehost.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake *of(struct sl_job *job)
{
	return (struct fake *)job;
}

SL_PRINTF(2, 3)
static void note(struct sl_job *job, const char *fmt, ...)
{
	struct fake *fake = of(job);
	size_t n = strlen(fake->notes);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(fake->notes + n, sizeof(fake->notes) - n, fmt, ap);
	va_end(ap);
}

SL_PRINTF(3, 0)
static int fake_fail(struct sl_job *job, int err, const char *fmt, va_list ap)
{
	vsnprintf(of(job)->said, sizeof(of(job)->said), fmt, ap);
	of(job)->fails++;
	return -err;
}

static const struct sl_image *fake_image(struct sl_job *job)
{
	return of(job)->image;
}

static const char *fake_path(struct sl_job *job, int which)
{
	return which == SL_TREE ? of(job)->tree : of(job)->work;
}

static const char *fake_opt(struct sl_job *job, const char *name)
{
	const struct sl_option *option = sl_plugin_0.opts;

	for (size_t i = 0; i < 8 && of(job)->options[i][0]; i++)
		if (strcmp(of(job)->options[i][0], name) == 0)
			return of(job)->options[i][1];
	while (option->type && strcmp(option->name, name) != 0)
		option++;
	return option->type ? option->fallback : NULL;
}

static int64_t fake_opt_int(struct sl_job *job, const char *name)
{
	const char *value = fake_opt(job, name);

	return value && (strcmp(value, "yes") == 0 || atoi(value));
}

static int fake_openat(struct sl_job *job, const char *path, int flags, unsigned mode)
{
	char full[4096];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", of(job)->tree, path);
	fd = open(full, flags | O_CLOEXEC, mode);
	return fd < 0 ? -errno : fd;
}

static int fake_add_output(struct sl_job *job, int role, const char *name,
			   const char *file)
{
	(void)file;
	note(job, "output %d %s\n", role, name);
	return 0;
}

static int fake_add_file(struct sl_job *job, int place, const char *path, unsigned mode,
			 const void *data, size_t len)
{
	size_t n = len < FAKE_LOG - 1 ? len : FAKE_LOG - 1;

	memcpy(of(job)->data, data, n);
	of(job)->data[n] = '\0';
	note(job, "file %d %s %o %zu\n", place, path, mode, len);
	return 0;
}

static int fake_add_dhcp(struct sl_job *job, const struct sl_boot *boot,
			 const struct sl_dhcp *rule)
{
	note(job, "dhcp %s arch %d user %s vendor %s file %s\n",
	     boot ? boot->node->name : "all", rule->client_arch,
	     rule->user_class ? rule->user_class : "-",
	     rule->vendor_class ? rule->vendor_class : "-", rule->file);
	return 0;
}

static int fake_add_arg(struct sl_job *job, const char *arg)
{
	note(job, "%s\n", arg);
	return 0;
}

static const struct sl_host host = {
	.size = SL_SIZE_OF(struct sl_host),
	.fail = fake_fail,
	.image = fake_image,
	.path = fake_path,
	.opt = fake_opt,
	.opt_int = fake_opt_int,
	.openat = fake_openat,
	.add_output = fake_add_output,
	.add_file = fake_add_file,
	.add_dhcp = fake_add_dhcp,
	.add_arg = fake_add_arg,
};

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->job.host = &host;
}
