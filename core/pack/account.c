/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/account.c - root's password and SSH keys in a view.
 */
#include "account.h"
#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SSH_FOLDER "root/.ssh"
#define SSH_KEYS   SSH_FOLDER "/authorized_keys"

enum { TEXT_MOST = 8 << 20, HASH_LEAST = 20 };

/* The 13 characters of DES are refused: they look like a password. */
bool account_is_hash(const char *text)
{
	static const char *const methods[] = { "$1$",  "$2a$", "$2b$",   "$2y$",
					       "$5$",  "$6$",  "$7$",    "$y$",
					       "$gy$", "$md5", "$sha1$", "$sm3$" };

	if (*text == '!' || *text == '*')
		return text[strcspn(text, ": \t\n")] == '\0';
	for (const char *c = text; *c; c++)
		if (!isgraph((unsigned char)*c) || *c == ':')
			return false;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_starts(text, methods[i]))
			return strlen(text) >= HASH_LEAST;
	return false;
}

bool account_is_key(const char *line)
{
	static const char *const types[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-",
					     "sk-ecdsa-sha2-" };

	if (strchr(line, '\n') || strstr(line, "PRIVATE KEY") || !strstr(line, " AAAA"))
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strstr(line, types[i]))
			return true;
	return false;
}

static int say(struct log *log, const char *what, const char *path, int err)
{
	return log_fail(log, err, "cannot %s /%s of the image: %s", what, path,
			strerror(err));
}

/* In place: what else belongs to the file stays as it is. */
static int rewrite(struct log *log, int root, const char *path, mode_t mode,
		   const struct str *text)
{
	int fd CLEANUP_FD =
		intree_open(root, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY, mode);
	int rc = fd < 0 ? fd : file_write_all(fd, str_text(text), text->n);

	return rc < 0 ? say(log, "write", path, -rc) : 0;
}

/* Puts `value` into the second field of root's line; false when there is no such line. */
static bool replace_field(const char *text, const char *value, struct str *out)
{
	bool found = false;

	while (*text) {
		size_t n = strcspn(text, "\n");
		size_t end = n + (text[n] == '\n');
		size_t field = strlen("root:");

		if (!found && str_starts(text, "root:")) {
			size_t old = strcspn(text + field, ":\n");

			found = true;
			str_addf(out, "root:%s", value);
			str_addn(out, text + field + old, end - field - old);
		} else {
			str_addn(out, text, end);
		}
		text += end;
	}
	return found;
}

static int point_to_shadow(struct log *log, int root)
{
	struct str text CLEANUP_STR = { 0 }, changed CLEANUP_STR = { 0 };
	int rc = intree_read(root, "etc/passwd", TEXT_MOST, &text);

	if (rc < 0)
		return say(log, "read", "etc/passwd", -rc);
	if (!replace_field(str_text(&text), "x", &changed))
		return log_fail(log, ENOENT,
				"/etc/passwd of the image has no line for root; install "
				"the distribution's base packages");
	if (strcmp(str_text(&text), str_text(&changed)) == 0)
		return 0;
	return rewrite(log, root, "etc/passwd", 0644, &changed);
}

static int remove_copies(struct log *log, int root)
{
	static const char *const copies[] = { "etc/passwd-", "etc/shadow-" };

	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
		int rc = intree_remove(root, copies[i]);

		if (rc < 0)
			return say(log, "remove", copies[i], -rc);
	}
	return 0;
}

int account_set_password(struct log *log, int root, const char *hash)
{
	struct str text CLEANUP_STR = { 0 }, changed CLEANUP_STR = { 0 };
	int rc = point_to_shadow(log, root);

	if (rc < 0)
		return rc;
	rc = intree_read(root, "etc/shadow", TEXT_MOST, &text);
	if (rc < 0 && rc != -ENOENT)
		return say(log, "read", "etc/shadow", -rc);
	/* no days: a password without age, see shadow(5) */
	if (!replace_field(str_text(&text), hash, &changed)) {
		struct str added = { 0 };

		str_addf(&added, "root:%s:::::::\n%s", hash, str_text(&changed));
		str_fini(&changed);
		changed = added;
	}
	rc = rewrite(log, root, "etc/shadow", 0600, &changed);
	return rc == 0 ? remove_copies(log, root) : rc;
}

static bool has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at += n)
		if ((at == text || at[-1] == '\n') && (at[n] == '\n' || at[n] == '\0'))
			return true;
	return false;
}

static int set_mode(struct log *log, int root, const char *path, mode_t mode)
{
	int fd CLEANUP_FD = intree_open(root, path, O_RDONLY | O_NOCTTY, 0);

	if (fd < 0 || fchmod(fd, mode) != 0)
		return say(log, "change the mode of", path, fd < 0 ? -fd : errno);
	return 0;
}

int account_add_keys(struct log *log, int root, const struct strv *keys)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = intree_make_folders(root, SSH_FOLDER);

	if (rc < 0)
		return say(log, "make", SSH_FOLDER, -rc);
	rc = intree_read(root, SSH_KEYS, TEXT_MOST, &text);
	if (rc < 0 && rc != -ENOENT)
		return say(log, "read", SSH_KEYS, -rc);
	if (text.n && text.s[text.n - 1] != '\n')
		str_add(&text, "\n");
	for (size_t i = 0; i < keys->n; i++)
		if (!has_line(str_text(&text), keys->v[i]))
			str_addf(&text, "%s\n", keys->v[i]);
	rc = rewrite(log, root, SSH_KEYS, 0600, &text);
	if (rc == 0)
		rc = set_mode(log, root, SSH_KEYS, 0600);
	return rc == 0 ? set_mode(log, root, SSH_FOLDER, 0700) : rc;
}
