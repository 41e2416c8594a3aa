/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/foreign.c - can programs of the image's architecture run here?
 *
 * Asked before anything is fetched: mmdebstrap finds it out after the package lists.
 */
#include "foreign.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

int foreign_check(struct sl_job *job, const struct release *release)
{
	struct utsname host;
	const char *own = uname(&host) == 0 ? release_dpkg_arch(host.machine) : NULL;
	int rc;

	if (own && strcmp(own, release->arch) == 0)
		return 0;
	/* it starts a tiny program of that architecture */
	rc = sl_run(job, SL_RUN_STATUS | SL_RUN_QUIET, "arch-test", release->arch);
	if (rc <= 0)
		return rc;
	return sl_fail(
		job, ENOEXEC,
		"programs of %s (%s) do not run on this host, which building an "
		"image of them takes; type `apt-get install qemu-user-static` and, "
		"in a container, before that `mount -t binfmt_misc binfmt_misc "
		"/proc/sys/fs/binfmt_misc`",
		sl_image_of(job)->arch, release->arch);
}
