/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/squashfs_real_test.c - real squashfs-tools pack and unpack a tree made
 * here, and the one that TREE names.
 */
#include "squashfs.h"

#include "core/base/digest.h"
#include "core/base/exec.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

const char unit_suite[] = "squashfs real";

enum { SKIP = 77 };

struct fixture {
	struct sl_host table; /* the fake's, but for run() */
	struct fake_host host;
	char tree[300], output[300], work[300], image[400];
};

static int run(struct sl_job *job, const struct sl_command *command)
{
	struct exec exec = { .argv = command->argv,
			     .env = command->env,
			     .line = command->line,
			     .arg = command->arg };
	struct log log;

	(void)job;
	log_init(&log, "test");
	return exec_run(&log, &exec);
}

static void put(const char *tree, const char *name, mode_t mode, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	UNIT_INT(fchmod(fd, mode), 0);
	close(fd);
}

/* Everything that squashfs holds and that packers have been known to lose. */
static void fill_tree(const char *tree)
{
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };
	char path[512], other[512];

	cap.data[0].permitted = 1u << CAP_NET_RAW;
	put(tree, "file", 0644, "contents");
	put(tree, "set uid", 04755, "s");
	put(tree, "empty", 0600, "");
	put(tree, "ping", 0755, "ping");
	snprintf(path, sizeof(path), "%s/ping", tree);
	UNIT_INT(setxattr(path, "security.capability", &cap, sizeof(cap), 0), 0);
	snprintf(path, sizeof(path), "%s/folder", tree);
	UNIT_INT(mkdir(path, 01777), 0);
	put(tree, "folder/inner", 0400, "i");
	snprintf(path, sizeof(path), "%s/folder/link -> x", tree);
	UNIT_INT(symlink("../no such -> file", path), 0);
	snprintf(path, sizeof(path), "%s/file", tree);
	snprintf(other, sizeof(other), "%s/folder/hard", tree);
	UNIT_INT(link(path, other), 0);
	UNIT_INT(lchown(path, 12, 34567), 0);
	snprintf(path, sizeof(path), "%s/device", tree);
	UNIT_INT(mknod(path, S_IFBLK | 0640, makedev(259, 70000)), 0);
	snprintf(path, sizeof(path), "%s/fifo", tree);
	UNIT_INT(mkfifo(path, 0600), 0);
}

static void fixture_init(struct fixture *fixture)
{
	const char *folder = unit_folder();

	memset(fixture, 0, sizeof(*fixture));
	fake_host_init(&fixture->host, squashfs_options);
	fixture->table = *fixture->host.border.host;
	fixture->table.run = run;
	fixture->host.border.host = &fixture->table;
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder);
	snprintf(fixture->work, sizeof(fixture->work), "%s/work", folder);
	snprintf(fixture->image, sizeof(fixture->image), "%s/" SQUASHFS_OUTPUT,
		 fixture->output);
	mkdir(fixture->output, 0755);
	mkdir(fixture->work, 0755);
	mkdir(fixture->tree, 0755);
	fill_tree(fixture->tree);
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
	fixture->host.folders[SL_WORK] = fixture->work;
}

static int pack_and_verify(struct fixture *fixture, const char *how)
{
	int rc = squashfs_pack(&fixture->host.border, NULL);

	fixture->host.options[0][0] = "verify";
	fixture->host.options[0][1] = how;
	return rc < 0 ? rc : squashfs_verify(&fixture->host.border, NULL);
}

static void packed_is_the_tree(void)
{
	static const char *const hows[] = { "listing", "data", "no" };

	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture);
		UNIT_INT(pack_and_verify(&fixture, hows[i]), 0);
		UNIT_STR(str_text(&fixture.host.said), "");
		fake_host_fini(&fixture.host);
	}
}

static void newlines_are_no_trouble(void)
{
	struct fixture fixture;

	fixture_init(&fixture);
	put(fixture.tree, "a\nb", 0644, "x");
	UNIT_INT(pack_and_verify(&fixture, "listing"), 0);
	UNIT_STR(str_text(&fixture.host.said), "");
	fake_host_fini(&fixture.host);
}

static void newlines_in_targets_are_no_trouble(void)
{
	struct fixture fixture;
	char path[400];

	fixture_init(&fixture);
	snprintf(path, sizeof(path), "%s/link", fixture.tree);
	UNIT_INT(symlink("one\ntwo", path), 0);
	UNIT_INT(pack_and_verify(&fixture, "listing"), 0);
	UNIT_STR(str_text(&fixture.host.said), "");
	fake_host_fini(&fixture.host);
}

/* The only file with such a time is named, and counted once. */
static void times_that_do_not_fit_are_told(void)
{
	static const struct {
		time_t time;
		const char *says;
	} cases[] = { { -1, "1 files have a time" },
		      { 0, NULL },
		      { UINT32_MAX, NULL },
		      { UINT32_MAX + 1LL, "1 files have a time" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct timespec times[2] = { { cases[i].time, 0 },
						   { cases[i].time, 0 } };
		struct fixture fixture;
		char path[400];
		const char *said;

		fixture_init(&fixture);
		snprintf(path, sizeof(path), "%s/timed", fixture.tree);
		put(fixture.tree, "timed", 0644, "");
		UNIT_INT(utimensat(AT_FDCWD, path, times, 0), 0);
		UNIT_INT(pack_and_verify(&fixture, "listing"), 0);
		said = str_text(&fixture.host.notes);
		if (cases[i].says) {
			CU_ASSERT(strstr(said, cases[i].says) && strstr(said, "/timed"));
		} else {
			CU_ASSERT(!strstr(said, "have a time"));
		}
		fake_host_fini(&fixture.host);
	}
}

static void drop_capability(const char *tree)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/ping", tree);
	UNIT_INT(setxattr(path, "security.capability",
			  "\0\0\0\2\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20, 0),
		 0);
}

static void grow(const char *tree)
{
	put(tree, "folder/inner", 0400, "longer");
}

static void add(const char *tree)
{
	struct stat st;
	struct timespec times[2];

	UNIT_INT(stat(tree, &st), 0);
	put(tree, "added", 0400, "new");
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, tree, times, 0), 0);
}

/* Same size, same time: only the bytes tell. */
static void change(const char *tree)
{
	struct timespec times[2];
	char path[512];
	struct stat st;

	snprintf(path, sizeof(path), "%s/file", tree);
	UNIT_INT(stat(path, &st), 0);
	put(tree, "file", 0644, "CONTENTS");
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, path, times, 0), 0);
}

static const struct {
	void (*alter)(const char *tree);
	const char *how, *says;
} differences[] = {
	{ drop_capability, "listing", "attributes of" },
	{ grow, "listing", "size of /folder/inner" },
	{ add, "listing", "entries where the tree has" },
	{ change, "data", "contents of" },
	{ grow, "data", "size of /folder/inner" },
	{ change, "listing", NULL },
};

static void differences_are_found(void)
{
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture);
		UNIT_INT(squashfs_pack(&fixture.host.border, NULL), 0);
		differences[i].alter(fixture.tree);
		fixture.host.options[0][0] = "verify";
		fixture.host.options[0][1] = differences[i].how;
		UNIT_INT(squashfs_verify(&fixture.host.border, NULL),
			 differences[i].says ? -EBADMSG : 0);
		UNIT_INT(fixture.host.fails, differences[i].says ? 1 : 0);
		CU_ASSERT(!differences[i].says ||
			  strstr(str_text(&fixture.host.said), differences[i].says));
		fake_host_fini(&fixture.host);
	}
}

static void digest_of(const char *processors, char hex[DIGEST_HEX + 1],
		      struct fixture *fixture)
{
	uint64_t bytes;

	fixture->host.options[0][0] = processors ? "processors" : NULL;
	fixture->host.options[0][1] = processors;
	UNIT_INT(squashfs_pack(&fixture->host.border, NULL), 0);
	UNIT_INT(digest_file(fixture->image, hex, &bytes, NULL), 0);
}

/* On another day, by another number of processors. */
static void bytes_are_the_same(void)
{
	static const char *const processors[] = { "1", "2", "5" };
	char first[DIGEST_HEX + 1], other[DIGEST_HEX + 1];
	struct fixture fixture;

	fixture_init(&fixture);
	digest_of(NULL, first, &fixture);
	for (size_t i = 0; i < sizeof(processors) / sizeof(processors[0]); i++) {
		digest_of(processors[i], other, &fixture);
		UNIT_STR(other, first);
	}
	fake_host_fini(&fixture.host);
}

/* Where it cannot be tried, the whole program ends as a skipped test does. */
static void tools_are_there(void)
{
	char *mk = exec_find("mksquashfs"), *un = exec_find("unsquashfs");

	if (!mk || !un || geteuid() != 0) {
		fprintf(stderr, "skipped: needs root, mksquashfs and unsquashfs\n");
		exit(SKIP);
	}
	free(mk);
	free(un);
}

const struct unit_case unit_cases[] = {
	{ "squashfs-tools are there", tools_are_there },
	{ "the packed image is the tree", packed_is_the_tree },
	{ "names with newlines are no trouble", newlines_are_no_trouble },
	{ "targets with newlines are no trouble", newlines_in_targets_are_no_trouble },
	{ "times that do not fit are told", times_that_do_not_fit_are_told },
	{ "differences are found", differences_are_found },
	{ "equal trees give equal bytes", bytes_are_the_same },
	{ NULL, NULL },
};
