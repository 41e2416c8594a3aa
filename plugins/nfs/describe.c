/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/describe.c - one line that says all that an entry of a tree is.
 */
#include "describe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, HEX = 2 * SHA256_DIGEST_SIZE };

static void put_escaped(FILE *out, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c > ' ' && *c < 0x7f && !strchr("#=\\", *c))
			fputc(*c, out);
		else
			fprintf(out, "\\%03o", *c);
}

static void put_path(FILE *out, const char *path)
{
	fputs(*path ? "./" : ".", out);
	put_escaped(out, path);
}

static void put_digest(FILE *out, const char *word, struct sha256_ctx *sha)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(sha, sizeof(digest), digest);
	fprintf(out, " %s=", word);
	for (size_t i = 0; i < sizeof(digest); i++)
		fprintf(out, "%02x", digest[i]);
}

static int put_content(struct sl_job *job, FILE *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC), rc = 0;
	char *buffer = malloc(BUFFER);
	struct sha256_ctx sha;
	ssize_t n = -1;

	sha256_init(&sha);
	while (fd >= 0 && buffer && (n = read(fd, buffer, BUFFER)) > 0)
		sha256_update(&sha, (size_t)n, (const uint8_t *)buffer);
	if (n < 0)
		rc = sl_fail(job, errno, "cannot read %s: %s", path, strerror(errno));
	else
		put_digest(out, "sha256digest", &sha);
	free(buffer);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int put_target(struct sl_job *job, FILE *out, const char *path)
{
	char target[NFS_PATH];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n < 0)
		return sl_fail(job, errno, "cannot read the link %s: %s", path,
			       strerror(errno));
	target[n] = '\0';
	fputs(" link=", out);
	put_escaped(out, target);
	return 0;
}

int nfs_is_lost(const char *name)
{
	return strcmp(name, "security.capability") == 0 ||
	       strncmp(name, "system.posix_acl_", 17) == 0;
}

static void note_loss(const char *name, const char *value, size_t n, const char *path,
		      struct nfs_losses *losses)
{
	if (!losses || !nfs_is_lost(name))
		return;
	if (losses->n++ == 0)
		snprintf(losses->first, NFS_PATH, "%s", path);
	fprintf(losses->list, "%s ", name);
	for (size_t i = 0; i < n; i++)
		fprintf(losses->list, "%02x", (unsigned char)value[i]);
	fputc(' ', losses->list);
	put_escaped(losses->list, *path ? path : ".");
	fputc('\n', losses->list);
}

/* A node's overlay parts the names of a file when it sets an attribute by one of them: so
 * each name has its line. */
static int note_losses(struct sl_job *job, const struct nfs_entry *entry,
		       struct nfs_losses *losses)
{
	char *names, *value;
	size_t bytes;
	int rc = nfs_attributes(job, entry->full, &names, &bytes);

	for (size_t at = 0; rc == 0 && at < bytes; at += strlen(names + at) + 1) {
		ssize_t n;

		if (!nfs_is_lost(names + at))
			continue;
		n = nfs_attribute(job, entry->full, names + at, &value);
		if (n < 0)
			rc = (int)n;
		else
			note_loss(names + at, value, (size_t)n, entry->path, losses);
		free(value);
	}
	free(names);
	return rc;
}

static int put_attributes(struct sl_job *job, FILE *out, const struct nfs_entry *entry,
			  struct nfs_losses *losses)
{
	struct sha256_ctx sha;
	char *names, *value;
	size_t bytes;
	int rc = nfs_attributes(job, entry->full, &names, &bytes);

	sha256_init(&sha);
	for (size_t at = 0; rc == 0 && at < bytes; at += strlen(names + at) + 1) {
		const char *name = names + at;
		ssize_t n = nfs_attribute(job, entry->full, name, &value);
		char length[24];

		if (n < 0) {
			rc = (int)n;
			break;
		}
		snprintf(length, sizeof(length), "%zd", n);
		sha256_update(&sha, strlen(name) + 1, (const uint8_t *)name);
		sha256_update(&sha, strlen(length) + 1, (const uint8_t *)length);
		sha256_update(&sha, (size_t)n, (const uint8_t *)value);
		note_loss(name, value, (size_t)n, entry->path, losses);
		free(value);
	}
	if (rc == 0 && bytes)
		put_digest(out, "xattrs", &sha);
	free(names);
	return rc;
}

static const char *type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "dir";
	case S_IFLNK:
		return "link";
	case S_IFCHR:
		return "char";
	case S_IFBLK:
		return "block";
	case S_IFIFO:
		return "fifo";
	case S_IFSOCK:
		return "socket";
	default:
		return "file";
	}
}

static int put_all(struct sl_job *job, FILE *out, const struct nfs_entry *entry,
		   struct nfs_losses *losses)
{
	const struct stat *st = entry->st;
	int rc = 0;

	put_path(out, entry->path);
	if (entry->first) {
		fputs(" hardlink=", out);
		put_path(out, entry->first);
		return losses ? note_losses(job, entry, losses) : 0;
	}
	fprintf(out, " type=%s mode=%04o uid=%u gid=%u", type_of(st->st_mode),
		st->st_mode & 07777, st->st_uid, st->st_gid);
	if (S_ISREG(st->st_mode))
		fprintf(out, " size=%jd", (intmax_t)st->st_size);
	fprintf(out, " time=%jd.%09ld", (intmax_t)st->st_mtim.tv_sec,
		st->st_mtim.tv_nsec);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		fprintf(out, " device=%u,%u", major(st->st_rdev), minor(st->st_rdev));
	if (S_ISLNK(st->st_mode))
		rc = put_target(job, out, entry->full);
	if (S_ISREG(st->st_mode))
		rc = put_content(job, out, entry->full);
	return rc < 0 ? rc : put_attributes(job, out, entry, losses);
}

char *nfs_describe(struct sl_job *job, const struct nfs_entry *entry,
		   struct nfs_losses *losses)
{
	char *line = NULL;
	size_t n;
	FILE *out = open_memstream(&line, &n);
	int rc;

	if (!out) {
		sl_fail(job, ENOMEM, "out of memory");
		return NULL;
	}
	rc = put_all(job, out, entry, losses);
	fputc('\n', out);
	if (fclose(out) != 0 && rc == 0)
		rc = sl_fail(job, ENOMEM, "out of memory");
	if (rc == 0)
		return line;
	free(line);
	return NULL;
}
