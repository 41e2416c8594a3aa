/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/layer_test.c - a tree changed over another one.
 */
#include "layer.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/base/visit.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

struct world {
	struct log log;
	char *from, *tree, *work;
};

static void open_world(struct world *world)
{
	const char *folder = unit_folder();

	log_init(&world->log, "test");
	world->from = path_join(folder, "from");
	world->tree = path_join(folder, "tree");
	world->work = path_join(folder, "work");
	CU_ASSERT_FATAL(path_make_folders(&world->log, world->from, 0755) == 0);
	CU_ASSERT_FATAL(path_make_folders(&world->log, world->tree, 0755) == 0);
	CU_ASSERT_FATAL(path_make_folders(&world->log, world->work, 0755) == 0);
}

static void close_world(struct world *world)
{
	free(world->from);
	free(world->tree);
	free(world->work);
}

static void put(struct world *world, const char *folder, const char *name,
		const char *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);
	FILE *file;

	CU_ASSERT_FATAL(path_make_folders(&world->log, parent, 0755) == 0);
	file = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(text, file);
	fclose(file);
}

static struct stat look(const char *folder, const char *name)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	struct stat st = { 0 };

	lstat(path, &st);
	return st;
}

/* The text of a file, "" when it is not there. */
static const char *get(const char *folder, const char *name)
{
	static char text[64];
	char *path CLEANUP_FREE = path_join(folder, name);
	FILE *file = fopen(path, "r");

	text[0] = '\0';
	if (file) {
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		fclose(file);
	}
	return text;
}

static void fill(struct world *world)
{
	struct timespec times[] = { { 77, 0 }, { 77, 5 } };
	char *a CLEANUP_FREE = path_join(world->from, "bin/a");
	char *b CLEANUP_FREE = path_join(world->from, "bin/b");
	char *link CLEANUP_FREE = path_join(world->from, "usr/link");
	char *usr CLEANUP_FREE = path_join(world->from, "usr");

	put(world, world->from, "etc/same", "same");
	put(world, world->from, "etc/changed", "old");
	put(world, world->from, "etc/removed", "old");
	put(world, world->from, "etc/mode", "mode");
	put(world, world->from, "usr/share/deep/file", "deep");
	put(world, world->from, "var/gone/file", "gone");
	put(world, world->from, "opt/moved/in/file", "moved");
	put(world, world->from, "srv/again/old", "old");
	put(world, world->from, "bin/a", "two names");
	CU_ASSERT_EQUAL_FATAL(linkat(AT_FDCWD, a, AT_FDCWD, b, 0), 0);
	CU_ASSERT_EQUAL_FATAL(symlink("same", link), 0);
	CU_ASSERT_EQUAL_FATAL(chmod(usr, 01750), 0);
	CU_ASSERT_EQUAL_FATAL(utimensat(AT_FDCWD, usr, times, 0), 0);
	CU_ASSERT_EQUAL_FATAL(chmod(world->from, 0711), 0);
}

static void append(const char *folder, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	FILE *file = fopen(path, "a");

	fputs(text, file);
	fclose(file);
}

static void change(struct world *world)
{
	char *removed CLEANUP_FREE = path_join(world->tree, "etc/removed");
	char *mode CLEANUP_FREE = path_join(world->tree, "etc/mode");
	char *gone CLEANUP_FREE = path_join(world->tree, "var/gone");
	char *old CLEANUP_FREE = path_join(world->tree, "opt/moved");
	char *new CLEANUP_FREE = path_join(world->tree, "etc/new place");
	char *in CLEANUP_FREE = path_join(world->tree, "etc/new place/in");
	char *out CLEANUP_FREE = path_join(world->tree, "etc/new place/out");
	char *again CLEANUP_FREE = path_join(world->tree, "srv/again");

	UNIT_STR(get(world->tree, "usr/share/deep/file"), "deep");
	put(world, world->tree, "etc/changed", "new");
	put(world, world->tree, "etc/added", "added");
	append(world->tree, "bin/a", ", one file");
	UNIT_INT(unlink(removed), 0);
	UNIT_INT(chmod(mode, 04711), 0);
	UNIT_INT(path_remove(&world->log, gone), 0);
	UNIT_INT(rename(old, new), 0);
	UNIT_INT(rename(in, out), 0);
	UNIT_INT(path_remove(&world->log, again), 0);
	put(world, world->tree, "srv/again/new", "new");
}

static int no_trace(void *arg, const struct visit_entry *entry)
{
	char *path CLEANUP_FREE =
		mem_printf("/proc/self/fd/%d/%s", entry->folder, entry->name);
	char names[4096];
	ssize_t n = llistxattr(path, names, sizeof(names));

	(void)arg;
	CU_ASSERT(!S_ISCHR(entry->st->st_mode));
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1)
		CU_ASSERT(!str_starts(name, "trusted.overlay"));
	return 0;
}

static void is_whole(struct world *world)
{
	static const struct {
		const char *name, *text;
		bool shared; /* with the first tree */
	} files[] = {
		{ "etc/same", "same", true },
		{ "etc/changed", "new", false },
		{ "etc/added", "added", false },
		{ "etc/removed", "", false },
		{ "etc/mode", "mode", false },
		{ "usr/share/deep/file", "deep", true },
		{ "var/gone/file", "", false },
		{ "opt/moved/in/file", "", false },
		{ "etc/new place/out/file", "moved", false },
		{ "srv/again/old", "", false },
		{ "srv/again/new", "new", false },
		{ "bin/a", "two names, one file", false },
		{ "bin/b", "two names, one file", false },
	};
	int fd CLEANUP_FD = open(world->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		UNIT_STR(get(world->tree, files[i].name), files[i].text);
		if (files[i].shared)
			UNIT_INT(look(world->tree, files[i].name).st_ino,
				 look(world->from, files[i].name).st_ino);
	}
	UNIT_INT(look(world->tree, "etc/new place/out/file").st_ino,
		 look(world->from, "opt/moved/in/file").st_ino);
	UNIT_INT(look(world->tree, "usr/link").st_ino,
		 look(world->from, "usr/link").st_ino);
	UNIT_INT(look(world->tree, "bin/a").st_ino, look(world->tree, "bin/b").st_ino);
	UNIT_INT(look(world->tree, "etc/mode").st_mode & 07777, 04711);
	UNIT_INT(look(world->tree, "usr").st_mode & 07777, 01750);
	UNIT_INT(look(world->tree, "usr").st_mtim.tv_sec, 77);
	UNIT_INT(look(world->tree, "usr").st_mtim.tv_nsec, 5);
	UNIT_INT(look(world->tree, "").st_mode & 07777, 0711);
	UNIT_INT(visit_tree(&world->log, fd, world->tree, no_trace, NULL), 0);
}

static void first_is_as_it_was(struct world *world)
{
	UNIT_STR(get(world->from, "etc/changed"), "old");
	UNIT_STR(get(world->from, "etc/removed"), "old");
	UNIT_STR(get(world->from, "var/gone/file"), "gone");
	UNIT_STR(get(world->from, "opt/moved/in/file"), "moved");
	UNIT_STR(get(world->from, "srv/again/old"), "old");
	UNIT_STR(get(world->from, "bin/a"), "two names");
	UNIT_STR(get(world->from, "etc/added"), "");
	UNIT_INT(look(world->from, "etc/mode").st_mode & 07777, 0644);
}

/* Mounts are made in a namespace of the test's own. */
static bool is_apart(void)
{
	if (unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return true;
	fprintf(stderr, "skipped: no mount namespace: %s: ", strerror(errno));
	return false;
}

static void what_stays_the_same_is_shared(void)
{
	struct world world;
	int layered;

	if (!is_apart())
		return;
	open_world(&world);
	fill(&world);
	layered = layer_open(&world.log, world.from, world.tree, world.work, NULL);
	if (layered == 0) {
		fprintf(stderr, "skipped: no overlay in %s: ", world.tree);
		close_world(&world);
		return;
	}
	UNIT_INT(layered, 1);
	change(&world);
	UNIT_INT(layer_close(&world.log, world.from, world.tree, NULL), 0);
	is_whole(&world);
	first_is_as_it_was(&world);
	/* the second stays whole when the first goes */
	UNIT_INT(path_remove(&world.log, world.from), 0);
	UNIT_STR(get(world.tree, "usr/share/deep/file"), "deep");
	close_world(&world);
}

static void what_an_overlay_would_take_for_its_own_is_refused(void)
{
	struct world world;
	char *node;

	if (!is_apart())
		return;
	open_world(&world);
	fill(&world);
	node = path_join(world.from, "usr/node");
	UNIT_INT(mknod(node, S_IFCHR | 0600, makedev(0, 0)), 0);
	UNIT_INT(layer_open(&world.log, world.from, world.tree, world.work, NULL), 0);
	UNIT_INT(unlink(node), 0);
	free(node);
	node = path_join(world.from, "etc/same");
	UNIT_INT(setxattr(node, "trusted.overlay.origin", "x", 1, 0), 0);
	UNIT_INT(layer_open(&world.log, world.from, world.tree, world.work, NULL), 0);
	UNIT_INT(look(world.tree, "etc").st_mode, 0);
	free(node);
	close_world(&world);
}

static bool at_once(void)
{
	return true;
}

static void it_can_be_stopped(void)
{
	struct world world;

	if (!is_apart())
		return;
	open_world(&world);
	fill(&world);
	UNIT_INT(layer_open(&world.log, world.from, world.tree, world.work, at_once),
		 -ECANCELED);
	close_world(&world);
}

const char unit_suite[] = "core/build/layer";
const struct unit_case unit_cases[] = {
	{ "what stays the same is shared, what changes is not",
	  what_stays_the_same_is_shared },
	{ "what an overlay would take for its own is refused",
	  what_an_overlay_would_take_for_its_own_is_refused },
	{ "it can be stopped", it_can_be_stopped },
	{ NULL, NULL },
};
