/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/source_test.c - where packages come from.
 */
#include "source.h"

#include "plugins/lib/fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct fake fake;

/* The lines with a bar behind each, for the options that were set in fake. */
static int lines_of(const char *const *more, char *text, size_t room)
{
	struct release release;
	ARGS lines = { 0 };
	char *joined;
	int rc = release_find(&fake.job, &fake.image, &release);

	if (rc == 0)
		rc = source_lines(&fake.job, &release, more, &lines);
	joined = args_text(&lines, "|", "|");
	snprintf(text, room, "%s", joined);
	free(joined);
	return rc;
}

/* A keyring that can be read on every machine. */
static void begin(void)
{
	fake_init(&fake, unit_folder());
	fake_set(&fake, "keyring", "/dev/null");
}

#define O "deb [arch=amd64 signed-by=/dev/null] "

static void archives_are_the_default(void)
{
	char text[4096];

	begin();
	UNIT_INT(lines_of(NULL, text, sizeof(text)), 0);
	UNIT_STR(text, O "http://deb.debian.org/debian bookworm main|" O
			 "http://deb.debian.org/debian bookworm-updates main|" O
			 "http://deb.debian.org/debian-security bookworm-security main|");
	fake_set(&fake, "updates", "no");
	fake_set(&fake, "security_mirror", "http://s/");
	fake_set(&fake, "mirror", "http://m/");
	fake_set(&fake, "components", "contrib");
	UNIT_INT(lines_of(NULL, text, sizeof(text)), 0);
	UNIT_STR(text, O "http://m/ bookworm contrib|" O
			 "http://s/ bookworm-security contrib|");
	fake.image.version = "sid";
	UNIT_INT(lines_of(NULL, text, sizeof(text)), 0);
	UNIT_STR(text, O "http://m/ sid contrib|");
	fake_set(&fake, "signatures", "no");
	UNIT_INT(lines_of(NULL, text, sizeof(text)), 0);
	UNIT_STR(text, "deb [arch=amd64 trusted=yes] http://m/ sid contrib|");
	fake_fini(&fake);
}

static const struct {
	const char *source, *line;
} forms[] = {
	{ "http://m/debian", O "http://m/debian bookworm main|" },
	{ "http://m/debian  trixie", O "http://m/debian trixie main|" },
	{ "https://m/debian trixie main non-free",
	  O "https://m/debian trixie main non-free|" },
	{ "http://m/flat ./", O "http://m/flat ./|" },
	{ "deb [signed-by=/k] http://m/ s c", "deb [signed-by=/k] http://m/ s c|" },
	{ "@/pool", O "copy:@/pool bookworm main|" },
	{ "file://@/pool", O "copy:@/pool bookworm main|" },
	{ "copy:@/pool", O "copy:@/pool bookworm main|" },
	{ "@/flat", O "copy:@/flat ./|" },
};

/* "@" in a text is the folder. */
static void fill(char *out, size_t room, const char *text, const char *folder)
{
	const char *at = strchr(text, '@');

	if (at)
		snprintf(out, room, "%.*s%s%s", (int)(at - text), text, folder, at + 1);
	else
		snprintf(out, room, "%s", text);
}

static void touch(const char *folder, const char *name, int file)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!file) {
		mkdir(path, 0755);
		return;
	}
	f = fopen(path, "w");
	CU_ASSERT_FATAL(f != NULL);
	fclose(f);
}

static void forms_are_understood(void)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *folder = unit_folder();
		char source[512], line[1024], text[4096];
		const char *const sources[] = { source, NULL };

		fake_init(&fake, folder);
		fake_set(&fake, "keyring", "/dev/null");
		touch(folder, "pool", 0);
		touch(folder, "pool/dists", 0);
		touch(folder, "pool/dists/bookworm", 0);
		touch(folder, "flat", 0);
		touch(folder, "flat/Packages.gz", 1);
		fill(source, sizeof(source), forms[i].source, folder);
		fill(line, sizeof(line), forms[i].line, folder);
		fake.image.sources = sources;
		UNIT_INT(lines_of(NULL, text, sizeof(text)), 0);
		UNIT_STR(text, line);
		fake_fini(&fake);
	}
}

static void passes_add_their_own(void)
{
	const char *const sources[] = { "http://a/", NULL };
	const char *const more[] = { "http://b/ ./", NULL };
	char text[4096];

	begin();
	fake.image.sources = sources;
	UNIT_INT(lines_of(more, text, sizeof(text)), 0);
	UNIT_STR(text, O "http://a/ bookworm main|" O "http://b/ ./|");
	fake_fini(&fake);
}

static const struct {
	const char *source, *says;
	int err;
} wrong[] = {
	{ "pool", "is no source of packages", EINVAL },
	{ "", "is no source of packages", EINVAL },
	{ "http://m/\ndeb http://evil/", "control character", EINVAL },
	{ "/nowhere/pool", "is no repository", ENOENT },
	{ "/nowhere/my pool", "blank or bracket", EINVAL },
	{ "file:///nowhere", "dpkg-scanpackages", ENOENT },
};

static void unfit_ones_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *const sources[] = { wrong[i].source, NULL };
		char text[4096];

		begin();
		fake.image.sources = sources;
		UNIT_INT(lines_of(NULL, text, sizeof(text)), -wrong[i].err);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, wrong[i].says));
		fake_fini(&fake);
	}
}

static void missing_keys_are_named(void)
{
	char text[4096];

	begin();
	fake_set(&fake, "keyring", "/nowhere/keys.gpg");
	UNIT_INT(lines_of(NULL, text, sizeof(text)), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "/nowhere/keys.gpg"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "install debian-archive-keyring"));
	fake_fini(&fake);
}

static void trees_get_what_nodes_reach(void)
{
	static const char keyring[] = "/usr/share/keyrings/debian-archive-keyring.gpg";
	struct release release;
	ARGS lines = { 0 }, kept = { 0 };

	begin();
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
	args_addf(&lines, "deb [arch=amd64 signed-by=%s] http://m/ bookworm main",
		  keyring);
	args_add(&lines, O "https://x/ ./");
	args_add(&lines, O "copy:/install/debian bookworm main");
	args_add(&lines, "deb file:/install/debian bookworm main");
	args_add(&lines, "deb http://y/ bookworm main");
	source_for_tree(&release, &lines, &kept);
	UNIT_INT(kept.n, 3);
	UNIT_STR(kept.v[0], "deb [signed-by=/usr/share/keyrings/"
			    "debian-archive-keyring.gpg] http://m/ bookworm main");
	UNIT_STR(kept.v[1], "deb https://x/ ./");
	UNIT_STR(kept.v[2], "deb http://y/ bookworm main");
	fake_fini(&fake);
}

const char unit_suite[] = "debian source";
const struct unit_case unit_cases[] = {
	{ "the distribution's archives are the default", archives_are_the_default },
	{ "each form of a source becomes a line", forms_are_understood },
	{ "a pass adds its own repositories", passes_add_their_own },
	{ "what is no source is refused", unfit_ones_are_refused },
	{ "a keyring that is missing is named with its package", missing_keys_are_named },
	{ "a tree keeps what nodes can reach", trees_get_what_nodes_reach },
	{ NULL, NULL }
};
