/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/ramdisk_real_test.c - a tree with every kind of inode is packed, and
 * unpacked by the node program's own reader, by GNU tar and by bsdtar; all must be equal.
 * TREE names another tree, for a look at what packing costs.
 */
#include "ramdisk.h"

#include "core/base/exec.h"
#include "node/unroot.h"
#include "node/unzstd.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

const char unit_suite[] = "ramdisk real";

enum { SKIP = 77, PATH = 5000 };

struct fixture {
	struct fake_host host;
	char tree[300], output[300], archive[400], copy[300];
	int is_bsd; /* bsdtar leaves the folder in which it unpacks as it is */
};

/* user:7:rw- beside owner rwx, group r-x, mask rwx, other --- */
static const char acl[] = "\2\0\0\0"
			  "\1\0\7\0\xff\xff\xff\xff"
			  "\2\0\6\0\7\0\0\0"
			  "\4\0\5\0\xff\xff\xff\xff"
			  "\x10\0\7\0\xff\xff\xff\xff"
			  "\x20\0\0\0\xff\xff\xff\xff";

static const char *at(const char *tree, const char *name)
{
	static char path[PATH];

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	return path;
}

static void put(const char *tree, const char *name, mode_t mode, const char *text)
{
	int fd = open(at(tree, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	UNIT_INT(fchmod(fd, mode), 0);
	close(fd);
}

static void set(const char *tree, const char *name, const char *attribute,
		const void *value, size_t n)
{
	UNIT_INT(lsetxattr(at(tree, name), attribute, value, n, 0), 0);
}

static void put_sparse(const char *tree, const char *name, off_t size, off_t data)
{
	int fd = open(at(tree, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(ftruncate(fd, size), 0);
	if (data >= 0)
		UNIT_INT(pwrite(fd, "data", 4, data), 4);
	close(fd);
}

static void put_time(const char *tree, const char *name, time_t sec, long nsec)
{
	const struct timespec times[2] = { { sec, nsec }, { sec, nsec } };

	UNIT_INT(utimensat(AT_FDCWD, at(tree, name), times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put_folders(const char *tree)
{
	UNIT_INT(mkdir(at(tree, "etc"), 0755), 0);
	UNIT_INT(mkdir(at(tree, "etc/selinux"), 0700), 0);
	put(tree, "etc/selinux/config", 0644, "SELINUX=disabled\n");
	put(tree, "etc/passwd", 0644, "root:x:0:0::/:\n");
	UNIT_INT(mkdir(at(tree, "sticky"), 01777), 0);
	UNIT_INT(chmod(at(tree, "sticky"), 01777), 0);
	UNIT_INT(mkdir(at(tree, "group"), 0755), 0);
	UNIT_INT(chown(at(tree, "group"), 3000000, 40), 0);
	UNIT_INT(chmod(at(tree, "group"), 02775), 0);
	put(tree, "group/file", 0644, "not of the group");
	UNIT_INT(mkdir(at(tree, "inherits"), 0750), 0);
	put(tree, "inherits/has no ACL", 0640, "");
	set(tree, "inherits", "system.posix_acl_default", acl, sizeof(acl) - 1);
}

static void put_files(const char *tree)
{
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };

	cap.data[0].permitted = 1u << CAP_NET_RAW;
	put(tree, "ping", 0755, "ping");
	set(tree, "ping", "security.capability", &cap, sizeof(cap));
	put(tree, "set uid", 04755, "s");
	put(tree, "empty", 0, "");
	put(tree, "acl", 0640, "a");
	set(tree, "acl", "system.posix_acl_access", acl, sizeof(acl) - 1);
	put(tree, "labelled", 0644, "l");
	set(tree, "labelled", "security.selinux", "system_u:object_r:etc_t:s0", 27);
	set(tree, "labelled", "trusted.binary", "\0\n=\377", 4);
	put(tree, "owned", 0644, "o");
	UNIT_INT(lchown(at(tree, "owned"), 4000000000u, 70000), 0);
	put(tree, "n\377n-UTF-8 \303\244\n", 0600, "n");
	put_sparse(tree, "sparse", 5LL << 30, 4LL << 30);
	put_sparse(tree, "sparse at its end", 1 << 20, (1 << 20) - 4);
	put_sparse(tree, "hole", 1 << 22, -1);
}

static void put_links(const char *tree)
{
	char from[PATH], long_[256];

	snprintf(from, sizeof(from), "%s", at(tree, "ping"));
	UNIT_INT(link(from, at(tree, "etc/hard")), 0);
	UNIT_INT(link(from, at(tree, "sticky/hard")), 0);
	memset(long_, 'x', sizeof(long_));
	long_[255] = '\0';
	put(tree, long_, 0644, "a long name");
	UNIT_INT(symlink(long_, at(tree, "link")), 0);
	UNIT_INT(symlink("/no/such\377", at(tree, "dangling")), 0);
	UNIT_INT(lchown(at(tree, "dangling"), 5, 6), 0);
	set(tree, "dangling", "security.selinux", "system_u:object_r:x_t:s0", 25);
	UNIT_INT(mknod(at(tree, "block"), S_IFBLK | 0640, makedev(259, 700000)), 0);
	UNIT_INT(mknod(at(tree, "characters"), S_IFCHR | 0666, makedev(1, 3)), 0);
	UNIT_INT(mkfifo(at(tree, "fifo"), 0620), 0);
	set(tree, "fifo", "trusted.t", "f", 1);
}

/* Times last, those of folders behind what lies in them. */
static void fill_tree(const char *tree)
{
	put_folders(tree);
	put_files(tree);
	put_links(tree);
	put_time(tree, "empty", -86400, 0); /* 1969 */
	put_time(tree, "acl", 2147483648LL, 1);
	put_time(tree, "set uid", 4323456000LL, 999999999); /* 2107 */
	put_time(tree, "dangling", 1, 5);
	put_time(tree, "group", 1000000000, 123456789);
	put_time(tree, "etc", 86400, 0);
	put_time(tree, ".", 1234567890, 1);
}

static void fixture_init(struct fixture *fixture)
{
	static const struct sl_image image = { .size = sizeof(image), .name = "test" };
	const char *folder = unit_folder();

	memset(fixture, 0, sizeof(*fixture));
	fake_host_init(&fixture->host, ramdisk_options);
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder);
	snprintf(fixture->copy, sizeof(fixture->copy), "%s/copy", folder);
	snprintf(fixture->archive, sizeof(fixture->archive), "%s/" RAMDISK_OUTPUT,
		 fixture->output);
	mkdir(fixture->output, 0755);
	mkdir(fixture->copy, 0700);
	mkdir(fixture->tree, 0755);
	fill_tree(fixture->tree);
	fixture->host.image = &image;
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
}

/* ---- comparing ---- */

static uint64_t different;

static int same_names(const char *a, const char *b)
{
	char names[8192], first[70000], second[70000];
	ssize_t n = llistxattr(a, names, sizeof(names));

	if (n < 0 || llistxattr(b, NULL, 0) != n)
		return 0;
	for (const char *name = names; name < names + n; name += strlen(name) + 1) {
		ssize_t x = lgetxattr(a, name, first, sizeof(first));
		ssize_t y = lgetxattr(b, name, second, sizeof(second));

		if (x < 0 || x != y || memcmp(first, second, (size_t)x) != 0)
			return 0;
	}
	return 1;
}

/* Data areas and what is in them. */
static int same_bytes(const char *a, const char *b, off_t size)
{
	int x = open(a, O_RDONLY), y = open(b, O_RDONLY), same = x >= 0 && y >= 0;
	char first[65536], second[65536];
	off_t here = 0;

	while (same && here < size && (here = lseek(x, here, SEEK_DATA)) >= 0) {
		off_t end = lseek(x, here, SEEK_HOLE);

		for (; same && here < end; here += (off_t)sizeof(first)) {
			ssize_t n = pread(x, first, sizeof(first), here);

			same = n >= 0 && n == pread(y, second, sizeof(second), here) &&
			       memcmp(first, second, (size_t)n) == 0;
		}
		here = end;
	}
	close(x);
	close(y);
	return same;
}

static const char *difference(const char *a, const char *b)
{
	char first[PATH], second[PATH];
	struct stat x, y;
	ssize_t n;

	if (lstat(a, &x) != 0 || lstat(b, &y) != 0)
		return "existence";
	if (x.st_mode != y.st_mode)
		return "mode";
	if (x.st_uid != y.st_uid || x.st_gid != y.st_gid)
		return "owner";
	if (x.st_rdev != y.st_rdev)
		return "device";
	if (!S_ISDIR(x.st_mode) && (x.st_size != y.st_size || x.st_nlink != y.st_nlink))
		return "size or links";
	if (x.st_mtim.tv_sec != y.st_mtim.tv_sec ||
	    x.st_mtim.tv_nsec != y.st_mtim.tv_nsec)
		return "time";
	if (S_ISREG(x.st_mode) && y.st_blocks > x.st_blocks + 16)
		return "holes";
	if (!same_names(a, b))
		return "attributes";
	if (S_ISREG(x.st_mode) && !same_bytes(a, b, x.st_size))
		return "contents";
	if (!S_ISLNK(x.st_mode))
		return NULL;
	n = readlink(a, first, sizeof(first));
	return n == readlink(b, second, sizeof(second)) &&
			       memcmp(first, second, (size_t)n) == 0
		       ? NULL
		       : "target";
}

static const struct fixture *compared;
static int counted;

static int compare_entry(const char *path, const struct stat *st, int flag,
			 struct FTW *ftw)
{
	char other[PATH];
	const char *what;

	(void)st;
	(void)flag;
	snprintf(other, sizeof(other), "%s%s", compared->copy,
		 path + strlen(compared->tree));
	what = compared->is_bsd && ftw->level == 0 ? NULL : difference(path, other);
	counted++;
	if (what) {
		fprintf(stderr, "\n  %s of %s", what, other);
		different++;
	}
	return 0;
}

static int count_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)flag;
	(void)ftw;
	counted--;
	return 0;
}

static void compare(const struct fixture *fixture)
{
	compared = fixture;
	different = 0;
	counted = 0;
	UNIT_INT(nftw(fixture->tree, compare_entry, 50, FTW_PHYS), 0);
	UNIT_INT(nftw(fixture->copy, count_entry, 50, FTW_PHYS), 0);
	UNIT_INT(counted, 0);
	UNIT_INT((int)different, 0);
}

/* ---- unpacking ---- */

static void unpack_by_node(struct fixture *fixture)
{
	int archive = open(fixture->archive, O_RDONLY);
	int root = open(fixture->copy, O_RDONLY | O_DIRECTORY);
	struct unzstd *unzstd = unzstd_new(archive);
	struct untar_source source = { unzstd_read, unzstd };
	struct unroot result = { 0 };

	CU_ASSERT_FATAL(archive >= 0 && root >= 0 && unzstd);
	UNIT_INT(unroot(&result, root, &source), 0);
	UNIT_STR(result.why, "");
	unzstd_free(unzstd);
	close(archive);
	close(root);
}

static void run(const char *const *argv)
{
	struct exec exec = { .argv = argv };
	struct log log;

	log_init(&log, "test");
	UNIT_INT(exec_run(&log, &exec), 0);
}

static void unpack_by_gnu(struct fixture *fixture)
{
	const char *const argv[] = {
		"tar",    "--zstd",          "--xattrs", "--xattrs-include=*",
		"--acls", "--numeric-owner", "-xpf",     fixture->archive,
		"-C",     fixture->copy,     NULL
	};

	run(argv);
}

static void unpack_by_bsd(struct fixture *fixture)
{
	const char *const argv[] = { "bsdtar", "--xattrs",
				     "--acls", "--numeric-owner",
				     "-xpf",   fixture->archive,
				     "-C",     fixture->copy,
				     NULL };

	fixture->is_bsd = 1;
	run(argv);
}

static int pack(struct fixture *fixture, const char *verify)
{
	int rc = ramdisk_pack(&fixture->host.border, NULL);

	fixture->host.options[0][0] = "verify";
	fixture->host.options[0][1] = verify;
	return rc < 0 ? rc : ramdisk_verify(&fixture->host.border, NULL);
}

static void all_of_the_tree_is_kept(void)
{
	static const struct {
		const char *program;
		void (*unpack)(struct fixture *);
	} programs[] = { { NULL, unpack_by_node },
			 { "tar", unpack_by_gnu },
			 { "bsdtar", unpack_by_bsd } };

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		char *found = programs[i].program ? exec_find(programs[i].program) : NULL;
		struct fixture fixture;

		if (programs[i].program && !found) {
			fprintf(stderr, "\n  not compared: there is no %s",
				programs[i].program);
			continue;
		}
		free(found);
		fixture_init(&fixture);
		UNIT_INT(pack(&fixture, "data"), 0);
		UNIT_STR(str_text(&fixture.host.said), "");
		programs[i].unpack(&fixture);
		compare(&fixture);
		fake_host_fini(&fixture.host);
	}
}

/* In tmpfs, as on a node.  Where it cannot be mounted, the folder of tests is as good. */
static void a_tmpfs_holds_the_tree(void)
{
	struct fixture fixture;

	fixture_init(&fixture);
	UNIT_INT(pack(&fixture, "listing"), 0);
	UNIT_INT(mount("test", fixture.copy, "tmpfs", 0, "size=4m,mode=0755"), 0);
	unpack_by_node(&fixture);
	compare(&fixture);
	UNIT_INT(umount2(fixture.copy, MNT_DETACH), 0);
	fake_host_fini(&fixture.host);
}

/* ---- verify ---- */

static void drop_capability(const char *tree)
{
	UNIT_INT(removexattr(at(tree, "ping"), "security.capability"), 0);
}

static void grow(const char *tree)
{
	put(tree, "etc/passwd", 0644, "longer than it was before");
}

static void add(const char *tree)
{
	put(tree, "zz", 0400, "new");
	put_time(tree, ".", 1234567890, 1);
}

static void fill_hole(const char *tree)
{
	int fd = open(at(tree, "hole"), O_WRONLY);
	struct stat st;

	UNIT_INT(fstat(fd, &st), 0);
	UNIT_INT(pwrite(fd, "x", 1, 1 << 21), 1);
	UNIT_INT(futimens(fd, (const struct timespec[]){ st.st_mtim, st.st_mtim }), 0);
	close(fd);
}

/* Same size, same time: only the bytes tell. */
static void change(const char *tree)
{
	struct stat st;

	UNIT_INT(stat(at(tree, "ping"), &st), 0);
	put(tree, "group/file", 0644, "NOT OF THE GROUP");
	UNIT_INT(stat(at(tree, "group/file"), &st), 0);
}

static void set_times(const char *tree)
{
	put_time(tree, "group/file", 99, 9);
}

static const struct {
	void (*alter)(const char *tree);
	const char *how, *says;
} differences[] = {
	{ drop_capability, "listing", "attributes of /etc/hard" },
	{ grow, "listing", "size of /etc/passwd" },
	{ add, "listing", "existence of /zz" },
	{ fill_hole, "listing", "holes of /hole" },
	{ change, "data", "contents of /group/file" },
	{ change, "listing", NULL },
};

static void differences_are_found(void)
{
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		struct fixture fixture;

		fixture_init(&fixture);
		set_times(fixture.tree);
		UNIT_INT(ramdisk_pack(&fixture.host.border, NULL), 0);
		differences[i].alter(fixture.tree);
		set_times(fixture.tree);
		fixture.host.options[0][0] = "verify";
		fixture.host.options[0][1] = differences[i].how;
		UNIT_INT(ramdisk_verify(&fixture.host.border, NULL),
			 differences[i].says ? -EBADMSG : 0);
		UNIT_INT((int)fixture.host.fails, differences[i].says ? 1 : 0);
		if (differences[i].says &&
		    !strstr(str_text(&fixture.host.said), differences[i].says))
			fprintf(stderr, "\n  said: %s\n", str_text(&fixture.host.said));
		CU_ASSERT(!differences[i].says ||
			  strstr(str_text(&fixture.host.said), differences[i].says));
		fake_host_fini(&fixture.host);
	}
}

/* Where it cannot be tried, the whole program ends as a skipped test does. */
static void may_be_tried(void)
{
	char path[300];

	if (geteuid() != 0) {
		fprintf(stderr, "skipped: needs root\n");
		exit(SKIP);
	}
	snprintf(path, sizeof(path), "%s/f", unit_folder());
	close(open(path, O_WRONLY | O_CREAT, 0600));
	if (setxattr(path, "trusted.t", "", 0, 0) != 0 ||
	    setxattr(path, "system.posix_acl_access", acl, sizeof(acl) - 1, 0) != 0) {
		fprintf(stderr, "skipped: /tmp holds no ACLs or trusted attributes\n");
		exit(SKIP);
	}
}

const struct unit_case unit_cases[] = {
	{ "it may be tried here", may_be_tried },
	{ "all of the tree is kept, whoever unpacks it", all_of_the_tree_is_kept },
	{ "a tmpfs holds the tree", a_tmpfs_holds_the_tree },
	{ "differences are found", differences_are_found },
	{ NULL, NULL },
};
