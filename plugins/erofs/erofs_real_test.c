/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/erofs_real_test.c - real erofs-utils pack a tree of every kind of entry;
 * this host's kernel, or fsck.erofs, brings it back.
 */
#include "erofs.h"

#include "core/base/digest.h"
#include "core/base/exec.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

const char unit_suite[] = "erofs real";

enum { SKIP = 77, PATH_ROOM = 700 };

static const struct sl_kernel kernel = { .version = "6.1.0" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };
static const struct sl_image image = { .name = "c", .kernels = kernels };

struct fixture {
	struct sl_host table; /* the fake's, but for run() */
	struct fake_host host;
	char tree[300], output[300], work[300], image[400];
};

static int run(struct sl_job *job, const struct sl_command *command)
{
	struct exec exec = { .argv = command->argv, .env = command->env };
	struct log log;

	(void)job;
	if (command->flags & SL_RUN_STATUS)
		exec.flags |= EXEC_STATUS | EXEC_QUIET | EXEC_MERGED;
	log_init(&log, "test");
	return exec_run(&log, &exec);
}

/* As run(), on a host whose kernel mounts nothing. */
static int run_without_mount(struct sl_job *job, const struct sl_command *command)
{
	return strcmp(command->argv[0], "mount") == 0 ? 32 : run(job, command);
}

static void put(const char *tree, const char *name, mode_t mode, const char *text)
{
	char path[PATH_ROOM];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	UNIT_INT(fchmod(fd, mode), 0);
	close(fd);
}

static void put_time(const char *tree, const char *name, long long seconds, long part)
{
	const struct timespec times[] = { { seconds, part }, { seconds, part } };
	char path[PATH_ROOM];

	put(tree, name, 0644, name);
	snprintf(path, sizeof(path), "%s/%s", tree, name);
	UNIT_INT(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put_attributes(const char *tree)
{
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };
	/* version 2; user::rwx, user:1234:rwx, group::r-x, mask::rwx, other::r-x */
	static const unsigned char acl[] = { 2,    0,    0,    0,    1,    0, 7, 0,
					     0xff, 0xff, 0xff, 0xff, 2,    0, 7, 0,
					     0xd2, 0x04, 0,    0,    4,    0, 5, 0,
					     0xff, 0xff, 0xff, 0xff, 0x10, 0, 7, 0,
					     0xff, 0xff, 0xff, 0xff, 0x20, 0, 5, 0,
					     0xff, 0xff, 0xff, 0xff };
	char path[PATH_ROOM];

	cap.data[0].permitted = 1u << CAP_NET_RAW;
	put(tree, "ping", 0755, "ping");
	snprintf(path, sizeof(path), "%s/ping", tree);
	UNIT_INT(setxattr(path, "security.capability", &cap, sizeof(cap), 0), 0);
	UNIT_INT(setxattr(path, "security.selinux", "system_u:object_r:bin_t:s0", 27, 0),
		 0);
	UNIT_INT(setxattr(path, "trusted.key", "value", 5, 0), 0);
	snprintf(path, sizeof(path), "%s/folder", tree);
	UNIT_INT(setxattr(path, "system.posix_acl_access", acl, sizeof(acl), 0), 0);
}

static void put_large(const char *tree)
{
	char block[4096], path[PATH_ROOM];
	int fd;

	put(tree, "large", 0600, "");
	snprintf(path, sizeof(path), "%s/large", tree);
	fd = open(path, O_WRONLY);
	CU_ASSERT_FATAL(fd >= 0);
	srandom(1);
	for (int i = 0; i < 60; i++) {
		for (size_t j = 0; j < sizeof(block); j++)
			block[j] = (char)(i % 3 ? random() & 0xff : 'a');
		/* with holes between */
		UNIT_INT(pwrite(fd, block, sizeof(block), (off_t)i * 9000), 4096);
	}
	close(fd);
}

/* Everything that EROFS holds and that packers have been known to lose. */
static void fill_tree(const char *tree)
{
	char path[PATH_ROOM], other[PATH_ROOM];

	put(tree, "file", 0644, "contents");
	put(tree, "set uid", 04755, "s");
	put(tree, "empty", 0600, "");
	put(tree, "new\nline \xff", 0600, "not UTF-8");
	put_time(tree, "t2038", 2148595200, 5);
	put_time(tree, "t2107", 4323283200, 123456789);
	put_large(tree);
	snprintf(path, sizeof(path), "%s/folder", tree);
	UNIT_INT(mkdir(path, 01777), 0);
	put_attributes(tree);
	put(tree, "folder/inner", 0400, "i");
	snprintf(path, sizeof(path), "%s/folder/%0254d", tree, 7);
	UNIT_INT(symlink("../no such -> file", path), 0);
	snprintf(path, sizeof(path), "%s/file", tree);
	snprintf(other, sizeof(other), "%s/folder/hard", tree);
	UNIT_INT(link(path, other), 0);
	UNIT_INT(lchown(path, 123456, 654321), 0);
	snprintf(path, sizeof(path), "%s/device", tree);
	UNIT_INT(mknod(path, S_IFBLK | 0640, makedev(259, 70000)), 0);
	snprintf(path, sizeof(path), "%s/fifo", tree);
	UNIT_INT(mkfifo(path, 0600), 0);
	snprintf(path, sizeof(path), "%s/socket", tree);
	UNIT_INT(mknod(path, S_IFSOCK | 0600, 0), 0);
}

static void fixture_init(struct fixture *fixture)
{
	const char *folder = unit_folder();

	memset(fixture, 0, sizeof(*fixture));
	fake_host_init(&fixture->host, erofs_options);
	fixture->table = *fixture->host.border.host;
	fixture->table.run = run;
	fixture->host.border.host = &fixture->table;
	fixture->host.image = &image;
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder);
	snprintf(fixture->work, sizeof(fixture->work), "%s/work", folder);
	snprintf(fixture->image, sizeof(fixture->image), "%s/" EROFS_OUTPUT,
		 fixture->output);
	mkdir(fixture->output, 0755);
	mkdir(fixture->work, 0755);
	mkdir(fixture->tree, 0755);
	fill_tree(fixture->tree);
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
	fixture->host.folders[SL_WORK] = fixture->work;
}

static int verify(struct fixture *fixture, const char *how)
{
	fixture->host.options[0][0] = "verify";
	fixture->host.options[0][1] = how;
	return erofs_verify(&fixture->host.border, NULL);
}

static void packed_is_the_tree(void)
{
	static const char *const hows[] = { "data", "listing", "no" };

	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture);
		UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
		UNIT_INT(verify(&fixture, hows[i]), 0);
		UNIT_STR(str_text(&fixture.host.said), "");
		fake_host_fini(&fixture.host);
	}
}

static void drop_capability(const char *tree)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/ping", tree);
	UNIT_INT(removexattr(path, "security.capability"), 0);
}

static void grow(const char *tree)
{
	put(tree, "folder/inner", 0400, "longer");
}

static void add(const char *tree)
{
	struct timespec times[2];
	struct stat st;

	UNIT_INT(stat(tree, &st), 0);
	put(tree, "added", 0400, "new");
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, tree, times, 0), 0);
}

static void take_away(const char *tree)
{
	struct timespec times[2];
	char path[PATH_ROOM];
	struct stat st;

	UNIT_INT(stat(tree, &st), 0);
	snprintf(path, sizeof(path), "%s/empty", tree);
	UNIT_INT(unlink(path), 0);
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, tree, times, 0), 0);
}

/* Same size, same time: only the bytes tell. */
static void change(const char *tree)
{
	struct timespec times[2];
	char path[PATH_ROOM];
	struct stat st;

	snprintf(path, sizeof(path), "%s/file", tree);
	UNIT_INT(stat(path, &st), 0);
	put(tree, "file", 0644, "CONTENTS");
	UNIT_INT(chown(path, st.st_uid, st.st_gid), 0);
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Two files of equal bytes where one with two names was. */
static void unlink_twin(const char *tree)
{
	struct timespec times[2];
	char path[PATH_ROOM], folder[PATH_ROOM];
	struct stat st, in;

	snprintf(folder, sizeof(folder), "%s/folder", tree);
	snprintf(path, sizeof(path), "%s/folder/hard", tree);
	UNIT_INT(stat(folder, &in), 0);
	UNIT_INT(stat(path, &st), 0);
	UNIT_INT(unlink(path), 0);
	put(tree, "folder/hard", 0644, "contents");
	UNIT_INT(chown(path, st.st_uid, st.st_gid), 0);
	times[0] = times[1] = st.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, path, times, 0), 0);
	times[0] = times[1] = in.st_mtim;
	UNIT_INT(utimensat(AT_FDCWD, folder, times, 0), 0);
}

static const struct {
	void (*alter)(const char *tree);
	const char *how, *says;
} differences[] = {
	{ drop_capability, "listing", "attributes of" },
	{ grow, "listing", "size or time of" },
	{ add, "listing", "existence of" },
	{ take_away, "listing", "entries where the tree has" },
	{ change, "data", "contents of" },
	{ change, "listing", NULL },
	{ unlink_twin, "data", "hard links of" },
};

static void differences_are_found(void)
{
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture);
		UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
		differences[i].alter(fixture.tree);
		UNIT_INT(verify(&fixture, differences[i].how),
			 differences[i].says ? -EBADMSG : 0);
		UNIT_INT(fixture.host.fails, differences[i].says ? 1 : 0);
		CU_ASSERT(!differences[i].says ||
			  strstr(str_text(&fixture.host.said), differences[i].says));
		fake_host_fini(&fixture.host);
	}
}

static void fsck_does_where_mount_cannot(void)
{
	struct fixture fixture;

	fixture_init(&fixture);
	fixture.table.run = run_without_mount;
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	UNIT_INT(verify(&fixture, "data"), 0);
	UNIT_STR(str_text(&fixture.host.said), "");
	fake_host_fini(&fixture.host);

	fixture_init(&fixture);
	fixture.table.run = run_without_mount;
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	change(fixture.tree);
	UNIT_INT(verify(&fixture, "data"), -EBADMSG);
	fake_host_fini(&fixture.host);
}

static void damage_is_found(void)
{
	struct fixture fixture;
	char junk[4096];
	int fd;

	fixture_init(&fixture);
	fixture.table.run = run_without_mount;
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	memset(junk, 0xa5, sizeof(junk));
	fd = open(fixture.image, O_WRONLY);
	UNIT_INT(pwrite(fd, junk, sizeof(junk), 0), sizeof(junk));
	close(fd);
	UNIT_INT(verify(&fixture, "data"), -EBADMSG);
	UNIT_INT(fixture.host.fails, 1);
	fake_host_fini(&fixture.host);
}

static void early_times_are_told(void)
{
	struct fixture fixture;

	fixture_init(&fixture);
	put_time(fixture.tree, "t1969", -86400, 0);
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&fixture.host.notes), "/t1969"));
	UNIT_INT(verify(&fixture, "data"), 0);
	fake_host_fini(&fixture.host);
}

static void copy_tree(const char *from, const char *to)
{
	const char *const argv[] = { "cp", "-a", from, to, NULL };
	struct exec exec = { .argv = argv };
	struct log log;

	log_init(&log, "test");
	UNIT_INT(exec_run(&log, &exec), 0);
}

/* From another folder, inodes and order of names, a second later. */
static void bytes_are_the_same(void)
{
	char first[DIGEST_HEX + 1], other[DIGEST_HEX + 1], copy[PATH_ROOM];
	struct fixture fixture;
	uint64_t bytes;

	fixture_init(&fixture);
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	UNIT_INT(digest_file(fixture.image, first, &bytes, NULL), 0);
	snprintf(copy, sizeof(copy), "%s, a copy", fixture.tree);
	copy_tree(fixture.tree, copy);
	fixture.host.folders[SL_TREE] = copy;
	sleep(1);
	UNIT_INT(erofs_pack(&fixture.host.border, NULL), 0);
	UNIT_INT(digest_file(fixture.image, other, &bytes, NULL), 0);
	UNIT_STR(other, first);
	fake_host_fini(&fixture.host);
}

/* Where it cannot be tried, the whole program ends as a skipped test does.  Mounts are
 * its own, so that none outlives it. */
static void tools_are_there(void)
{
	char *mk = exec_find("mkfs.erofs"), *fsck = exec_find("fsck.erofs");

	if (!mk || !fsck || geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
		fprintf(stderr, "skipped: needs root, mkfs.erofs and fsck.erofs\n");
		exit(SKIP);
	}
	free(mk);
	free(fsck);
}

const struct unit_case unit_cases[] = {
	{ "erofs-utils are there", tools_are_there },
	{ "the packed image is the tree, or the one that TREE names",
	  packed_is_the_tree },
	{ "differences are found", differences_are_found },
	{ "fsck.erofs does where the host cannot mount", fsck_does_where_mount_cannot },
	{ "a damaged image is found", damage_is_found },
	{ "times before 1970 are told", early_times_are_told },
	{ "equal trees give equal bytes", bytes_are_the_same },
	{ NULL, NULL },
};
