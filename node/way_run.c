/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_run.c - run: a program of the initrd mounts the root, and may stay.
 */
#include "fetch.h"
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/sl/run"
#define TARGET  "/sl/root" /* what the program is promised */

enum { MOUNT_MS = 300000, STEP_MS = 50, ENVIRONMENT = 12 };

struct environment {
	char *v[ENVIRONMENT + 1];
	size_t n;
};

static void put(struct environment *env, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct environment *env, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (env->n < ENVIRONMENT && vasprintf(&env->v[env->n], fmt, ap) > 0)
		env->n++;
	va_end(ap);
}

/* "http://10.0.0.1:80/netboot/... http://...": one for each server, in order */
static void put_urls(struct environment *env, const struct node *node, const char *name)
{
	char *text = NULL, server[SERVER_TEXT];
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return;
	for (unsigned i = 0; i < node->servers.n; i++)
		fprintf(out, "%shttp://%s%s/%s", i ? " " : "",
			server_text(&node->servers.v[i], server), node->words.root, name);
	if (fclose(out) == 0)
		put(env, "SL_URLS=%s", text);
	free(text);
}

static int put_chunks(struct environment *env, struct node *node,
		      const struct wire_artefact *artefact)
{
	struct chunks chunks;
	int rc = fetch_chunks(node, artefact, &chunks);

	if (rc < 0)
		return rc;
	if (chunks.list) {
		rc = sysfile_write("/sl/chunks", 0400, chunks.list, strlen(chunks.list));
		put(env, "SL_CHUNKS=/sl/chunks");
	}
	chunks_fini(&chunks);
	if (rc == 0)
		return 0;
	return console_fail(&node->console, -rc, "cannot write /sl/chunks: %s",
			    strerror(-rc));
}

/* A lazy root is told where its file lies and how to verify it; others get the file. */
static int describe(struct environment *env, struct node *node)
{
	const struct wire_manifest *manifest = &node->manifest;
	const struct wire_artefact *artefact =
		manifest->output ? wire_manifest_find(manifest, manifest->output) : NULL;
	char path[64];
	int rc = 0;

	put(env, "SL_TARGET=" TARGET);
	put(env, "SL_NODE=%s", node->words.node);
	put(env, "SL_WORDS=%s", manifest->words ? manifest->words : "");
	if (!artefact)
		return 0;
	put(env, "SL_BYTES=%" PRIu64, artefact->bytes);
	put(env, "SL_SHA256=%s", artefact->sha256);
	put_urls(env, node, artefact->name);
	if (manifest->flags & WAY_LAZY)
		return put_chunks(env, node, artefact);
	rc = way_fetch(node, path, sizeof(path));
	put(env, "SL_IMAGE=%s", path);
	return rc;
}

/* systemd spares a process whose argv[0] begins with '@' when it ends all others. */
static pid_t start(struct environment *env)
{
	static char name[] = "@stateless-root";
	char *argv[] = { name, NULL };
	pid_t pid = fork();

	if (pid != 0)
		return pid < 0 ? -errno : pid;
	setsid();
	sysfile_set("/proc/self/oom_score_adj", "-1000");
	execve(PROGRAM, argv, env->v);
	_exit(127);
}

/* Asks the kernel, not the file system: that may not answer before its server is ready.
 */
static int is_mounted(void)
{
	char *text;
	size_t n;
	int found;

	if (sysfile_load("/proc/self/mountinfo", 1 << 20, &text, &n) < 0)
		return 0;
	found = strstr(text, " " TARGET " ") != NULL;
	free(text);
	return found;
}

/* The program is done when the root is there; it may have ended by then, or stay. */
static int wait_mounted(struct node *node, pid_t pid)
{
	int64_t until = clock_ms() + MOUNT_MS;
	int status = 0, gone = 0;

	while (!is_mounted()) {
		if (gone)
			return console_fail(&node->console, EIO,
					    PROGRAM " ended with %s %d and mounted "
						    "nothing",
					    WIFSIGNALED(status) ? "signal" : "status",
					    WIFSIGNALED(status) ? WTERMSIG(status)
								: WEXITSTATUS(status));
		if (clock_ms() > until)
			return console_fail(&node->console, ETIMEDOUT,
					    PROGRAM " has not mounted the root within "
						    "%d s",
					    MOUNT_MS / 1000);
		gone = waitpid(pid, &status, WNOHANG) == pid;
		if (!gone)
			clock_sleep(STEP_MS);
	}
	node->stays = !gone && waitpid(pid, &status, WNOHANG) == 0;
	if (sysfile_make_folders(WAY_LOWER) == 0 &&
	    mount(TARGET, WAY_LOWER, NULL, MS_MOVE, NULL) == 0)
		return 0;
	return console_fail(&node->console, errno,
			    "cannot move the root to " WAY_LOWER ": %s", strerror(errno));
}

static int run_mount(struct node *node, const char *fstype)
{
	struct environment env = { 0 };
	pid_t pid;
	int rc;

	(void)fstype;
	rc = sysfile_make_folders(TARGET);
	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot make " TARGET ": %s",
				    strerror(-rc));
	rc = describe(&env, node);
	pid = rc == 0 ? start(&env) : rc;
	for (size_t i = 0; i < env.n; i++)
		free(env.v[i]);
	if (rc < 0)
		return rc;
	if (pid < 0)
		return console_fail(&node->console, (int)-pid,
				    "cannot start " PROGRAM ": %s", strerror((int)-pid));
	node->needs_network = 1;
	return wait_mounted(node, pid);
}

static void run_settle(struct node *node)
{
	(void)node;
}

const struct way way_run = { "run", run_mount, run_settle };
