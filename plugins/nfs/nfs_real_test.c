/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/nfs_real_test.c - trees made here, packed, compared, packed again.
 */
#include "describe.h"
#include "list.h"
#include "nfs.h"

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

const char unit_suite[] = "nfs real";

enum { PATH = 600, SKIP = 77 };

static const char *const networks[] = { "10.0.0.0/24", "fd00::/64", NULL };

struct fixture {
	struct fake_host host;
	struct sl_image image;
	char folder[300], tree[PATH], output[PATH], state[PATH], live[PATH];
};

static const char *in(const char *folder, const char *name)
{
	static char paths[4][PATH + 300];
	static unsigned at;
	char *path = paths[at++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void put(const char *path, mode_t mode, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	UNIT_INT(fchmod(fd, mode), 0);
	close(fd);
}

static void set_time(const char *path, time_t seconds, long ns)
{
	const struct timespec times[] = { { 0, UTIME_OMIT }, { seconds, ns } };

	UNIT_INT(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put_sparse(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	UNIT_INT(pwrite(fd, "middle", 6, 3 << 20), 6);
	UNIT_INT(ftruncate(fd, (off_t)40 << 20), 0);
	close(fd);
}

/* An access ACL as the kernel keeps it: owner rw, user 1000 r, group r, mask r, other. */
static void put_acl(const char *path)
{
	static const unsigned char acl[] = {
		2, 0,   0,   0,   1,   0,   6,  0, 255, 255, 255, 255, 2,   0,   4,
		0, 232, 3,   0,   0,   4,   0,  4, 0,   255, 255, 255, 255, 16,  0,
		4, 0,   255, 255, 255, 255, 32, 0, 0,   0,   255, 255, 255, 255,
	};

	UNIT_INT(setxattr(path, "system.posix_acl_access", acl, sizeof(acl), 0), 0);
}

static void put_capability(const char *path)
{
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };

	cap.data[0].permitted = 1u << CAP_NET_RAW;
	UNIT_INT(setxattr(path, "security.capability", &cap, sizeof(cap), 0), 0);
}

static void fill_tree(const char *tree)
{
	put(in(tree, "file"), 0644, "contents");
	put(in(tree, "set uid"), 04755, "s");
	put(in(tree, "empty"), 0600, "");
	put(in(tree, "ping"), 0755, "ping");
	put_capability(in(tree, "ping"));
	UNIT_INT(setxattr(in(tree, "file"), "user.b", "2", 1, 0), 0);
	UNIT_INT(setxattr(in(tree, "file"), "user.a", "", 0, 0), 0);
	put(in(tree, "acl"), 0640, "acl");
	put_acl(in(tree, "acl"));
	UNIT_INT(mkdir(in(tree, "folder"), 0755), 0);
	UNIT_INT(chmod(in(tree, "folder"), 01777), 0);
	put(in(tree, "folder/inner"), 0400, "i");
	put(in(tree, "odd \xff\n#=\\name"), 0644, "odd");
	put_sparse(in(tree, "sparse"));
	UNIT_INT(symlink("../no such -> file", in(tree, "folder/link")), 0);
	UNIT_INT(link(in(tree, "file"), in(tree, "folder/hard")), 0);
	UNIT_INT(link(in(tree, "ping"), in(tree, "folder/ping")), 0);
	UNIT_INT(lchown(in(tree, "file"), 12, 34567), 0);
	UNIT_INT(mknod(in(tree, "device"), S_IFBLK | 0640, makedev(259, 70000)), 0);
	UNIT_INT(mkfifo(in(tree, "fifo"), 0600), 0);
	UNIT_INT(mknod(in(tree, "socket"), S_IFSOCK | 0755, 0), 0);
	set_time(in(tree, "empty"), 2177452800, 123456789); /* 2039 */
	set_time(in(tree, "ping"), -1, 999999999);          /* before 1970 */
	set_time(in(tree, "folder/link"), 86400, 5);
	set_time(in(tree, "folder"), 4320000000, 7); /* 2106 */
}

static void set_up(struct fixture *f)
{
	if (geteuid() != 0) {
		puts("skipped: making device nodes and owners needs root");
		exit(SKIP);
	}
	memset(f, 0, sizeof(*f));
	fake_host_init(&f->host, nfs_options);
	f->image = (struct sl_image){ .size = SL_SIZE_OF(f->image),
				      .name = "test",
				      .method = "nfs" };
	snprintf(f->folder, sizeof(f->folder), "%s", unit_folder());
	snprintf(f->tree, PATH, "%s/tree", f->folder);
	snprintf(f->state, PATH, "%s/state", f->folder);
	snprintf(f->live, PATH, "%s/netboot/test/live.nfs", f->folder);
	UNIT_INT(mkdir(in(f->folder, "netboot"), 0755), 0);
	UNIT_INT(mkdir(in(f->folder, "netboot/test"), 0755), 0);
	UNIT_INT(mkdir(f->tree, 0751), 0);
	f->host.image = &f->image;
	f->host.folders[SL_TREE] = f->tree;
	f->host.folders[SL_OUTPUT] = f->output;
	f->host.folders[SL_STATE] = f->state;
	f->host.folders[SL_LIVE] = f->live;
	f->host.networks = networks;
}

/* Packs and verifies as generation `name`, which the next one then follows. */
static int pack(struct fixture *f, const char *name)
{
	const char *link = in(f->folder, "netboot/test/current.nfs");
	int rc;

	snprintf(f->output, PATH, "%s/netboot/test/%s", f->folder, name);
	UNIT_INT(mkdir(f->output, 0755), 0);
	rc = nfs_pack(&f->host.border, NULL);
	if (rc == 0)
		rc = nfs_verify(&f->host.border, NULL);
	unlink(link);
	UNIT_INT(symlink(name, link), 0);
	return rc;
}

struct comparing {
	struct fixture *f;
	struct nfs_list list;
	size_t n;
};

static int has_line(void *arg, const struct nfs_entry *entry)
{
	struct comparing *comparing = arg;
	char *line = nfs_describe(&comparing->f->host.border, entry, NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	CU_ASSERT(nfs_list_has(&comparing->list, line));
	comparing->n++;
	free(line);
	return 0;
}

/* Every entry of the tree as it is has its line, and the list has no others. */
static void expect_list_of_tree(struct fixture *f)
{
	struct comparing comparing = { .f = f };

	UNIT_INT(nfs_list_read(&f->host.border, in(f->output, NFS_LIST), &comparing.list),
		 0);
	UNIT_INT(nfs_walk(&f->host.border, f->tree, has_line, &comparing), 0);
	UNIT_INT(comparing.n, comparing.list.n);
	nfs_list_fini(&comparing.list);
}

static ino_t inode(const struct fixture *f, const char *generation, const char *name)
{
	char path[PATH * 2];
	struct stat st;

	snprintf(path, sizeof(path), "%s/netboot/test/%s/root/%s", f->folder, generation,
		 name);
	UNIT_INT(lstat(path, &st), 0);
	return st.st_ino;
}

static void expect_text(const char *path, const char *const *parts)
{
	char text[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	CU_ASSERT_FATAL(n > 0);
	text[n] = '\0';
	for (; *parts; parts++)
		CU_ASSERT(strstr(text, *parts) != NULL);
	close(fd);
}

static void exact(void)
{
	static const char *const attributes[] = { "security.capability 0",
						  " ping\n",
						  "system.posix_acl_access 02000000",
						  " acl\n",
						  " folder/ping\n",
						  NULL };
	struct fixture f;
	struct stat st;
	char value[8];

	set_up(&f);
	fill_tree(f.tree);
	set_time(f.tree, 1000000, 1);
	UNIT_INT(pack(&f, "a"), 0);
	expect_list_of_tree(&f);
	UNIT_INT(stat(in(f.output, "root"), &st), 0);
	UNIT_INT(st.st_mode & 07777, 0751);
	UNIT_INT(st.st_mtim.tv_sec, 1000000);
	UNIT_INT(stat(in(f.output, "root/folder"), &st), 0);
	UNIT_INT(st.st_mtim.tv_sec, 4320000000);
	UNIT_INT(stat(in(f.output, "root/sparse"), &st), 0);
	CU_ASSERT(st.st_blocks * 512 < 1 << 20);
	UNIT_INT(getxattr(in(f.output, "root/folder/hard"), "user.b", value,
			  sizeof(value)),
		 1);
	UNIT_INT(inode(&f, "a", "file"), inode(&f, "a", "folder/hard"));
	UNIT_INT(strncmp(str_text(&f.host.said), "", 1), 0);
	CU_ASSERT(strstr(str_text(&f.host.notes), "nodes set 3 of them") != NULL);
	expect_text(in(f.output, NFS_ATTRIBUTES), attributes);
	fake_host_fini(&f.host);
}

static void shared(void)
{
	struct fixture f;
	struct stat before, after;

	set_up(&f);
	fill_tree(f.tree);
	UNIT_INT(pack(&f, "a"), 0);
	UNIT_INT(stat(in(f.tree, "empty"), &before), 0);
	put(in(f.tree, "new"), 0644, "new");
	put(in(f.tree, "empty"), 0600, "full");
	UNIT_INT(chmod(in(f.tree, "set uid"), 0755), 0);
	UNIT_INT(setxattr(in(f.tree, "acl"), "user.c", "3", 1, 0), 0);
	UNIT_INT(pack(&f, "b"), 0);
	expect_list_of_tree(&f);
	UNIT_INT(inode(&f, "a", "file"), inode(&f, "b", "file"));
	UNIT_INT(inode(&f, "a", "file"), inode(&f, "b", "folder/hard"));
	UNIT_INT(inode(&f, "a", "sparse"), inode(&f, "b", "sparse"));
	UNIT_INT(inode(&f, "a", "ping"), inode(&f, "b", "ping"));
	UNIT_INT(inode(&f, "a", "folder/link"), inode(&f, "b", "folder/link"));
	CU_ASSERT(inode(&f, "a", "empty") != inode(&f, "b", "empty"));
	CU_ASSERT(inode(&f, "a", "set uid") != inode(&f, "b", "set uid"));
	CU_ASSERT(inode(&f, "a", "acl") != inode(&f, "b", "acl"));
	UNIT_INT(stat(in(f.folder, "netboot/test/a/root/empty"), &after), 0);
	UNIT_INT(after.st_size, 0);
	UNIT_INT(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	fake_host_fini(&f.host);
}

/* What was one file is two now, and the other way round. */
static void relinked(void)
{
	struct fixture f;

	set_up(&f);
	put(in(f.tree, "a"), 0644, "same");
	UNIT_INT(link(in(f.tree, "a"), in(f.tree, "b")), 0);
	put(in(f.tree, "c"), 0644, "same");
	put(in(f.tree, "d"), 0644, "same");
	for (const char *c = "acd"; *c; c++)
		set_time(in(f.tree, (char[]){ *c, '\0' }), 5, 0);
	UNIT_INT(pack(&f, "one"), 0);
	UNIT_INT(unlink(in(f.tree, "b")), 0);
	put(in(f.tree, "b"), 0644, "same");
	set_time(in(f.tree, "b"), 5, 0);
	UNIT_INT(unlink(in(f.tree, "d")), 0);
	UNIT_INT(link(in(f.tree, "c"), in(f.tree, "d")), 0);
	UNIT_INT(pack(&f, "two"), 0);
	expect_list_of_tree(&f);
	CU_ASSERT(inode(&f, "two", "a") != inode(&f, "two", "b"));
	UNIT_INT(inode(&f, "two", "c"), inode(&f, "two", "d"));
	CU_ASSERT(inode(&f, "one", "c") != inode(&f, "one", "d"));
	fake_host_fini(&f.host);
}

static void put_new(const struct fixture *f, const char *name, const char *text)
{
	const char *path = in(f->tree, name);

	unlink(path);
	put(path, 0644, text);
}

static void expect_content(int fd, const char *text)
{
	char got[32] = "";

	UNIT_INT(pread(fd, got, sizeof(got) - 1, 0), (ssize_t)strlen(text));
	UNIT_STR(got, text);
}

/* As a node sees it that has files open: content by descriptor, names by path. */
static void live(void)
{
	struct fixture f;
	struct stat st, hidden;
	int changed, removed;

	set_up(&f);
	f.host.options[0][0] = "live";
	f.host.options[0][1] = "yes";
	for (const char *const *name =
		     (const char *const[]){ "usr", "usr/old", "usr/lib",
					    "usr/lib/modules", "usr/lib/modules/6.1",
					    "usr/lib/modules/6.2", NULL };
	     *name; name++)
		UNIT_INT(mkdir(in(f.tree, *name), 0755), 0);
	put(in(f.tree, "usr/same"), 0644, "same");
	put(in(f.tree, "usr/changed"), 0644, "before");
	put(in(f.tree, "usr/old/file"), 0644, "old");
	put(in(f.tree, "usr/lib/modules/6.1/a.ko"), 0644, "module");
	put_capability(in(f.tree, "usr/changed"));
	put_capability(in(f.tree, "usr/same"));
	put_acl(in(f.tree, "usr/lib"));
	UNIT_INT(pack(&f, "000000000000000a"), 0);
	CU_ASSERT(strstr(str_text(&f.host.notes), "1 folders have ACLs") != NULL);
	CU_ASSERT(strstr(str_text(&f.host.notes), "new files have") == NULL);
	UNIT_INT(stat(in(f.live, "usr/same"), &st), 0);
	changed = open(in(f.live, "usr/changed"), O_RDONLY | O_CLOEXEC);
	removed = open(in(f.live, "usr/old/file"), O_RDONLY | O_CLOEXEC);
	CU_ASSERT_FATAL(changed >= 0 && removed >= 0);

	put_new(&f, "usr/changed", "after!");
	put_capability(in(f.tree, "usr/changed"));
	put_new(&f, "usr/new", "new");
	UNIT_INT(unlink(in(f.tree, "usr/old/file")), 0);
	UNIT_INT(rmdir(in(f.tree, "usr/old")), 0);
	UNIT_INT(unlink(in(f.tree, "usr/lib/modules/6.1/a.ko")), 0);
	UNIT_INT(rmdir(in(f.tree, "usr/lib/modules/6.1")), 0);
	UNIT_INT(pack(&f, "000000000000000b"), 0);
	CU_ASSERT(strstr(str_text(&f.host.notes), "1 new files have capabilities") !=
		  NULL);
	CU_ASSERT(strstr(str_text(&f.host.notes), "one is /usr/changed") != NULL);
	UNIT_INT(stat(in(f.live, "usr/same"), &hidden), 0);
	UNIT_INT(hidden.st_ino, st.st_ino);
	UNIT_INT(hidden.st_ctim.tv_sec, st.st_ctim.tv_sec);
	UNIT_INT(hidden.st_ctim.tv_nsec, st.st_ctim.tv_nsec);
	expect_content(changed, "before");
	expect_content(removed, "old");
	UNIT_INT(access(in(f.live, "usr/old"), F_OK), -1);
	UNIT_INT(access(in(f.live, "usr/new"), F_OK), 0);
	UNIT_INT(access(in(f.live, "usr/lib/modules/6.1/a.ko"), F_OK), 0);
	UNIT_INT(stat(f.live, &st), 0);
	UNIT_INT(stat(in(f.live, ".replaced"), &hidden), 0);
	UNIT_INT(hidden.st_mode & 07777, 0700);
	fstat(removed, &st);
	CU_ASSERT(st.st_nlink > 0);
	close(changed);
	changed = open(in(f.live, "usr/changed"), O_RDONLY | O_CLOEXEC);
	expect_content(changed, "after!");

	/* the first generation goes, and with it its kernel */
	UNIT_INT(rename(in(f.folder, "netboot/test/000000000000000a"),
			in(f.folder, "netboot/test/.old")),
		 0);
	UNIT_INT(pack(&f, "000000000000000c"), 0);
	UNIT_INT(access(in(f.live, "usr/lib/modules/6.1"), F_OK), -1);
	fstat(removed, &st);
	UNIT_INT(st.st_nlink, 1);
	UNIT_INT(pack(&f, "000000000000000d"), 0);
	fstat(removed, &st);
	UNIT_INT(st.st_nlink, 0);
	close(changed);
	close(removed);
	fake_host_fini(&f.host);
}

static ino_t live_inode(const struct fixture *f, const char *name)
{
	struct stat st;

	UNIT_INT(lstat(in(f->live, name), &st), 0);
	return st.st_ino;
}

/* By all that a file is, and not by its time and size alone. */
static void live_compared(void)
{
	static const struct {
		const char *name;
		int stays;
	} rows[] = {
		{ "usr/plain", 1 },     { "usr/link", 1 },  { "usr/bytes", 0 },
		{ "usr/attribute", 0 }, { "usr/value", 0 }, { "usr/mode", 0 },
		{ "usr/target", 0 },    { "usr/fifo", 1 },
	};
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	ino_t before[ROWS];
	struct fixture f;

	set_up(&f);
	f.host.options[0][0] = "live";
	f.host.options[0][1] = "yes";
	UNIT_INT(mkdir(in(f.tree, "usr"), 0755), 0);
	for (const char *const *name =
		     (const char *const[]){ "usr/plain", "usr/bytes", "usr/attribute",
					    "usr/value", "usr/mode", NULL };
	     *name; name++) {
		put(in(f.tree, *name), 0644, "before");
		set_time(in(f.tree, *name), 1000, 1);
	}
	UNIT_INT(symlink("plain", in(f.tree, "usr/link")), 0);
	UNIT_INT(symlink("plain", in(f.tree, "usr/target")), 0);
	set_time(in(f.tree, "usr/target"), 1000, 1);
	UNIT_INT(mkfifo(in(f.tree, "usr/fifo"), 0600), 0);
	UNIT_INT(setxattr(in(f.tree, "usr/value"), "user.a", "1", 1, 0), 0);
	UNIT_INT(pack(&f, "000000000000000a"), 0);
	for (size_t i = 0; i < ROWS; i++)
		before[i] = live_inode(&f, rows[i].name);
	CU_ASSERT(before[0] != inode(&f, "000000000000000a", "usr/plain"));

	put(in(f.tree, "usr/bytes"), 0644, "after!");
	set_time(in(f.tree, "usr/bytes"), 1000, 1);
	UNIT_INT(setxattr(in(f.tree, "usr/attribute"), "user.a", "1", 1, 0), 0);
	UNIT_INT(setxattr(in(f.tree, "usr/value"), "user.a", "2", 1, 0), 0);
	UNIT_INT(chmod(in(f.tree, "usr/mode"), 0755), 0);
	UNIT_INT(unlink(in(f.tree, "usr/target")), 0);
	UNIT_INT(symlink("bytes", in(f.tree, "usr/target")), 0);
	set_time(in(f.tree, "usr/target"), 1000, 1);
	UNIT_INT(pack(&f, "000000000000000b"), 0);
	for (size_t i = 0; i < ROWS; i++)
		UNIT_INT(live_inode(&f, rows[i].name) == before[i], rows[i].stays);
	fake_host_fini(&f.host);
}

/* What was one file is two now, and the other way round. */
static void live_relinked(void)
{
	struct fixture f;

	set_up(&f);
	f.host.options[0][0] = "live";
	f.host.options[0][1] = "yes";
	UNIT_INT(mkdir(in(f.tree, "usr"), 0755), 0);
	put(in(f.tree, "usr/a"), 0644, "one");
	UNIT_INT(link(in(f.tree, "usr/a"), in(f.tree, "usr/b")), 0);
	put(in(f.tree, "usr/c"), 0644, "other");
	UNIT_INT(pack(&f, "000000000000000a"), 0);
	UNIT_INT(live_inode(&f, "usr/a"), live_inode(&f, "usr/b"));
	put_new(&f, "usr/b", "two");
	UNIT_INT(unlink(in(f.tree, "usr/c")), 0);
	UNIT_INT(link(in(f.tree, "usr/a"), in(f.tree, "usr/c")), 0);
	UNIT_INT(pack(&f, "000000000000000b"), 0);
	CU_ASSERT(live_inode(&f, "usr/a") != live_inode(&f, "usr/b"));
	UNIT_INT(live_inode(&f, "usr/a"), live_inode(&f, "usr/c"));
	fake_host_fini(&f.host);
}

static void damage_is_found(void)
{
	struct fixture f;

	set_up(&f);
	put(in(f.tree, "file"), 0644, "contents");
	UNIT_INT(pack(&f, "a"), 0);
	put(in(f.output, "root/file"), 0644, "Contents");
	UNIT_INT(nfs_verify(&f.host.border, NULL), -EBADMSG);
	UNIT_INT(unlink(in(f.output, "root/file")), 0);
	UNIT_INT(nfs_verify(&f.host.border, NULL), -EBADMSG);
	fake_host_fini(&f.host);
}

static void exported(void)
{
	static const char *const ganesha[] = { "Pseudo = \"/netboot\";",
					       "\tAccess_Type = None;\n",
					       "Clients = 10.0.0.0/24, fd00::/64;\n\t\t"
					       "Access_Type = RO;",
					       "Attr_Expiration_Time = 0;", NULL };
	static const char *const kernel[] = {
		"/netboot\" 10.0.0.0/24(ro,sync,no_subtree_check,no_root_squash,sec=sys)",
		"/netboot\" fd00::/64(ro,", NULL
	};
	struct fixture f;

	set_up(&f);
	UNIT_INT(nfs_write_exports(&f.host.border), 0);
	expect_text(in(f.state, "ganesha.conf"), ganesha);
	expect_text(in(f.state, "exports"), kernel);
	f.host.networks = NULL;
	UNIT_INT(nfs_write_exports(&f.host.border), 0);
	CU_ASSERT(strstr(str_text(&f.host.notes), "is exported to nobody") != NULL);
	snprintf(f.live, PATH, "/live.nfs");
	UNIT_INT(nfs_write_exports(&f.host.border), -EINVAL);
	fake_host_fini(&f.host);
}

const struct unit_case unit_cases[] = {
	{ "a generation's tree is the view to the last attribute", exact },
	{ "equal files are the last generation's, others are not", shared },
	{ "hard links are those of the tree that is packed", relinked },
	{ "the live folder changes under nodes that have files open", live },
	{ "what is the same in all keeps its inode in the live folder", live_compared },
	{ "hard links in the live folder are those of the tree", live_relinked },
	{ "a file that changed since is found", damage_is_found },
	{ "the export is read-only, to the inventory's networks alone", exported },
	{ NULL, NULL },
};
