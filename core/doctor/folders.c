/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/folders.c - are the site's folders there, writable, and large enough?
 */
#include "checks.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { PERCENT_LEAST = 5 };
#define BYTES_LEAST (2ull << 30)

bool folders_short(const struct statvfs *fs)
{
	uint64_t left = (uint64_t)fs->f_bavail * fs->f_frsize;
	uint64_t all = (uint64_t)fs->f_blocks * fs->f_frsize;

	return left < BYTES_LEAST || left < all / 100 * PERCENT_LEAST;
}

/* A file without a name tells more than access(), which believes root. */
static bool is_writable(const char *folder)
{
	int fd CLEANUP_FD = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	return fd >= 0 || ((errno == EOPNOTSUPP || errno == EISDIR) &&
			   access(folder, W_OK | X_OK) == 0);
}

static void check_space(struct doctor *doctor, const char *folder)
{
	struct statvfs fs;
	double left;

	if (statvfs(folder, &fs) != 0) {
		log_fail(&doctor->log, errno, "cannot ask how full %s is: %s", folder,
			 strerror(errno));
		return;
	}
	left = (double)fs.f_bavail * (double)fs.f_frsize / (double)(1ull << 30);
	if (folders_short(&fs))
		log_warn(&doctor->log,
			 "%s has only %.1f GB left; make room (`stateless gc`), or give "
			 "it a larger disk",
			 folder, left);
	else
		doctor_ok(doctor, "%s is writable and has %.1f GB left", folder, left);
}

static void check_folder(struct doctor *doctor, const char *folder, bool grows)
{
	if (!path_is_folder(folder))
		log_warn(&doctor->log,
			 "there is no folder %s yet; `stateless init` makes it", folder);
	else if (!is_writable(folder))
		log_fail(&doctor->log, errno,
			 "the folder %s is not writable: %s; run this as root, on a file "
			 "system that is writable",
			 folder, strerror(errno));
	else if (grows)
		check_space(doctor, folder);
	else
		doctor_ok(doctor, "%s is writable", folder);
}

void doctor_check_folders(struct doctor *doctor)
{
	const struct site *site = doctor->site;

	check_folder(doctor, site->installdir, true);
	check_folder(doctor, site->cachedir, true);
	check_folder(doctor, site->statedir, true);
	check_folder(doctor, site->tftpdir, false);
}
