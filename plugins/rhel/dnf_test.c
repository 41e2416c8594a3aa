/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/dnf_test.c - what dnf is told, by files and by words.
 */
#include "dnf.h"

#include "plugins/lib/fakehost.h"
#include "plugins/lib/work.h"
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fake fake;
static struct release release;
static struct dnf dnf;
static char program[300];

/* A program of ours says which version it is; nothing else is run. */
static void begin(const char *version, const char *arch)
{
	FILE *file;

	fake_init(&fake, unit_folder());
	snprintf(program, sizeof(program), "%s/a-dnf", fake.folders[SL_CACHE]);
	file = fopen(program, "w");
	fprintf(file, "#!/bin/sh\necho '%s'\n", version);
	fclose(file);
	chmod(program, 0755);
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s/plugins/rhel",
		 getenv("SOURCE_DIR"));
	fake.image.distro = "rocky";
	fake.image.version = "9.4";
	fake.image.arch = arch;
	fake_set(&fake, "program", program);
	fake.runs = 1;
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
}

static void open_it(void)
{
	UNIT_INT(dnf_open(&fake.job, &release, &dnf), 0);
	fake.runs = 0;
	fake.notes[0] = '\0';
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	dnf_fini(&dnf);
	release_fini(&release);
	fake_fini(&fake);
}

static char *read_file(const char *name)
{
	char *path = args_printf("%s/%s", fake.folders[SL_WORK], name);
	char *text = work_read(path, 1 << 16);

	free(path);
	return text;
}

static void has_line(const char *name, const char *line)
{
	char *text = read_file(name);
	char *wanted = args_printf("\n%s\n", line);

	if (!text || !strstr(text, wanted))
		fprintf(stderr, "\n  %s lacks %s\n", name, line);
	CU_ASSERT(text && strstr(text, wanted));
	free(wanted);
	free(text);
}

static void it_is_told_by_files(void)
{
	begin("4.14.0", "x86_64");
	fake_set(&fake, "proxy", "http://p:3128/");
	open_it();
	has_line("dnf.conf", "gpgcheck=1");
	has_line("dnf.conf", "install_weak_deps=0");
	has_line("dnf.conf", "tsflags=nodocs");
	has_line("dnf.conf", "module_platform_id=platform:el9");
	has_line("dnf.conf", "plugins=0");
	has_line("dnf.conf", "cachedir=/run/stateless-build/cache");
	has_line("dnf.conf", "skip_if_unavailable=0");
	has_line("dnf.conf", "proxy=http://p:3128/");
	has_line("home/.rpmmacros", "%_netsharedpath /proc:/sys:/dev");
	dnf_fini(&dnf);
	fake_set(&fake, "signatures", "no");
	fake_set(&fake, "weak_dependencies", "yes");
	fake.runs = 1;
	open_it();
	has_line("dnf.conf", "gpgcheck=0");
	has_line("dnf.conf", "install_weak_deps=1");
	end();
}

static void repositories_have_their_keys(void)
{
	static char ids[2][8] = { "one", "two" };
	static char urls[2][32] = { "file:///one", "https://two/$releasever" };
	struct repo list[] = { { .id = ids[0], .url = urls[0] },
			       { .id = ids[1], .url = urls[1] } };
	const struct repos repos = { list, 2 };

	begin("4.14.0", "x86_64");
	open_it();
	args_add(&list[1].keys, "/a key");
	args_add(&list[1].keys, "/b");
	UNIT_INT(dnf_repositories(&dnf, &repos), 0);
	has_line("dnf/repos.d/image.repo", "baseurl=file:///one");
	has_line("dnf/repos.d/image.repo", "baseurl=https://two/$releasever");
	has_line("dnf/repos.d/image.repo", "gpgkey=file:///a%20key file:///b");
	args_fini(&list[1].keys);
	end();
}

static const struct {
	const char *version, *arch;
	const char *has, *lacks;
	bool refresh;
} kinds[] = {
	{ "4.14.0", "x86_64", " --releasever=9 ", "--forcearch", true },
	{ "4.14.0", "s390x", " --forcearch=s390x ", "--use-host-config", true },
	{ "dnf5 version 5.2.8.1", "s390x", " --use-host-config --forcearch=s390x ",
	  "--none", true },
	{ "3.4.3", "s390x", " --releasever=9 ", "--forcearch", false },
};

static void names_are_words(void)
{
	static const char *const names[] = { "bash", "@Development Tools", "@nodejs:18",
					     "name-1.2-3.x86_64", NULL };
	static const char *const exclude[] = { "perl", NULL };
	static const char *const env[] = { "A=b c", NULL };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		begin(kinds[i].version, kinds[i].arch);
		open_it();
		fake_set(&fake, "exclude", "vim");
		UNIT_INT(dnf_install(&dnf, names, exclude, env), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, kinds[i].has));
		CU_ASSERT_PTR_NULL(strstr(fake.notes, kinds[i].lacks));
		CU_ASSERT_PTR_NOT_NULL(
			strstr(fake.notes, " --exclude=vim --exclude=perl "));
		CU_ASSERT_PTR_NOT_NULL(strstr(
			fake.notes, " install -- bash @Development Tools @nodejs:18 "
				    "name-1.2-3.x86_64\n"));
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " KERNEL_INSTALL_BYPASS=1 "));
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " A=b c\n"));
		fake_forget(&fake);
		UNIT_INT(dnf_remove(&dnf, exclude, env), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " remove -- perl\n"));
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " A=b c\n"));
		end();
	}
}

static void only_the_first_command_asks_for_what_is_new(void)
{
	static const char *const names[] = { "bash", NULL };
	static const struct repos none = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		begin(kinds[i].version, kinds[i].arch);
		open_it();
		for (int passes = 0; passes < 2; passes++) {
			UNIT_INT(dnf_repositories(&dnf, &none), 0);
			fake_forget(&fake);
			UNIT_INT(dnf_install(&dnf, names, NULL, NULL), 0);
			CU_ASSERT_EQUAL(strstr(fake.notes, " --refresh ") != NULL,
					kinds[i].refresh);
			fake_forget(&fake);
			UNIT_INT(dnf_upgrade(&dnf), 0);
			CU_ASSERT_PTR_NULL(strstr(fake.notes, " --refresh "));
		}
		has_line("dnf.conf",
			 kinds[i].refresh ? "metadata_expire=3600" : "metadata_expire=0");
		end();
	}
}

static void a_program_whose_name_tells_is_not_asked(void)
{
	static const struct {
		const char *target;
		enum dnf_kind kind;
		bool asked;
	} links[] = {
		{ "dnf-3", DNF_4, false },
		{ "dnf5", DNF_5, false },
		{ "a-dnf", DNF_YUM, true },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		char target[400];

		begin("3.4.3", "x86_64");
		snprintf(target, sizeof(target), "%s/%s", fake.folders[SL_CACHE],
			 links[i].target);
		rename(program, target);
		UNIT_INT(symlink(links[i].target, strcat(program, "-link")), 0);
		UNIT_INT(dnf_open(&fake.job, &release, &dnf), 0);
		UNIT_INT(dnf.kind, links[i].kind);
		UNIT_INT(strstr(fake.notes, " --version") != NULL, links[i].asked);
		unlink(program);
		end();
	}
}

static void nothing_is_no_command(void)
{
	static const char *const none[] = { NULL };

	begin("4.14.0", "x86_64");
	open_it();
	UNIT_INT(dnf_install(&dnf, none, NULL, NULL), 0);
	UNIT_INT(dnf_remove(&dnf, NULL, NULL), 0);
	UNIT_INT(dnf_modules(&dnf), 0);
	UNIT_STR(fake.notes, "");
	fake_set(&fake, "modules", "nodejs:20");
	UNIT_INT(dnf_modules(&dnf), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " module enable -- nodejs:20\n"));
	end();
}

const char unit_suite[] = "rhel dnf";
const struct unit_case unit_cases[] = {
	{ "it is told by files what options say", it_is_told_by_files },
	{ "repositories have their keys", repositories_have_their_keys },
	{ "names are words of its command line, whichever dnf it is", names_are_words },
	{ "only the first command asks for what is new",
	  only_the_first_command_asks_for_what_is_new },
	{ "a program whose name tells is not asked",
	  a_program_whose_name_tells_is_not_asked },
	{ "nothing to do is no command", nothing_is_no_command },
	{ NULL, NULL }
};
