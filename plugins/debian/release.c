/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/release.c - what an administrator calls a release, and what apt does.
 *
 * A new release is a new row; a suite that has no row is taken by its own name.
 */
#include "release.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct family debian = {
	.name = "debian",
	.mirror = "http://deb.debian.org/debian",
	.security = "http://deb.debian.org/debian-security",
	.components = "main",
	.keyring = "/usr/share/keyrings/debian-archive-keyring.gpg",
	.keyring_package = "debian-archive-keyring",
};

static const struct family ubuntu = {
	.name = "ubuntu",
	.mirror = "http://archive.ubuntu.com/ubuntu",
	.security = "http://security.ubuntu.com/ubuntu",
	.ports = "http://ports.ubuntu.com/ubuntu-ports",
	.components = "main universe",
	.keyring = "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
	.keyring_package = "ubuntu-keyring",
};

static const struct row {
	const struct family *family;
	const char *version, *suite;
	unsigned flags;
} rows[] = {
	{ &debian, "11", "bullseye", RELEASE_POCKETS },
	{ &debian, "12", "bookworm", RELEASE_POCKETS | RELEASE_MERGED },
	{ &debian, "13", "trixie", RELEASE_POCKETS | RELEASE_MERGED },
	{ &debian, "14", "forky", RELEASE_POCKETS | RELEASE_MERGED },
	{ &debian, "sid", "sid", RELEASE_MERGED },
	{ &debian, "unstable", "unstable", RELEASE_MERGED },
	{ &ubuntu, "20.04", "focal", RELEASE_POCKETS },
	{ &ubuntu, "22.04", "jammy", RELEASE_POCKETS },
	{ &ubuntu, "24.04", "noble", RELEASE_POCKETS },
	{ &ubuntu, "25.04", "plucky", RELEASE_POCKETS },
	{ &ubuntu, "25.10", "questing", RELEASE_POCKETS },
	{ &ubuntu, "26.04", "resolute", RELEASE_POCKETS },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct {
	const char *machine, *dpkg;
	int main; /* in Ubuntu's main archive; the others are in its ports */
} archs[] = {
	{ "x86_64", "amd64", 1 },    { "aarch64", "arm64", 0 },
	{ "ppc64le", "ppc64el", 0 }, { "ppc64", "ppc64", 0 },
	{ "riscv64", "riscv64", 0 }, { "s390x", "s390x", 0 },
	{ "armv7l", "armhf", 0 },    { "i686", "i386", 1 },
	{ "i386", "i386", 1 },       { "loongarch64", "loong64", 0 },
};

enum { ARCHS = sizeof(archs) / sizeof(archs[0]) };

const char *release_dpkg_arch(const char *machine)
{
	for (size_t i = 0; i < ARCHS; i++)
		if (strcmp(archs[i].machine, machine) == 0)
			return archs[i].dpkg;
	return NULL;
}

const char *release_machine(const char *dpkg_arch)
{
	for (size_t i = 0; i < ARCHS; i++)
		if (strcmp(archs[i].dpkg, dpkg_arch) == 0)
			return archs[i].machine;
	return NULL;
}

static int in_main_archive(const char *dpkg_arch)
{
	for (size_t i = 0; i < ARCHS; i++)
		if (strcmp(archs[i].dpkg, dpkg_arch) == 0)
			return archs[i].main;
	return 0;
}

const char *release_mirror(const struct release *release)
{
	const struct family *family = release->family;

	return family->ports && !in_main_archive(release->arch) ? family->ports
								: family->mirror;
}

const char *release_security(const struct release *release)
{
	const struct family *family = release->family;

	return family->ports && !in_main_archive(release->arch) ? family->ports
								: family->security;
}

/* "12" means 12, 12.5 and 12.11; "22.04" means 22.04.3 too. */
static int means(const char *wanted, const char *version)
{
	size_t n = strlen(version);

	return strncmp(wanted, version, n) == 0 && (!wanted[n] || wanted[n] == '.');
}

/* A name that can stand in a line of sources.list and in a URL. */
static int is_suite(const char *text)
{
	size_t n = 0;

	if (!islower((unsigned char)*text))
		return 0;
	while (islower((unsigned char)text[n]) || isdigit((unsigned char)text[n]) ||
	       text[n] == '-')
		n++;
	return text[n] == '\0' && n < sizeof(((struct release *)NULL)->suite) - 16;
}

static const char *version_of(const struct sl_image *image)
{
	const char *version = image->version;

	if (version && *version)
		return version;
	version = image->distro;
	while (isalpha((unsigned char)*version))
		version++;
	return version;
}

static int say_unknown(struct sl_job *job, const struct family *family,
		       const char *version)
{
	char known[512] = "";
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].family == family)
			n += (size_t)snprintf(known + n, sizeof(known) - n, " %s",
					      rows[i].version);
	return sl_fail(job, EINVAL,
		       "there is no release \"%s\" of %s; set version to one of%s, or to "
		       "the name of a suite",
		       version, family->name, known);
}

static int find_suite(struct sl_job *job, const char *version, struct release *release)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].family != release->family)
			continue;
		if (!means(version, rows[i].version) &&
		    strcmp(version, rows[i].suite) != 0)
			continue;
		snprintf(release->suite, sizeof(release->suite), "%s", rows[i].suite);
		release->flags = rows[i].flags;
		return 0;
	}
	if (!is_suite(version))
		return say_unknown(job, release->family, version);
	snprintf(release->suite, sizeof(release->suite), "%s", version);
	release->flags = RELEASE_POCKETS;
	return 0;
}

int release_find(struct sl_job *job, const struct sl_image *image,
		 struct release *release)
{
	*release = (struct release){
		.family = strncmp(image->distro, ubuntu.name, strlen(ubuntu.name)) == 0
				  ? &ubuntu
				  : &debian,
		.arch = release_dpkg_arch(image->arch),
	};
	if (!release->arch)
		return sl_fail(
			job, EINVAL,
			"%s has no architecture \"%s\"; set arch as uname -m spells "
			"it, as in x86_64, aarch64 or ppc64le",
			release->family->name, image->arch);
	return find_suite(job, version_of(image), release);
}
