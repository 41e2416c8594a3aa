/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_tar.c - tar: an archive that is unpacked into a tmpfs while it arrives.
 *
 * This process fetches and verifies; a child unpacks what comes through a pipe.  So the
 * archive is never in memory but for one chunk, and a second CPU is used.
 */
#include "fetch.h"
#include "memory.h"
#include "overlay_size.h"
#include "reporter.h"
#include "selinux.h"
#include "sysfile.h"
#include "unroot.h"
#include "unzstd.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { UNPACK_MS = 600000 /* for what is left when all has arrived */ };

struct result {
	int rc, has_policy;
	struct unroot unroot;
};

struct child {
	pid_t pid;
	int data, result; /* ends of pipes */
	uint64_t limit;   /* of the tmpfs, bytes */
};

static int mount_tmpfs(struct node *node, uint64_t bytes)
{
	char options[64];
	int rc = sysfile_make_folders(WAY_LOWER);

	snprintf(options, sizeof(options), "mode=0755,size=%" PRIu64, bytes);
	if (rc == 0 && mount("stateless", WAY_LOWER, "tmpfs", 0, options) != 0)
		rc = -errno;
	if (rc == 0)
		return 0;
	return console_fail(&node->console, -rc, "cannot make a tmpfs for the root: %s",
			    strerror(-rc));
}

/* ---- the child ---- */

static int load_policy(void *arg)
{
	struct node *node = arg;
	int rc = selinux_load(node, WAY_LOWER);

	return rc < 0 ? rc : node->has_policy;
}

static void unpack(struct node *node, int from, struct result *result)
{
	struct unzstd *unzstd = unzstd_new(from);
	struct untar_source source = { unzstd_read, unzstd };
	int root = open(WAY_LOWER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	result->unroot.policy = selinux_is_there() ? load_policy : NULL;
	result->unroot.arg = node;
	if (unzstd && root >= 0)
		result->rc = unroot(&result->unroot, root, &source);
	else
		result->rc = -ENOMEM;
	result->has_policy = node->has_policy;
}

static void run_child(struct node *node, int from, int to)
{
	struct result result = { 0 };

	umask(0);
	unpack(node, from, &result);
	sysfile_write_all(to, &result, sizeof(result));
	_exit(0);
}

static void close_pair(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

static int start_child(struct node *node, struct child *child)
{
	int data[2], result[2];

	if (pipe2(data, O_CLOEXEC) != 0)
		return -errno;
	if (pipe2(result, O_CLOEXEC) != 0) {
		close_pair(data);
		return -EMFILE;
	}
	child->pid = fork();
	if (child->pid < 0) {
		close_pair(data);
		close_pair(result);
		return -EAGAIN;
	}
	if (child->pid == 0) {
		close(data[1]);
		close(result[0]);
		run_child(node, data[0], result[1]);
	}
	close(data[0]);
	close(result[1]);
	child->data = data[1];
	child->result = result[0];
	return 0;
}

/* ---- this process ---- */

/* Sends the end, and waits until all is unpacked; a child that hangs, or whose archive
 * does not come, is ended. */
static int end_child(struct child *child, int is_whole, struct result *result)
{
	struct pollfd fd = { .fd = child->result, .events = POLLIN };
	ssize_t n = -1;

	if (!is_whole)
		kill(child->pid, SIGKILL);
	close(child->data);
	if (poll(&fd, 1, UNPACK_MS) == 1)
		n = read(child->result, result, sizeof(*result));
	if (n != sizeof(*result))
		kill(child->pid, SIGKILL);
	close(child->result);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
	return n == sizeof(*result) ? 0 : -EIO;
}

static int say_failure(struct node *node, const struct child *child,
		       const struct result *result)
{
	const char *output = node->manifest.output;

	if (result->rc == -ENOSPC)
		return console_fail(&node->console, ENOSPC,
				    "the root is full at %" PRIu64
				    " MB: %s; give the node more room "
				    "(overlay=) or memory",
				    child->limit / 1000000, result->unroot.why);
	return console_fail(&node->console, -result->rc, "cannot unpack %s: %s", output,
			    result->unroot.why[0] ? result->unroot.why
						  : strerror(-result->rc));
}

static int take_result(struct node *node, const struct child *child,
		       const struct result *result)
{
	const struct unroot *unroot = &result->unroot;

	if (result->rc < 0)
		return say_failure(node, child, result);
	node->has_policy = result->has_policy;
	node->asked_policy = 1;
	if (unroot->dropped)
		console_say(&node->console,
			    "this kernel's tmpfs does not hold %" PRIu64
			    " attributes of the image; the first is %s",
			    unroot->dropped, unroot->first_dropped);
	return 0;
}

/* A child that ended early knows the reason better than who could not write to it. */
static int fetch_and_unpack(struct node *node, const struct wire_artefact *artefact,
			    struct child *child)
{
	struct result result = { 0 };
	void (*before)(int);
	int rc = start_child(node, child), ended;

	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot start to unpack %s: %s",
				    artefact->name, strerror(-rc));
	before = signal(SIGPIPE, SIG_IGN);
	rc = fetch_artefact(node, artefact, child->data);
	signal(SIGPIPE, before);
	ended = end_child(child, rc == 0 || rc == -EPIPE, &result);
	wire_report_phase(&node->report, "fetch", (uint64_t)clock_ms());
	if (rc < 0 && rc != -EPIPE)
		return rc;
	if (ended < 0)
		return console_fail(&node->console, EIO,
				    "what unpacks %s was ended, or hangs",
				    artefact->name);
	if (rc == -EPIPE && result.rc == 0)
		result.rc = -EPIPE;
	return take_result(node, child, &result);
}

static int is_readonly(const struct node *node)
{
	return strcmp(node->words.overlay, "none") == 0;
}

/* What failed leaves no mount. */
static int tar_mount(struct node *node, const char *fstype)
{
	const struct wire_artefact *artefact = way_output(node);
	struct child child = { 0 };
	struct memory memory;
	int rc;

	if (!artefact)
		return -EINVAL;
	if (*fstype)
		return console_fail(&node->console, EINVAL,
				    "way %s: tar takes no more words",
				    node->manifest.way);
	memory_read(&memory);
	child.limit = overlay_room(node->words.overlay, node->manifest.resident,
				   memory.total, wire_manifest_system(&node->manifest));
	rc = mount_tmpfs(node, child.limit);
	if (rc < 0)
		return rc;
	rc = fetch_and_unpack(node, artefact, &child);
	if (rc == 0 && is_readonly(node) &&
	    mount(NULL, WAY_LOWER, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
		rc = console_fail(&node->console, errno,
				  "cannot make the root read-only: %s", strerror(errno));
	if (rc < 0) {
		umount2(WAY_LOWER, MNT_DETACH);
		return rc;
	}
	reporter_send(node, "booting", "");
	return 0;
}

/* The tmpfs is the root. */
static void tar_settle(struct node *node)
{
	(void)node;
}

const struct way way_tar = { "tar", tar_mount, tar_settle };
