/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/release.h - what an administrator calls a release, and what apt does.
 */
#ifndef DEBIAN_RELEASE_H
#define DEBIAN_RELEASE_H

#include <stateless/plugin.h>

enum release_flag {
	RELEASE_POCKETS = 1u << 0, /* has SUITE-updates and SUITE-security             */
	RELEASE_MERGED = 1u << 1   /* /bin is usr/bin, and usr-is-merged says so       */
};

/* A distribution of the family. */
struct family {
	const char *name;       /* "debian" */
	const char *mirror;     /* default archive                             */
	const char *security;   /* default archive of the security updates     */
	const char *ports;      /* archive of both for the architectures that are not in
				 * the main one; NULL: all are there           */
	const char *components; /* default, with blanks between them           */
	const char *keyring;    /* of the archive, on this machine             */
	const char *keyring_package;
};

struct release {
	const struct family *family;
	char suite[64];   /* "bookworm" */
	unsigned flags;   /* enum release_flag */
	const char *arch; /* as dpkg calls it: "amd64" */
};

/* Finds the release of the image: its version is a number ("12", "12.5", "22.04") or a
 * suite's name; without a version it is what follows the name in distro ("debian12").
 * 0, or -EINVAL after saying which versions or architectures there are. */
int release_find(struct sl_job *, const struct sl_image *, struct release *);

/* The archive of packages, or of security updates, that the release has by default. */
const char *release_mirror(const struct release *);
const char *release_security(const struct release *);

/* dpkg's name of an architecture that is spelled as `uname -m` does, and back.  NULL:
 * not known. */
const char *release_dpkg_arch(const char *machine);
const char *release_machine(const char *dpkg_arch);

#endif
