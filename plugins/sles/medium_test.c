/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/medium_test.c - installation media.
 */
#include "medium.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

static struct fake fake;

static const struct {
	const char *media, *products; /* NULL: the medium has none */
	const char *note;
	int bid;
} media[] = {
	{ "SUSE - SLE-15-SP4-Full-x86_64-Build151.1-Media\n"
	  "SLE-15-SP4-Full-x86_64-Build151.1\n1\n",
	  "/Module-Basesystem Basesystem-Module 15.4-0\n/Product-SLES SLES15-SP4 "
	  "15.4-0\n",
	  "medium sles 15.4 x86_64\n", 100 },
	{ "openSUSE - openSUSE-Leap-15.6-DVD-aarch64-Build1.1-Media\n",
	  "/ openSUSE-Leap 15.6-1\n", "medium leap 15.6 aarch64\n", 100 },
	{ "openSUSE-Tumbleweed-DVD-x86_64-Snapshot20240801\n", "/ openSUSE 20240801-0\n",
	  "medium tumbleweed 20240801 x86_64\n", 100 },
	{ "openSUSE - openSUSE-MicroOS-DVD-x86_64\n", "/ openSUSE-MicroOS 20240801-0\n",
	  "medium microos 20240801 x86_64\n", 100 },
	{ "SUSE - for no machine known\n", "/ SLES 15.4-0\n", "", 0 },
	{ "SLE-15-SP4-x86_64\n", "/ Somebodys-Linux 1-0\n/ SLES\n", "", 0 },
	{ "SLE-15-SP4-x86_64\n", "/ SLES -0\n/ SLES15-SP4 15.4-0\n",
	  "medium sles 15.4 x86_64\n", 100 },
	{ "SLE-15-SP4-x86_64\n", NULL, "", 0 },
	{ NULL, NULL, "", 0 },
};

static void media_are_recognised(void)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		fake_init(&fake, unit_folder());
		snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]),
			 "%s/plugins/sles", getenv("SOURCE_DIR"));
		if (media[i].media)
			fake_put(&fake, "media.1/media", media[i].media);
		if (media[i].products)
			fake_put(&fake, "media.1/products", media[i].products);
		UNIT_INT(medium_recognise(&fake.job, NULL), media[i].bid);
		UNIT_STR(fake.notes, media[i].note);
		UNIT_STR(fake.said, "");
		fake_fini(&fake);
	}
}

const char unit_suite[] = "sles medium";
const struct unit_case unit_cases[] = {
	{ "media are recognised by their products", media_are_recognised }, { NULL, NULL }
};
