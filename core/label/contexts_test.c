/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/contexts_test.c - lines chosen for folders.
 */
#include "contexts.h"

#include "core/base/strv.h"
#include "tests/unit/unit.h"

#include <string.h>

/* Whether the line is among those of the folder. */
static bool is_chosen(struct contexts *contexts, const char *line, const char *folder)
{
	struct str chosen CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };

	contexts_select(contexts, folder, &chosen);
	strv_split(&lines, str_text(&chosen), "\n");
	return strv_has(&lines, line);
}

static void lines_are_chosen_by_what_they_begin_with(void)
{
	static const struct {
		const char *line, *folder;
		bool chosen;
	} cases[] = {
		/* plain text */
		{ "/usr/bin/ls x", "/usr/bin", true },
		{ "/usr/bin/ls x", "/usr", true },
		{ "/usr/bin/ls x", "/", true },
		{ "/usr/bin/ls x", "/usr/sbin", false },
		{ "  /etc/a x", "/usr", false },
		/* ends where the expression begins to mean more */
		{ "/usr/.* x", "/usr/lib/modules", true },
		{ "/usr/.* x", "/var", false },
		{ "/usr(/.*)? x", "/usr/lib", true },
		{ "/usr/lib[0-9]/a x", "/usr/lib6", true },
		{ "/usr/lib[0-9]/a x", "/usr/share", false },
		{ "/usr/^a x", "/usr/b", true },
		{ "/usr$ x", "/var", false },
		/* a backslash makes plain, or a class */
		{ "/etc/rc\\.d/a x", "/etc/rc.d", true },
		{ "/etc/rc\\.d/a x", "/etc/rcxd", false },
		{ "/etc/rc\\d/a x", "/etc/rc1", true },
		{ "/etc/rc\\w+/a x", "/etc/other", false },
		/* what a quantifier stands behind may be missing */
		{ "/usr/s?bin/ls x", "/usr/bin", true },
		{ "/usr/s*bin/ls x", "/usr/bin", true },
		{ "/usr/s{0,1}bin/ls x", "/usr/bin", true },
		{ "/usr/\\.?bin/ls x", "/usr/bin", true },
		{ "/? x", "/usr", true },
		{ "? x", "/usr", true },
		/* an alternative may begin with anything, one in parentheses may not */
		{ "/usr|/var x", "/var", true },
		{ "/usr/(a|b) x", "/var", false },
		{ "/usr/[|]a x", "/var", false },
		{ "/usr/[(]a|/var/b x", "/var", true },
		{ "/usr/\\(a|/var/b x", "/var", true },
		{ "/usr/\\|a x", "/var", false },
		{ "/usr/[[:alpha:]|]/a x", "/var", true },
		{ "/usr/[]|]a x", "/var", true },
		{ "/usr/[^|]a x", "/var", false },
		{ "/usr/(?i)a x", "/var", true },
		{ "/usr/a\\Q(\\E|/var/b x", "/var", true },
		{ "/usr/a) x", "/var", false },
		{ "/usr/a[ x", "/var", true },
		{ ".* x", "/var", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct contexts contexts = { 0 };
		const char *line = cases[i].line + strspn(cases[i].line, " ");

		contexts_add(&contexts, cases[i].line);
		if (is_chosen(&contexts, line, cases[i].folder) != cases[i].chosen)
			fprintf(stderr, "\n  %s in %s", cases[i].line, cases[i].folder);
		UNIT_INT(is_chosen(&contexts, line, cases[i].folder), cases[i].chosen);
		contexts_fini(&contexts);
	}
}

static void a_folder_has_the_lines_of_what_it_is_an_alias_of(void)
{
	static const struct {
		const char *line, *folder;
		bool chosen;
	} cases[] = {
		{ "/usr/lib/a x", "/usr/lib64", true },
		{ "/usr/lib/b/a x", "/usr/lib64/b", true },
		{ "/usr/lib/b/a x", "/usr/lib64/c", false },
		{ "/usr/lib/a x", "/usr/lib640", false },
		{ "/usr/lib/systemd/system x", "/etc/systemd", true },
		{ "/usr/lib/a x", "/chain", true },
		{ "/var/a x", "/top", true },
		{ "/var/a x", "/usr/lib64", false },
	};
	struct contexts contexts = { 0 };

	contexts_add_aliases(&contexts, "# those of the site\n/chain /usr/lib64\nodd\n");
	contexts_add_aliases(&contexts,
			     "/usr/lib64 /usr/lib\n/top /\n"
			     "\t/etc/systemd/system   /usr/lib/systemd/system\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		contexts_add(&contexts, cases[i].line);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (is_chosen(&contexts, cases[i].line, cases[i].folder) !=
		    cases[i].chosen)
			fprintf(stderr, "\n  %s in %s", cases[i].line, cases[i].folder);
		UNIT_INT(is_chosen(&contexts, cases[i].line, cases[i].folder),
			 cases[i].chosen);
	}
	contexts_fini(&contexts);
}

static void lines_keep_their_order(void)
{
	struct contexts contexts = { 0 };
	struct str lines CLEANUP_STR = { 0 };

	contexts_add(&contexts, "# a policy\n/.* a\n\n/usr/.* b\n/var/.* c\n");
	contexts_add(&contexts, "/u.* d");
	contexts_select(&contexts, "/usr", &lines);
	UNIT_STR(str_text(&lines), "/.* a\n/usr/.* b\n/u.* d\n");
	contexts_fini(&contexts);
}

static void a_folder_of_many_names_has_all_lines(void)
{
	struct contexts contexts = { 0 };
	struct str aliases CLEANUP_STR = { 0 };

	for (int i = 0; i < 100; i++)
		str_addf(&aliases, "/many /x%d\n", i);
	contexts_add_aliases(&contexts, str_text(&aliases));
	contexts_add(&contexts, "/other/a x");
	UNIT_INT(is_chosen(&contexts, "/other/a x", "/many"), true);
	UNIT_INT(is_chosen(&contexts, "/other/a x", "/few"), false);
	contexts_fini(&contexts);
}

const char unit_suite[] = "contexts";
const struct unit_case unit_cases[] = {
	{ "lines are chosen by what they begin with",
	  lines_are_chosen_by_what_they_begin_with },
	{ "a folder has the lines of what it is an alias of",
	  a_folder_has_the_lines_of_what_it_is_an_alias_of },
	{ "lines keep their order", lines_keep_their_order },
	{ "a folder of many names has all lines", a_folder_of_many_names_has_all_lines },
	{ NULL, NULL },
};
