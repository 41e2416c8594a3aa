/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/release_test.c - releases, by the plugin's own data.
 */
#include "plugins/lib/fakehost.h"
#include "plugins/lib/release.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake fake;

static void begin(const char *distro, const char *version)
{
	fake_init(&fake, unit_folder());
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s/plugins/rhel",
		 getenv("SOURCE_DIR"));
	fake.image.distro = distro;
	fake.image.version = version;
}

static const struct {
	const char *distro, *version; /* as users write them */
	const char *title, *number, *platform, *path, *backend;
	const char *key; /* the first that is looked for */
} releases[] = {
	{ "rhel", "9.4", "Red Hat Enterprise Linux", "9", "platform:el9", "var/lib/rpm",
	  "sqlite", "RPM-GPG-KEY-redhat-release" },
	{ "rhels8.10", NULL, "Red Hat Enterprise Linux", "8", "platform:el8",
	  "var/lib/rpm", "bdb", "RPM-GPG-KEY-redhat-release" },
	{ "rhel", "10.0", "Red Hat Enterprise Linux", "10", "platform:el10",
	  "usr/lib/sysimage/rpm", "sqlite", "RPM-GPG-KEY-redhat-release" },
	{ "rocky", "9", "Rocky Linux", "9", "platform:el9", "var/lib/rpm", "sqlite",
	  "RPM-GPG-KEY-Rocky-9" },
	{ "rocky8.9", "", "Rocky Linux", "8", "platform:el8", "var/lib/rpm", "bdb",
	  "RPM-GPG-KEY-rockyofficial" },
	{ "almalinux", "10.1", "AlmaLinux", "10", "platform:el10", "usr/lib/sysimage/rpm",
	  "sqlite", "RPM-GPG-KEY-AlmaLinux-10" },
	{ "centos8", NULL, "CentOS Linux", "8", "platform:el8", "var/lib/rpm", "bdb",
	  "RPM-GPG-KEY-CentOS-*" },
	{ "centos-stream", "9", "CentOS Stream", "9", "platform:el9", "var/lib/rpm",
	  "sqlite", "RPM-GPG-KEY-centosofficial" },
	{ "ol", "9.3", "Oracle Linux", "9", "platform:el9", "var/lib/rpm", "sqlite",
	  "RPM-GPG-KEY-oracle" },
	{ "fedora", "41", "Fedora", "41", "", "usr/lib/sysimage/rpm", "sqlite",
	  "RPM-GPG-KEY-fedora*" },
	{ "fedora", "35", "Fedora", "35", "", "var/lib/rpm", "sqlite",
	  "RPM-GPG-KEY-fedora*" },
};

static void releases_are_found(void)
{
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		struct release release;
		const char *platform;

		begin(releases[i].distro, releases[i].version);
		UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
		UNIT_STR(release.title, releases[i].title);
		UNIT_STR(release.number, releases[i].number);
		platform = data_get(&release.data, release.version, "platform");
		UNIT_STR(platform ? platform : "", releases[i].platform);
		UNIT_STR(release.db.path, releases[i].path);
		UNIT_STR(release.db.backend, releases[i].backend);
		CU_ASSERT_FATAL(release.keys.n > 0);
		UNIT_STR(release.keys.v[0], releases[i].key);
		UNIT_STR(fake.said, "");
		release_fini(&release);
		fake_fini(&fake);
	}
}

static const struct {
	const char *distro, *version, *says;
} unknown[] = {
	{ "rocky", "", "Rocky Linux has no release \"\"" },
	{ "rhel", "nine", "no release \"nine\"; set version to a number" },
	{ "gentoo", "1", "nothing is known of distro \"gentoo\"" },
};

static void unknown_ones_are_refused(void)
{
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct release release;

		begin(unknown[i].distro, unknown[i].version);
		CU_ASSERT(release_find(&fake.job, &fake.image, &release) < 0);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, unknown[i].says));
		release_fini(&release);
		fake_fini(&fake);
	}
}

const char unit_suite[] = "rhel release";
const struct unit_case unit_cases[] = {
	{ "releases are found as users write them", releases_are_found },
	{ "what is unknown is refused", unknown_ones_are_refused },
	{ NULL, NULL }
};
