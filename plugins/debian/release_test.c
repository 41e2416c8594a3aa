/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/release_test.c - what an administrator calls a release.
 */
#include "release.h"

#include "plugins/lib/fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static struct fake fake;

static const struct {
	const char *distro, *version, *arch, *suite, *dpkg, *mirror;
	int pockets, merged;
} found[] = {
	{ "debian", "12", "x86_64", "bookworm", "amd64", "http://deb.debian.org/debian",
	  1, 1 },
	{ "debian", "12.11", "aarch64", "bookworm", "arm64",
	  "http://deb.debian.org/debian", 1, 1 },
	{ "debian", "bookworm", "ppc64le", "bookworm", "ppc64el",
	  "http://deb.debian.org/debian", 1, 1 },
	{ "debian", "11", "x86_64", "bullseye", "amd64", "http://deb.debian.org/debian",
	  1, 0 },
	{ "debian", "sid", "x86_64", "sid", "amd64", "http://deb.debian.org/debian", 0,
	  1 },
	{ "debian", "duke", "x86_64", "duke", "amd64", "http://deb.debian.org/debian", 1,
	  0 },
	{ "debian13", "", "x86_64", "trixie", "amd64", "http://deb.debian.org/debian", 1,
	  1 },
	{ "ubuntu", "22.04", "x86_64", "jammy", "amd64",
	  "http://archive.ubuntu.com/ubuntu", 1, 0 },
	{ "ubuntu24.04.1", NULL, "x86_64", "noble", "amd64",
	  "http://archive.ubuntu.com/ubuntu", 1, 0 },
	{ "ubuntu", "focal", "ppc64le", "focal", "ppc64el",
	  "http://ports.ubuntu.com/ubuntu-ports", 1, 0 },
};

static void releases_are_found(void)
{
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		struct release release;

		fake_init(&fake, unit_folder());
		fake.image.distro = found[i].distro;
		fake.image.version = found[i].version;
		fake.image.arch = found[i].arch;
		UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
		UNIT_STR(release.suite, found[i].suite);
		UNIT_STR(release.arch, found[i].dpkg);
		UNIT_STR(release_mirror(&release), found[i].mirror);
		UNIT_INT(!!(release.flags & RELEASE_POCKETS), found[i].pockets);
		UNIT_INT(!!(release.flags & RELEASE_MERGED), found[i].merged);
		fake_fini(&fake);
	}
}

static const struct {
	const char *distro, *version, *arch, *says;
} wrong[] = {
	{ "debian", "1", "x86_64",
	  "no release \"1\" of debian; set version to one of 11 "
	  "12 13" },
	{ "debian", "122", "x86_64", "no release \"122\"" },
	{ "debian", "", "x86_64", "no release \"\"" },
	{ "debian", "book worm", "x86_64", "no release" },
	{ "debian", "bookworm main\ndeb", "x86_64", "no release" },
	{ "ubuntu", "22", "x86_64", "one of 20.04 22.04" },
	{ "debian", "12", "amd64", "no architecture \"amd64\"" },
};

static void unknown_ones_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct release release;

		fake_init(&fake, unit_folder());
		fake.image.distro = wrong[i].distro;
		fake.image.version = wrong[i].version;
		fake.image.arch = wrong[i].arch;
		UNIT_INT(release_find(&fake.job, &fake.image, &release), -EINVAL);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, wrong[i].says));
		fake_fini(&fake);
	}
}

const char unit_suite[] = "debian release";
const struct unit_case unit_cases[] = {
	{ "versions and suites are found", releases_are_found },
	{ "what is unknown is refused with what is known", unknown_ones_are_refused },
	{ NULL, NULL }
};
