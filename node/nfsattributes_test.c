/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsattributes_test.c - the list of attributes is read; wrong ones are refused.
 */
#include "nfsattributes.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "nfsattributes";

static void reads(void)
{
	const char *at = "security.capability 0100ff usr/bin/ping\n"
			 "system.posix_acl_access  a\\040b\\134\\012\\377\n";
	struct nfs_attribute got;

	UNIT_INT(nfs_attribute_next(&at, &got), 1);
	UNIT_STR(got.name, "security.capability");
	UNIT_STR(got.path, "usr/bin/ping");
	UNIT_INT(got.n, 3);
	UNIT_INT(memcmp(got.value, "\x01\x00\xff", 3), 0);
	UNIT_INT(nfs_attribute_next(&at, &got), 1);
	UNIT_INT(got.n, 0);
	UNIT_STR(got.path, "a b\\\n\xff");
	UNIT_INT(nfs_attribute_next(&at, &got), 0);
}

static void refuses(void)
{
	static const char *const lines[] = {
		"\n",
		"security.capability\n",
		"security.capability 01\n",
		"security.capability 01 x", /* cut off */
		"security.capability 0 x\n",
		"security.capability 0G x\n",
		"security.capability 01 /etc/x\n",
		"security.capability 01 ../x\n",
		"security.capability 01 ..\n",
		"security.capability 01 a/../../x\n",
		"security.capability 01 \\056./x\n",
		"security.capability 01 \n",
		"security.capability 01 a\\04\n",
		"security.capability 01 a\\000b\n",
		"security.capability 01 a\\999\n",
		"security.selinux 01 x\n",
		"user.x 01 x\n",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *at = lines[i];
		struct nfs_attribute got;

		UNIT_INT(nfs_attribute_next(&at, &got), -EINVAL);
	}
}

const struct unit_case unit_cases[] = {
	{ "a line is an attribute, its value and its file", reads },
	{ "lines that are cut, lead out of the root or name others are refused",
	  refuses },
	{ NULL, NULL },
};
