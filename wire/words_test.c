/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/words_test.c
 */
#include "wire/words.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16

static void round_trip(void)
{
	static const char line[] =
		"sl.root=/netboot/compute/0123456789abcdef "
		"sl.servers=10.0.0.1,10.0.0.2:8080,[fd00::1]:80 sl.digest=sha256:" HEX64
		" sl.files=sha256:" HEX64
		" sl.node=n-1.cluster_a sl.domain=a.example sl.overlay=50% "
		"sl.status=http://10.0.0.1:80/status sl.after=wait "
		"sl.timeout=90";
	struct wire_words words;
	char text[4096], wrong[64];

	UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), 0);
	UNIT_STR(words.digest, HEX64);
	UNIT_STR(words.servers, "10.0.0.1,10.0.0.2:8080,[fd00::1]:80");
	UNIT_INT(wire_words_format(&words, text, sizeof(text)), (int)strlen(line));
	UNIT_STR(text, line);
	UNIT_INT(wire_words_format(&words, text, strlen(line)), -ENOSPC);
	UNIT_INT(wire_words_format(&words, text, 0), -ENOSPC);
}

static void passes_others_over(void)
{
	struct wire_words words;
	char wrong[64];

	UNIT_INT(wire_words_parse("quiet slip.x=1 console=\"a sl.node=x\" sl.node=n1 "
				  "sl.node=n2 -- sl.bad=1\n",
				  &words, wrong, sizeof(wrong)),
		 0);
	UNIT_STR(words.node, "n2");
	UNIT_STR(words.root, "");
}

static void refuses_malformed(void)
{
	static const char *const rows[] = {
		"sl.unknown=1",
		"sl.=",
		"sl.root",
		"sl.root=",
		"sl.root=netboot",
		"sl.root=/a/../b",
		"sl.root=/a//b",
		"sl.root=\"/a b\"",
		"sl.root=/a?b",
		"sl.servers=example.org",
		"sl.digest=" HEX64,
		"sl.digest=sha256:" HEX16,
		"sl.digest=sha256:" HEX64 "0",
		"sl.digest=md5:" HEX64,
		"sl.files=sha256:g" HEX64,
		"sl.node=-n",
		"sl.node=../n",
		"sl.node=n\x01",
		"sl.domain=.example",
		"sl.domain=a/b",
		"sl.overlay=0",
		"sl.overlay=-5",
		"sl.overlay=101%",
		"sl.overlay=50%%",
		"sl.overlay=1P",
		"sl.overlay=99999999999999999999",
		"sl.status=https://10.0.0.1/",
		"sl.status=http://a/\x7f",
		"sl.after=shell",
		"sl.timeout=0",
		"sl.timeout=-1",
		"sl.timeout=10s",
		"sl.timeout=1000000",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_words words;
		char wrong[64] = "";

		if (wire_words_parse(rows[i], &words, wrong, sizeof(wrong)) != -EINVAL)
			fprintf(stderr, "\n  accepted %s\n", rows[i]);
		UNIT_INT(wire_words_parse(rows[i], &words, wrong, sizeof(wrong)),
			 -EINVAL);
		CU_ASSERT(strncmp(wrong, "sl.", 3) == 0);
	}
}

static void refuses_too_long(void)
{
	struct wire_words words;
	char line[5000], wrong[64];
	int n = snprintf(line, sizeof(line), "sl.root=/");

	memset(line + n, 'a', sizeof(line) - (size_t)n - 1);
	line[sizeof(line) - 1] = '\0';
	UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), -EINVAL);
	UNIT_INT(strlen(wrong), sizeof(wrong) - 1);
	line[n + 511] = '\0';
	UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), -EINVAL);
	line[n + 510] = '\0';
	UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), 0);
	UNIT_INT(strlen(words.root), 511);
	line[0] = 'x'; /* somebody else's word may be as long as it likes */
	UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), 0);
}

static void takes_overlays(void)
{
	static const char *const rows[] = { "none", "1%", "99%",    "100%",
					    "512M", "2g", "1048576" };
	struct wire_words words;
	char line[64], wrong[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(line, sizeof(line), "sl.overlay=%s", rows[i]);
		UNIT_INT(wire_words_parse(line, &words, wrong, sizeof(wrong)), 0);
		UNIT_STR(words.overlay, rows[i]);
	}
}

static void finds_any_word(void)
{
	static const char line[] = "ip=1 quiet ipx=9 \"opt=a b\" v=\"c d\" ip=dhcp e= -- "
				   "ip=no";
	static const struct {
		const char *name, *value;
		int rc;
	} rows[] = {
		{ "ip", "dhcp", 1 },  { "quiet", "", 1 }, { "i", "-", 0 },
		{ "opt", "a b", 1 },  { "v", "c d", 1 },  { "e", "", 1 },
		{ "absent", "-", 0 }, { "ipx", "9", 1 },
	};
	char tiny[3];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char value[16] = "-";

		UNIT_INT(wire_words_find(line, rows[i].name, value, sizeof(value)),
			 rows[i].rc);
		UNIT_STR(value, rows[i].value);
	}
	UNIT_INT(wire_words_find(line, "ip", tiny, sizeof(tiny)), -ENOSPC);
}

const char unit_suite[] = "wire words";
const struct unit_case unit_cases[] = {
	{ "what is written is read back", round_trip },
	{ "words of others are passed over, and the last of ours wins",
	  passes_others_over },
	{ "malformed words are refused by name", refuses_malformed },
	{ "words that are too long are refused", refuses_too_long },
	{ "an overlay is a size, a percentage or none", takes_overlays },
	{ "any word is found as the kernel would", finds_any_word },
	{ NULL, NULL }
};
