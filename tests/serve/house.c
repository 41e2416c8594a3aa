/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/house.c - a server to test with: a site in a folder, and nodes.
 */
#include "house.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

void house_file(const struct house *house, const char *path, mode_t mode,
		const char *text)
{
	struct log log;
	char *full CLEANUP_FREE = path_join(house->folder, path);
	char *parent CLEANUP_FREE = path_parent(full);

	log_init(&log, "test");
	UNIT_INT(path_make_folders(&log, parent, 0755), 0);
	UNIT_INT(file_create(&log, full, mode, text, strlen(text)), 0);
}

void house_link(const struct house *house, const char *path, const char *target)
{
	char *full CLEANUP_FREE = path_join(house->folder, path);

	CU_ASSERT(symlink(target, full) == 0);
}

static void put_node(struct log *log, struct inventory *inventory, const char *name,
		     const char *ip)
{
	struct object node = { .type = OBJECT_NODE, .name = mem_dup(name) };

	object_set(&node, "ip", ip);
	UNIT_INT(inventory_put(log, inventory, &node), 0);
	object_fini(&node);
}

void house_node(struct house *house, const char *name, const char *ip)
{
	struct inventory *inventory = NULL;

	UNIT_INT(inventory_open(&house->log, house->database, &inventory), 0);
	put_node(&house->log, inventory, name, ip);
	inventory_close(inventory);
}

static void make_inventory(struct house *house)
{
	struct inventory *inventory = NULL;

	UNIT_INT(inventory_open(&house->log, house->database, &inventory), 0);
	CU_ASSERT_FATAL(inventory != NULL);
	for (int i = 2; i < 10; i++) {
		char *name CLEANUP_FREE = mem_printf("n%d", i);
		char *ip CLEANUP_FREE = mem_printf("127.0.0.%d", i);

		put_node(&house->log, inventory, name, ip);
	}
	inventory_close(inventory);
}

static void make_files(const struct house *house)
{
	char *big CLEANUP_FREE =
		path_join(house->folder, "netboot/compute/0123456789abcdef/big");

	house_file(house, "netboot/compute/0123456789abcdef/text", 0644, HOUSE_TEXT);
	house_file(house, "netboot/compute/0123456789abcdef/kernel", 0644, "kernel");
	house_file(house, "netboot/compute/0123456789abcdef/initrd", 0644, "initrd");
	house_file(house, "netboot/compute/0123456789abcdef/empty", 0644, "");
	house_file(house, "netboot/compute/0123456789abcdef/big", 0644, "");
	house_file(house, "boot/x86_64/boot.ipxe", 0644, "#!ipxe\n");
	house_file(house, "netboot/nodes/n2.tar", 0644, "tar");
	house_link(house, "netboot/compute/current", "0123456789abcdef");
	CU_ASSERT(truncate(big, HOUSE_BIG) == 0);
}

void house_open(struct house *house, const struct server_limits *limits)
{
	const char *const loopback[] = { "127.0.0.1", NULL };
	struct server_options options = { .listen = loopback };

	*house = (struct house){ .folder = mem_dup(unit_folder()) };
	log_init(&house->log, "test");
	house->log.sink = say;
	house->log.arg = &house->said;
	house->database = path_join(house->folder, "inventory.db");
	house->known_hosts = path_join(house->folder, "ssh_known_hosts");
	make_inventory(house);
	make_files(house);
	options.installdir = house->folder;
	options.inventory = house->database;
	options.known_hosts = house->known_hosts;
	if (limits)
		options.limits = *limits;
	UNIT_INT(server_start(&house->log, &options, &house->server), 0);
	CU_ASSERT_FATAL(house->server != NULL);
	house->port = server_port(house->server);
}

void house_close(struct house *house)
{
	server_stop(house->server);
	str_fini(&house->said);
	free(house->folder);
	free(house->database);
	free(house->known_hosts);
}

char *house_stored(struct house *house, const char *node)
{
	struct inventory *inventory = NULL;
	struct node_reports reports = { 0 };
	struct strv names CLEANUP_STRV = { 0 };
	char *text = NULL;

	strv_add(&names, node);
	UNIT_INT(inventory_open(&house->log, house->database, &inventory), 0);
	UNIT_INT(inventory_reports(&house->log, inventory, &names, &reports), 0);
	if (reports.n)
		text = mem_dup(reports.v[0].text);
	node_reports_fini(&reports);
	inventory_close(inventory);
	return text;
}

char *house_report(struct house *house, const char *node, const char *part)
{
	for (int i = 0; i < 50; i++) {
		char *text = house_stored(house, node);

		if (text && strstr(text, part))
			return text;
		free(text);
		(void)poll(NULL, 0, 100);
	}
	return NULL;
}

char *house_text(const char *path, const char *part)
{
	for (int i = 0; i < 50; i++) {
		struct str text = { 0 };
		struct log log;

		log_init(&log, "test");
		log.sink = say;
		log.arg = &text;
		if (file_read(&log, path, 1 << 20, &text) == 0 &&
		    strstr(str_text(&text), part))
			return str_take(&text);
		str_fini(&text);
		(void)poll(NULL, 0, 100);
	}
	return NULL;
}

char *house_process(const struct house *house, const char *key)
{
	char *path CLEANUP_FREE =
		mem_printf("/proc/%d/status", server_pid(house->server));
	char *text CLEANUP_FREE = house_text(path, key);
	const char *at = text ? strstr(text, key) : NULL;

	if (!at)
		return mem_dup("");
	at += strlen(key);
	at += strspn(at, " \t");
	return mem_ndup(at, strcspn(at, "\n"));
}
