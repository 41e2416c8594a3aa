/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/overlay_test.c - overlays in a tree, and lists that are refused.
 */
#include "mic.h"
#include "standin.h"

#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const char unit_suite[] = "mic overlay";

enum { SKIP = 77 };

static const char *at(const struct standin *standin, const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s/%s", standin->top, path);
	return full;
}

static int apply(struct standin *standin, const char *list)
{
	char folder[512], full[512];

	snprintf(folder, sizeof(folder), "%s", at(standin, "overlay/site"));
	mkdir(at(standin, "overlay"), 0755);
	mkdir(folder, 0755);
	if (list)
		standin_text(standin, "overlay/list", list);
	snprintf(full, sizeof(full), "%s", at(standin, "overlay/list"));
	return overlay_apply(&standin->host.border, folder, list ? full : NULL);
}

static struct stat look(const struct standin *standin, const char *path)
{
	struct stat st = { 0 };
	char full[600];

	snprintf(full, sizeof(full), "%s/%s", standin->tree, path);
	UNIT_INT(lstat(full, &st), 0);
	return st;
}

static void all_kinds_are_put_into_the_tree(void)
{
	struct standin standin;
	struct stat st;

	standin_init(&standin, unit_folder());
	standin_text(&standin, "overlay/site/app", "program");
	UNIT_INT(apply(&standin, "dir /opt 1777 0 0\n"
				 "file /opt/bin/app app 4755 3 4\n"
				 "slink /opt/link bin/app 0777 0 0\n"
				 "nod /dev/mymem 0640 0 9 c 1 1\n"
				 "pipe /run/fifo 0600 1000 1001\n"),
		 0);
	UNIT_STR(str_text(&standin.host.said), "");
	UNIT_INT(look(&standin, "opt").st_mode, S_IFDIR | 01777);
	UNIT_INT(look(&standin, "opt/bin").st_mode, S_IFDIR | 0755);
	st = look(&standin, "opt/bin/app");
	UNIT_INT(st.st_mode, S_IFREG | 04755);
	UNIT_INT(st.st_uid, 3);
	UNIT_INT(st.st_gid, 4);
	UNIT_INT(st.st_size, 7);
	UNIT_INT(look(&standin, "opt/link").st_mode & S_IFMT, S_IFLNK);
	st = look(&standin, "dev/mymem");
	UNIT_INT(st.st_mode, S_IFCHR | 0640);
	UNIT_INT(st.st_rdev, makedev(1, 1));
	st = look(&standin, "run/fifo");
	UNIT_INT(st.st_mode, S_IFIFO | 0600);
	UNIT_INT(st.st_gid, 1001);
	standin_fini(&standin);
}

static void later_lines_replace_earlier_ones(void)
{
	struct standin standin;

	standin_init(&standin, unit_folder());
	standin_text(&standin, "overlay/site/a", "one");
	standin_text(&standin, "overlay/site/b", "second");
	UNIT_INT(apply(&standin, "file /f a 0644 0 0\n"
				 "slink /g f 0777 0 0\n"
				 "dir /lib 0755 0 0\n"
				 "slink /lib64 lib 0777 0 0\n"
				 "file /f b 0600 0 0\n"
				 "file /g b 0600 0 0\n"
				 "dir /lib64 0700 0 0\n"
				 "file /lib64/x a 0644 0 0\n"),
		 0);
	UNIT_INT(look(&standin, "f").st_size, 6);
	UNIT_INT(look(&standin, "f").st_mode, S_IFREG | 0600);
	UNIT_INT(look(&standin, "g").st_mode, S_IFREG | 0600);
	/* a link to a folder stays */
	UNIT_INT(look(&standin, "lib64").st_mode & S_IFMT, S_IFLNK);
	UNIT_INT(look(&standin, "lib").st_mode, S_IFDIR | 0755);
	UNIT_INT(look(&standin, "lib/x").st_size, 3);
	standin_fini(&standin);
}

static void a_folder_without_list_is_taken_whole(void)
{
	struct standin standin;
	struct stat st;

	standin_init(&standin, unit_folder());
	standin_text(&standin, "overlay/site/etc/motd", "hello");
	UNIT_INT(chmod(at(&standin, "overlay/site/etc/motd"), 0640), 0);
	UNIT_INT(lchown(at(&standin, "overlay/site/etc/motd"), 5, 6), 0);
	UNIT_INT(symlink("/etc/shadow", at(&standin, "overlay/site/etc/link")), 0);
	UNIT_INT(apply(&standin, NULL), 0);
	st = look(&standin, "etc/motd");
	UNIT_INT(st.st_mode, S_IFREG | 0640);
	UNIT_INT(st.st_uid, 5);
	UNIT_INT(look(&standin, "etc/link").st_size, 11);
	standin_fini(&standin);
}

static const struct {
	const char *list, *says; /* says: %s is the overlay's folder's parent */
} wrongs[] = {
	{ "dir /opt 0755 0 0\nfile /a missing 0644 0 0\n",
	  "%s/list:2: cannot read the source %s/site/missing: No such file or "
	  "directory" },
	{ "file /a link 0644 0 0\n",
	  "%s/list:1: the source %s/site/link is, or lies behind, a link; name the file "
	  "itself" },
	{ "file /a away/shadow 0644 0 0\n",
	  "%s/list:1: the source %s/site/away/shadow is, or lies behind, a link; name "
	  "the file itself" },
	{ "file /a folder 0644 0 0\n",
	  "%s/list:1: cannot read the source %s/site/folder: Invalid argument" },
	{ "dir /d 0755 0 0\nslink /d x 0777 0 0\n",
	  "cannot replace /d in the tree: it is a folder there, and something else is to "
	  "have its name; leave one of them out" },
	{ "bad\n",
	  "%s/list:1: \"bad\" is none of dir, file, slink, nod, pipe and sock; a "
	  "comment begins with #" },
};

/* Replaces each %s. */
static char *fill(const char *text, const char *with)
{
	struct str out = { 0 };

	for (; *text; text++)
		if (strncmp(text, "%s", 2) == 0) {
			str_add(&out, with);
			text++;
		} else {
			str_addn(&out, text, 1);
		}
	str_add(&out, "");
	return out.s;
}

static void wrong_overlays_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct standin standin;
		char *says CLEANUP_FREE = NULL;

		standin_init(&standin, unit_folder());
		standin_text(&standin, "overlay/site/file", "text");
		UNIT_INT(mkdir(at(&standin, "overlay/site/folder"), 0755), 0);
		UNIT_INT(symlink("file", at(&standin, "overlay/site/link")), 0);
		UNIT_INT(symlink("/etc", at(&standin, "overlay/site/away")), 0);
		CU_ASSERT(apply(&standin, wrongs[i].list) < 0);
		says = fill(wrongs[i].says, at(&standin, "overlay"));
		UNIT_STR(str_text(&standin.host.said), says);
		UNIT_INT(standin.host.fails, 1);
		standin_fini(&standin);
	}
}

static void lists_that_others_can_change_are_refused(void)
{
	static const mode_t modes[] = { 0664, 0646, 0666 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct standin standin;
		char list[512];

		standin_init(&standin, unit_folder());
		standin_text(&standin, "o/site/a", "");
		standin_text(&standin, "o/site.filelist", "");
		snprintf(list, sizeof(list), "%s", at(&standin, "o/site.filelist"));
		UNIT_INT(chmod(list, modes[i]), 0);
		UNIT_INT(
			overlay_apply(&standin.host.border, at(&standin, "o/site"), list),
			-EPERM);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&standin.host.said),
					      " can be changed by others than root: "));
		standin_fini(&standin);
	}
}

static void overlays_are_named_by_the_image(void)
{
	static const struct {
		const char *folder, *name, *says;
	} cases[] = {
		{ "o", "site", "" },
		{ NULL, "site",
		  "mic: overlays names \"site\", but overlaydir does not say where its "
		  "folder is" },
		{ "o", "../o/site",
		  "mic: overlays: \"../o/site\" is no name of a folder" },
		{ "o", "other",
		  "cannot open the overlay %s/other: No such file or "
		  "directory" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct standin standin;
		char folder[512], *says CLEANUP_FREE = NULL;

		standin_init(&standin, unit_folder());
		standin_text(&standin, "o/site/a", "");
		standin_text(&standin, "o/site.filelist", "file /b a 0644 0 0\n");
		snprintf(folder, sizeof(folder), "%s", at(&standin, "o"));
		if (cases[i].folder)
			standin_set(&standin, "overlaydir", folder);
		standin_set(&standin, "overlays", cases[i].name);
		UNIT_INT(overlay_apply_all(&standin.host.border) < 0,
			 *cases[i].says != '\0');
		says = fill(cases[i].says, folder);
		UNIT_STR(str_text(&standin.host.said), says);
		standin_fini(&standin);
	}
}

static void may_be_tried(void)
{
	if (geteuid() == 0)
		return;
	fprintf(stderr, "skipped: owners and devices need root\n");
	exit(SKIP);
}

const struct unit_case unit_cases[] = {
	{ "it may be tried here", may_be_tried },
	{ "all kinds are put into the tree", all_kinds_are_put_into_the_tree },
	{ "later lines replace earlier ones", later_lines_replace_earlier_ones },
	{ "a folder without list is taken whole", a_folder_without_list_is_taken_whole },
	{ "wrong overlays are refused", wrong_overlays_are_refused },
	{ "lists that others can change are refused",
	  lists_that_others_can_change_are_refused },
	{ "overlays are named by the image", overlays_are_named_by_the_image },
	{ NULL, NULL },
};
