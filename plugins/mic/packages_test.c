/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/packages_test.c - package lists that are refused, before anything is unpacked.
 */
#include "mic.h"
#include "standin.h"

#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "mic packages";

/* Of a folder with a.rpm and b.rpm; %s in `says` is the folder. */
static const struct {
	const char *lines[3]; /* what rpm tells of them */
	const char *install, *removed, *source;
	const char *says;
} cases[] = {
	{ { "a 1-2 x86_64 -", "b 1-2 k1om -" },
	  "a",
	  NULL,
	  NULL,
	  "%s/a.rpm is a package for x86_64, the image is for k1om: name another one in "
	  "the package list" },
	{ { "b 1-2 ppc -", "a 1-2 ppc -" },
	  "c",
	  NULL,
	  NULL,
	  "there is no package c in the folders of pkgdir and otherpkgdir" },
	{ { "b 1-2 ppc -", "a 1-2 ppc -" },
	  "c*",
	  NULL,
	  NULL,
	  "there is no package c* in the folders of pkgdir and otherpkgdir" },
	{ { "a 1-2 k1om -" }, "a", NULL, NULL, "rpm told of 1 packages, of 2 files" },
	{ { "a", "b 1-2 k1om -" }, "b", NULL, NULL, "rpm cannot tell what %s/a.rpm is" },
	{ { "a 1-2 k1om", "b 1-2 k1om -" },
	  "b",
	  NULL,
	  NULL,
	  "rpm cannot tell what %s/a.rpm is" },
	{ { "a 1-2 k1om -", "b 1-2 k1om -" },
	  NULL,
	  "a",
	  NULL,
	  "a package list for cards cannot take packages away; leave them out, or "
	  "exclude "
	  "their files" },
	{ { NULL },
	  "a",
	  NULL,
	  "http://server/repository",
	  "packages for cards are taken from folders of this host; "
	  "http://server/repository is a URL: copy it" },
	{ { NULL },
	  "a",
	  NULL,
	  "/nonexistent",
	  "cannot read /nonexistent, which pkgdir or otherpkgdir names: No such file or "
	  "directory" },
};

static void check(size_t i)
{
	const char *const install[] = { cases[i].install, NULL };
	const char *const removed[] = { cases[i].removed, NULL };
	const struct sl_pass pass = { .size = SL_SIZE_OF(struct sl_pass),
				      .remove_before = removed,
				      .install = install };
	const struct sl_pass *const passes[] = { &pass, NULL };
	const char *sources[] = { cases[i].source, NULL };
	struct standin standin;
	char folder[300], says[600];
	const char *hole;

	standin_init(&standin, unit_folder());
	standin_text(&standin, "rpms/a.rpm", "");
	standin_text(&standin, "rpms/b.rpm", "");
	snprintf(folder, sizeof(folder), "%s/rpms", standin.top);
	if (!sources[0])
		sources[0] = folder;
	standin.image.sources = sources;
	standin.image.passes = passes;
	standin.host.lines = cases[i].lines;
	UNIT_INT(packages_install(&standin.host.border) < 0, 1);
	hole = strstr(cases[i].says, "%s");
	snprintf(says, sizeof(says), "%.*s%s%s", (int)(hole ? hole - cases[i].says : 0),
		 cases[i].says, hole ? folder : "", hole ? hole + 2 : cases[i].says);
	UNIT_STR(str_text(&standin.host.said), says);
	UNIT_INT(standin.host.fails, 1);
	standin_fini(&standin);
}

static void lists_are_refused_before_anything_is_unpacked(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

static void what_was_installed_is_told(void)
{
	struct standin standin;

	standin_init(&standin, unit_folder());
	standin_text(&standin, "tree/" MIC_PACKAGES, "a 1-2 k1om\nb 3-4 noarch\n");
	UNIT_INT(packages_tell(&standin.host.border), 0);
	CU_ASSERT(fake_host_noted(&standin.host, "package a 1-2 k1om"));
	CU_ASSERT(fake_host_noted(&standin.host, "package b 3-4 noarch"));
	standin_fini(&standin);
	standin_init(&standin, unit_folder());
	standin_text(&standin, "tree/" MIC_PACKAGES, "a 1-2 k1om\nb 3-4\n");
	UNIT_INT(packages_tell(&standin.host.border) < 0, 1);
	UNIT_STR(str_text(&standin.host.said),
		 "/.mic/packages of the tree has a wrong line 2");
	standin_fini(&standin);
	standin_init(&standin, unit_folder());
	UNIT_INT(packages_tell(&standin.host.border), 0);
	UNIT_STR(str_text(&standin.host.said), "");
	standin_fini(&standin);
}

const struct unit_case unit_cases[] = {
	{ "lists are refused before anything is unpacked",
	  lists_are_refused_before_anything_is_unpacked },
	{ "what was installed is told", what_was_installed_is_told },
	{ NULL, NULL },
};
