/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/environment.c - what is a node's own in a view: accounts, keys, time zone,
 * identity.
 */
#include "environment.h"
#include "account.h"
#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "zone.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 20 };

/* No password matches either.  An sshd without PAM takes "!" for a locked account and
 * refuses its keys, too. */
#define LOCKED           "!*"
#define LOCKED_WITH_KEYS "*"

/* ---- before ----------------------------------------------------------------------- */

static int read_key_file(struct log *log, const char *path, struct strv *keys)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = file_read(log, path, TEXT_MOST, &text);
	char *at = text.s, *line;

	for (unsigned number = 1; rc == 0 && (line = strsep(&at, "\n")); number++) {
		line = str_trim(line);
		if (!*line || *line == '#')
			continue;
		if (account_is_key(line))
			strv_add(keys, line);
		else
			rc = log_fail(
				log, EINVAL,
				"%s:%u: this is no public key of SSH; name the file "
				"that ends in .pub",
				path, number);
	}
	return rc;
}

int environment_read_keys(struct log *log, const struct strv *files, struct strv *keys)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->n; i++)
		rc = read_key_file(log, files->v[i], keys);
	return rc;
}

/* A node whose root is in memory would look for a disk to check and remount. */
static int check_fstab(struct log *log, int tree)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = intree_read(tree, "etc/fstab", TEXT_MOST, &text);
	char *at = text.s, *line;

	if (rc < 0)
		return rc == -ENOENT ? 0
				     : log_fail(log, -rc,
						"cannot read /etc/fstab of the tree: %s",
						strerror(-rc));
	for (unsigned number = 1; (line = strsep(&at, "\n")); number++) {
		char *device = strtok_r(line, " \t", &line);
		char *point = device ? strtok_r(NULL, " \t", &line) : NULL;

		if (point && *device != '#' && strcmp(point, "/") == 0)
			return log_fail(
				log, EINVAL,
				"/etc/fstab of the tree, line %u, mounts %s on /: "
				"a stateless node has its root already; remove "
				"the line, in a postinstall script for instance",
				number, device);
	}
	return 0;
}

int environment_check(struct log *log, int tree, const struct environment *environment)
{
	const char *hash = environment->rootpw;
	const struct strv *keys = environment->keys;

	if (hash && *hash && !account_is_hash(hash))
		return log_fail(
			log, EINVAL,
			"rootpw is not a hash of crypt(5), it may be the password "
			"itself; give what `openssl passwd -6` or `mkpasswd` "
			"makes of it, beginning with $6$ or $y$");
	for (size_t i = 0; keys && i < keys->n; i++)
		if (!account_is_key(keys->v[i]))
			return log_fail(log, EINVAL,
					"authorized_keys: entry %zu is no public key of "
					"SSH",
					i + 1);
	if (environment->timezone) {
		int rc = zone_check(log, tree, environment->timezone);

		if (rc < 0)
			return rc;
	}
	return check_fstab(log, tree);
}

void environment_keep(int tree, const struct environment *environment,
		      struct exlist *list)
{
	if (environment->timezone)
		zone_paths(tree, environment->timezone, &list->includes);
}

/* ---- in the view ------------------------------------------------------------------ */

static int say(struct log *log, const char *what, const char *path, int err)
{
	return log_fail(log, err, "cannot %s /%s of the image: %s", what, path,
			strerror(err));
}

/* What a thousand nodes must not share.  A pattern stands in the last part only. */
static const char *const identities[] = {
	"etc/ssh/ssh_host_*",
	"var/lib/systemd/random-seed",
	"var/lib/systemd/credential.secret",
	"var/lib/urandom/random-seed",
	"var/lib/misc/random-seed",
	"var/lib/random-seed",
	"boot/loader/random-seed",
	"var/lib/NetworkManager/secret_key",
	"etc/nvme/hostid",
	"etc/nvme/hostnqn",
};

static int remove_matching(struct log *log, int root, const char *pattern)
{
	char *folder CLEANUP_FREE = path_parent(pattern);
	int fd = intree_open(root, folder, O_RDONLY | O_DIRECTORY, 0);
	struct strv names CLEANUP_STRV = { 0 };
	struct dirent *entry;
	DIR *dir;
	int rc = 0;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return say(log, "read", folder, fd < 0 ? -fd : errno);
	while ((entry = readdir(dir)))
		if (fnmatch(path_base(pattern), entry->d_name, FNM_PERIOD) == 0)
			strv_add(&names, entry->d_name);
	for (size_t i = 0; rc == 0 && i < names.n; i++)
		if (unlinkat(dirfd(dir), names.v[i], 0) != 0)
			rc = say(log, "remove", names.v[i], errno);
	closedir(dir);
	return rc;
}

/* Empty means to systemd: make one for this boot.  Without the file, the first boot of
 * an image would count as the first of a new installation (machine-id(5)). */
static int clear_machine_id(struct log *log, int root)
{
	const char *dbus = "var/lib/dbus/machine-id", *name;
	int parent CLEANUP_FD = intree_open_parent(root, dbus, &name);
	int rc = intree_write(root, "etc/machine-id", 0444, "", 0);
	struct stat st;

	if (rc < 0)
		return say(log, "empty", "etc/machine-id", -rc);
	/* a link to the other one is as it should be */
	if (parent >= 0 && fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && unlinkat(parent, name, 0) != 0)
		return say(log, "remove", dbus, errno);
	return 0;
}

/* Mount points of every system; an exclude list may have been eager, a tree minimal. */
static int make_folders(struct log *log, int root)
{
	static const struct {
		const char *name;
		mode_t mode;
	} folders[] = { { "proc", 0555 },
			{ "sys", 0555 },
			{ "dev", 0755 },
			{ "run", 0755 },
			{ "tmp", 01777 } };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *name = folders[i].name;

		if (mkdirat(root, name, 0700) == 0) {
			if (fchmodat(root, name, folders[i].mode, 0) != 0)
				return say(log, "change the mode of", name, errno);
		} else if (errno != EEXIST) {
			return say(log, "make", name, errno);
		}
	}
	return 0;
}

static int set_accounts(struct log *log, int root, const struct environment *environment)
{
	bool keys = environment->keys && environment->keys->n;
	const char *hash = environment->rootpw;
	int rc;

	if (!hash || !*hash)
		hash = keys ? LOCKED_WITH_KEYS : LOCKED;
	rc = account_set_password(log, root, hash);
	return rc == 0 && keys ? account_add_keys(log, root, environment->keys) : rc;
}

int environment_strip(struct log *log, int root)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(identities) / sizeof(identities[0]); i++)
		rc = remove_matching(log, root, identities[i]);
	return rc;
}

int environment_apply(struct log *log, int root, const struct environment *environment)
{
	int rc = make_folders(log, root);

	if (rc == 0)
		rc = set_accounts(log, root, environment);
	if (rc == 0 && environment->timezone)
		rc = zone_set(log, root, environment->timezone);
	if (rc == 0)
		rc = clear_machine_id(log, root);
	return rc < 0 ? rc : check_fstab(log, root);
}
