/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/syncfiles_test.c - synclists of a small site, applied to small trees.
 */
#include "syncfiles.h"

#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(int root, const char *path, mode_t mode, const char *text)
{
	CU_ASSERT_EQUAL_FATAL(intree_write(root, path, mode, text, strlen(text)), 0);
}

static void make_site(int site)
{
	put(site, "srv/motd", 0644, "hello\n");
	put(site, "srv/tool", 04755, "#!/bin/sh\n");
	put(site, "srv/conf.d/b.conf", 0600, "b\n");
	put(site, "srv/conf.d/a.conf", 0640, "a\n");
	put(site, "srv/conf.d/sub/c", 0644, "c\n");
	CU_ASSERT_EQUAL_FATAL(fchmodat(site, "srv/conf.d/sub", 0750, 0), 0);
	CU_ASSERT_EQUAL_FATAL(symlinkat("a.conf", site, "srv/conf.d/link"), 0);
	put(site, "srv/hosts", 0644, "10.0.0.1 n1\n");
	put(site, "srv/group", 0644, "hpc:x:500:\nusers:x:100:u\n");
	put(site, "etc/stateless/images.d/beside", 0644, "beside\n");
	put(site, "etc/stateless/images.d/i.conf", 0644,
	    "image i { distro = d synclists = { list } }");
}

static void make_tree(int root)
{
	put(root, "etc/hosts", 0644, "127.0.0.1 localhost");
	put(root, "etc/group", 0644, "users:x:100:\n");
	put(root, "etc/old", 0600, "old\n");
	put(root, "usr/etc/real", 0644, "real\n");
	CU_ASSERT_EQUAL_FATAL(symlinkat("/etc/old", root, "etc/link"), 0);
	CU_ASSERT_EQUAL_FATAL(symlinkat("/usr/etc", root, "etc/away"), 0);
}

static const struct {
	const char *list;
	const char *path; /* in the image, and what it then holds */
	const char *text;
	int mode; /* of the file, or -1: not looked at */
	int err;
	const char *says;
} cases[] = {
	{ "/srv/motd -> /etc/motd\n", "etc/motd", "hello\n", 0644, 0, NULL },
	{ "/srv/motd -> /etc/new/\n", "etc/new/motd", "hello\n", 0644, 0, NULL },
	{ "/srv/motd /srv/hosts -> /etc\n", "etc/hosts", "10.0.0.1 n1\n", 0644, 0, NULL },
	{ "beside -> /beside\n", "beside", "beside\n", -1, 0, NULL },
	{ "/srv/motd -> /etc/old\n", "etc/old", "hello\n", 0644, 0, NULL },
	{ "/srv/motd -> /etc/link\n", "etc/old", "old\n", 0600, 0, NULL },
	{ "/srv/motd -> /etc/link\n", "etc/link", "hello\n", 0644, 0, NULL },
	{ "/srv/motd -> /etc/away/x\n", "usr/etc/x", "hello\n", 0644, 0, NULL },
	{ "/srv/tool -> /usr/bin/tool\n", "usr/bin/tool", "#!/bin/sh\n", 0755, 0, NULL },
	{ "/srv/conf.d -> /etc/conf.d\n", "etc/conf.d/sub/c", "c\n", 0644, 0, NULL },
	{ "/srv/conf.d -> /etc/conf.d\n", "etc/conf.d/link", "a\n", -1, 0, NULL },
	{ "/srv/conf.d -> /etc/\n", "etc/conf.d/b.conf", "b\n", 0600, 0, NULL },
	{ "/srv/conf.d/*.conf -> /etc/x\n", "etc/x/a.conf", "a\n", 0640, 0, NULL },
	{ "/srv/motd -> /etc/m\n/srv/hosts -> /etc/m\n", "etc/m", "10.0.0.1 n1\n", -1, 0,
	  NULL },
	{ "/srv/motd -> (n1) /etc/motd\n", "etc/motd", NULL, -1, 0, NULL },
	{ "/nowhere -> (n1) /etc/motd\n", "etc/motd", NULL, -1, 0, NULL },
	{ "APPEND:\n/srv/hosts -> /etc/hosts\n", "etc/hosts",
	  "127.0.0.1 localhost\n10.0.0.1 n1\n", 0644, 0, NULL },
	{ "MERGE:\n/srv/group -> /etc/group\n", "etc/group",
	  "users:x:100:u\nhpc:x:500:\n", 0644, 0, NULL },
	{ "APPEND:\n/srv/hosts -> /etc/nowhere\n", "etc/hosts", "127.0.0.1 localhost", -1,
	  ENOENT, "list:2: cannot read /etc/nowhere of the image" },
	{ "MERGE:\n/srv/hosts -> /etc/group\n", "etc/group", "users:x:100:\n", -1, EINVAL,
	  "/srv/hosts:1: a line of group" },
	{ "/srv/motd -> /etc\n", "etc/old", "old\n", -1, EISDIR,
	  "/etc of the image: it is "
	  "a folder" },
	{ "/srv/motd -> /dev/x\n", "dev/x", NULL, -1, EINVAL, "hidden" },
};

static void expect_file(int root, const char *path, const char *text, int mode)
{
	struct str got CLEANUP_STR = { 0 };
	struct stat st = { 0 };
	int rc = intree_read(root, path, 1 << 20, &got);

	UNIT_INT(rc, text ? 0 : -ENOENT);
	UNIT_STR(str_text(&got), text ? text : "");
	if (mode < 0)
		return;
	UNIT_INT(fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW), 0);
	CU_ASSERT(S_ISREG(st.st_mode));
	UNIT_INT(st.st_mode & 07777, mode);
	UNIT_INT(st.st_uid, geteuid());
}

static void check(size_t i)
{
	const char *site_root = unit_folder();
	char *tree CLEANUP_FREE = path_join(site_root, "tree");
	int home CLEANUP_FD = open(site_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int root CLEANUP_FD = mkdir(tree, 0755) == 0
				      ? open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
				      : -1;
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct syncfiles syncfiles;
	struct definition def;
	struct site site;
	int rc;

	make_site(home);
	make_tree(root);
	put(home, "etc/stateless/images.d/list", 0644, cases[i].list);
	CU_ASSERT_EQUAL_FATAL(site_load(&log, site_root, NULL, &site), 0);
	CU_ASSERT_EQUAL_FATAL(definition_load(&log, &site, "i", &def), 0);
	rc = syncfiles_read(&log, &def, &syncfiles);
	UNIT_INT(rc, 0);
	rc = syncfiles_apply(&log, root, &syncfiles);
	UNIT_INT(rc, -cases[i].err);
	if (cases[i].says && !strstr(str_text(&said), cases[i].says))
		fprintf(stderr, "\n  said %s\n", str_text(&said));
	CU_ASSERT(!cases[i].says || strstr(str_text(&said), cases[i].says));
	expect_file(root, cases[i].path, cases[i].text, cases[i].mode);
	syncfiles_fini(&syncfiles);
	definition_fini(&def);
	site_fini(&site);
}

static void entries_are_applied_as_they_are_written(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

static const struct {
	const char *list, *says;
} missing[] = {
	{ "\n/srv/lost -> /etc/lost\n", "list:2: cannot read " },
	{ "/srv/*.lost -> /etc\n", "list:1: there is no file " },
};

static void what_is_not_there_is_said_before(void)
{
	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
		const char *site_root = unit_folder();
		int home CLEANUP_FD = open(site_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		struct str said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		struct syncfiles syncfiles;
		struct definition def;
		struct site site;

		make_site(home);
		put(home, "etc/stateless/images.d/list", 0644, missing[i].list);
		CU_ASSERT_EQUAL_FATAL(site_load(&log, site_root, NULL, &site), 0);
		CU_ASSERT_EQUAL_FATAL(definition_load(&log, &site, "i", &def), 0);
		UNIT_INT(syncfiles_read(&log, &def, &syncfiles), -ENOENT);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), missing[i].says));
		syncfiles_fini(&syncfiles);
		definition_fini(&def);
		site_fini(&site);
	}
}

const char unit_suite[] = "core/pack/syncfiles";
const struct unit_case unit_cases[] = {
	{ "entries are applied as they are written",
	  entries_are_applied_as_they_are_written },
	{ "what is not there is said before", what_is_not_there_is_said_before },
	{ NULL, NULL },
};
