/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_fetch.c - the manifest's output, fetched into a tmpfs of its own.
 */
#include "fetch.h"
#include "memory.h"
#include "reporter.h"
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

enum { SLACK = 1 << 20 /* bytes, for the file system's own needs */ };

static int mount_tmpfs(struct node *node, uint64_t bytes)
{
	char options[64];
	int rc = sysfile_make_folders(WAY_IMAGE);

	snprintf(options, sizeof(options), "mode=0700,size=%" PRIu64, bytes + SLACK);
	if (rc == 0 && mount("stateless-image", WAY_IMAGE, "tmpfs", MS_NOSUID | MS_NODEV,
			     options) != 0)
		rc = -errno;
	if (rc == 0)
		return 0;
	return console_fail(&node->console, -rc, "cannot make a tmpfs for the image: %s",
			    strerror(-rc));
}

static int check(struct node *node, const struct wire_artefact *artefact)
{
	struct memory memory;

	memory_read(&memory);
	if (artefact->bytes == 0)
		return console_fail(&node->console, EINVAL,
				    "%s is empty; pack the image "
				    "again",
				    artefact->name);
	if (artefact->bytes <= memory.available)
		return 0;
	return console_fail(
		&node->console, ENOMEM,
		"%s has %" PRIu64 " MB, this node has %" PRIu64 " MB of memory available",
		artefact->name, artefact->bytes / 1000000, memory.available / 1000000);
}

const struct wire_artefact *way_output(struct node *node)
{
	const struct wire_manifest *manifest = &node->manifest;
	const struct wire_artefact *artefact =
		manifest->output ? wire_manifest_find(manifest, manifest->output) : NULL;

	if (!artefact)
		console_fail(&node->console, EINVAL,
			     "the manifest names no output for way %s", manifest->way);
	return artefact;
}

int way_fetch(struct node *node, char *path, size_t room)
{
	const struct wire_artefact *artefact = way_output(node);
	int rc, fd;

	if (!artefact)
		return -EINVAL;
	rc = check(node, artefact);
	if (rc == 0)
		rc = mount_tmpfs(node, artefact->bytes);
	if (rc < 0)
		return rc;
	snprintf(path, room, WAY_IMAGE "/root");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	if (fd < 0)
		return console_fail(&node->console, errno, "cannot write %s: %s", path,
				    strerror(errno));
	rc = fetch_artefact(node, artefact, fd);
	close(fd);
	wire_report_phase(&node->report, "fetch", (uint64_t)clock_ms());
	if (rc == 0)
		reporter_send(node, "booting", "");
	if (rc == 0)
		mount(NULL, WAY_IMAGE, NULL, MS_REMOUNT | MS_RDONLY, NULL);
	return rc;
}
