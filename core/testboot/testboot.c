/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/testboot.c - one emulated node, from its NIC's ROM to the image's
 * services.
 */
#include "testboot.h"
#include "agent.h"
#include "firmware.h"
#include "machine.h"
#include "network.h"
#include "platform.h"
#include "scene.h"
#include "show.h"
#include "watch.h"

#include "core/base/exec.h"
#include "core/base/path.h"
#include "core/job/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_MS = 120000 };

struct testboot {
	struct log *log;
	struct scene scene;
	struct machine machine;
};

static void print(void *arg, const char *bytes, size_t n)
{
	fwrite(bytes, 1, n, arg);
	fflush(arg);
}

/* With --json the report alone is on standard output. */
static int run_commands(struct testboot *test)
{
	const struct testboot_request *request = test->scene.request;
	FILE *out = request->json ? stderr : stdout;
	int folder CLEANUP_FD =
		open(test->scene.folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* A socket's path has room for 107 characters only. */
	char *port CLEANUP_FREE = mem_printf("/proc/self/fd/%d/port", folder);
	struct agent agent;
	int rc, worst = 0;

	if (request->commands->n == 0)
		return 0;
	rc = agent_open(test->log, port, &agent);
	agent.stop = request->stop;
	for (size_t i = 0; rc == 0 && i < request->commands->n; i++) {
		int status = 0;

		rc = agent_run(test->log, &agent, request->commands->v[i], COMMAND_MS,
			       print, out, &status);
		if (rc == 0 && status)
			worst = log_fail(test->log, ECHILD,
					 "on the node, `%s` ended with status %d",
					 request->commands->v[i], status);
	}
	agent_close(&agent);
	return rc < 0 ? rc : worst;
}

static int boot_and_ask(struct testboot *test)
{
	struct wire_report report = { 0 };
	int64_t start = log_now_ms();
	pid_t emulator = machine_start(test->log, &test->machine);
	int rc;

	if (emulator < 0)
		return emulator;
	rc = watch_until_up(test->log, &test->scene, emulator, &report);
	if (rc == 0) {
		show_report(&test->machine, &report, log_now_ms() - start);
		rc = run_commands(test);
	} else if (rc != -ECANCELED) {
		machine_say_console(test->log, &test->machine);
	}
	exec_stop(emulator, 1000);
	return rc;
}

/* In the worker: its namespaces take everything with them. */
static int work(void *arg, struct worker_note *note)
{
	struct testboot *test = arg;
	int rc = network_make(test->log);

	test->machine.note = note;
	test->scene.note = note;
	if (rc == 0)
		rc = scene_make(test->log, &test->scene);
	if (rc == 0)
		rc = machine_plan(test->log, &test->machine);
	if (rc == 0)
		rc = scene_start(test->log, &test->scene);
	if (rc == 0)
		rc = boot_and_ask(test);
	if (rc == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		rc = log_fail(test->log, EIO, "cannot write the output");
	machine_fini(&test->machine);
	scene_stop(&test->scene);
	return rc;
}

/* A node that cannot hold the image is refused before it boots.  What its kernel takes is
 * known to the node only, which compares again. */
static int check_memory(struct log *log, const struct testboot_request *request)
{
	const struct wire_manifest *manifest = &request->generation->manifest;
	uint64_t need = wire_manifest_need(manifest, request->cpus);

	if (request->memory >= need)
		return 0;
	return log_fail(log, ENOMEM,
			"a node with %llu MB cannot run image %s: without its kernel it "
			"needs %llu MB; give it more by --memory",
			(unsigned long long)(request->memory >> 20), manifest->image,
			(unsigned long long)((need >> 20) + 1));
}

static int make_folder(struct log *log, struct testboot *test)
{
	const char *rundir = test->scene.request->site->rundir;
	int rc = path_make_folders(log, rundir, 0755);

	test->scene.folder = mem_printf("%s/testboot-XXXXXX", rundir);
	if (rc == 0 &&
	    (!mkdtemp(test->scene.folder) || chmod(test->scene.folder, 0755) != 0))
		rc = log_fail(log, errno, "cannot make the folder %s: %s",
			      test->scene.folder, strerror(errno));
	return rc;
}

static int run(struct log *log, const struct testboot_request *request)
{
	struct testboot test = { .log = log,
				 .scene = { .request = request },
				 .machine = { .request = request } };
	int rc = platform_find(log, request, &test.scene.platform);

	if (rc == 0)
		rc = firmware_choose(log, test.scene.platform, request->firmware,
				     &test.scene.firmware);
	if (rc == 0)
		rc = check_memory(log, request);
	if (rc == 0)
		rc = make_folder(log, &test);
	if (rc < 0) {
		free(test.scene.folder);
		return rc;
	}
	test.machine.platform = test.scene.platform;
	test.machine.firmware = test.scene.firmware;
	test.machine.folder = test.scene.folder;
	rc = worker_run(log, work, &test, request->stop);
	if (request->keep)
		printf("console, logs and boot files are kept in %s\n",
		       test.scene.folder);
	else if (path_remove(log, test.scene.folder) < 0)
		log_warn(log, "%s is left over", test.scene.folder);
	free(test.scene.folder);
	return rc;
}

int testboot_run(struct log *log, const struct testboot_request *request)
{
	struct testboot_request chosen = *request;
	char *platform CLEANUP_FREE =
		request->platform ? NULL : platform_of_image(request);

	if (platform)
		chosen.platform = platform;
	return run(log, &chosen);
}
