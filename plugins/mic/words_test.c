/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/words_test.c - the kernel's command line of each driver.
 */
#include "fixture.h"

#include <errno.h>

const char unit_suite[] = "mic words";

#define PM "cpufreq_on;corec6_off;pc3_on;pc6_on"

static void composed(void)
{
	static const struct {
		const char *option, *value, *flavour, *cmdline, *line;
	} rows[] = {
		{ NULL, NULL, "mpss3", "",
		  "quiet root=ramfs console=hvc0 cgroup_disable=memory highres=off "
		  "noautogroup micpm=" PM },
		{ "vlog", "yes", "mpss3", "",
		  " root=ramfs console=hvc0 cgroup_disable=memory highres=off "
		  "noautogroup micpm=" PM },
		{ "cmdline", "", "mpss3",
		  "sl.root=/x console=tty0 console=ttyS0,115200n8 console=hvc1 a=b  c",
		  "quiet root=ramfs console=hvc0 cgroup_disable=memory "
		  "console=hvc1 a=b c micpm=" PM },
		{ "powermgt", "pc6=off", "upstream", "x=y",
		  "clocksource=tsc highres=off nohz=off x=y "
		  "cpufreq_on;corec6_off;pc3_on;pc6_off "
		  "ifcfg=static;address,192.168.0.1;netmask,255.255.255.0" },
		{ NULL, NULL, "mpss4", "x=y",
		  "mic_card_id=0 mic_net_type=static mic_address=\"192.168.0.1\" "
		  "mic_gateway=\"192.168.0.254\" mic_netmask=\"255.255.255.0\" x=y" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;
		char line[CARD_WORDS] = "";

		fixture_init(&f);
		f.boot.cmdline = rows[i].cmdline;
		fixture_option(&f, "flavour", rows[i].flavour);
		if (rows[i].option)
			fixture_option(&f, rows[i].option, rows[i].value);
		UNIT_INT(fixture_card(&f), 0);
		UNIT_INT(words_of_card(&f.fake.border, &f.card, line),
			 strlen(rows[i].line));
		UNIT_STR(line, rows[i].line);
		fixture_fini(&f);
	}
}

/* Beside what cmdline says the lines have 94, 91 and 116 bytes. */
static void limits(void)
{
	static const struct {
		const char *flavour;
		size_t words;
		int rc;
	} rows[] = {
		{ "mpss3", 606, 700 },    { "mpss3", 607, -EINVAL },
		{ "upstream", 609, 700 }, { "upstream", 610, -EINVAL },
		{ "mpss4", 1784, 1900 },  { "mpss4", 1785, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;
		char words[CARD_WORDS] = "", line[CARD_WORDS];

		fixture_init(&f);
		memset(words, 'x', rows[i].words);
		fixture_option(&f, "flavour", rows[i].flavour);
		fixture_option(&f, "cmdline", words);
		UNIT_INT(fixture_card(&f), 0);
		UNIT_INT(words_of_card(&f.fake.border, &f.card, line), rows[i].rc);
		UNIT_INT(strstr(str_text(&f.fake.said), "shorten") != NULL,
			 rows[i].rc < 0);
		fixture_fini(&f);
	}
}

const struct unit_case unit_cases[] = {
	{ "each driver gets the line that its own tools compose", composed },
	{ "a line that the driver would cut off is refused with the figures", limits },
	{ NULL, NULL }
};
