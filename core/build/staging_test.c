/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/staging_test.c - a new tree beside the old one, kept whole or not at all.
 */
#include "staging.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static char said[2048];

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, sizeof(said), "%s", line);
}

static struct log log_of_test(void)
{
	said[0] = '\0';
	return (struct log){ .sink = hear, .arg = said };
}

static void put(const char *folder, const char *name, const char *text)
{
	struct log log = log_of_test();
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(&log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(&log, path, 0644, text, strlen(text)) == 0);
}

static void expect(const char *folder, const char *name, const char *text)
{
	struct log log = log_of_test();
	char *path CLEANUP_FREE = path_join(folder, name);
	struct str got CLEANUP_STR = { 0 };

	UNIT_INT(file_read(&log, path, 1 << 20, &got), 0);
	UNIT_STR(str_text(&got), text);
}

/* The definition of an image `i`; strings live as long as the test. */
struct world {
	struct site site;
	struct definition def;
	char *folder, *tree, *staged;
};

static void open_world(struct world *world, bool has_tree)
{
	const char *root = unit_folder();

	*world = (struct world){ 0 };
	world->site.installdir = mem_dup(root);
	world->folder = mem_printf("%s/trees/i", root);
	world->tree = path_join(world->folder, "rootimg");
	world->staged = mem_printf("%s/trees/.new-i", root);
	world->def = (struct definition){ .name = mem_dup("i"),
					  .site = &world->site,
					  .folder = world->folder,
					  .tree = world->tree };
	if (!has_tree)
		return;
	put(world->tree, "etc/file", "old");
	put(world->folder, "kernels", "6.1 boot/vmlinuz\n");
	put(world->folder, "packages", "a 1 x\n");
}

static void close_world(struct world *world)
{
	mem_cleanup_free(&world->site.installdir);
	mem_cleanup_free(&world->def.name);
	mem_cleanup_free(&world->folder);
	mem_cleanup_free(&world->tree);
	mem_cleanup_free(&world->staged);
}

static bool is_apart(void)
{
	if (unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return true;
	fprintf(stderr, "skipped: no mount namespace: %s: ", strerror(errno));
	return false;
}

/* As a worker does: mounts are the test's own.  1: there is an overlay. */
static int fill(struct log *log, const struct staging *staging)
{
	int layered = staging_fill(log, staging, NULL);

	CU_ASSERT(layered == 0 || layered == 1);
	return layered;
}

static void what_is_kept_takes_the_place_of_the_old_tree(void)
{
	struct log log = log_of_test();
	struct staging staging;
	struct world world;
	int layered;

	if (!is_apart())
		return;
	open_world(&world, true);
	put(world.staged, "rootimg/left", "by an interrupted command");
	UNIT_INT(staging_open(&log, &world.def, &staging), 0);
	layered = fill(&log, &staging);
	expect(staging.tree, "etc/file", "old");
	expect(staging.folder, "kernels", "6.1 boot/vmlinuz\n");
	put(staging.tree, "etc/file", "new");
	put(staging.work, "scratch", "x");
	expect(world.tree, "etc/file", "old");
	if (layered)
		UNIT_INT(staging_settle(&log, &staging, NULL), 0);
	UNIT_INT(staging_keep(&log, &staging), 0);
	UNIT_INT(staging_close(&log, &staging, 0), 0);
	expect(world.tree, "etc/file", "new");
	expect(world.folder, "packages", "a 1 x\n");
	CU_ASSERT(!path_exists(world.staged));
	UNIT_STR(said, "");
	close_world(&world);
}

static void what_is_not_kept_leaves_no_trace(void)
{
	struct log log = log_of_test();
	struct staging staging;
	struct world world;

	if (!is_apart())
		return;
	open_world(&world, true);
	UNIT_INT(staging_open(&log, &world.def, &staging), 0);
	fill(&log, &staging);
	put(staging.tree, "etc/file", "new");
	umount2(staging.tree, MNT_DETACH); /* a worker would have ended */
	UNIT_INT(staging_close(&log, &staging, -EIO), -EIO);
	expect(world.tree, "etc/file", "old");
	CU_ASSERT(!path_exists(world.staged));
	close_world(&world);
}

static void the_first_tree_takes_no_place(void)
{
	struct log log = log_of_test();
	struct staging staging;
	struct world world;

	open_world(&world, false);
	UNIT_INT(staging_needs_tree(&log, &world.def), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "stateless genimage i"));
	log = log_of_test();
	UNIT_INT(staging_open(&log, &world.def, &staging), 0);
	put(staging.tree, "etc/file", "first");
	UNIT_INT(staging_keep(&log, &staging), 0);
	UNIT_INT(staging_close(&log, &staging, 0), 0);
	expect(world.tree, "etc/file", "first");
	UNIT_INT(staging_needs_tree(&log, &world.def), 0);
	close_world(&world);
}

const char unit_suite[] = "core/build/staging";
const struct unit_case unit_cases[] = {
	{ "what is kept takes the place of the old tree",
	  what_is_kept_takes_the_place_of_the_old_tree },
	{ "what is not kept leaves no trace", what_is_not_kept_leaves_no_trace },
	{ "the first tree takes no place", the_first_tree_takes_no_place },
	{ NULL, NULL },
};
