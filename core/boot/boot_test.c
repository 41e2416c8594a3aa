/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/boot_test.c - nodeset from the inventory to the files.
 */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char unit_suite[] = "boot";

static void netboot(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1",
	     "arch=pc ip=10.1.0.11 mac=" M1 " serialport=1 addkcmdline=from=node");
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_STR(str_text(&f.said), "");
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(has(&f, "install/boot/pc/" M1, "n1 sl.root=/netboot/a/"));
	CU_ASSERT(
		has(&f, "install/boot/pc/" M1, " sl.servers=10.1.0.1 sl.digest=sha256:"));
	CU_ASSERT(has(&f, "install/boot/pc/" M1,
		      " sl.status=http://10.1.0.1/status sl.after=wait sl.timeout=300 "));
	CU_ASSERT(has(&f, "install/boot/pc/" M1,
		      " console=tty0 console=ttyS1,115200n8 "
		      "from=site from=image from=node\n"));
	CU_ASSERT(has(&f, "tftpboot/loader", "loader"));
	CU_ASSERT(has(&f, HOSTS, M1 ",10.1.0.11,n1,infinite\n"));
	tear_down(&f);
}

/* Two nodes share it: it stays until the second is gone. */
static void linked_kernel(void)
{
	char *path CLEANUP_FREE = NULL, *want CLEANUP_FREE = NULL;
	char target[512] = "";
	struct fixture f;
	struct stat st;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1 " pc.link=/netboot/a/1/kernel");
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2 " pc.link=/netboot/a/1/kernel");
	UNIT_INT(set(&f, "n1,n2", BOOT_NETBOOT, "a"), 0);
	UNIT_STR(str_text(&f.said), "");
	path = path_join(f.root, "tftpboot/linked/kernel");
	want = path_join(f.root, "install/netboot/a/1/kernel");
	CU_ASSERT(readlink(path, target, sizeof(target) - 1) > 0);
	UNIT_STR(target, want);
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	UNIT_INT(lstat(path, &st), 0);
	UNIT_INT(set(&f, "n2", BOOT_OFFLINE, NULL), 0);
	UNIT_INT(lstat(path, &st), -1);
	tear_down(&f);
}

static void serial_lines(void)
{
	struct fixture f;

	set_up(&f);
	f.plugin.bootloader.serial = "ttyAMA";
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1 " serialport=1");
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(has(&f, "install/boot/pc/" M1, " console=ttyAMA1,115200n8 "));
	tear_down(&f);
}

static void again(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.written, 0);
	UNIT_INT(f.result.same, 7);
	tear_down(&f);
}

static void lost_file(void)
{
	struct fixture f;
	char *path CLEANUP_FREE = NULL;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	path = path_join(f.root, "install/boot/pc/" M1);
	UNIT_INT(unlink(path), 0);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.written, 1);
	CU_ASSERT(path_exists(path));
	tear_down(&f);
}

static void bad_nodes(void)
{
	static const struct {
		const char *attrs, *why;
	} rows[] = {
		{ "arch=pc ip=10.1.0.12", "no MAC address" },
		{ "arch=pc mac=" M2, "no address" },
		{ "arch=pc ip=10.1.0.12 mac=52:54", "is no MAC address" },
		{ "arch=pc ip=10.1.0.300 mac=" M2, "is no address" },
		{ "arch=pc ip=10.9.0.1 mac=" M2, "is in no network" },
		{ "arch=sparc ip=10.1.0.12 mac=" M2, "no platform for its architecture" },
		{ "arch=sparc platform=pc ip=10.1.0.12 mac=" M2,
		  "its arch is sparc, image a is for pc" },
		{ "platform=mars ip=10.1.0.12 mac=" M2,
		  "no plugin for its platform mars" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " host=nobody",
		  "nobody is no node; define it (mkdef nobody)" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " host=n2", "has a host of its own" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " server=box", "server=box is no list" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " serialport=/dev", "no serial line" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " addkcmdline=a\"b", "quote" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " addkcmdline=ip=dhcp", "sets itself" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " addkcmdline=sl.root=/x",
		  "sets itself" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " overlay=lots", "overlay" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " pc.path=refuse", "refused by the" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " pc.path=../x", "no path below" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " pc.link=/etc/passwd",
		  "no path below" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " pc.link=/netboot/../etc",
		  "no path below" },
		{ "arch=pc ip=10.1.0.11 mac=" M2, "is that of node n1" },
		{ "arch=pc ip=10.1.0.12 mac=" M2 " pc.path=" M1, "both want the file" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f;

		set_up(&f);
		node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
		node(&f, "n2", rows[i].attrs);
		UNIT_INT(set(&f, "n1,n2", BOOT_NETBOOT, "a"), 0);
		UNIT_INT(f.result.set, 1);
		UNIT_INT(f.result.failed, 1);
		if (!strstr(str_text(&f.said), rows[i].why))
			fprintf(stderr, "%s: %s\n", rows[i].attrs, str_text(&f.said));
		CU_ASSERT(strstr(str_text(&f.said), rows[i].why) != NULL);
		CU_ASSERT(strstr(str_text(&f.said), "n2") != NULL);
		CU_ASSERT(is_there(&f, "install/boot/pc/" M1));
		CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M2));
		CU_ASSERT_FALSE(has(&f, HOSTS, ",n2,"));
		tear_down(&f);
	}
}

/* What was refused after the platform's setup leaves no loader either. */
static void only_bad_nodes(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1 " pc.path=refuse");
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.failed, 1);
	UNIT_INT(f.result.written + f.result.same, 0);
	CU_ASSERT_FALSE(is_there(&f, "tftpboot"));
	CU_ASSERT_FALSE(is_there(&f, HOSTS));
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(is_there(&f, "tftpboot/loader"));
	tear_down(&f);
}

static void long_cmdline(void)
{
	char words[1024];
	char *attrs CLEANUP_FREE = NULL;
	struct fixture f;

	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	attrs = mem_printf("arch=pc ip=10.1.0.11 mac=" M1 " addkcmdline=%s", words);
	set_up(&f);
	node(&f, "n1", attrs);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(strstr(str_text(&f.said), "platform pc takes 1000") != NULL);
	tear_down(&f);
}

static void wrong_images(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	CU_ASSERT(set(&f, "n1", BOOT_NETBOOT, "nothing") < 0);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "other"), 0);
	CU_ASSERT(strstr(str_text(&f.said), "does not start images of sparc") != NULL);
	tear_down(&f);
}

static void matching(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc os=debian12 profile=compute ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc os=debian13 profile=compute ip=10.1.0.12 mac=" M2);
	node(&f, "n3", "arch=pc ip=10.1.0.13 mac=" M3);
	UNIT_INT(set(&f, "n1,n2,n3", BOOT_NETBOOT, NULL), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(has(&f, "install/boot/pc/" M1, "sl.root=/netboot/a/"));
	CU_ASSERT(strstr(str_text(&f.said), "n2: no image is defined for os debian13") !=
		  NULL);
	CU_ASSERT(strstr(str_text(&f.said), "n3: it has no os") != NULL);
	tear_down(&f);
}

static void states(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_LOCAL, NULL), 0);
	CU_ASSERT(has(&f, "install/boot/pc/" M1, "n1 local\n"));
	CU_ASSERT(has(&f, HOSTS, ",n1,"));
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	UNIT_INT(f.result.removed, 1);
	CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M1));
	CU_ASSERT_FALSE(has(&f, HOSTS, ",n1,"));
	tear_down(&f);
}

static void dry_run(void)
{
	struct fixture f;
	struct strv list CLEANUP_STRV = { 0 };
	struct boot_request request = {
		.set = BOOT_NETBOOT, .image = "a", .nodes = &list, .dry_run = true
	};
	char *shown = NULL;
	size_t n = 0;

	set_up(&f);
	strv_add(&list, "n1");
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	request.show = open_memstream(&shown, &n);
	UNIT_INT(boot_set(&f.boot, &request, &f.result), 0);
	fclose(request.show);
	CU_ASSERT(strstr(shown, "n1: netboot a:squashfs@") != NULL);
	CU_ASSERT(strstr(shown, "/install/boot/pc/" M1 "\n  +n1 sl.root=") != NULL);
	CU_ASSERT_FALSE(is_there(&f, "install/boot"));
	CU_ASSERT_FALSE(is_there(&f, "tftpboot"));
	CU_ASSERT_FALSE(is_there(&f, "var/lib/stateless/site-id"));
	free(shown);
	tear_down(&f);
}

/* As if a run had been killed after it recorded what is wanted. */
static void unfinished(void)
{
	struct fixture f;
	struct node_states found;
	struct node_state due;
	char *path CLEANUP_FREE = NULL;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(inventory_states(&f.log, f.boot.inventory, NULL, &found), 0);
	CU_ASSERT_FATAL(found.n == 1);
	CU_ASSERT(found.v[0].applied);
	due = found.v[0];
	due.applied = false;
	UNIT_INT(inventory_want(&f.log, f.boot.inventory, &due), 0);
	node_states_fini(&found);
	path = path_join(f.root, "install/boot/pc/" M1);
	unlink(path);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(path_exists(path));
	UNIT_INT(inventory_states(&f.log, f.boot.inventory, NULL, &found), 0);
	CU_ASSERT(found.n == 2 && found.v[0].applied && found.v[1].applied);
	node_states_fini(&found);
	tear_down(&f);
}

static void new_mac(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct fixture f;
	size_t failed = 9;

	set_up(&f);
	strv_add(&list, "n1");
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(inventory_begin(&f.log, f.boot.inventory), 0);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M2);
	UNIT_INT(boot_refresh(&f.boot, &list, &failed), 0);
	UNIT_INT(failed, 0);
	UNIT_INT(inventory_commit(&f.log, f.boot.inventory), 0);
	CU_ASSERT(is_there(&f, "install/boot/pc/" M1));
	UNIT_INT(boot_finish(&f.boot), 0);
	CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M1));
	CU_ASSERT(has(&f, "install/boot/pc/" M2, "n1 sl.root="));
	CU_ASSERT(has(&f, HOSTS, M2 ",10.1.0.11,n1"));
	/* The free address may be another node's now: its file is not n1's any more. */
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M1);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	CU_ASSERT(has(&f, "install/boot/pc/" M1, "n2 "));
	tear_down(&f);
}

static void refresh_refused(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct fixture f;
	size_t failed = 0;

	set_up(&f);
	strv_add(&list, "n1");
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	node(&f, "n1", "arch=pc ip=10.1.0.11");
	UNIT_INT(boot_refresh(&f.boot, &list, &failed), 0);
	UNIT_INT(failed, 1);
	CU_ASSERT(strstr(str_text(&f.said), "n1: it has no MAC") != NULL);
	tear_down(&f);
}

/* In runs of their own, two nodes want one file. */
static void taken_file(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1 " pc.path=x");
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2 " pc.path=x");
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.failed, 1);
	CU_ASSERT(strstr(str_text(&f.said), "n2: its file pc/x is that of node n1") !=
		  NULL);
	CU_ASSERT(has(&f, "install/boot/pc/x", "n1 "));
	tear_down(&f);
}

static void hosts(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "h1", "ip=10.1.0.1");
	node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc host=h1 ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n2", BOOT_LOCAL, NULL), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n1\nn2\n"));
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n2\n"));
	CU_ASSERT_FALSE(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n1\n"));
	UNIT_INT(set(&f, "n2", BOOT_OFFLINE, NULL), 0);
	CU_ASSERT_FALSE(is_there(&f, "var/lib/stateless/hosts/h1/etc/cards"));
	tear_down(&f);
}

static void moved(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct fixture f;
	size_t failed = 9;

	set_up(&f);
	strv_add(&list, "n1");
	node(&f, "h1", "ip=10.1.0.1");
	node(&f, "h2", "ip=10.1.0.2");
	node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc host=h1 ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n1,n2", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.written, 0);
	UNIT_INT(inventory_begin(&f.log, f.boot.inventory), 0);
	node(&f, "n1", "arch=pc host=h2 ip=10.1.0.11 mac=" M1);
	UNIT_INT(boot_refresh(&f.boot, &list, &failed), 0);
	UNIT_INT(failed, 0);
	UNIT_INT(inventory_commit(&f.log, f.boot.inventory), 0);
	UNIT_INT(boot_finish(&f.boot), 0);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h2/etc/cards", "n1\n"));
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n2\n"));
	CU_ASSERT_FALSE(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n1\n"));
	node(&f, "n2", "arch=pc host=h2 ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h2/etc/cards", "n1\nn2\n"));
	CU_ASSERT_FALSE(is_there(&f, "var/lib/stateless/hosts/h1/etc/cards"));
	UNIT_STR(str_text(&f.said), "");
	tear_down(&f);
}

static void no_host(void)
{
	struct fixture f;

	set_up(&f);
	f.plugin.bootloader.needs |= SL_NEED_HOST;
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.failed, 1);
	CU_ASSERT(strstr(str_text(&f.said), "it has none; chdef n1 host=NODE") != NULL);
	CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M1));
	tear_down(&f);
}

/* Whoever of the two is set: what the host has stays as it was. */
static void same_place(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "h1", "ip=10.1.0.1");
	node(&f, "h2", "ip=10.1.0.2");
	node(&f, "n1", "arch=pc host=h1 id=0 ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc host=h1 id=1 ip=10.1.0.12 mac=" M2);
	node(&f, "n3", "arch=pc host=h2 id=0 ip=10.1.0.13 mac=" M3);
	UNIT_INT(set(&f, "n1,n2,n3", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.set, 3);
	UNIT_STR(str_text(&f.said), "");
	node(&f, "n2", "arch=pc host=h1 id=0 ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "n2,n3", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.failed, 1);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(strstr(str_text(&f.said), "nodes n1 and n2: both are id 0 of host h1; "
					    "set the id of each") != NULL);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n1\nn2\n"));
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n2\n"));
	tear_down(&f);
}

static void whole_dhcp(void)
{
	static const struct strv nobody;
	const struct boot_request request = { .nodes = &nobody };
	struct fixture f;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2);
	node(&f, "n3", "arch=pc ip=10.1.0.13");
	UNIT_INT(set(&f, "n1", BOOT_OFFLINE, NULL), 0);
	UNIT_INT(boot_dhcp(&f.boot, &request, &f.result), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(has(&f, HOSTS, M2 ",10.1.0.12,n2,infinite\n"));
	CU_ASSERT_FALSE(has(&f, HOSTS, ",n1,"));
	CU_ASSERT_FALSE(has(&f, HOSTS, ",n3,"));
	CU_ASSERT(is_there(&f, "tftpboot/loader"));
	CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M2));
	tear_down(&f);
}

static void removed_node(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct fixture f;

	set_up(&f);
	strv_add(&list, "n1");
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(boot_forget(&f.boot, &list), 0);
	CU_ASSERT_FALSE(is_there(&f, "install/boot/pc/" M1));
	CU_ASSERT_FALSE(has(&f, HOSTS, ",n1,"));
	tear_down(&f);
}

static void busy(void)
{
	struct fixture f;
	char *path CLEANUP_FREE = NULL;
	int fd CLEANUP_FD = -1;

	set_up(&f);
	node(&f, "n1", "arch=pc ip=10.1.0.11 mac=" M1);
	world_file(f.root, "run/stateless/nodeset.lock", "");
	path = path_join(f.root, "run/stateless/nodeset.lock");
	fd = file_lock(&f.log, path);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), -EBUSY);
	CU_ASSERT(strstr(str_text(&f.said), "another nodeset is at work") != NULL);
	tear_down(&f);
}

const struct unit_case unit_cases[] = {
	{ "a node's files, DHCP answer and loaders are written", netboot },
	{ "TFTP shows a file of a generation as long as a node needs it", linked_kernel },
	{ "a platform names its serial lines", serial_lines },
	{ "the same once more writes nothing", again },
	{ "a file that was lost is written again", lost_file },
	{ "a bad node is named with its reason, the other is done", bad_nodes },
	{ "where every node is bad nothing is written", only_bad_nodes },
	{ "a command line that the platform cannot carry is refused", long_cmdline },
	{ "an image that is not there or of another architecture is refused",
	  wrong_images },
	{ "netboot without a name finds the image by os, arch and profile", matching },
	{ "boot leaves for the disk, offline takes everything away", states },
	{ "a dry run shows all and writes nothing", dry_run },
	{ "what a kill left unfinished is finished by the next run", unfinished },
	{ "a new MAC moves the file, in the change that made it", new_mac },
	{ "a change that a node's files cannot follow is said", refresh_refused },
	{ "a file of another node is not taken over", taken_file },
	{ "a host's files name all nodes on it, and only those", hosts },
	{ "a node that moves leaves nothing at the host that it was on", moved },
	{ "a node that only a host can start is refused without one", no_host },
	{ "two nodes at one place of a host are refused, both", same_place },
	{ "makedhcp answers all but those offline or without address", whole_dhcp },
	{ "a node about to be removed leaves nothing behind", removed_node },
	{ "a second nodeset at the same time is refused", busy },
	{ NULL, NULL }
};
