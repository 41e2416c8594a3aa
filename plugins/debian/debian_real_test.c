/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/debian_real_test.c - real trees, built from the distribution's archive.
 *
 * Needs root, mmdebstrap and the network; the label is `integration`.
 */
#include "plugins/lib/fakehost.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SKIP = 77 };

static struct fake fake;
static const char *base;
static const char *forbidden; /* no text of etc may hold it */
static unsigned found_forbidden;

/* The core runs hooks in a worker with a mount namespace of its own. */
static void begin(void)
{
	if (base)
		return;
	if (geteuid() != 0 || access("/usr/bin/mmdebstrap", X_OK) != 0) {
		fputs("skipped: needs root and mmdebstrap\n", stderr);
		exit(SKIP);
	}
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
		perror("skipped: cannot make a mount namespace");
		exit(SKIP);
	}
	base = unit_folder();
	fake_init(&fake, base);
	fake.runs = 1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* A new empty tree with the cache of before. */
static void new_tree(void)
{
	const char *arch = getenv("STATELESS_TEST_ARCH");

	fake_fini(&fake);
	nftw(fake.folders[SL_TREE], remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	fake_init(&fake, base);
	fake.runs = 1;
	if (arch)
		fake.image.arch = arch;
}

static unsigned count(const char *folder, const char *pattern)
{
	char path[512];
	struct dirent *entry;
	unsigned n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", base, folder);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (fnmatch(pattern, entry->d_name, FNM_PERIOD) == 0)
			n++;
	if (dir)
		closedir(dir);
	return n;
}

static int look_for(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static char text[1 << 20];
	int fd = type == FTW_F && st->st_size < (off_t)sizeof(text)
			 ? open(path, O_RDONLY | O_CLOEXEC)
			 : -1;
	ssize_t n;

	(void)ftw;
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text));
	close(fd);
	if (n > 0 && memmem(text, (size_t)n, forbidden, strlen(forbidden))) {
		fprintf(stderr, "\n  %s holds %s\n", path, forbidden);
		found_forbidden++;
	}
	return 0;
}

static void nothing_of_this_machine_is_inside(void)
{
	char path[512];

	found_forbidden = 0;
	forbidden = base;
	snprintf(path, sizeof(path), "%s/tree/etc", base);
	nftw(path, look_for, 16, FTW_PHYS);
	snprintf(path, sizeof(path), "%s/tree/var", base);
	nftw(path, look_for, 16, FTW_PHYS);
	UNIT_INT(found_forbidden, 0);
	UNIT_INT(count("tree/var/cache/apt/archives", "*.deb"), 0);
	UNIT_INT(count("tree/var/lib/apt/lists", "*Packages*"), 0);
	UNIT_INT(count("tree/etc/dpkg/dpkg.cfg.d", "*"), 0);
	UNIT_INT(count("tree/etc/apt/preferences.d", "*"), 0);
	UNIT_INT(count("tree/etc/ssh", "ssh_host_*"), 0);
	CU_ASSERT(!fake_has(&fake, "usr/sbin/policy-rc.d"));
	CU_ASSERT(!fake_has(&fake, "etc/apt/apt.conf.d/99mmdebstrap"));
	UNIT_STR(fake_get(&fake, "etc/hostname"), "");
	UNIT_INT(count("tree/dev", "*"), 0);
	UNIT_STR(fake_get(&fake, "etc/machine-id"), "");
}

static const char *const first_install[] = { "systemd-sysv", "udev", "openssh-server",
					     "linux-image-cloud-amd64", NULL };
static const char *const second_install[] = { "tree", NULL };
static const char *const second_env[] = { "STATELESS_TEST=1", NULL };
static const char *const third_remove[] = { "tree", NULL };

static const struct sl_pass first = { .size = SL_SIZE_OF(struct sl_pass),
				      .install = first_install };
static const struct sl_pass second = { .size = SL_SIZE_OF(struct sl_pass),
				       .env = second_env,
				       .install = second_install };
static const struct sl_pass third = { .size = SL_SIZE_OF(struct sl_pass),
				      .remove_before = third_remove };
static const struct sl_pass *const two[] = { &first, &second, NULL };
static const struct sl_pass *const only_third[] = { &third, NULL };

#define KEYRING "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
static const char sources[] =
	"deb " KEYRING " http://deb.debian.org/debian bookworm main\n"
	"deb " KEYRING " http://deb.debian.org/debian bookworm-updates main\n"
	"deb " KEYRING " http://deb.debian.org/debian-security bookworm-security main\n";

static void a_tree_is_built(void)
{
	time_t started = time(NULL);

	begin();
	fake.image.passes = two;
	UNIT_INT(sl_plugin_0.genimage->install(&fake.job, NULL), 0);
	UNIT_STR(fake.said, "");
	UNIT_INT(sl_plugin_0.genimage->configure(&fake.job, NULL), 0);
	UNIT_STR(fake.said, "");
	fprintf(stderr, "\n  %ld s\n", (long)(time(NULL) - started));
	CU_ASSERT(strstr(fake.notes, "\nkernel 6.1.0-") != NULL);
	CU_ASSERT(strstr(fake.notes, " boot/vmlinuz-6.1.0-") != NULL);
	CU_ASSERT(strstr(fake.notes, "\npackage systemd-sysv 252.") != NULL);
	CU_ASSERT(strstr(fake.notes, "\npackage tree 2.") != NULL);
	CU_ASSERT(strstr(fake.notes, "\npackage perl ") == NULL);
	CU_ASSERT(fake_has(&fake, "usr/bin/tree"));
	CU_ASSERT(fake_has(&fake, "usr/sbin/init") || fake_has(&fake, "sbin/init"));
	UNIT_INT(count("tree/boot", "initrd*"), 0);
	UNIT_INT(count("tree/usr/share/man/man1", "*"), 0);
	CU_ASSERT(fake_has(&fake, "usr/share/doc/bash/copyright"));
	CU_ASSERT(fake_has(&fake, "etc/systemd/system/multi-user.target.wants/"
				  "systemd-networkd.service"));
	UNIT_STR(fake_get(&fake, "etc/apt/sources.list"), sources);
	CU_ASSERT(count("cache/debian/archives", "*.deb") > 100);
	nothing_of_this_machine_is_inside();
}

static void a_tree_is_updated(void)
{
	begin();
	fake.notes[0] = '\0';
	fake.image.passes = only_third;
	UNIT_INT(sl_plugin_0.genimage->update(&fake.job, NULL), 0);
	UNIT_STR(fake.said, "");
	UNIT_INT(sl_plugin_0.genimage->configure(&fake.job, NULL), 0);
	CU_ASSERT(!fake_has(&fake, "usr/bin/tree"));
	CU_ASSERT(strstr(fake.notes, "\nkernel 6.1.0-") != NULL);
	CU_ASSERT(strstr(fake.notes, "\npackage tree ") == NULL);
	UNIT_INT(count("tree/boot", "initrd*"), 0);
	nothing_of_this_machine_is_inside();
}

static void the_cache_serves_the_next_tree(void)
{
	static const char *const names[] = { "systemd-sysv", NULL };
	static const struct sl_pass pass = { .size = SL_SIZE_OF(struct sl_pass),
					     .install = names };
	static const struct sl_pass *const passes[] = { &pass, NULL };
	unsigned before;

	begin();
	before = count("cache/debian/archives", "*.deb");
	new_tree();
	fake.image.passes = passes;
	UNIT_INT(sl_plugin_0.genimage->install(&fake.job, NULL), 0);
	UNIT_INT(count("cache/debian/archives", "*.deb"), before);
}

static void a_wrong_name_is_apts_to_tell(void)
{
	static const char *const names[] = { "bash", "no-such-package", NULL };
	static const struct sl_pass pass = { .size = SL_SIZE_OF(struct sl_pass),
					     .install = names };
	static const struct sl_pass *const passes[] = { &pass, NULL };
	time_t started = time(NULL);

	begin();
	new_tree();
	fake.image.passes = passes;
	CU_ASSERT(sl_plugin_0.genimage->install(&fake.job, NULL) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(strstr(fake.said, "Unable to locate package no-such-package") != NULL);
	CU_ASSERT(!fake_has(&fake, "usr/bin/bash"));
	CU_ASSERT(time(NULL) - started < 30);
	UNIT_INT(count("tree/var/cache/apt/archives", "*.deb"), 0);
}

const char unit_suite[] = "debian, real trees";
const struct unit_case unit_cases[] = {
	{ "a tree is built from packages, without an initrd", a_tree_is_built },
	{ "a tree is brought up to date", a_tree_is_updated },
	{ "the cache serves the next tree", the_cache_serves_the_next_tree },
	{ "a wrong name is refused in apt's words, before anything is unpacked",
	  a_wrong_name_is_apts_to_tell },
	{ NULL, NULL }
};
