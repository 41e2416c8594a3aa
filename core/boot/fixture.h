/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/fixture.h - a site with nodes to set, and a platform whose hooks are here.
 */
#ifndef BOOT_FIXTURE_H
#define BOOT_FIXTURE_H

#include "boot.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"
#include "tests/world/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- the platform "pc": a file per node by its MAC, a file per host ---- */

static inline int pc_setup(struct sl_job *job, void *self)
{
	const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), 0, NULL, NULL, "loader", NULL
	};
	int rc = job->host->add_file(job, SL_TFTP, "loader", 0644, "loader", 6);

	(void)self;
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}

static inline int pc_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const char *path = job->host->node_opt(job, boot->node, "path");
	const char *link = job->host->node_opt(job, boot->node, "link");
	char *text CLEANUP_FREE = mem_printf("%s %s\n", boot->node->name,
					     boot->cmdline ? boot->cmdline : "local");

	(void)self;
	if (path && strcmp(path, "refuse") == 0)
		return sl_fail(job, EINVAL, "%s: refused by the platform",
			       boot->node->name);
	if (link && job->host->add_link(job, SL_TFTP, "linked/kernel", link) < 0)
		return -EINVAL;
	return job->host->add_file(job, SL_HTTP, path ? path : boot->node->mac, 0644,
				   text, strlen(text));
}

static inline int pc_render_host(struct sl_job *job, void *self,
				 const struct sl_node *host,
				 const struct sl_boot *const *attached)
{
	struct str text CLEANUP_STR = { 0 };

	(void)self;
	(void)host;
	for (; *attached; attached++)
		str_addf(&text, "%s\n", (*attached)->node->name);
	return job->host->add_file(job, SL_HOST, "/etc/cards", 0644, str_text(&text),
				   text.n);
}

static const char *const names[] = { "pc", NULL };
static const char *const archs[] = { "pc", NULL };
static struct sl_option options[] = {
	{ SL_STRING, SL_IN_NODE, "path", NULL, NULL, "of its file" },
	{ SL_STRING, SL_IN_NODE, "link", NULL, NULL, "to a file of a generation" },
	{ .type = 0 },
};

static inline void make_plugin(struct plugin *plugin)
{
	*plugin = (struct plugin){
		.p = { .name = "pc" },
		.opts = options,
		.bootloader = { .size = SL_SIZE_OF(struct sl_bootloader),
				.needs = SL_NEED_MAC | SL_NEED_IP,
				.max_cmdline = 1000,
				.names = names,
				.archs = archs,
				.setup = pc_setup,
				.render = pc_render,
				.render_host = pc_render_host },
	};
	plugin->p.bootloader = &plugin->bootloader;
}

/* ---- a site with it ---- */

struct fixture {
	const char *root;
	struct log log;
	struct str said;
	struct site site;
	struct plugin plugin;
	struct plugin *plugins[1];
	struct registry registry;
	struct boot boot;
	struct boot_result result;
};

static inline void note(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static inline void set_up(struct fixture *f)
{
	*f = (struct fixture){ .root = unit_folder() };
	log_init(&f->log, "test");
	f->log.sink = note;
	f->log.arg = &f->said;
	world_file(f->root, "etc/stateless/stateless.conf",
		   "servers = { \"10.1.0.1\" }\naddkcmdline = \"from=site\"\n"
		   "boot_failure = wait\nboot_timeout = 300\n");
	world_image(f->root, "a", "pc", "one");
	world_image(f->root, "other", "sparc", "one");
	make_plugin(&f->plugin);
	f->plugins[0] = &f->plugin;
	f->registry = (struct registry){ f->plugins, 1 };
	UNIT_INT(site_load(&f->log, f->root, NULL, &f->site), 0);
	f->boot = (struct boot){ &f->log, &f->site, &f->registry,
				 world_inventory(f->root) };
	world_put(f->boot.inventory, OBJECT_NETWORK, "net",
		  "net=10.1.0.0 mask=255.255.0.0 gateway=10.1.0.254");
}

static inline void tear_down(struct fixture *f)
{
	inventory_close(f->boot.inventory);
	site_fini(&f->site);
	str_fini(&f->said);
}

static inline void node(struct fixture *f, const char *name, const char *attrs)
{
	world_put(f->boot.inventory, OBJECT_NODE, name, attrs);
}

static inline int set(struct fixture *f, const char *nodes, enum boot_set what,
		      const char *image)
{
	struct strv list CLEANUP_STRV = { 0 };
	const struct boot_request request = { .set = what,
					      .image = image,
					      .nodes = &list };

	strv_split(&list, nodes, ",");
	return boot_set(&f->boot, &request, &f->result);
}

static inline char *read_text(struct fixture *f, const char *path)
{
	char *full CLEANUP_FREE = path_join(f->root, path);
	struct str text = { 0 };

	return path_exists(full) && file_read(&f->log, full, 1 << 20, &text) == 0
		       ? str_take(&text)
		       : NULL;
}

static inline bool has(struct fixture *f, const char *path, const char *part)
{
	char *text CLEANUP_FREE = read_text(f, path);

	return text && strstr(text, part);
}

static inline bool is_there(struct fixture *f, const char *path)
{
	char *full CLEANUP_FREE = path_join(f->root, path);

	return path_exists(full);
}

#define HOSTS "var/lib/stateless/dnsmasq/hosts"
#define M1    "52:54:00:00:00:01"
#define M2    "52:54:00:00:00:02"
#define M3    "52:54:00:00:00:03"
#define M4    "52:54:00:00:00:04"

#endif
