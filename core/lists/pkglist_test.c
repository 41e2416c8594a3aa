/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/pkglist_test.c - package lists.
 */
#include "pkglist.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static struct log log_into(struct str *said)
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	return log;
}

static void put(struct log *log, const char *folder, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_EQUAL_FATAL(path_make_folders(log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(file_create(log, path, 0644, text, strlen(text)), 0);
}

static void show_list(struct str *out, const char *mark, const struct strv *list)
{
	char *joined CLEANUP_FREE = strv_join(list, ",");

	if (list->n)
		str_addf(out, " %s %s", mark, joined);
}

/* "| install a,b env X=1 | ..." with a bar before every pass. */
static char *show(const struct pkglist *list)
{
	struct str out = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		const struct pkgpass *pass = &list->passes[i];

		str_add(&out, i ? " |" : "|");
		show_list(&out, "env", &pass->env);
		show_list(&out, "before", &pass->remove_before);
		show_list(&out, "install", &pass->install);
		show_list(&out, "after", &pass->remove_after);
		show_list(&out, "from", &pass->repositories);
	}
	return str_take(&out);
}

/* Files a and b with an include target in sub/c; reads a and b as two lists. */
static int read_two(const char *a, const char *b, struct str *said, char **shown)
{
	const char *folder = unit_folder();
	struct log log = log_into(said);
	struct strv files CLEANUP_STRV = { 0 };
	struct pkglist list = { 0 };
	int rc;

	put(&log, folder, "a", a);
	put(&log, folder, "b", b);
	put(&log, folder, "sub/c", "included\n#INCLUDE:d#\n");
	put(&log, folder, "d", "top\n");
	strv_addf(&files, "%s/a", folder);
	strv_addf(&files, "%s/b", folder);
	rc = pkglist_read(&log, &files, &list);
	*shown = show(&list);
	pkglist_fini(&list);
	return rc;
}

static const struct {
	const char *a, *b, *expected;
} lists[] = {
	{ "", "", "|" },
	{ "bash\nvim\n", "", "| install bash,vim" },
	{ "bash, vim ,,tar\n", "", "| install bash,vim,tar" },
	{ "bash\nbash\n", "bash\n", "| install bash" },
	{ "  bash  \t\r\n\n# a comment, with, commas\n#vim\n", "", "| install bash" },
	{ "  # an indented comment\nbash", "", "| install bash" },
	{ "#INCLUDE_DEFAULT_PKGLIST#\n#INCLUDE_PKGLIST:b#\nbash", "", "| install bash" },
	{ "-mail\nbash\n--docs\n", "", "| before mail install bash after docs" },
	{ "-@office,--@games", "", "| before @office after @games" },
	{ "@base\n@Development Tools\n@nodejs:18\n@^minimal-environment", "",
	  "| install @base,@Development Tools,@nodejs:18,@^minimal-environment" },
	{ "mpi/openmpi, mpi/hwloc,deep/er/x", "",
	  "| install openmpi,hwloc,x from mpi,deep/er" },
	{ "-mpi/openmpi", "", "| before openmpi" },
	{ "name-1.2-3\nname.x86_64\nname=1:2~rc1+b1\nlib:amd64\nkernel-*\ng++", "",
	  "| install name-1.2-3,name.x86_64,name=1:2~rc1+b1,lib:amd64,kernel-*,g++" },
	{ "a\n#NEW_INSTALL_LIST#\nb\n#NEW_INSTALL_LIST#", "",
	  "| install a | install b |" },
	{ "a\n#NEW_INSTALL_LIST#\nb", "c\n#NEW_INSTALL_LIST#\nd\n#NEW_INSTALL_LIST#\ne",
	  "| install a,c | install b,d | install e" },
	{ "#ENV:A=1#\na\n#NEW_INSTALL_LIST#\n#ENV:B_2='x y'#\nb", "",
	  "| env A=1 install a | env B_2=x y install b" },
	{ "#ENV:A=1#\na\n#NEW_INSTALL_LIST#\nb", "#ENV:B=2#\nc",
	  "| env A=1,B=2 install a,c | install b" },
	{ "#ENV:A=\"b c\"##ENV:D='e'#\n#ENV:EMPTY=#", "", "| env A=b c,D=e,EMPTY=" },
	{ "#ENV: A=1\t B=2  C='3' #", "", "| env A=1,B=2,C=3" },
	{ "#ENV:A='$HOME `x`'\" it's\"#", "", "| env A=$HOME `x` it's" },
	{ "#ENV:A=b,c#", "", "| env A=b,c" },
	{ "#NEW_INSTALL_LIST#,b", "", "| | install b" },
	{ "#INCLUDE:sub/c#\nlast", "", "| install included,top,last" },
	{ "@perl:5.32/minimal,-@perl:5.32/common", "",
	  "| before @perl:5.32/common install @perl:5.32/minimal" },
	{ "@c++ d\xc3\xa9veloppement", "", "| install @c++ d\xc3\xa9veloppement" },
};

static void lists_are_read(void)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		char *shown CLEANUP_FREE = NULL;

		UNIT_INT(read_two(lists[i].a, lists[i].b, &said, &shown), 0);
		UNIT_STR(shown, lists[i].expected);
		UNIT_STR(str_text(&said), "");
	}
}

static const struct {
	const char *a;
	int err;
	const char *says;
} wrongs[] = {
	{ "a\n---root=/\n", EINVAL, "/a:2: \"---root=/\": a package manager would" },
	{ "-\n", EINVAL, "/a:1: \"-\": there is no name" },
	{ "--\n", EINVAL, "/a:1: \"--\": there is no name" },
	{ "@\n", EINVAL, "/a:1: \"@\": there is no name" },
	{ "@-x\n", EINVAL, "would take this name for an option" },
	{ "dir/-x\n", EINVAL, "would take this name for an option" },
	{ "-y/x\n-dir/--x\n", EINVAL, "/a:2: \"-dir/--x\": a package manager" },
	{ "bash-\n", EINVAL, "take a dash at a name's end for a removal" },
	{ "two words\n", EINVAL, "/a:1: \"two words\": a package's name is made of" },
	{ "a;reboot\n", EINVAL, "a package's name is made of" },
	{ "a$(reboot)\n", EINVAL, "a package's name is made of" },
	{ "a`x`\n", EINVAL, "a package's name is made of" },
	{ "a|b\n", EINVAL, "a package's name is made of" },
	{ "a\\b\n", EINVAL, "a package's name is made of" },
	{ "a\x1b[2J\n", EINVAL, "/a:1: \"a?[2J\": a package's name is made of" },
	{ "d\xc3\xa9j\xc3\xa0\n", EINVAL, "a package's name is made of" },
	{ "@a'b\n", EINVAL, "a group's name is made of" },
	{ "@dir/a:b\n", EINVAL, "a group's name is made of" },
	{ "/etc/passwd\n", EINVAL, "is relative to" },
	{ "/x\n", EINVAL, "is relative to" },
	{ "../x\n", EINVAL, "no part of dots" },
	{ "a/../x\n", EINVAL, "no part of dots" },
	{ "-a/./x\n", EINVAL, "no part of dots" },
	{ "a b/x\n", EINVAL, "a package's name is made of" },
	{ "dir/\n", EINVAL, "there is no name" },
	{ "#NEW_INSTALL_LIST\n", EINVAL, "lacks the # at its end" },
	{ "#ENV:A=1\n", EINVAL, "lacks the # at its end" },
	{ "#ENV:=1#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:A#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:1A=x#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:A B=x#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:A=\x07#\n", EINVAL, "control character" },
	{ "#ENV:#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:A=1 B#\n", EINVAL, "#ENV: is followed by NAME=value#" },
	{ "#ENV:A='b c#\n", EINVAL, "/a:1: \"A='b c\": a quote is not closed" },
	{ "#ENV:PATH=$PATH:/x#\n", EINVAL, "put them in single quotes" },
	{ "#ENV:A=\"`reboot`\"#\n", EINVAL, "put them in single quotes" },
	{ "#INCLUDE:$HOME/a#\n", EINVAL, "/a:1: #INCLUDE:$HOME/a# has a variable" },
	{ "x\n#INCLUDE:missing#\n", ENOENT, "/a:2: cannot include" },
	{ "#INCLUDE:a#\n", ELOOP, "is a loop" },
};

static void wrong_lists_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		char *shown CLEANUP_FREE = NULL;

		UNIT_INT(read_two(wrongs[i].a, "", &said, &shown), -wrongs[i].err);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), wrongs[i].says));
		if (!strstr(str_text(&said), wrongs[i].says))
			fprintf(stderr, "\n  said \"%s\"\n  want \"%s\"\n",
				str_text(&said), wrongs[i].says);
	}
}

static void long_names_are_refused(void)
{
	struct str said CLEANUP_STR = { 0 };
	char *shown CLEANUP_FREE = NULL;
	char name[301];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	UNIT_INT(read_two(name, "", &said, &shown), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "the name is too long"));
}

static void missing_lists_are_named(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = log_into(&said);
	struct strv files CLEANUP_STRV = { 0 };
	struct pkglist list = { 0 };

	strv_addf(&files, "%s/none", unit_folder());
	UNIT_INT(pkglist_read(&log, &files, &list), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/none: No such file"));
	pkglist_fini(&list);
}

static void no_files_are_no_passes(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = log_into(&said);
	const struct strv files = { 0 };
	struct pkglist list = { 0 };

	UNIT_INT(pkglist_read(&log, &files, &list), 0);
	UNIT_INT(list.n, 0);
	pkglist_fini(&list);
}

const char unit_suite[] = "core/lists/pkglist";
const struct unit_case unit_cases[] = {
	{ "lists are read, and merged by the number of their passes", lists_are_read },
	{ "what is unfit for a command line is refused with file and line",
	  wrong_lists_are_refused },
	{ "endless names are refused", long_names_are_refused },
	{ "a list that is not there is named", missing_lists_are_named },
	{ "no files are no passes", no_files_are_no_passes },
	{ NULL, NULL },
};
