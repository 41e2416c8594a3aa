/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hostkeys_test.c
 */
#include "node/hostkeys.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void cuts(void)
{
	static const struct {
		const char *line;
		int rc;
		const char *key;
	} rows[] = {
		{ "ssh-ed25519 AAAAC3Nz+/= root@host", 0, "ssh-ed25519 AAAAC3Nz+/=" },
		{ "ssh-ed25519 AAAA", 0, "ssh-ed25519 AAAA" },
		{ "ssh-ed25519", -EINVAL, NULL },
		{ "ssh-ed25519 ", -EINVAL, NULL },
		{ " AAAA", -EINVAL, NULL },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----", -EINVAL, NULL },
		{ "ssh-rsa AA;AA x", -EINVAL, NULL },
		{ "", -EINVAL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[128];

		snprintf(line, sizeof(line), "%s", rows[i].line);
		UNIT_INT(hostkeys_cut(line), rows[i].rc);
		if (rows[i].key)
			UNIT_STR(line, rows[i].key);
	}
}

const char unit_suite[] = "node hostkeys";
const struct unit_case unit_cases[] = {
	{ "a public key is its type and digits; anything else is none", cuts },
	{ NULL, NULL }
};
