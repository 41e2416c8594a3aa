/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_nfs.c - nfs: the generation's folder `root`, mounted from a server.
 */
#include "fetch.h"
#include "nfsattributes.h"
#include "nfsclient.h"
#include "nfslive.h"
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTRIBUTES_MOST = 16 << 20 };

/* What never changes need not be asked for again; what is brought up to date is seen
 * after a second. */
static const char immutable[] = "nocto,actimeo=3600", changing[] = "actimeo=1";

struct attempt {
	struct nfs_attempt mount;
	struct nfs_words words;
};

static int begin(struct node *node, const char *target, struct attempt *attempt)
{
	*attempt = (struct attempt){
		.mount = { .node = node, .target = target, .flags = MS_RDONLY }
	};
	if (nfs_words_parse(node->manifest.words, &attempt->words) < 0)
		return console_fail(&node->console, EINVAL,
				    "the manifest's words for way nfs are wrong: %s",
				    node->manifest.words);
	attempt->mount.from.client = node->ip.client;
	attempt->mount.from.port = attempt->words.port;
	return 0;
}

static int mount_folder(struct attempt *attempt, const char *folder, const char *below,
			const char *caching)
{
	struct node *node = attempt->mount.node;
	char path[NFS_PATH];
	int n = snprintf(path, sizeof(path), "%s%s/%s", attempt->words.prefix, folder,
			 below);

	if (n < 0 || (size_t)n >= sizeof(path))
		return console_fail(&node->console, ENAMETOOLONG,
				    "the path of %s on its server is too long", folder);
	attempt->mount.from.path = path;
	attempt->mount.from.caching = caching;
	return nfs_client_mount(&attempt->mount, node->servers.v, node->servers.n);
}

/* Over the overlay and not below it: there, a file that was replaced on the server would
 * stay a stale handle. */
static int mount_live(struct node *node)
{
	char folder[NFS_PATH], target[64] = "";
	struct attempt attempt;
	int rc;

	snprintf(target, sizeof(target), "%s/usr", node->root);
	rc = begin(node, target, &attempt);
	if (rc < 0)
		return rc;
	rc = nfs_live_path(node->words.root, node->manifest.method, folder,
			   sizeof(folder));
	if (rc < 0)
		return console_fail(&node->console, -rc, "sl.root=%s has no live folder",
				    node->words.root);
	return mount_folder(&attempt, folder, "usr", changing);
}

/* An overlay keeps a file's attributes without its bytes: a few hundred bytes each. */
static int set_attributes(struct node *node, const char *text)
{
	struct nfs_attribute *last = mmap(NULL, sizeof(*last), PROT_READ | PROT_WRITE,
					  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc;

	if (last == MAP_FAILED)
		return console_fail(&node->console, errno, "memory is out");
	rc = nfs_attributes_set(node->root, text, last);
	if (rc < 0)
		console_fail(&node->console, -rc, "cannot give /%s its %s: %s",
			     last->path, last->name, strerror(-rc));
	munmap(last, sizeof(*last));
	return rc;
}

/* Capabilities and ACLs, which NFS does not carry, come by HTTP: a text, or NULL. */
static int fetch_attributes(struct node *node, char **text)
{
	const struct wire_artefact *artefact =
		wire_manifest_find(&node->manifest, NFS_ATTRIBUTES);
	struct fetch fetch = { .name = NFS_ATTRIBUTES, .most = ATTRIBUTES_MOST };
	size_t n;

	*text = NULL;
	if (!artefact)
		return 0;
	if (!node->is_writable) {
		console_say(&node->console, "files of this root have no capabilities and "
					    "ACLs: NFS carries none, and there is no "
					    "overlay to keep them");
		return 0;
	}
	fetch.sha256 = artefact->sha256;
	fetch.bytes = artefact->bytes;
	return fetch_small(node, &fetch, text, &n);
}

/* A server that maps owners to names makes every set-user-ID program another user's. */
static int check_owner(struct attempt *attempt)
{
	struct stat st;

	if (stat(attempt->mount.target, &st) != 0)
		return console_fail(&attempt->mount.node->console, errno,
				    "cannot look at %s: %s", attempt->mount.source,
				    strerror(errno));
	if (st.st_uid == 0)
		return 0;
	return console_fail(&attempt->mount.node->console, EPERM,
			    "%s belongs to user %u, not to root: its server must give "
			    "owners as numbers (nfs-ganesha: NFSV4 { Only_Numeric_Owners "
			    "= true; })",
			    attempt->mount.source, st.st_uid);
}

static int bind_attributes(struct node *node, struct nfs_live *live, const char *text)
{
	char usr[64];
	int rc;

	snprintf(usr, sizeof(usr), "%s/usr", node->root);
	live->live = open(usr, O_PATH | O_DIRECTORY | O_CLOEXEC);
	rc = live->live < 0 ? -errno : nfs_live_bind(live, text);
	if (live->live >= 0)
		close(live->live);
	if (rc < 0)
		return console_fail(&node->console, -rc,
				    "cannot give files of the live /usr their "
				    "capabilities: %s",
				    strerror(-rc));
	if (live->left)
		console_say(&node->console,
			    "%u files of the live /usr are without the capabilities or "
			    "ACLs of this generation, the first is /%s: %s",
			    live->left, live->first,
			    live->why == -ESTALE ? "the live one is another"
						 : strerror(-live->why));
	return 0;
}

/* The overlay's own /usr is out of sight afterwards, but for who has it open. */
static int cover_usr(struct node *node, const char *text)
{
	struct nfs_live live = { 0 };
	char usr[64];
	int rc;

	snprintf(usr, sizeof(usr), "%s/usr", node->root);
	live.over = open(usr, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (live.over < 0)
		return console_fail(&node->console, errno, "cannot open /usr: %s",
				    strerror(errno));
	rc = mount_live(node);
	if (rc == 0 && text)
		rc = bind_attributes(node, &live, text);
	close(live.over);
	return rc;
}

static int nfs_finish(struct node *node)
{
	struct attempt attempt;
	char *text = NULL;
	int rc = begin(node, WAY_LOWER, &attempt);

	if (rc == 0)
		rc = fetch_attributes(node, &text);
	if (rc == 0 && text)
		rc = set_attributes(node, text);
	if (rc == 0 && attempt.words.is_live)
		rc = cover_usr(node, text);
	free(text);
	return rc;
}

static int nfs_mount(struct node *node, const char *fstype)
{
	struct attempt attempt;
	int rc = begin(node, WAY_LOWER, &attempt);

	(void)fstype;
	if (rc < 0)
		return rc;
	nfs_client_name(node);
	rc = sysfile_make_folders(WAY_LOWER);
	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot make " WAY_LOWER ": %s",
				    strerror(-rc));
	node->needs_network = 1;
	node->finish = nfs_finish;
	rc = mount_folder(&attempt, node->words.root, "root", immutable);
	return rc < 0 ? rc : check_owner(&attempt);
}

static void nfs_settle(struct node *node)
{
	(void)node;
}

const struct way way_nfs = { "nfs", nfs_mount, nfs_settle };
