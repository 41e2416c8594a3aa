/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unroot.c - unpacks a whole root while its archive arrives.
 *
 * The folders that lead to the entry are open, each in the one before, so that no path is
 * ever looked up.  A folder gets its time, and the ACL that new files inherit, when it is
 * left.
 */
#include "unroot.h"
#include "acl.h"
#include "early.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { PIECE = 1 << 17, PROC_PATH = 64 + UNTAR_PATH };

#define POLICY          "etc/selinux"
#define LABEL           "security.selinux"
#define ACCESS          "system.posix_acl_access"
#define DEFAULT         "system.posix_acl_default"
#define ARCHIVE_ACCESS  "SCHILY.acl.access"
#define ARCHIVE_DEFAULT "SCHILY.acl.default"

struct folder {
	int fd;
	size_t path; /* how much of `path` leads to it */
	int has_time;
	struct timespec time;
	unsigned char *acl; /* or NULL */
	size_t acl_n;
};

struct state {
	struct unroot *unroot;
	struct untar untar;
	struct untar_entry entry;
	struct folder folders[UNROOT_DEPTH];
	size_t depth;          /* the root is one */
	char path[UNTAR_PATH]; /* of the innermost folder */
	int asked;             /* for the policy */
	struct early early;
	unsigned char acl[ACL_BYTES];
	char piece[PIECE];
};

static struct folder *top(struct state *state)
{
	return &state->folders[state->depth - 1];
}

/* ---- attributes ---- */

/* Of an open file or folder; of others by their name in the innermost folder. */
static int set_attribute(struct state *state, int fd, const char *name,
			 const struct untar_attribute *attribute)
{
	char path[PROC_PATH];
	int rc;

	if (fd >= 0) {
		rc = fsetxattr(fd, attribute->name, attribute->value, attribute->n, 0);
	} else {
		snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", top(state)->fd, name);
		rc = lsetxattr(path, attribute->name, attribute->value, attribute->n, 0);
	}
	if (rc == 0)
		return 0;
	if (errno != ENOTSUP && (errno != EINVAL || strcmp(attribute->name, LABEL) != 0))
		return -errno;
	if (state->unroot->dropped++ == 0)
		snprintf(state->unroot->first_dropped,
			 sizeof(state->unroot->first_dropped), "%s", attribute->name);
	return 0;
}

static int keep_default(struct folder *folder, const unsigned char *acl, size_t n)
{
	free(folder->acl);
	folder->acl = malloc(n);
	folder->acl_n = n;
	if (!folder->acl)
		return -ENOMEM;
	memcpy(folder->acl, acl, n);
	return 0;
}

static int set_acl(struct state *state, int fd, const char *name,
		   const struct untar_attribute *attribute, struct folder *folder)
{
	ssize_t n = acl_from_text(attribute->value, attribute->n, state->acl);
	struct untar_attribute access = { .name = ACCESS,
					  .value = (const char *)state->acl,
					  .n = (size_t)n };

	if (n < 0)
		return (int)n;
	if (strcmp(attribute->name, ARCHIVE_ACCESS) == 0)
		return set_attribute(state, fd, name, &access);
	return folder && strcmp(attribute->name, ARCHIVE_DEFAULT) == 0
		       ? keep_default(folder, state->acl, (size_t)n)
		       : -EINVAL;
}

/* folder: which the entry is, or NULL. */
static int set_attributes(struct state *state, int fd, const char *name,
			  struct folder *folder)
{
	const struct untar_entry *entry = &state->entry;
	struct untar_attribute attribute;
	size_t at = 0;
	int rc = 0;

	while (rc == 0 &&
	       untar_pax_attribute(entry->records, entry->n_records, &at, &attribute)) {
		if (strncmp(attribute.name, "SCHILY.", 7) == 0)
			rc = set_acl(state, fd, name, &attribute, folder);
		else
			rc = set_attribute(state, fd, name, &attribute);
		if (rc == 0 && !state->asked && strcmp(attribute.name, LABEL) == 0)
			rc = early_add(&state->early, entry->path, attribute.value,
				       attribute.n);
	}
	return rc;
}

/* The owner first: a change of it takes set-user-id bits and capabilities away. */
static int set_open(struct state *state, int fd, struct folder *folder)
{
	const struct untar_entry *entry = &state->entry;

	if (fchown(fd, entry->uid, entry->gid) != 0 || fchmod(fd, entry->mode) != 0)
		return -errno;
	return set_attributes(state, fd, NULL, folder);
}

static int set_named(struct state *state, const char *name)
{
	const struct untar_entry *entry = &state->entry;
	const struct timespec times[2] = { entry->time, entry->time };
	int folder = top(state)->fd, rc;

	if (fchownat(folder, name, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) != 0 ||
	    (entry->type != UNTAR_LINK && fchmodat(folder, name, entry->mode, 0) != 0))
		return -errno;
	rc = set_attributes(state, -1, name, NULL);
	if (rc == 0 && utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW) != 0)
		rc = -errno;
	return rc;
}

/* ---- folders ---- */

static int leave(struct state *state)
{
	struct folder *folder = top(state);
	const struct timespec times[2] = { folder->time, folder->time };
	const struct untar_attribute inherited = { .name = DEFAULT,
						   .value = (const char *)folder->acl,
						   .n = folder->acl_n };
	int rc = folder->acl ? set_attribute(state, folder->fd, NULL, &inherited) : 0;

	if (rc == 0 && folder->has_time && futimens(folder->fd, times) != 0)
		rc = -errno;
	free(folder->acl);
	if (state->depth > 1)
		close(folder->fd);
	state->depth--;
	state->path[state->depth ? top(state)->path : 0] = '\0';
	return rc;
}

/* Is the innermost folder the one that the first n bytes of path name, or above it? */
static int leads_to(struct state *state, const char *path, size_t n)
{
	size_t have = top(state)->path;

	return have == 0 || (have <= n && memcmp(state->path, path, have) == 0 &&
			     (have == n || path[have] == '/'));
}

/* Leaves folders until the entry's own is the innermost; *name: the entry's last part. */
static int find_folder(struct state *state, const char **name)
{
	const char *path = state->entry.path, *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	int rc = 0;

	while (rc == 0 && !leads_to(state, path, n))
		rc = leave(state);
	*name = slash ? slash + 1 : path;
	if (rc == 0 && top(state)->path != n)
		return -ENOENT;
	return rc;
}

static int set_folder(struct state *state, struct folder *folder)
{
	folder->has_time = 1;
	folder->time = state->entry.time;
	return set_open(state, folder->fd, folder);
}

/* One that comes again is entered again. */
static int make_folder(struct state *state, const char *name)
{
	int in = top(state)->fd, fd;
	struct folder *folder;

	if (state->depth == UNROOT_DEPTH)
		return -ELOOP;
	if (mkdirat(in, name, 0700) != 0 && errno != EEXIST)
		return -errno;
	fd = openat(in, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	folder = &state->folders[state->depth++];
	*folder = (struct folder){ .fd = fd, .path = strlen(state->entry.path) };
	memcpy(state->path, state->entry.path, folder->path + 1);
	return set_folder(state, folder);
}

/* ---- files ---- */

static int put_content(struct state *state, int fd)
{
	uint64_t at;
	ssize_t n;

	if (ftruncate(fd, (off_t)state->entry.bytes) != 0)
		return -errno;
	while ((n = untar_read(&state->untar, state->piece, PIECE, &at)) > 0)
		for (ssize_t done = 0; done < n;) {
			ssize_t wrote = pwrite(fd, state->piece + done,
					       (size_t)(n - done), (off_t)at + done);

			if (wrote < 0 && errno != EINTR)
				return -errno;
			done += wrote > 0 ? wrote : 0;
		}
	return (int)n;
}

static int make_file(struct state *state, const char *name)
{
	const struct timespec times[2] = { state->entry.time, state->entry.time };
	int fd = openat(top(state)->fd, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int rc;

	if (fd < 0)
		return -errno;
	rc = put_content(state, fd);
	if (rc == 0)
		rc = set_open(state, fd, NULL);
	if (rc == 0 && futimens(fd, times) != 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* Another name of what has come: its path is walked without following a link. */
static int make_hard(struct state *state, const char *name)
{
	const char *target = state->entry.target, *last;
	int from = early_parent(state->folders[0].fd, target, &last), rc;

	if (from < 0)
		return from;
	rc = linkat(from, last, top(state)->fd, name, 0) == 0 ? 0 : -errno;
	close(from);
	return rc;
}

static int make_special(struct state *state, const char *name)
{
	const struct untar_entry *entry = &state->entry;
	mode_t type = entry->type == UNTAR_FIFO     ? S_IFIFO
		      : entry->type == UNTAR_BLOCKS ? S_IFBLK
						    : S_IFCHR;

	if (entry->type == UNTAR_LINK) {
		if (symlinkat(entry->target, top(state)->fd, name) != 0)
			return -errno;
	} else if (mknodat(top(state)->fd, name, type | 0600, entry->device) != 0) {
		return -errno;
	}
	return set_named(state, name);
}

static int make_entry(struct state *state)
{
	const char *name;
	int rc;

	if (!state->entry.path[0]) {
		while (state->depth > 1)
			if ((rc = leave(state)) < 0)
				return rc;
		return set_folder(state, &state->folders[0]);
	}
	rc = find_folder(state, &name);
	if (rc < 0)
		return rc;
	switch (state->entry.type) {
	case UNTAR_FOLDER:
		return make_folder(state, name);
	case UNTAR_FILE:
		return make_file(state, name);
	case UNTAR_HARD:
		return make_hard(state, name);
	default:
		return make_special(state, name);
	}
}

/* ---- the archive ---- */

static int is_of_policy(const char *path)
{
	size_t n = strlen(POLICY);

	return !*path || strcmp(path, "etc") == 0 ||
	       (strncmp(path, POLICY, n) == 0 && (!path[n] || path[n] == '/'));
}

static int ask_for_policy(struct state *state)
{
	int rc = state->unroot->policy(state->unroot->arg);

	state->asked = 1;
	if (rc > 0)
		rc = early_apply(&state->early, state->folders[0].fd, LABEL);
	if (rc < 0 && !state->untar.why[0])
		snprintf(state->untar.why, UNTAR_WHY,
			 "the SELinux policy cannot be loaded: %s", strerror(-rc));
	early_fini(&state->early);
	return rc;
}

static int take_entry(struct state *state)
{
	int rc = 0;

	if (!state->asked && !is_of_policy(state->entry.path))
		rc = ask_for_policy(state);
	if (rc == 0)
		rc = make_entry(state);
	state->unroot->entries++;
	if (rc < 0 && !state->untar.why[0])
		snprintf(state->untar.why, UNTAR_WHY, "cannot unpack /%.150s: %s",
			 state->entry.path,
			 rc == -ENOENT ? "its folder has not come before"
				       : strerror(-rc));
	return rc;
}

/* Behind the last entry are zeros, and who sends them waits until they are read. */
static int read_end(struct state *state)
{
	ssize_t n;

	while ((n = state->untar.source.read(state->untar.source.arg, state->piece,
					     PIECE)) > 0)
		for (ssize_t i = 0; i < n; i++)
			if (state->piece[i]) {
				snprintf(state->untar.why, UNTAR_WHY,
					 "something follows the archive's end");
				return -EINVAL;
			}
	if (n < 0)
		snprintf(state->untar.why, UNTAR_WHY, "cannot read its end: %s",
			 strerror((int)-n));
	return (int)n;
}

static int unpack_all(struct state *state)
{
	int rc, left;

	while ((rc = untar_next(&state->untar, &state->entry)) > 0)
		if ((rc = take_entry(state)) < 0)
			break;
	if (rc == 0)
		rc = read_end(state);
	if (rc == 0 && !state->asked)
		rc = ask_for_policy(state);
	while (state->depth > 0) {
		left = leave(state);
		if (rc == 0 && left < 0)
			snprintf(state->untar.why, UNTAR_WHY, "cannot end a folder: %s",
				 strerror(-left));
		rc = rc < 0 ? rc : left;
	}
	return rc;
}

int unroot(struct unroot *unroot, int root, const struct untar_source *source)
{
	struct state *state = calloc(1, sizeof(*state));
	int rc;

	if (!state) {
		snprintf(unroot->why, sizeof(unroot->why), "out of memory");
		return -ENOMEM;
	}
	state->unroot = unroot;
	state->asked = unroot->policy == NULL;
	state->depth = 1;
	state->folders[0].fd = root;
	untar_init(&state->untar, source);
	state->untar.takes_root = 1;
	rc = unpack_all(state);
	memcpy(unroot->why, state->untar.why, sizeof(unroot->why));
	early_fini(&state->early);
	untar_fini(&state->untar);
	free(state);
	return rc;
}
