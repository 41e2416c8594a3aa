/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/careless/careless.c - plugins that load well and break one rule.
 *
 * The build chooses the hook by PACK: the checker must see what it does.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stateless/plugin.h>

#define HOOK(name) static int name(struct sl_job *job, void *self)

HOOK(prints)
{
	(void)job;
	(void)self;
	puts("hello");
	fflush(stdout);
	return 0;
}

HOOK(complains)
{
	(void)job;
	(void)self;
	fputs("hello\n", stderr);
	return 0;
}

HOOK(wanders)
{
	(void)job;
	(void)self;
	return chdir("/");
}

HOOK(unmasks)
{
	(void)job;
	(void)self;
	umask(0);
	return 0;
}

HOOK(exports)
{
	(void)job;
	(void)self;
	return setenv("CARELESS", "yes", 1);
}

HOOK(keeps_open)
{
	int fd = job->host->openat(job, "etc/os-release", O_RDONLY, 0);

	(void)self;
	return fd < 0 ? fd : 0;
}

HOOK(blocks)
{
	sigset_t set;

	(void)job;
	(void)self;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	return sigprocmask(SIG_BLOCK, &set, NULL);
}

HOOK(fails_silently)
{
	(void)job;
	(void)self;
	return -EIO;
}

HOOK(fails_twice)
{
	(void)self;
	sl_fail(job, EIO, "once");
	return sl_fail(job, EIO, "twice");
}

HOOK(says_and_goes_on)
{
	(void)self;
	sl_fail(job, EIO, "never mind");
	return 0;
}

HOOK(ignores)
{
	(void)self;
	sl_run(job, 0, "true");
	return 0;
}

HOOK(returns_a_count)
{
	(void)job;
	(void)self;
	return 3;
}

HOOK(crashes)
{
	(void)job;
	(void)self;
	abort();
}

HOOK(leaves)
{
	(void)job;
	(void)self;
	_exit(0);
}

HOOK(asks_for_what_it_never_declared)
{
	(void)self;
	sl_opt(job, "level");
	return 0;
}

HOOK(invents_a_role)
{
	(void)self;
	return job->host->add_output(job, 99, "root", "root");
}

typedef int (*hook)(struct sl_job *, void *);
static const hook all[] = {
	prints,           complains,      wanders,
	unmasks,          exports,        keeps_open,
	blocks,           fails_silently, fails_twice,
	says_and_goes_on, ignores,        returns_a_count,
	crashes,          leaves,         asks_for_what_it_never_declared,
	invents_a_role,
};

static const struct sl_option opts[] = {
	{ SL_INT, SL_IN_SITE, "number", NULL, NULL, "a number" },
	{ .type = 0 },
};

static const char *const names[] = { NAME, NULL };
static const struct sl_packimage table = { .size = SL_SIZE_OF(struct sl_packimage),
					   .flags = sizeof(all) == 0,
					   .names = names,
					   .pack = PACK };

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = NAME,
	.version = "1",
	.summary = "breaks one rule",
	.opts = opts,
	.packimage = &table,
};
