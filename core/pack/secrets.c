/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/secrets.c - what nobody on the boot network should read, found in a view.
 */
#include "secrets.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Keys begin with their mark, or soon after it: certificates may stand before one. */
enum { HEAD = 65536, TEXT_MOST = 8 << 20 };

/* Where administrators and services keep theirs; /usr and /opt hold what packages
 * publish, and the example keys of their tests. */
static const char *const folders[] = { "etc", "home", "root", "srv", "var/lib" };

struct search {
	struct log *log;
	const char *folder;
	struct strv *findings;
	char *head; /* room for the beginning of a file */
};

/* "-----BEGIN RSA PRIVATE KEY-----" of RFC 7468 and its older forms, OpenSSH's among
 * them; the mark of PuTTY. */
static bool is_private_key(const char *text, size_t n)
{
	static const char begin[] = "-----BEGIN ", mark[] = "PRIVATE KEY";
	const char *end = text + n, *at = text;

	if (n > 15 && memcmp(text, "PuTTY-User-Key-", 15) == 0)
		return true;
	while ((at = memmem(at, (size_t)(end - at), begin, sizeof(begin) - 1))) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line = (size_t)((newline ? newline : end) - at);

		if (memmem(at, line, mark, sizeof(mark) - 1))
			return true;
		at += sizeof(begin) - 1;
	}
	return false;
}

/* MIT's file_format document: a keytab begins with 5 and its version, 1 or 2. */
static bool is_keytab(const char *name, const char *head, size_t n)
{
	return str_ends(name, ".keytab") ||
	       (n > 2 && head[0] == 5 && head[1] == 2 && strstr(name, "keytab"));
}

/* NULL: it is none. */
static const char *kind_of(const char *name, const char *head, size_t n)
{
	if (is_private_key(head, n))
		return "a private key";
	return is_keytab(name, head, n) ? "a Kerberos keytab" : NULL;
}

static int search_file(void *arg, const struct visit_entry *entry)
{
	struct search *search = arg;
	int fd CLEANUP_FD = -1;
	const char *kind;
	ssize_t n;

	if (!S_ISREG(entry->st->st_mode) || entry->st->st_size == 0)
		return VISIT_GO_ON;
	fd = openat(entry->folder, entry->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, search->head, HEAD);
	if (n < 0)
		return log_fail(search->log, errno,
				"cannot look for secrets in /%s/%s of the image: %s",
				search->folder, entry->path, strerror(errno));
	kind = kind_of(entry->name, search->head, (size_t)n);
	if (!kind)
		return VISIT_GO_ON;
	strv_addf(search->findings, "/%s/%s holds %s", search->folder, entry->path, kind);
	return VISIT_GO_ON;
}

static int search_folder(struct search *search, int root)
{
	int fd CLEANUP_FD =
		intree_open(root, search->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return 0;
	if (fd < 0)
		return log_fail(search->log, -fd, "cannot read /%s of the image: %s",
				search->folder, strerror(-fd));
	return visit_tree(search->log, fd, search->folder, search_file, search);
}

/* NAME:HASH:...; what begins with "!" or "*" lets nobody in, but a hash after "!" can be
 * guessed at all the same. */
static void search_line(const char *path, char *line, struct strv *findings)
{
	char *name = strsep(&line, ":");
	char *hash = strsep(&line, ":");

	if (!hash || strcmp(name, "root") == 0)
		return;
	hash += strspn(hash, "!*");
	if (*hash && strcmp(hash, "x") != 0)
		strv_addf(findings, "/%s holds the password hash of %s", path, name);
}

static void search_lines(const char *path, char *text, struct strv *findings)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		search_line(path, line, findings);
}

static int search_hashes(struct log *log, int root, const char *path,
			 struct strv *findings)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = intree_read(root, path, TEXT_MOST, &text);

	if (rc < 0)
		return rc == -ENOENT
			       ? 0
			       : log_fail(log, -rc, "cannot read /%s of the image: %s",
					  path, strerror(-rc));
	search_lines(path, text.s, findings);
	return 0;
}

static const char *const hashes[] = { "etc/passwd", "etc/passwd-", "etc/shadow",
				      "etc/shadow-" };

void secrets_in_file(const char *path, const void *data, size_t bytes,
		     struct strv *findings)
{
	const char *kind =
		bytes ? kind_of(path_base(path), data, bytes < HEAD ? bytes : HEAD)
		      : NULL;

	if (kind)
		strv_addf(findings, "/%s holds %s", path, kind);
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		char *text CLEANUP_FREE = NULL;

		if (strcmp(path, hashes[i]) != 0)
			continue;
		text = mem_ndup(data, bytes);
		search_lines(path, text, findings);
	}
}

int secrets_find(struct log *log, int root, struct strv *findings)
{
	char *head CLEANUP_FREE = mem_alloc(HEAD);
	struct search search = { .log = log, .findings = findings, .head = head };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(hashes) / sizeof(hashes[0]); i++)
		rc = search_hashes(log, root, hashes[i], findings);
	for (size_t i = 0; rc == 0 && i < sizeof(folders) / sizeof(folders[0]); i++) {
		search.folder = folders[i];
		rc = search_folder(&search, root);
	}
	return rc;
}
