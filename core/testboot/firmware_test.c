/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/firmware_test.c - which firmware a node gets, and what it asks of the site.
 */
#include "firmware.h"

#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "testboot firmware";

static const char *const names[] = { "bios", "safe", "odd", "worse", NULL };
static const char *const opts_of[] = { "safe loader=grub checked=yes", "odd colour=red",
				       "worse loader=lilo", "bios", NULL };
static struct sl_option opts[] = {
	{ SL_STRING, SL_IN_SITE, "loader", "ipxe", "ipxe|grub", "" },
	{ SL_BOOL, SL_IN_SITE, "checked", "no", NULL, "" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static struct plugin make(const char *const *firmwares)
{
	return (struct plugin){
		.p = { .name = "toy" },
		.opts = opts,
		.bootloader = { .size = SL_SIZE_OF(struct sl_bootloader),
				.firmwares = firmwares,
				.firmware_opts = opts_of },
	};
}

static void chosen(void)
{
	static const struct {
		const char *const *known;
		const char *wanted, *firmware;
		int rc;
	} rows[] = {
		{ names, NULL, "bios", 0 },      { names, "safe", "safe", 0 },
		{ NULL, NULL, "", 0 },           { names, "tea", "tea", -EINVAL },
		{ NULL, "tea", "tea", -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct plugin platform = make(rows[i].known);
		const char *firmware = "";
		struct log log;

		log_init(&log, "test");
		log.sink = keep;
		log.arg = &said;
		UNIT_INT(firmware_choose(&log, &platform, rows[i].wanted, &firmware),
			 rows[i].rc);
		UNIT_STR(firmware ? firmware : "", rows[i].firmware);
		UNIT_INT(strstr(str_text(&said), "no firmware \"tea\"") != NULL,
			 rows[i].rc < 0);
	}
}

static void asked(void)
{
	static const struct {
		const char *firmware;
		size_t n;
		int rc;
		const char *said;
	} rows[] = {
		{ "bios", 0, 0, "" },
		{ NULL, 0, 0, "" },
		{ "safe", 2, 0, "" },
		{ "odd", 0, -EPROTO,
		  "\"colour=red\" among its firmware_opts: that is no" },
		{ "worse", 0, -EPROTO,
		  "\"loader=lilo\" among its firmware_opts: must be" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct plugin platform = make(names);
		struct settings settings = { 0 };
		struct log log;

		log_init(&log, "test");
		log.sink = keep;
		log.arg = &said;
		UNIT_INT(firmware_settings(&log, &platform, rows[i].firmware, &settings),
			 rows[i].rc);
		UNIT_INT(settings.n, rows[i].n);
		CU_ASSERT(strstr(str_text(&said), rows[i].said) != NULL);
		if (rows[i].n) {
			const struct settings *const scopes[] = { &settings, NULL };

			UNIT_STR(settings_text(scopes, "toy", &opts[0]), "grub");
			UNIT_INT(settings_number(scopes, "toy", &opts[1]), 1);
		}
		settings_fini(&settings);
	}
}

static void unknown(void)
{
	struct plugin platform = make(names);
	struct settings settings = { 0 };
	struct log log;

	/* As of a plugin that was built before the field was there. */
	platform.bootloader.size =
		(uint32_t)offsetof(struct sl_bootloader, firmware_opts);
	log_init(&log, "test");
	UNIT_INT(firmware_settings(&log, &platform, "safe", &settings), 0);
	UNIT_INT(settings.n, 0);
}

const struct unit_case unit_cases[] = {
	{ "the wanted firmware, else the first; one that is not there is refused",
	  chosen },
	{ "a firmware's options are settings; wrong ones are the plugin's defect",
	  asked },
	{ "an older plugin asks for nothing", unknown },
	{ NULL, NULL }
};
