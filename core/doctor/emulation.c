/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/emulation.c - can programs of the images' architectures run here?
 *
 * /proc/sys/fs/binfmt_misc/NAME begins with "enabled" and has a line "flags: F..."
 * (Documentation/admin-guide/binfmt-misc.rst); by convention NAME ends in the
 * architecture.  F: the emulator is opened at once, so that it works in a tree, too.
 */
#include "checks.h"

#include "core/base/exec.h"
#include "core/base/file.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#define FORMATS "/proc/sys/fs/binfmt_misc"

enum { ENTRY_MOST = 4096 };

static bool is_fit(struct doctor *doctor, const char *name)
{
	char *path CLEANUP_FREE = mem_printf(FORMATS "/%s", name);
	struct str text CLEANUP_STR = { 0 };
	const char *flags;

	if (file_read(&doctor->log, path, ENTRY_MOST, &text) < 0)
		return false;
	flags = strstr(str_text(&text), "\nflags: ");
	return str_starts(str_text(&text), "enabled") && flags &&
	       memchr(flags + 1, 'F', strcspn(flags + 1, "\n"));
}

static bool is_registered(struct doctor *doctor, const char *arch)
{
	char *suffix CLEANUP_FREE = mem_printf("-%s", arch);
	DIR *dir = opendir(FORMATS);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = (strcmp(entry->d_name, arch) == 0 ||
			 str_ends(entry->d_name, suffix)) &&
			is_fit(doctor, entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

static void no_emulation(struct doctor *doctor, const char *image, const char *arch,
			 const char *host)
{
	char *emulator CLEANUP_FREE = mem_printf("qemu-%s-static", arch);
	char *path CLEANUP_FREE = exec_find(emulator);

	if (!path)
		log_fail(&doctor->log, ENOENT,
			 "image %s is for %s, whose programs do not run on this host "
			 "(%s): there is no %s; install qemu-user-static and "
			 "binfmt-support, unless the image's plugin runs none of its "
			 "programs",
			 image, arch, host, emulator);
	else
		log_fail(&doctor->log, ENOEXEC,
			 "image %s is for %s, whose programs do not run on this host "
			 "(%s): there is no registration with the flag F in " FORMATS
			 "; install binfmt-support, and type `mount -t binfmt_misc "
			 "binfmt_misc " FORMATS "; update-binfmts --enable qemu-%s`",
			 image, arch, host, arch);
}

/* doctor->archs: architecture, image, architecture, image... */
void doctor_check_emulation(struct doctor *doctor)
{
	struct strv seen CLEANUP_STRV = { 0 };
	struct utsname host = { .machine = "" };

	uname(&host);
	strv_add(&seen, host.machine);
	for (size_t i = 0; i + 1 < doctor->archs.n; i += 2) {
		const char *arch = doctor->archs.v[i];

		if (strv_has(&seen, arch))
			continue;
		strv_add(&seen, arch);
		if (is_registered(doctor, arch))
			doctor_ok(doctor, "programs of %s run here by binfmt_misc", arch);
		else
			no_emulation(doctor, doctor->archs.v[i + 1], arch, host.machine);
	}
	if (seen.n == 1)
		doctor_ok(doctor, "every image is for this host's architecture (%s)",
			  host.machine);
}
