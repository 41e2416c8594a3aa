/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/medium_test.c - installation media.
 */
#include "medium.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct fake fake;

static const struct {
	const char *info; /* NULL: the medium has none */
	const char *note;
	int bid;
} media[] = {
	{ "Debian GNU/Linux 12.5.0 \"Bookworm\" - Official amd64 DVD Binary-1 with "
	  "firmware 20240210-11:28\n",
	  "medium debian 12.5.0 x86_64\n", 100 },
	{ "Debian GNU/Linux 12.5.0 \"Bookworm\" - Official ppc64el NETINST",
	  "medium debian 12.5.0 ppc64le\n", 100 },
	{ "Ubuntu-Server 22.04.3 LTS \"Jammy Jellyfish\" - Release amd64 (20230810)",
	  "medium ubuntu 22.04.3 x86_64\n", 100 },
	{ "Ubuntu-Server 24.04 LTS \"Noble Numbat\" - Release arm64 (20240423)\nmore",
	  "medium ubuntu 24.04 aarch64\n", 100 },
	{ "Debian GNU/Linux testing \"Trixie\" - Official amd64\n", "", 0 },
	{ "Debian GNU/Linux 12.5.0 \"Bookworm\" - Official vax\n", "", 0 },
	{ "Debian GNU/Linux 12.5.0\namd64\n", "", 0 },
	{ "Somebody's 12.5.0 amd64", "", 0 },
	{ "", "", 0 },
	{ NULL, "", 0 },
};

static void media_are_recognised(void)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		fake_init(&fake, unit_folder());
		if (media[i].info)
			fake_put(&fake, ".disk/info", media[i].info);
		UNIT_INT(medium_recognise(&fake.job, NULL), media[i].bid);
		UNIT_STR(fake.notes, media[i].note);
		UNIT_STR(fake.said, "");
		fake_fini(&fake);
	}
}

const char unit_suite[] = "debian medium";
const struct unit_case unit_cases[] = {
	{ "media are recognised by .disk/info", media_are_recognised }, { NULL, NULL }
};
