/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/zone.c - the time zone of an image.
 */
#include "zone.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "usr/share/zoneinfo"

/* Also keeps characters out that mean something to an exclude list. */
static bool is_name(const char *zone)
{
	if (*zone == '/' || strstr(zone, "//") || str_ends(zone, "/"))
		return false;
	for (const char *c = zone; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_+-/", *c))
			return false;
	return *zone != '\0';
}

int zone_check(struct log *log, int tree, const char *zone)
{
	char *path CLEANUP_FREE = path_join(FOLDER, zone);
	struct stat st;

	if (!is_name(zone))
		return log_fail(log, EINVAL,
				"timezone \"%s\" is no name of a time zone; say it as in "
				"Europe/Berlin",
				zone);
	if (intree_stat(tree, path, &st) == 0 && S_ISREG(st.st_mode))
		return 0;
	return log_fail(log, ENOENT,
			"the tree has no time zone %s: there is no file /%s; add the "
			"package tzdata, or choose a zone that is there",
			zone, path);
}

/* Where the links of a path end, below the tree, or NULL. */
static char *final_path(int tree, const char *path)
{
	int fd CLEANUP_FD = intree_open(tree, path, O_PATH, 0);
	char *links[] = { mem_printf("/proc/self/fd/%d", tree),
			  mem_printf("/proc/self/fd/%d", fd) };
	char ends[2][PATH_MAX];
	char *found = NULL;
	bool ok = fd >= 0;

	for (size_t i = 0; i < 2; i++) {
		ssize_t n = readlink(links[i], ends[i], PATH_MAX - 1);

		ends[i][n > 0 ? n : 0] = '\0';
		ok = ok && n > 0;
		mem_cleanup_free(&links[i]);
	}
	if (ok && str_starts(ends[1], ends[0]))
		found = mem_dup(ends[1] + strlen(ends[0]));
	return found;
}

void zone_paths(int tree, const char *zone, struct strv *paths)
{
	char *path CLEANUP_FREE = path_join(FOLDER, zone);
	char *end CLEANUP_FREE = final_path(tree, path);

	strv_addf(paths, "./%s", path);
	if (end && strcmp(end + strspn(end, "/"), path) != 0)
		strv_addf(paths, "./%s", end + strspn(end, "/"));
}

static int say(struct log *log, const char *path, int err)
{
	return log_fail(log, err, "cannot set the time zone in /%s of the image: %s",
			path, strerror(err));
}

int zone_set(struct log *log, int root, const char *zone)
{
	char *target CLEANUP_FREE = mem_printf("../%s/%s", FOLDER, zone);
	char *line CLEANUP_FREE = mem_printf("%s\n", zone);
	int etc CLEANUP_FD = intree_open(root, "etc", O_RDONLY | O_DIRECTORY, 0);
	struct stat st;
	int rc;

	if (etc < 0)
		return say(log, "etc", -etc);
	if ((unlinkat(etc, "localtime", 0) != 0 && errno != ENOENT) ||
	    symlinkat(target, etc, "localtime") != 0)
		return say(log, "etc/localtime", errno);
	if (fstatat(etc, "timezone", &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	rc = intree_write(root, "etc/timezone", 0644, line, strlen(line));
	return rc < 0 ? say(log, "etc/timezone", -rc) : 0;
}
