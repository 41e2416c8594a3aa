/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/bootplan_test.c - the agent's plans.
 */
#include "fixture.h"

const char unit_suite[] = "mic plans";

#define BOOT        "/var/mpss/boot/0123456789abcdef/"
#define FETCH(name) "fetch " FIXTURE_PLACE name " sha256:" FIXTURE_SHA " " BOOT name "\n"

/* The fake core keeps the last file it was given: that of `fails` is the one asked for. */
static const char *plan(struct host_fixture *f, unsigned nth)
{
	f->fake.fail_at = f->fake.calls + nth + 1;
	UNIT_INT(fixture_card(f), 0);
	(void)!bootplan_render(&f->fake.border, &f->card, &f->text);
	if (f->fake.data.s)
		f->fake.data.s[f->fake.data.n] = '\0';
	return str_text(&f->fake.data);
}

static void started(void)
{
	struct host_fixture f;

	fixture_init(&f);
	UNIT_STR(plan(&f, 0),
		 "# Starts n001-mic0, which is mic0 here. Written by stateless "
		 "nodeset.\n" FETCH("kernel") FETCH("System.map") FETCH(
			 "shared.cpio") "join mic0.cpio " BOOT
					"shared.cpio /var/mpss/mic0.cpio\n"
					"gzip /var/mpss/mic0.image.gz mic0.cpio\n"
					"fail online|boot failed|reset "
					"failed|lost|invalid\n"
					"wait class/mic/mic0/state ready 360\n"
					"write class/mic/mic0/cmdline quiet root=ramfs "
					"console=hvc0 "
					"cgroup_disable=memory highres=off noautogroup "
					"micpm=cpufreq_on;corec6_off;pc3_on;pc6_on\n"
					"write class/mic/mic0/state boot:linux:" BOOT
					"kernel:"
					"/var/mpss/mic0.image.gz\n"
					"fail boot failed|reset failed|lost|invalid\n"
					"wait class/mic/mic0/state online 200\n");
	fixture_fini(&f);
}

static void packed(void)
{
	struct host_fixture f;

	fixture_init(&f);
	f.listed[2] = NULL;
	fixture_option(&f, "starter", "mpssd");
	UNIT_STR(plan(&f, 0),
		 "# Starts n001-mic0, which is mic0 here. Written by stateless "
		 "nodeset.\n" FETCH("kernel")
			 FETCH("initrd") "gzip mic0.cpio.gz /var/mpss/mic0.cpio\n"
					 "join /var/mpss/mic0.image.gz " BOOT
					 "initrd mic0.cpio.gz\n"
					 "wait class/mic/mic0/state "
					 "ready|booting|online 360\n");
	fixture_fini(&f);
}

static void others(void)
{
	static const struct {
		const char *flavour;
		unsigned nth;
		const char *steps;
	} rows[] = {
		{ "mpss3", 1,
		  "write class/mic/mic0/state reset\nfail reset failed|lost|invalid\n"
		  "wait class/mic/mic0/state ready 330\n" },
		{ "mpss3", 2,
		  "write class/mic/mic0/state shutdown\nfail reset failed|lost|invalid\n"
		  "wait class/mic/mic0/state ready 630\n" },
		{ "upstream", 2,
		  "write class/mic/mic0/state shutdown\nfail reset_failed\n"
		  "wait class/mic/mic0/state ready 630\n" },
		{ "mpss4", 2,
		  "write class/mic/mic0/state shutdown\nfail error|unknown\n"
		  "wait class/mic/mic0/state shutdown 90\n"
		  "write class/mic/mic0/state reset\n"
		  "wait class/mic/mic0/state ready 330\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;
		const char *text;

		fixture_init(&f);
		fixture_option(&f, "flavour", rows[i].flavour);
		text = plan(&f, rows[i].nth);
		text += strcspn(text, "\n");
		UNIT_STR(*text ? text + 1 : text, rows[i].steps);
		fixture_fini(&f);
	}
}

static void set_aside(void)
{
	struct host_fixture f;

	fixture_init(&f);
	fixture_option(&f, "onboot", "no");
	UNIT_INT(fixture_card(&f), 0);
	UNIT_INT(bootplan_render(&f.fake.border, &f.card, &f.text), 0);
	UNIT_STR(str_text(&f.fake.notes),
		 "file 3 etc/stateless/boot.d/mic0.plan 0644\n"
		 "file 3 etc/stateless/boot.d/mic0.reset 0644\n"
		 "file 3 etc/stateless/boot.d/mic0.shutdown 0644\n"
		 "file 3 etc/stateless/boot.d/mic0.manual 0644\n");
	fixture_fini(&f);
}

const struct unit_case unit_cases[] = {
	{ "a card gets its files, its command line and its command", started },
	{ "an archive that comes packed gets a second member", packed },
	{ "a card is reset and stopped by the words of its driver", others },
	{ "a card that is not to start with its host is set aside", set_aside },
	{ NULL, NULL }
};
