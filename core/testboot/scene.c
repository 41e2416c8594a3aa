/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/scene.c - a site for one node: folders, inventory, DHCP, TFTP and HTTP.
 */
#include "scene.h"
#include "firmware.h"
#include "network.h"

#include "core/base/exec.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/boot/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int make_folders(struct log *log, struct scene *scene)
{
	const char *const folders[] = { scene->site.installdir, scene->site.tftpdir,
					scene->site.statedir, scene->site.rundir };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(folders) / sizeof(folders[0]); i++)
		rc = path_make_folders(log, folders[i], 0755);
	return rc;
}

/* The image's generations, seen in the scene's own folder: a bind mount of the worker's
 * mount namespace, gone with it.  Not all of netboot: nodes' files are the scene's own. */
static int show_generations(struct log *log, struct scene *scene)
{
	const char *image = scene->request->generation->image;
	char *from CLEANUP_FREE =
		mem_printf("%s/netboot/%s", scene->request->site->installdir, image);
	char *to CLEANUP_FREE =
		mem_printf("%s/netboot/%s", scene->site.installdir, image);
	int rc = path_make_folders(log, to, 0755);

	if (rc == 0 && mount(from, to, NULL, MS_BIND, NULL) != 0)
		rc = log_fail(log, errno, "cannot show %s to the test's server: %s", from,
			      strerror(errno));
	return rc;
}

/* What the firmware demands, then all that the site says, but whom its DHCP server answers
 * and where that runs: the scene has one of its own, on its tap.  The settings are borrowed,
 * the array is ours. */
static void copy_settings(struct scene *scene)
{
	const struct settings *from = &scene->request->site->settings;
	const struct settings *first = &scene->demanded;
	struct settings *to = &scene->site.settings;

	*to = (struct settings){ .v = mem_alloc((first->n + from->n + 1) *
						sizeof(*to->v)) };
	for (size_t i = 0; i < first->n; i++)
		to->v[to->n++] = first->v[i];
	for (size_t i = 0; i < from->n; i++)
		if (*from->v[i].section || !str_starts(from->v[i].key, "dhcp"))
			to->v[to->n++] = from->v[i];
}

static void set_site(struct scene *scene)
{
	scene->site = *scene->request->site;
	copy_settings(scene);
	scene->site.installdir = path_join(scene->folder, "install");
	scene->site.tftpdir = path_join(scene->folder, "tftp");
	scene->site.statedir = path_join(scene->folder, "state");
	scene->site.rundir = path_join(scene->folder, "run");
	scene->site.servers = (struct strv){ 0 };
	strv_add(&scene->site.servers, NETWORK_SERVER ":80");
	scene->site.http_port = 80;
}

static int put(struct log *log, struct scene *scene, enum object_type type,
	       const char *name, const char *const (*attributes)[2])
{
	struct object object = { .type = type, .name = mem_dup(name) };
	int rc;

	for (; (*attributes)[0]; attributes++)
		if ((*attributes)[1])
			object_set(&object, (*attributes)[0], (*attributes)[1]);
	rc = inventory_put(log, scene->inventory, &object);
	object_fini(&object);
	return rc;
}

static int fill_inventory(struct log *log, struct scene *scene)
{
	char *path CLEANUP_FREE = path_join(scene->site.statedir, "inventory.db");
	char *memory CLEANUP_FREE =
		mem_printf("%lluM", (unsigned long long)(scene->request->memory >> 20));
	const char *const network[][2] = { { "net", NETWORK_NET },
					   { "mask", NETWORK_MASK },
					   { NULL, NULL } };
	const char *const node[][2] = {
		{ "arch", scene->request->generation->manifest.arch },
		{ "platform", scene->request->platform },
		{ "mac", NETWORK_MAC },
		{ "ip", NETWORK_NODE },
		{ "serialport", "0" },
		{ "serialspeed", "115200" },
		{ "memory", memory },
		{ NULL, NULL },
	};
	int rc = inventory_open(log, path, &scene->inventory);

	if (rc == 0)
		rc = put(log, scene, OBJECT_NETWORK, "testnet", network);
	return rc < 0 ? rc : put(log, scene, OBJECT_NODE, SCENE_NODE, node);
}

static int set_node(struct log *log, struct scene *scene)
{
	const struct generation *generation = scene->request->generation;
	char *image CLEANUP_FREE =
		mem_printf("%s:%s@%s", generation->image, generation->manifest.method,
			   generation->name);
	const struct boot boot = { log, &scene->site, scene->request->registry,
				   scene->inventory };
	struct strv nodes CLEANUP_STRV = { 0 };
	struct boot_request request = {
		.set = BOOT_NETBOOT, .image = image, .unset = "unset", .nodes = &nodes
	};
	struct boot_result result = { 0 };
	int rc;

	strv_add(&nodes, SCENE_NODE);
	rc = boot_set(&boot, &request, &result);
	return rc == 0 && result.failed ? -EINVAL : rc;
}

int scene_make(struct log *log, struct scene *scene)
{
	int rc = firmware_settings(log, scene->platform, scene->firmware,
				   &scene->demanded);

	set_site(scene);
	if (rc == 0)
		rc = make_folders(log, scene);
	if (rc == 0)
		rc = show_generations(log, scene);
	if (rc == 0)
		rc = fill_inventory(log, scene);
	return rc < 0 ? rc : set_node(log, scene);
}

/* As nodeset configured it; only where it keeps its own files is said here.  It stays
 * root, as the scene may lie in a folder that only root can enter. */
static int start_dnsmasq(struct log *log, struct scene *scene)
{
	char *output CLEANUP_FREE = path_join(scene->folder, "dnsmasq.log");
	struct strv argv CLEANUP_STRV = { 0 };
	struct exec exec = { .output = output };

	strv_split(&argv,
		   "dnsmasq --keep-in-foreground --port=0 --user=root --group=root", " ");
	strv_split(&argv, "--log-dhcp --log-facility=- --interface=" NETWORK_TAP, " ");
	strv_addf(&argv, "--conf-file=%s/dnsmasq/stateless.conf", scene->site.statedir);
	strv_addf(&argv, "--dhcp-leasefile=%s/leases", scene->folder);
	strv_addf(&argv, "--pid-file=%s/dnsmasq.pid", scene->folder);
	exec.argv = strv_argv(&argv);
	scene->dnsmasq = exec_start(log, &exec);
	return scene->dnsmasq < 0 ? (int)scene->dnsmasq : 0;
}

int scene_start(struct log *log, struct scene *scene)
{
	char *database CLEANUP_FREE = path_join(scene->site.statedir, "inventory.db");
	const char *const listen[] = { NETWORK_SERVER, NULL };
	const struct server_options options = {
		.listen = listen,
		.port = 80,
		.installdir = scene->site.installdir,
		.inventory = database,
	};
	int rc;

	/* The server's processes must not inherit an open database: SQLite keeps its locks
	 * per process. */
	inventory_close(scene->inventory);
	scene->inventory = NULL;
	rc = server_start(log, &options, &scene->server);
	if (rc == 0)
		rc = inventory_open(log, database, &scene->inventory);
	if (rc == 0)
		rc = scene_serve_root(log, scene);
	return rc < 0 ? rc : start_dnsmasq(log, scene);
}

void scene_stop(struct scene *scene)
{
	exec_stop(scene->dnsmasq, 2000);
	for (size_t i = 0; i < scene->n_others; i++)
		exec_stop(scene->others[i], 2000);
	free(scene->others);
	server_stop(scene->server);
	inventory_close(scene->inventory);
	strv_fini(&scene->site.servers);
	free(scene->site.settings.v);
	settings_fini(&scene->demanded);
	free(scene->site.installdir);
	free(scene->site.tftpdir);
	free(scene->site.statedir);
	free(scene->site.rundir);
}
