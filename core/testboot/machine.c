/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/machine.c - the emulated node.
 */
#include "machine.h"
#include "agent.h"
#include "network.h"

#include "core/base/exec.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/job/job.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONSOLE_LINES = 30 };

static int add_arg(void *owner, const char *arg)
{
	strv_add(owner, arg);
	return 0;
}

static int ask_platform(struct log *log, struct machine *machine)
{
	static const struct job_ops ops = { .add_arg = add_arg };
	const struct sl_machine wanted = {
		.size = SL_SIZE_OF(struct sl_machine),
		.cpus = machine->request->cpus,
		.memory = machine->request->memory,
		.firmware = machine->firmware,
		.mac = NETWORK_MAC,
		.netdev = "net0",
	};
	struct job job = {
		.log = log,
		.plugin = machine->platform,
		.folders = { [SL_WORK] = machine->folder,
			     [SL_DATA] = machine->platform->data },
		.tree = -1,
		.scopes = { &machine->request->site->settings },
		.ops = &ops,
		.owner = &machine->argv,
		.note = machine->note,
		.limit = (unsigned)site_number(machine->request->site, "hook_timeout"),
	};
	int rc;

	if (!machine->platform->bootloader.emulate)
		return log_fail(log, ENOTSUP,
				"platform %s has no emulator for test boots",
				machine->platform->p.name);
	rc = job_open(&job);
	if (rc < 0)
		return rc;
	job_enter(&job, "emulate");
	rc = job_leave(&job, machine->platform->bootloader.emulate(&job.border, job.self,
								   &wanted));
	job_close(&job);
	return rc;
}

static void add_the_rest(struct machine *machine)
{
	struct strv *argv = &machine->argv;
	const struct testboot_request *request = machine->request;

	strv_split(argv, "-accel tcg -display none -monitor none -no-reboot -m", " ");
	strv_addf(argv, "%lluM", (unsigned long long)(request->memory >> 20));
	strv_add(argv, "-smp");
	strv_addf(argv, "%u", request->cpus);
	strv_add(argv, "-serial");
	strv_addf(argv, "file:%s", machine->console);
	strv_add(argv, "-netdev");
	strv_add(argv, "tap,id=net0,ifname=" NETWORK_TAP ",script=no,downscript=no");
	strv_add(argv, "-object");
	strv_add(argv, "rng-random,id=rng0,filename=/dev/urandom");
	strv_add(argv, "-device");
	strv_add(argv, "virtio-rng-pci,rng=rng0");
	strv_add(argv, "-device");
	strv_add(argv, "virtio-serial-pci");
	strv_add(argv, "-chardev");
	strv_add(argv, "socket,id=run0,path=port,server=on,wait=off");
	strv_add(argv, "-device");
	strv_add(argv, "virtserialport,chardev=run0,name=" AGENT_PORT);
}

int machine_plan(struct log *log, struct machine *machine)
{
	int rc = ask_platform(log, machine);

	machine->console = path_join(machine->folder, "console");
	if (rc == 0)
		add_the_rest(machine);
	return rc;
}

pid_t machine_start(struct log *log, const struct machine *machine)
{
	char *output CLEANUP_FREE = path_join(machine->folder, "emulator.log");
	const struct exec exec = { .argv = strv_argv(&machine->argv),
				   .output = output,
				   .folder = machine->folder };

	return exec_start(log, &exec);
}

/* A node's console may hold anything: only what prints is shown. */
static void say_line(struct log *log, char *line)
{
	struct str clean CLEANUP_STR = { 0 };

	for (const char *c = line; *c; c++)
		if (isprint((unsigned char)*c) || *c == '\t')
			str_addn(&clean, c, 1);
	log_fail(log, EIO, "  | %s", str_text(&clean));
}

void machine_say_console(struct log *log, const struct machine *machine)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };

	if (!path_exists(machine->console) ||
	    file_read(log, machine->console, 64 << 20, &text) < 0)
		return;
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] == '\0')
			text.s[i] = '?';
	strv_split(&lines, str_text(&text), "\r\n");
	log_fail(log, EIO, "the end of the node's console:");
	for (size_t i = lines.n > CONSOLE_LINES ? lines.n - CONSOLE_LINES : 0;
	     i < lines.n; i++)
		say_line(log, lines.v[i]);
}

void machine_fini(struct machine *machine)
{
	free(machine->console);
	strv_fini(&machine->argv);
}
