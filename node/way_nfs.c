/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way_nfs.c - nfs: the generation's folder `root`, mounted from a server.
 */
#include "fetch.h"
#include "http.h"
#include "nfsattributes.h"
#include "nfslive.h"
#include "nfsmount.h"
#include "reporter.h"
#include "retry.h"
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNIQUE_ID "/sys/module/nfs/parameters/nfs4_unique_id"

enum {
	MOUNT_MS = 60000, /* one version of one server */
	KILL_MS = 5000,
	STEP_MS = 20,
	ATTRIBUTES_MOST = 16 << 20
};

/* What never changes need not be asked for again; what is brought up to date is seen
 * after a second. */
static const char immutable[] = "nocto,actimeo=3600", changing[] = "actimeo=1";

struct attempt {
	struct node *node;
	struct nfs_words words;
	struct nfs_export from;
	const char *target;
	char source[NFS_PATH + NETADDR_TEXT + 4];
	char why[256];
};

/* Before anything is mounted: clients of one name, or of none, take each other's state
 * away for ever.  What the command line gave the module stands. */
static void name_client(struct node *node)
{
	char id[NFS_ID];

	modules_load(&node->modules, "nfs");
	if (sysfile_read(UNIQUE_ID, id, sizeof(id)) > 0)
		return;
	nfs_unique_id(&node->nic.mac, node->words.node, id);
	if (sysfile_set(UNIQUE_ID, id) < 0)
		console_say(&node->console,
			    "cannot name this NFS client %s; its server knows it by "
			    "its host name",
			    id);
}

/* A server that does not answer keeps mount(2) for ever: a child can be ended. */
static int mount_bounded(const struct attempt *attempt, const char *options)
{
	int64_t until = clock_ms() + MOUNT_MS;
	int status = 0, killed = 0;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(mount(attempt->source, attempt->target, "nfs", MS_RDONLY,
			    options) == 0
			      ? 0
			      : errno);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (clock_ms() > until && killed)
			return -ETIMEDOUT;
		if (clock_ms() > until) {
			kill(pid, SIGKILL);
			killed = 1;
			until += KILL_MS;
		}
		clock_sleep(STEP_MS);
	}
	if (WIFEXITED(status))
		return -WEXITSTATUS(status);
	return -ETIMEDOUT;
}

static int answers(struct attempt *attempt, const struct netaddr *addr)
{
	const struct server server = { *addr, attempt->words.port };
	int fd = http_connect(&server, HTTP_CONNECT_MS);

	if (fd >= 0)
		close(fd);
	else
		snprintf(attempt->why, sizeof(attempt->why),
			 "no NFS server answers on port %u: %s", server.port,
			 strerror(-fd));
	return fd < 0 ? fd : 0;
}

/* A server that lacks a version says so in one of several ways, a path that only another
 * version has by ENOENT: so each is tried, and the first refusal is the one to tell. */
static int mount_versions(struct attempt *attempt)
{
	static const char *const versions[] = { "4.2", "4.1", "4.0", "3" };
	char options[NFS_OPTIONS];
	int first = 0, rc = 0;

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		rc = nfs_options(&attempt->from, versions[i], options, sizeof(options));
		if (rc == 0)
			rc = mount_bounded(attempt, options);
		if (rc == 0) {
			console_say(&attempt->node->console, "%s mounted by NFS %s",
				    attempt->source, versions[i]);
			return 0;
		}
		if (first == 0 || first == -EPROTONOSUPPORT)
			first = rc;
		if (rc == -ETIMEDOUT)
			break;
	}
	snprintf(attempt->why, sizeof(attempt->why), "%s%s", strerror(-first),
		 first == -EACCES || first == -EPERM
			 ? "; is this node's network among those it is exported to?"
		 : first == -ENOENT ? "; is the folder exported under this path?"
		 : first == -ENODEV ? "; is the module nfs in the initrd?"
				    : "");
	return first;
}

/* The initrd's list has the drivers of all versions: what no mount uses is only memory.
 * One that is used stays. */
static void unload_unused(void)
{
	static const char *const modules[] = { "nfsv3", "nfs_acl", "nfsv4" };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		syscall(SYS_delete_module, modules[i], O_NONBLOCK);
}

static int mount_from(struct attempt *attempt, const struct server *server)
{
	int rc;

	attempt->from.server = server->addr;
	rc = nfs_source(&attempt->from, attempt->source, sizeof(attempt->source));
	if (rc == 0)
		rc = answers(attempt, &server->addr);
	return rc < 0 ? rc : mount_versions(attempt);
}

static void report(const struct attempt *attempt, const struct retry *retry)
{
	char text[sizeof(attempt->source) + sizeof(attempt->why) + 4];

	if (retry->failures != retry->servers)
		return;
	snprintf(text, sizeof(text), "%s: %s", attempt->source, attempt->why);
	reporter_send(attempt->node, "booting", text);
}

static int mount_any(struct attempt *attempt)
{
	struct node *node = attempt->node;
	struct retry retry;
	int rc, ms;

	retry_init(&retry, node->servers.n, clock_ms());
	if (node->words.timeout[0])
		retry.bound = 1000LL * atoi(node->words.timeout);
	while ((rc = mount_from(attempt, &node->servers.v[retry.at])) < 0) {
		ms = retry_failed(&retry, clock_ms(), random_below(UINT32_MAX));
		if (ms < 0)
			return console_fail(&node->console, -rc,
					    "cannot mount %s: no server has given it; "
					    "last: %s",
					    attempt->source, attempt->why);
		console_say(&node->console, "%s: %s; trying again%s", attempt->source,
			    attempt->why, retry.servers > 1 ? " elsewhere" : "");
		report(attempt, &retry);
		clock_sleep(ms);
	}
	return 0;
}

static int begin(struct node *node, const char *target, struct attempt *attempt)
{
	*attempt = (struct attempt){ .node = node, .target = target };
	if (nfs_words_parse(node->manifest.words, &attempt->words) < 0)
		return console_fail(&node->console, EINVAL,
				    "the manifest's words for way nfs are wrong: %s",
				    node->manifest.words);
	attempt->from.client = node->ip.client;
	attempt->from.port = attempt->words.port;
	return 0;
}

static int mount_folder(struct attempt *attempt, const char *folder, const char *below,
			const char *caching)
{
	char path[NFS_PATH];
	int n = snprintf(path, sizeof(path), "%s%s/%s", attempt->words.prefix, folder,
			 below);

	if (n < 0 || (size_t)n >= sizeof(path))
		return console_fail(&attempt->node->console, ENAMETOOLONG,
				    "the path of %s on its server is too long", folder);
	attempt->from.path = path;
	attempt->from.caching = caching;
	return mount_any(attempt);
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

	if (stat(attempt->target, &st) != 0)
		return console_fail(&attempt->node->console, errno,
				    "cannot look at %s: %s", attempt->source,
				    strerror(errno));
	if (st.st_uid == 0)
		return 0;
	return console_fail(&attempt->node->console, EPERM,
			    "%s belongs to user %u, not to root: its server must give "
			    "owners as numbers (nfs-ganesha: NFSV4 { Only_Numeric_Owners "
			    "= true; })",
			    attempt->source, st.st_uid);
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
	name_client(node);
	rc = sysfile_make_folders(WAY_LOWER);
	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot make " WAY_LOWER ": %s",
				    strerror(-rc));
	node->needs_network = 1;
	node->finish = nfs_finish;
	rc = mount_folder(&attempt, node->words.root, "root", immutable);
	if (rc < 0)
		return rc;
	unload_unused();
	return check_owner(&attempt);
}

static void nfs_settle(struct node *node)
{
	(void)node;
}

const struct way way_nfs = { "nfs", nfs_mount, nfs_settle };
