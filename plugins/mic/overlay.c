/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/overlay.c - folders of the administrator, put into the tree.
 */
#include "filelist.h"
#include "mic.h"
#include "place.h"

#include "plugins/lib/args.h"
#include "plugins/lib/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct overlay {
	struct sl_job *job;
	const char *folder, *list; /* list: NULL, or the file's path */
	int fd;                    /* of the folder                  */
};

/* A file below the folder, through folders only: a link could lead to this machine's own
 * files.  A descriptor, or -errno. */
static int open_below(int folder, const char *path)
{
	int at = dup(folder), err;

	while (at >= 0) {
		size_t n = strcspn(path, "/");
		char *part = strndup(path, n);
		int next = part ? openat(at, part,
					 O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
						 (path[n] ? O_DIRECTORY : 0))
				: -1;

		err = part ? errno : ENOMEM;
		free(part);
		close(at);
		if (next < 0)
			return -err;
		at = next;
		if (!path[n])
			return at;
		path += n + 1;
	}
	return -errno;
}

static int put_file(const struct overlay *overlay, const char *source, unsigned line,
		    struct place *place)
{
	struct mapped mapped = { 0 };
	int fd = open_below(overlay->fd, source);
	int rc = fd < 0 ? fd : map_open(fd, &mapped);

	if (fd >= 0)
		close(fd);
	if (overlay->list && (rc == -ELOOP || rc == -ENOTDIR))
		rc = sl_fail(
			overlay->job, -rc,
			"%s:%u: the source %s/%s is, or lies behind, a link; name the "
			"file itself",
			overlay->list, line, overlay->folder, source);
	else if (rc < 0 && overlay->list)
		rc = sl_fail(overlay->job, -rc, "%s:%u: cannot read the source %s/%s: %s",
			     overlay->list, line, overlay->folder, source, strerror(-rc));
	else if (rc < 0)
		rc = sl_fail(overlay->job, -rc, "cannot read %s/%s: %s", overlay->folder,
			     source, strerror(-rc));
	if (rc < 0)
		return rc;
	place->data = mapped.data;
	place->n = mapped.n;
	rc = place_put(overlay->job, place);
	map_close(&mapped);
	return rc;
}

/* ---- with a list ---- */

static int put_listed(void *arg, const struct filelist_entry *entry)
{
	const struct overlay *overlay = arg;
	struct place place = {
		.path = entry->path,
		.target = entry->target,
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.device = makedev(entry->major, entry->minor),
	};

	if (overlay->job->host->cancelled(overlay->job))
		return -ECANCELED;
	if (entry->source)
		return put_file(overlay, entry->source, entry->line, &place);
	return place_put(overlay->job, &place);
}

/* Who can change the list decides what root runs on the cards: MPSS too refuses it. */
static int check_list(struct sl_job *job, const char *list, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return sl_fail(job, errno, "cannot read %s: %s", list, strerror(errno));
	if ((st.st_uid == 0 || st.st_uid == geteuid()) && !(st.st_mode & 022))
		return 0;
	return sl_fail(job, EPERM,
		       "%s can be changed by others than root: `chown root:root` and "
		       "`chmod go-w` it",
		       list);
}

static int parse_mapped(struct overlay *overlay, const struct mapped *mapped)
{
	char *text;
	int rc;

	if (memchr(mapped->data, '\0', mapped->n))
		return sl_fail(overlay->job, EINVAL, "%s is no text: it has a NUL byte",
			       overlay->list);
	text = strndup((const char *)mapped->data, mapped->n);
	if (!text)
		return sl_fail(overlay->job, ENOMEM, "out of memory");
	rc = filelist_parse(overlay->job, overlay->list, text, put_listed, overlay);
	free(text);
	return rc;
}

static int put_list(struct overlay *overlay)
{
	int fd = open(overlay->list, O_RDONLY | O_CLOEXEC);
	struct mapped mapped = { 0 };
	int rc = fd < 0 ? -errno : map_open(fd, &mapped);

	if (rc < 0)
		rc = sl_fail(overlay->job, -rc, "cannot read %s: %s", overlay->list,
			     strerror(-rc));
	if (rc == 0)
		rc = check_list(overlay->job, overlay->list, fd);
	if (rc == 0)
		rc = parse_mapped(overlay, &mapped);
	map_close(&mapped);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* ---- all of a folder ---- */

static int put_found(void *arg, const struct walk_entry *found)
{
	const struct overlay *overlay = arg;
	const struct stat *st = found->st;
	char target[NEWC_NAME] = "";
	struct place place = {
		.path = found->path,
		.target = target,
		.mode = st->st_mode,
		.uid = st->st_uid,
		.gid = st->st_gid,
		.device = st->st_rdev,
	};

	if (!*found->path)
		return 0;
	if (S_ISREG(st->st_mode))
		return put_file(overlay, found->path, 0, &place);
	if (S_ISLNK(st->st_mode) && readlink(found->full, target, sizeof(target) - 1) < 0)
		return sl_fail(overlay->job, errno, "cannot read the link %s: %s",
			       found->full, strerror(errno));
	return place_put(overlay->job, &place);
}

int overlay_apply(struct sl_job *job, const char *folder, const char *list)
{
	struct overlay overlay = { job, folder, list,
				   open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	int rc;

	if (overlay.fd < 0)
		return sl_fail(job, errno, "cannot open the overlay %s: %s", folder,
			       strerror(errno));
	rc = list ? put_list(&overlay)
		  : walk_tree(job, folder, WALK_MOUNTS, put_found, &overlay);
	close(overlay.fd);
	return rc;
}

/* ---- those of the image ---- */

static int apply_named(struct sl_job *job, const char *folders, const char *name)
{
	char *folder = args_printf("%s/%s", folders, name);
	char *list = args_printf("%s/%s.filelist", folders, name);
	int rc;

	if (!folder || !list)
		rc = sl_fail(job, ENOMEM, "out of memory");
	else if (!filelist_is_plain(name) || strchr(name, '/'))
		rc = sl_fail(job, EINVAL, "mic: overlays: \"%s\" is no name of a folder",
			     name);
	else
		rc = overlay_apply(job, folder, access(list, F_OK) == 0 ? list : NULL);
	free(folder);
	free(list);
	return rc;
}

int overlay_apply_all(struct sl_job *job)
{
	const char *folders = sl_opt(job, "overlaydir");
	const char *name;
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && (name = job->host->opt_item(job, "overlays", i));
	     i++) {
		if (!folders)
			return sl_fail(
				job, EINVAL,
				"mic: overlays names \"%s\", but overlaydir does not "
				"say where its folder is",
				name);
		rc = apply_named(job, folders, name);
	}
	return rc;
}
