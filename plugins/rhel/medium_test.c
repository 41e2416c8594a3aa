/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/medium_test.c - installation media.
 */
#include "medium.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct fake fake;

static const struct {
	const char *treeinfo, *discinfo; /* NULL: the medium has none */
	const char *note;
	int bid;
} media[] = {
	{ "[header]\nversion = 1.2\n\n[general]\n; comment\narch = x86_64\n"
	  "family = Red Hat Enterprise Linux\nname = Red Hat Enterprise Linux 9.4\n"
	  "version = 9.4\n[release]\nversion = 7\n",
	  NULL, "medium rhel 9.4 x86_64\n", 100 },
	{ "[general]\narch=aarch64\nfamily=Rocky Linux\nversion=8.10\n", NULL,
	  "medium rocky 8.10 aarch64\n", 100 },
	{ NULL, "1711367264.273021\nAlmaLinux 9.4\nx86_64\n", "medium alma 9.4 x86_64\n",
	  100 },
	{ "[general]\nfamily = Fedora\n", "1.5\nFedora 41\nx86_64\n1\n",
	  "medium fedora 41 x86_64\n", 100 },
	{ "[general]\nfamily = CentOS Stream\nversion = 9\narch = ppc64le\n", NULL,
	  "medium centos-stream 9 ppc64le\n", 100 },
	{ "[general]\nfamily = CentOS Linux\nversion = 8.5.2111\narch = x86_64\n", NULL,
	  "medium centos 8.5.2111 x86_64\n", 100 },
	{ "[general]\nfamily = Somebody's Linux\nversion = 1\narch = x86_64\n", NULL, "",
	  0 },
	{ "", "", "", 0 },
	{ NULL, "one line", "", 0 },
	{ NULL, NULL, "", 0 },
};

static void media_are_recognised(void)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		fake_init(&fake, unit_folder());
		snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]),
			 "%s/plugins/rhel", getenv("SOURCE_DIR"));
		unlinkat(fake.tree, ".treeinfo", 0);
		unlinkat(fake.tree, ".discinfo", 0);
		if (media[i].treeinfo)
			fake_put(&fake, ".treeinfo", media[i].treeinfo);
		if (media[i].discinfo)
			fake_put(&fake, ".discinfo", media[i].discinfo);
		UNIT_INT(medium_recognise(&fake.job, NULL), media[i].bid);
		UNIT_STR(fake.notes, media[i].note);
		UNIT_STR(fake.said, "");
		fake_fini(&fake);
	}
}

const char unit_suite[] = "rhel medium";
const struct unit_case unit_cases[] = {
	{ "media are recognised by .treeinfo, else by .discinfo", media_are_recognised },
	{ NULL, NULL }
};
