/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/state.c - this node's folder on an NFS export: what survives its boots.
 */
#include "state.h"
#include "nfsclient.h"
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define STATE "/sl/state"

static const char *source_of(const struct wire_manifest *manifest)
{
	for (size_t i = 0; i < manifest->n_writables; i++)
		if (manifest->writables[i].how == WIRE_PERSISTENT)
			return manifest->writables[i].source;
	return NULL;
}

/* Nobody else writes into the node's folder, so the kernel's usual caching is right. */
static int mount_export(struct node *node, const char *source)
{
	struct nfs_attempt attempt = { .node = node, .target = STATE };
	struct server one = { .port = NFS_PORT };
	int rc = nfs_export_parse(source, &one.addr, &attempt.from.path);

	if (rc < 0)
		return console_fail(&node->console, -rc,
				    "%s, where paths of the root are to survive, is not "
				    "ADDRESS:/PATH with an address in numbers",
				    source);
	attempt.from.client = node->ip.client;
	attempt.from.port = NFS_PORT;
	attempt.from.caching = "lookupcache=all";
	nfs_client_name(node);
	return one.addr.family
		       ? nfs_client_mount(&attempt, &one, 1)
		       : nfs_client_mount(&attempt, node->servers.v, node->servers.n);
}

static void path_of(const struct node *node, char *path, size_t room)
{
	snprintf(path, room, STATE "/%s", node->words.node);
}

static int make_folder(struct node *node, const char *source)
{
	char path[sizeof(STATE) + sizeof(node->words.node) + 1];
	struct stat st;

	path_of(node, path, sizeof(path));
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		return console_fail(&node->console, errno,
				    "cannot make the folder %s on %s: %s; is it exported "
				    "for writing, and with no_root_squash?",
				    node->words.node, source, strerror(errno));
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == 0)
		return 0;
	return console_fail(&node->console, EPERM,
			    "%s on %s is no folder of root's: it must be exported with "
			    "no_root_squash, and with owners as numbers",
			    node->words.node, source);
}

int state_mount(struct node *node)
{
	const char *source = source_of(&node->manifest);
	int rc;

	if (!source)
		return 0;
	if (!node->words.node[0])
		return console_fail(&node->console, EINVAL,
				    "paths of the root are to survive on %s, and this "
				    "node has no name (sl.node=)",
				    source);
	rc = sysfile_make_folders(STATE);
	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot make " STATE ": %s",
				    strerror(-rc));
	rc = mount_export(node, source);
	if (rc < 0)
		return rc;
	node->needs_network = 1;
	return make_folder(node, source);
}

int state_open(const struct node *node)
{
	char path[sizeof(STATE) + sizeof(node->words.node) + 1];
	int fd;

	path_of(node, path, sizeof(path));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void state_detach(void)
{
	umount2(STATE, MNT_DETACH);
}
