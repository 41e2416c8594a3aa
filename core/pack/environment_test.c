/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/environment_test.c - accounts, keys, time zone and identity in small trees.
 */
#include "environment.h"
#include "account.h"
#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH "$6$saltsalt$abcdefghijklmnopqrstuvwxyz"
#define KEY  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here"

static void put(int root, const char *name, mode_t mode, const char *text)
{
	CU_ASSERT_EQUAL_FATAL(intree_write(root, name, mode, text, strlen(text)), 0);
}

static char *get(int root, const char *name)
{
	struct str text = { 0 };

	if (intree_read(root, name, 1 << 20, &text) < 0) {
		str_fini(&text);
		return mem_dup("(none)");
	}
	return str_take(&text);
}

static void expect(int root, const char *name, const char *text)
{
	char *got CLEANUP_FREE = get(root, name);

	UNIT_STR(got, text);
}

static mode_t mode_of(int root, const char *name)
{
	struct stat st = { 0 };

	CU_ASSERT_EQUAL(fstatat(root, name, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & 07777;
}

static int make_tree(void)
{
	int root = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	CU_ASSERT_FATAL(root >= 0);
	put(root, "etc/passwd", 0644, "root:x:0:0::/root:/bin/sh\nu:x:1:1::/:/bin/sh\n");
	put(root, "etc/shadow", 0640, "u:*:1::::::\nroot:old:19000:0:99999:7:::\n");
	put(root, "usr/share/zoneinfo/Europe/Berlin", 0644, "TZif");
	CU_ASSERT_EQUAL(
		symlinkat("../Europe/Berlin", root, "usr/share/zoneinfo/Europe/Link"), 0);
	CU_ASSERT_EQUAL(symlinkat("/usr/share/zoneinfo/Europe/Berlin", root,
				  "usr/share/zoneinfo/Berlin"),
			0);
	return root;
}

static int apply(int root, const char *hash, const char *key, const char *zone)
{
	struct strv keys CLEANUP_STRV = { 0 };
	struct environment environment = { hash, &keys, zone };
	struct log log = quiet();

	if (key)
		strv_add(&keys, key);
	return environment_apply(&log, root, &environment);
}

static const struct {
	const char *hash, *key, *shadow, *expected;
} shadows[] = {
	{ NULL, NULL, "u:*:1::::::\nroot:old:19000:0:99999:7:::\n",
	  "u:*:1::::::\nroot:!*:19000:0:99999:7:::\n" },
	{ "", NULL, "root:old:1::::::", "root:!*:1::::::" },
	{ NULL, KEY, "root:old:1::::::\n", "root:*:1::::::\n" },
	{ HASH, KEY, "root::1::::::\nroot:second:\n",
	  "root:" HASH ":1::::::\nroot:second:\n" },
	{ HASH, NULL, "u:*:1::::::\n", "root:" HASH ":::::::\nu:*:1::::::\n" },
	{ HASH, NULL, "", "root:" HASH ":::::::\n" },
	{ HASH, NULL, "rooty:*:1\nroot\n", "root:" HASH ":::::::\nrooty:*:1\nroot\n" },
	{ HASH, NULL, "root:old\nu:*:1\n", "root:" HASH "\nu:*:1\n" },
};

static void passwords_are_set(void)
{
	for (size_t i = 0; i < sizeof(shadows) / sizeof(shadows[0]); i++) {
		int root CLEANUP_FD = make_tree();

		put(root, "etc/shadow", 0640, shadows[i].shadow);
		put(root, "etc/shadow-", 0640, "root:older:1::::::\n");
		UNIT_INT(apply(root, shadows[i].hash, shadows[i].key, NULL), 0);
		expect(root, "etc/shadow", shadows[i].expected);
		expect(root, "etc/shadow-", "(none)");
		UNIT_INT(mode_of(root, "etc/shadow"), 0640);
	}
}

static void missing_files_are_handled(void)
{
	int root CLEANUP_FD = make_tree();

	UNIT_INT(intree_remove(root, "etc/shadow"), 0);
	put(root, "etc/passwd", 0644, "root::0:0::/root:/bin/sh\n");
	UNIT_INT(apply(root, NULL, NULL, NULL), 0);
	expect(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\n");
	expect(root, "etc/shadow", "root:!*:::::::\n");
	UNIT_INT(mode_of(root, "etc/shadow"), 0600);
	UNIT_INT(intree_remove(root, "etc/passwd"), 0);
	UNIT_INT(apply(root, NULL, NULL, NULL), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/etc/passwd"));
}

static void keys_are_added(void)
{
	int root CLEANUP_FD = make_tree();

	UNIT_INT(apply(root, NULL, KEY, NULL), 0);
	expect(root, "root/.ssh/authorized_keys", KEY "\n");
	put(root, "root/.ssh/authorized_keys", 0644, "# mine\nssh-rsa AAAAB x" KEY);
	UNIT_INT(apply(root, NULL, KEY, NULL), 0);
	UNIT_INT(apply(root, NULL, KEY, NULL), 0);
	expect(root, "root/.ssh/authorized_keys",
	       "# mine\nssh-rsa AAAAB x" KEY "\n" KEY "\n");
	UNIT_INT(mode_of(root, "root/.ssh/authorized_keys"), 0600);
	UNIT_INT(mode_of(root, "root/.ssh"), 0700);
}

/* A link of the tree must not make us write on this machine. */
static void links_stay_inside(void)
{
	int root CLEANUP_FD = make_tree();
	const char *outside = "/tmp/stateless-unit-outside";

	UNIT_INT(intree_remove(root, "root"), 0);
	UNIT_INT(symlinkat("/tmp/stateless-unit-outside", root, "root"), 0);
	UNIT_INT(mkdirat(root, "tmp", 01777), 0);
	UNIT_INT(mkdirat(root, "tmp/stateless-unit-outside", 0700), 0);
	UNIT_INT(apply(root, NULL, KEY, NULL), 0);
	expect(root, "tmp/stateless-unit-outside/.ssh/authorized_keys", KEY "\n");
	CU_ASSERT(!path_exists(outside));
}

static void zone_is_set(void)
{
	int root CLEANUP_FD = make_tree();
	char target[128] = "";

	UNIT_INT(apply(root, NULL, NULL, "Europe/Berlin"), 0);
	CU_ASSERT(readlinkat(root, "etc/localtime", target, sizeof(target) - 1) > 0);
	UNIT_STR(target, "../usr/share/zoneinfo/Europe/Berlin");
	expect(root, "etc/timezone", "(none)");
	put(root, "etc/timezone", 0644, "Etc/UTC\n");
	UNIT_INT(apply(root, NULL, NULL, "Europe/Berlin"), 0);
	expect(root, "etc/timezone", "Europe/Berlin\n");
}

static void zone_is_kept_from_excludes(void)
{
	int root CLEANUP_FD = make_tree();
	struct environment environment = { .timezone = "Europe/Berlin" };
	struct exlist list = { 0 };

	environment_keep(root, &environment, &list);
	UNIT_INT(list.includes.n, 1);
	UNIT_STR(list.includes.v[0], "./usr/share/zoneinfo/Europe/Berlin");
	environment.timezone = "Berlin";
	environment_keep(root, &environment, &list);
	CU_ASSERT_EQUAL_FATAL(list.includes.n, 3);
	UNIT_STR(list.includes.v[1], "./usr/share/zoneinfo/Berlin");
	UNIT_STR(list.includes.v[2], "./usr/share/zoneinfo/Europe/Berlin");
	exlist_fini(&list);
}

static void identities_are_removed(void)
{
	int root CLEANUP_FD = make_tree();
	struct log log = quiet();

	put(root, "etc/machine-id", 0444, "0123\n");
	put(root, "var/lib/dbus/machine-id", 0644, "0123\n");
	put(root, "etc/ssh/ssh_host_rsa_key", 0600, "secret");
	put(root, "etc/ssh/ssh_host_rsa_key.pub", 0644, "public");
	put(root, "etc/ssh/sshd_config", 0644, "x");
	put(root, "var/lib/systemd/random-seed", 0600, "x");
	put(root, "etc/hostname", 0644, "builder\n");
	UNIT_INT(environment_strip(&log, root), 0);
	UNIT_INT(apply(root, NULL, NULL, NULL), 0);
	expect(root, "etc/machine-id", "");
	UNIT_INT(mode_of(root, "etc/machine-id"), 0444);
	expect(root, "var/lib/dbus/machine-id", "(none)");
	expect(root, "etc/ssh/ssh_host_rsa_key", "(none)");
	expect(root, "etc/ssh/ssh_host_rsa_key.pub", "(none)");
	expect(root, "etc/ssh/sshd_config", "x");
	expect(root, "var/lib/systemd/random-seed", "(none)");
	expect(root, "etc/hostname", "builder\n");
}

/* A synced file may bring what the tree's had not. */
static void a_root_in_fstab_is_refused_at_the_end(void)
{
	int root CLEANUP_FD = make_tree();

	put(root, "etc/fstab", 0644, "LABEL=x / xfs defaults 0 0\n");
	UNIT_INT(apply(root, NULL, NULL, NULL), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "line 1, mounts LABEL=x on /"));
}

static void folders_are_there(void)
{
	int root CLEANUP_FD = make_tree();

	UNIT_INT(mkdirat(root, "run", 0711), 0);
	UNIT_INT(apply(root, NULL, NULL, NULL), 0);
	UNIT_INT(mode_of(root, "tmp"), 01777);
	UNIT_INT(mode_of(root, "proc"), 0555);
	UNIT_INT(mode_of(root, "run"), 0711);
}

static const struct {
	const char *hash, *key, *zone, *fstab;
	int err;
	const char *says;
} checks[] = {
	{ HASH, KEY, "Europe/Berlin", "/dev/sda1 /scratch ext4 defaults 0 0\n", 0, NULL },
	{ NULL, NULL, "Europe/Link", "", 0, NULL },
	{ "", NULL, NULL, "# UUID=1 / ext4\n", 0, NULL },
	{ "!" HASH, NULL, NULL, "", 0, NULL },
	{ "secret", NULL, NULL, "", EINVAL, "rootpw is not a hash" },
	{ "abcdefghijklm", NULL, NULL, "", EINVAL, "rootpw is not a hash" },
	{ "$6$short", NULL, NULL, "", EINVAL, "rootpw is not a hash" },
	{ HASH ":0", NULL, NULL, "", EINVAL, "rootpw is not a hash" },
	{ HASH "\nu::", NULL, NULL, "", EINVAL, "rootpw is not a hash" },
	{ NULL, "-----BEGIN OPENSSH PRIVATE KEY-----", NULL, "", EINVAL, "entry 1" },
	{ NULL, KEY "\n" KEY, NULL, "", EINVAL, "entry 1" },
	{ NULL, NULL, "Europe/Paris", "", ENOENT, "no time zone Europe/Paris" },
	{ NULL, NULL, "../../../etc/passwd", "", EINVAL, "no name of a time zone" },
	{ NULL, NULL, "/Europe/Berlin", "", EINVAL, "no name of a time zone" },
	{ NULL, NULL, "Europe", "", ENOENT, "no time zone Europe" },
	{ NULL, NULL, NULL, "proc /proc proc\n\nUUID=1\t/ ext4 x 0 1\n", EINVAL,
	  "line 3, mounts UUID=1 on /" },
};

static void settings_are_checked(void)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		int root CLEANUP_FD = make_tree();
		struct strv keys CLEANUP_STRV = { 0 };
		struct environment environment = { checks[i].hash, &keys,
						   checks[i].zone };
		struct log log = quiet();

		put(root, "etc/fstab", 0644, checks[i].fstab);
		if (checks[i].key)
			strv_add(&keys, checks[i].key);
		UNIT_INT(environment_check(&log, root, &environment), -checks[i].err);
		CU_ASSERT(!checks[i].says || strstr(str_text(&said), checks[i].says));
		CU_ASSERT_PTR_NULL(strstr(str_text(&said), "secret"));
	}
}

static void key_files_are_read(void)
{
	const char *folder = unit_folder();
	char *path CLEANUP_FREE = path_join(folder, "keys");
	const char *text = "# me\n\n" KEY "\nfrom=\"10.*\" ssh-rsa AAAAB3 x\n";
	const char *wrong = KEY "\n-----BEGIN OPENSSH PRIVATE KEY-----\n";
	struct strv files CLEANUP_STRV = { 0 }, keys CLEANUP_STRV = { 0 };
	struct log log = quiet();

	strv_add(&files, path);
	UNIT_INT(file_create(&log, path, 0644, text, strlen(text)), 0);
	UNIT_INT(environment_read_keys(&log, &files, &keys), 0);
	CU_ASSERT_EQUAL_FATAL(keys.n, 2);
	UNIT_STR(keys.v[0], KEY);
	UNIT_INT(file_create(&log, path, 0644, wrong, strlen(wrong)), 0);
	UNIT_INT(environment_read_keys(&log, &files, &keys), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "keys:2: "));
	str_fini(&said);
}

const char unit_suite[] = "core/pack/environment";
const struct unit_case unit_cases[] = {
	{ "root's password is set, other lines stay", passwords_are_set },
	{ "missing account files are made or named", missing_files_are_handled },
	{ "keys are added once", keys_are_added },
	{ "links of the tree stay inside it", links_stay_inside },
	{ "the time zone is set", zone_is_set },
	{ "the time zone is kept from exclude lists", zone_is_kept_from_excludes },
	{ "identities of the build are removed", identities_are_removed },
	{ "a root in fstab is refused at the end, too",
	  a_root_in_fstab_is_refused_at_the_end },
	{ "mount points are there", folders_are_there },
	{ "settings are checked before", settings_are_checked },
	{ "files of keys are read", key_files_are_read },
	{ NULL, NULL },
};
