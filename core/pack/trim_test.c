/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/trim_test.c
 */
#include "trim.h"

#include "core/base/intree.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What becomes of a file of 5 bytes and mode 0640. */
static const struct {
	const char *path;
	int size; /* -1: it is gone */
} files[] = {
	{ "var/log/boot.log", 0 },
	{ "var/log/audit/audit.log", 0 },
	{ "var/log/audit/audit.log.1", -1 },
	{ "var/log/syslog.12", -1 },
	{ "var/log/messages-20240131", -1 },
	{ "var/log/old.log.gz", -1 },
	{ "var/log/kept/x.gz", 5 },
	{ "var/log/kept/deep/log", 5 },
	{ "var/log/alone", 5 },
	{ "var/log/journal/0123/system.journal", -1 },
	{ "tmp/build/a", -1 },
	{ "tmp/.hidden", -1 },
	{ "var/tmp/dnf/x", -1 },
	{ "var/tmp/wanted/y", 5 },
	{ "var/cache/a", 5 },
	{ "root/.bash_history", -1 },
	{ "root/.bashrc", 5 },
	{ "etc/log", 5 },
};

static void what_building_left_is_gone(void)
{
	int root CLEANUP_FD = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct exlist list = { 0 };
	struct log log;
	struct stat st;

	log_init(&log, "test");
	strv_add(&list.includes, "./var/log/kept");
	strv_add(&list.includes, "./var/log/alone");
	strv_add(&list.includes, "./var/tmp/wanted");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		UNIT_INT(intree_write(root, files[i].path, 0640, "12345", 5), 0);
	UNIT_INT(trim_apply(&log, root, &list), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int rc = fstatat(root, files[i].path, &st, AT_SYMLINK_NOFOLLOW);

		if (rc != 0 ? files[i].size >= 0 : st.st_size != files[i].size)
			fprintf(stderr, "\n  %s\n", files[i].path);
		UNIT_INT(rc == 0 ? st.st_size : -1, files[i].size);
		if (rc == 0)
			UNIT_INT(st.st_mode & 07777, 0640);
	}
	/* folders of logs and of temporary files that daemons expect stay */
	UNIT_INT(fstatat(root, "var/log/journal/0123", &st, 0), 0);
	UNIT_INT(fstatat(root, "tmp", &st, 0), 0);
	UNIT_INT(fstatat(root, "tmp/build", &st, 0), -1);
	exlist_fini(&list);
}

/* A link of the image must not make us empty a file of this machine. */
static void links_are_not_followed(void)
{
	int both CLEANUP_FD = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int root CLEANUP_FD = -1;
	const struct exlist none = { 0 };
	struct log log;
	struct stat st;
	char target[64];

	log_init(&log, "test");
	UNIT_INT(intree_write(both, "outside/log", 0644, "12345", 5), 0);
	UNIT_INT(intree_make_folders(both, "tree/var"), 0);
	root = openat(both, "tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(target, sizeof(target), "/proc/self/fd/%d/outside", both);
	UNIT_INT(symlinkat(target, root, "var/log"), 0);
	UNIT_INT(symlinkat(target, root, "tmp"), 0);
	UNIT_INT(trim_apply(&log, root, &none), 0);
	UNIT_INT(fstatat(both, "outside/log", &st, 0), 0);
	UNIT_INT(st.st_size, 5);
}

static void a_tree_without_these_folders_is_fine(void)
{
	int root CLEANUP_FD = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct exlist none = { 0 };
	struct log log;

	log_init(&log, "test");
	UNIT_INT(trim_apply(&log, root, &none), 0);
}

const char unit_suite[] = "core/pack/trim";
const struct unit_case unit_cases[] = {
	{ "what building left is gone, what is included stays",
	  what_building_left_is_gone },
	{ "links are not followed", links_are_not_followed },
	{ "a tree without these folders is fine", a_tree_without_these_folders_is_fine },
	{ NULL, NULL },
};
