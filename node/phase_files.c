/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_files.c - the node's own files: fetched, verified whole, unpacked.
 */
#include "fetch.h"
#include "hosts.h"
#include "inroot.h"
#include "phases.h"
#include "sysfile.h"
#include "unpack.h"
#include "writable.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>

enum { FILES_MOST = 64 << 20 /* bytes */, FILES_MS = 600000, HOSTS_MOST = 64 << 20 };

/* What the child in the root is given; `why` is shared with it. */
struct job {
	const char *data;
	size_t n;
	char *why;
};

static int run_unpack(void *arg)
{
	struct job *job = arg;

	return unpack(job->data, job->n, job->why);
}

/* Of a root without overlay, the copies that will be mounted over it. */
static const char *place_for_files(const struct node *node)
{
	if (node->is_writable)
		return node->root;
	return node->manifest.n_writables ? WRITABLE_ROOT : NULL;
}

static int unpack_in_root(struct node *node, const char *data, size_t n)
{
	char *why = mmap(NULL, UNTAR_WHY, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct job job = { data, n, why };
	int rc;

	if (why == MAP_FAILED)
		return console_fail(&node->console, ENOMEM,
				    "out of memory for this node's files");
	rc = inroot_run(place_for_files(node), run_unpack, &job);
	if (rc < 0)
		rc = console_fail(&node->console, -rc, "the files of node %s: %s",
				  node->words.node, why[0] ? why : strerror(-rc));
	munmap(why, UNTAR_WHY);
	return rc;
}

static int take_files(struct node *node)
{
	char path[sizeof(node->words.node) + 32], *data;
	struct fetch fetch = { .name = path,
			       .sha256 = node->words.files,
			       .most = FILES_MOST,
			       .ms = FILES_MS };
	size_t n;
	int rc;

	if (!place_for_files(node))
		return console_fail(&node->console, EROFS,
				    "node %s has files of its own (sl.files=), and its "
				    "root cannot be written to; give it an overlay, or "
				    "no files",
				    node->words.node);
	snprintf(path, sizeof(path), "/netboot/nodes/%s.tar", node->words.node);
	rc = fetch_small(node, &fetch, &data, &n);
	if (rc < 0)
		return rc;
	rc = unpack_in_root(node, data, n);
	free(data);
	return rc;
}

/* In the root. */
static int complete_hosts(void *arg)
{
	char *old = NULL, *text;
	size_t n;
	int rc = sysfile_load("/etc/hosts", HOSTS_MOST, &old, &n);

	if (rc < 0 && rc != -ENOENT)
		return rc;
	text = hosts_complete(old ? old : "", arg);
	rc = text ? sysfile_write("/etc/hosts", 0644, text, strlen(text)) : 0;
	free(text);
	free(old);
	return rc;
}

/* Over a root that cannot be written to, ours is laid by a bind mount. */
static int cover_hosts(struct node *node, struct hosts *hosts)
{
	char path[64], *old = NULL, *text;
	size_t n;
	int rc;

	snprintf(path, sizeof(path), "%s/etc/hosts", node->root);
	rc = sysfile_load(path, HOSTS_MOST, &old, &n);
	text = hosts_complete(old ? old : "", hosts);
	if (rc == 0 && text) {
		rc = sysfile_write(NODE_FOLDER "/hosts", 0644, text, strlen(text));
		if (rc == 0 &&
		    mount(NODE_FOLDER "/hosts", path, NULL, MS_BIND, NULL) != 0)
			rc = -errno;
	}
	free(text);
	free(old);
	return rc;
}

static void put_hosts(struct node *node)
{
	char address[NETADDR_TEXT] = "";
	struct hosts hosts = { address, node->words.node, node->words.domain };
	int rc;

	if (node->ip.client.family)
		netaddr_text(&node->ip.client, address);
	rc = node->is_writable ? inroot_run(node->root, complete_hosts, &hosts)
			       : cover_hosts(node, &hosts);
	if (rc < 0)
		console_say(&node->console, "cannot complete the image's /etc/hosts: %s",
			    strerror(-rc));
}

int phase_files(struct node *node)
{
	int rc = node->words.files[0] ? take_files(node) : 0;

	if (rc == 0)
		rc = writable_mount(node);
	if (rc == 0)
		put_hosts(node);
	return rc;
}
