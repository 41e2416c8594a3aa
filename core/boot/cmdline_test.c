/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/cmdline_test.c - what may stand on a kernel command line.
 */
#include "cmdline.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "kernel command line";

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const servers[] = { "10.0.0.1:80", "[fd00::1]:8080", NULL };

static struct cmdline plain(void)
{
	return (struct cmdline){ .root = "/netboot/c/0123456789abcdef",
				 .digest = HEX,
				 .servers = servers,
				 .node = "n1",
				 .machine_id = "00112233445566778899aabbccddeeff" };
}

static void whole(void)
{
	char text[CMDLINE_MOST], why[256] = "";
	struct cmdline cmdline = plain();

	cmdline.console = "ttyS0,115200n8";
	cmdline.overlay = "50%";
	cmdline.after = "wait";
	cmdline.timeout = "90";
	cmdline.way = "way=1";
	cmdline.added[0] = "a";
	cmdline.added[1] = " R::b  c ";
	cmdline.added[2] = "d=\"";
	CU_ASSERT(cmdline_format(&cmdline, text, why, sizeof(why)) < 0);
	CU_ASSERT(strstr(why, "d=") != NULL);
	cmdline.added[2] = "d";
	UNIT_INT(cmdline_format(&cmdline, text, why, sizeof(why)), strlen(text));
	UNIT_STR(text, "sl.root=/netboot/c/0123456789abcdef "
		       "sl.servers=10.0.0.1,[fd00::1]:8080 sl.digest=sha256:" HEX
		       " sl.node=n1 sl.overlay=50% sl.status=http://10.0.0.1/status "
		       "sl.after=wait sl.timeout=90 "
		       "systemd.machine_id=00112233445566778899aabbccddeeff "
		       "console=tty0 console=ttyS0,115200n8 way=1 a c d");
}

static void refused(void)
{
	static const char *const words[] = {
		"a\tb",     "a\nb",      "'a'",
		"a\\b",     "sl.root=/", "ip=dhcp",
		"BOOTIF=x", "x\x7f",     "systemd.machine_id=x",
		"\xc3\xa4"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char text[CMDLINE_MOST], why[256] = "";
		struct cmdline cmdline = plain();

		cmdline.added[1] = words[i];
		CU_ASSERT(cmdline_format(&cmdline, text, why, sizeof(why)) < 0);
		CU_ASSERT(strstr(why, "addkcmdline has the word") != NULL);
	}
}

static void too_much(void)
{
	static char words[CMDLINE_MOST];
	char text[CMDLINE_MOST], why[256] = "";
	struct cmdline cmdline = plain();

	memset(words, 'a', sizeof(words) - 1);
	cmdline.added[0] = words;
	CU_ASSERT(cmdline_format(&cmdline, text, why, sizeof(why)) < 0);
	CU_ASSERT(strstr(why, "over 8192 bytes") != NULL);
}

static void consoles(void)
{
	static const struct {
		struct cmdline_serial serial;
		const char *want;
	} rows[] = {
		{ { "0", NULL, NULL, NULL }, "ttyS0,115200n8" },
		{ { "1", "0", NULL, "hvc" }, "hvc1,0n8" },
		{ { "ttyS1", NULL, NULL, "hvc" }, "ttyS1,115200n8" },
		{ { "1", "9600", "hard", NULL }, "ttyS1,9600n8r" },
		{ { "ttyAMA0", NULL, "none", NULL }, "ttyAMA0,115200n8" },
		{ { "hvc0", "0", NULL, NULL }, "hvc0,0n8" },
		{ { "", NULL, NULL, NULL }, NULL },
		{ { "a b", NULL, NULL, NULL }, NULL },
		{ { "0", "fast", NULL, NULL }, NULL },
		{ { "0", "", NULL, NULL }, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64] = "";
		int rc = cmdline_console(&rows[i].serial, text, sizeof(text));

		UNIT_INT(rc == 0, rows[i].want != NULL);
		if (rows[i].want)
			UNIT_STR(text, rows[i].want);
	}
}

const struct unit_case unit_cases[] = {
	{ "our words come first, the administrator's last", whole },
	{ "quotes, control characters and words of ours are refused", refused },
	{ "a line without end is refused", too_much },
	{ "a serial port is a number or a name, its speed a number", consoles },
	{ NULL, NULL }
};
