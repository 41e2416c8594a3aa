/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/nodefile.c - files, folders and links that nodes are given.
 */
#include "nodefile.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/visit.h"
#include "core/image/syncsources.h"
#include "core/pack/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The node program takes 64 MiB in all. */
enum { FILE_MOST = 32 << 20 };

/* Of a text that is the same for all nodes. */
static void find_secret(struct nodefiles *files, struct nodefile *file, const void *data,
			size_t bytes)
{
	struct strv findings CLEANUP_STRV = { 0 };

	secrets_in_file(file->path, data, bytes, &findings);
	if (findings.n)
		file->secret = arena_dup(&files->arena, findings.v[0]);
}

static int add(struct log *log, struct nodefiles *files, const struct nodefile *from)
{
	const char *fault = syncpath_fault(from->path);
	struct nodefile *file;

	if (fault)
		return log_fail(log, EINVAL, "%s cannot be /%s on a node: %s", from->from,
				from->path, fault);
	if (files->n == files->room) {
		files->room = files->room ? files->room * 2 : 16;
		files->v = mem_grow(files->v, files->room, sizeof(*files->v));
	}
	file = &files->v[files->n++];
	*file = *from;
	file->path = arena_dup(&files->arena, from->path);
	file->from = arena_dup(&files->arena, from->from);
	file->target = arena_dup(&files->arena, from->target);
	return 0;
}

static int add_text(struct log *log, struct nodefiles *files, const struct nodefile *from,
		    const struct str *text, bool is_template)
{
	struct nodefile *file;
	int rc = add(log, files, from);

	if (rc < 0)
		return rc;
	file = &files->v[files->n - 1];
	file->type = NODEFILE_TEXT;
	if (is_template)
		template_parse(&files->arena, str_text(text), text->n, &file->text);
	else
		template_of(&files->arena, str_text(text), text->n, &file->text);
	if (file->text.is_constant)
		find_secret(files, file, str_text(text), text->n);
	return 0;
}

int nodefiles_add(struct log *log, struct nodefiles *files, const struct nodefile *file,
		  const void *data, size_t bytes)
{
	struct str text CLEANUP_STR = { 0 };

	if (file->type == NODEFILE_LINK)
		return add(log, files, file);
	if (bytes)
		str_addn(&text, data, bytes);
	return add_text(log, files, file, &text, false);
}

/* ---- read from disk ---- */

struct reader {
	struct log *log;
	struct nodefiles *files;
	const char *from, *path; /* the folder, here and on the node */
	unsigned flags;
};

static int read_text(struct reader *reader, int folder, const char *name,
		     struct nodefile *file)
{
	int fd CLEANUP_FD = openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct str text CLEANUP_STR = { 0 };
	int rc = fd < 0 ? -errno : file_read_fd(fd, FILE_MOST, &text);

	if (rc == -EFBIG)
		return log_fail(reader->log, EFBIG,
				"%s is larger than %d bytes: put it into the image",
				file->from, FILE_MOST);
	if (rc < 0)
		return log_fail(reader->log, -rc, "cannot read %s: %s", file->from,
				strerror(-rc));
	return add_text(reader->log, reader->files, file, &text,
			reader->flags & NODEFILE_TEMPLATES);
}

static int read_link(struct reader *reader, int folder, const char *name,
		     struct nodefile *file)
{
	char target[SYNCPATH_MOST + 1];
	ssize_t n;
	int rc;

	if (reader->flags & NODEFILE_NO_LINKS)
		return log_fail(reader->log, EINVAL,
				"%s is a symbolic link: templates are files; link to it "
				"in a synclist's folder",
				file->from);
	n = readlinkat(folder, name, target, sizeof(target));
	if (n < 0 || n == sizeof(target))
		return log_fail(reader->log, EINVAL, "the link %s cannot be read",
				file->from);
	target[n] = '\0';
	file->type = NODEFILE_LINK;
	file->target = target;
	rc = add(reader->log, reader->files, file);
	file->target = NULL;
	return rc;
}

static int read_entry(void *arg, const struct visit_entry *entry)
{
	struct reader *reader = arg;
	char *from CLEANUP_FREE = path_join(reader->from, entry->path);
	char *path CLEANUP_FREE = *reader->path ? path_join(reader->path, entry->path)
						: mem_dup(entry->path);
	struct nodefile file = { .path = path,
				 .from = from,
				 .mode = entry->st->st_mode & 0777 };

	if (S_ISREG(entry->st->st_mode))
		return read_text(reader, entry->folder, entry->name, &file);
	if (S_ISLNK(entry->st->st_mode))
		return read_link(reader, entry->folder, entry->name, &file);
	if (!S_ISDIR(entry->st->st_mode))
		return log_fail(
			reader->log, EINVAL,
			"%s is no file, folder or link: a node cannot be given it", from);
	file.type = NODEFILE_FOLDER;
	return file.mode == 0755 ? 0 : add(reader->log, reader->files, &file);
}

int nodefiles_read(struct log *log, struct nodefiles *files, const char *from,
		   const char *path, unsigned flags)
{
	struct reader reader = { log, files, from, path, flags };
	int fd CLEANUP_FD = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return log_fail(log, errno, "cannot read %s: %s", from, strerror(errno));
	if (S_ISREG(st.st_mode)) {
		struct nodefile file = { .path = path,
					 .from = from,
					 .mode = st.st_mode & 0777 };

		return read_text(&reader, AT_FDCWD, from, &file);
	}
	if (!S_ISDIR(st.st_mode))
		return log_fail(log, EINVAL, "%s is neither a file nor a folder", from);
	return visit_tree(log, fd, from, read_entry, &reader);
}

/* ---- lists ---- */

static int by_path(const void *a, const void *b)
{
	const struct nodefile *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	/* qsort() is not stable: the place decides between equals. */
	return order ? order
		     : (left->place > right->place) - (left->place < right->place);
}

void nodefiles_sort(struct nodefiles *files)
{
	size_t n = 0;

	for (size_t i = 0; i < files->n; i++)
		files->v[i].place = i;
	if (files->n)
		qsort(files->v, files->n, sizeof(*files->v), by_path);
	for (size_t i = 0; i < files->n; i++)
		if (i + 1 == files->n ||
		    strcmp(files->v[i].path, files->v[i + 1].path) != 0)
			files->v[n++] = files->v[i];
	files->n = n;
}

void nodefiles_fini(struct nodefiles *files)
{
	free(files->v);
	arena_fini(&files->arena);
	*files = (struct nodefiles){ 0 };
}
