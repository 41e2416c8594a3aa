/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/node.c - one node of a plan: checked, and made into what plugins see.
 */
#include "node.h"
#include "cmdline.h"
#include "hostfiles.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { WHY = 512, MAC = 17 /* "52:54:00:12:34:56" */ };

static int refuse(struct plan *plan, struct plan_node *node, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static int refuse(struct plan *plan, struct plan_node *node, const char *fmt, ...)
{
	char why[WHY];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	node->bad = true;
	return log_fail(plan->boot->log, EINVAL, "node %s: %s", node->object->name, why);
}

/* xCAT keeps several cards in one attribute, MAC!NAME|MAC...: the first one boots. */
static int read_mac(struct plan *plan, struct plan_node *node)
{
	const char *text = object_get(node->object, "mac");
	char mac[MAC + 1];
	size_t n = text ? strcspn(text, "!|, ") : 0;

	if (!n)
		return 0;
	for (size_t i = 0; i < n && i < MAC; i++) {
		mac[i] = (char)tolower((unsigned char)text[i]);
		if (i % 3 == 2 && mac[i] == '-')
			mac[i] = ':';
		if (i % 3 == 2 ? mac[i] != ':' : !isxdigit((unsigned char)mac[i]))
			n = 0;
	}
	if (n != MAC)
		return refuse(plan, node, "mac=%.60s is no MAC address of six parts",
			      text);
	node->node.mac = arena_ndup(&plan->arena, mac, MAC);
	return 0;
}

static int read_ip(struct plan *plan, struct plan_node *node)
{
	const char *ip = object_get(node->object, "ip");
	struct in6_addr address;

	if (!ip)
		return 0;
	if (inet_pton(AF_INET, ip, &address) != 1 &&
	    inet_pton(AF_INET6, ip, &address) != 1)
		return refuse(plan, node, "ip=%.60s is no address", ip);
	node->node.ip = ip;
	return 0;
}

static struct plan_platform *find_platform(struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_platforms; i++)
		if (strcmp(plan->platforms[i].name, name) == 0)
			return &plan->platforms[i];
	return NULL;
}

static void choose_platform(struct plan *plan, struct sl_node *node)
{
	const struct plugin *plugin = NULL;

	if (!node->platform && node->arch)
		plugin = registry_platform_of(plan->boot->registry, node->arch);
	if (plugin)
		node->platform = plugin->bootloader.names[0];
}

/* Of a platform that nobody has, another check says so. */
static const char *serial_line(struct plan *plan, struct sl_node *node)
{
	const struct plan_platform *platform;

	choose_platform(plan, node);
	platform = node->platform ? find_platform(plan, node->platform) : NULL;
	return platform && SL_HAS(&platform->plugin->bootloader, serial)
		       ? platform->plugin->bootloader.serial
		       : NULL;
}

static int read_console(struct plan *plan, struct plan_node *node)
{
	const struct cmdline_serial serial = { object_get(node->object, "serialport"),
					       object_get(node->object, "serialspeed"),
					       object_get(node->object, "serialflow"),
					       serial_line(plan, &node->node) };
	char console[48];

	if (!serial.port)
		return 0;
	if (cmdline_console(&serial, console, sizeof(console)) < 0)
		return refuse(
			plan, node,
			"serialport=%.30s serialspeed=%.30s name no serial line, as "
			"0 or ttyAMA0 and 115200 do",
			serial.port, serial.speed ? serial.speed : "");
	node->node.console = arena_dup(&plan->arena, console);
	return 0;
}

static uint64_t read_memory(const struct object *object)
{
	static const struct sl_option size = { .type = SL_SIZE, .name = "memory" };
	const char *memory = object_get(object, "memory");
	char why[128];

	/* Something to compare with, never something to fail for. */
	return memory && option_check(&size, memory, why, sizeof(why)) == 0
		       ? (uint64_t)option_number(SL_SIZE, memory)
		       : 0;
}

static void read_attributes(struct sl_node *node, const struct object *object)
{
	*node = (struct sl_node){
		.size = SL_SIZE_OF(struct sl_node),
		.name = object->name,
		.arch = object_get(object, "arch"),
		.platform = object_get(object, "platform"),
		.id = object_get(object, "id"),
		.memory = read_memory(object),
	};
}

/* A host that is none of ours still fetches what its nodes start from. */
struct sl_node *node_of_host(struct plan *plan, const struct object *object)
{
	struct sl_node *node = arena_alloc(&plan->arena, sizeof(*node));
	const struct network *network;
	char why[WHY];

	read_attributes(node, object);
	node->mac = object_get(object, "mac");
	node->ip = object_get(object, "ip");
	network = node->ip ? networks_find(&plan->networks, node->ip) : NULL;
	node->net = networks_of_node(&plan->networks, network,
				     object_get(object, "server"), why, sizeof(why));
	return node;
}

/* ---- what it is set to ---- */

static enum boot_set set_of(const char *state)
{
	if (strcmp(state, "netboot") == 0)
		return BOOT_NETBOOT;
	return strcmp(state, "boot") == 0 ? BOOT_LOCAL : BOOT_OFFLINE;
}

/* Pinned: the generation it was set to, whatever was packed since. */
static const char *pinned(char text[BOOT_REFERENCE], const char *image,
			  const char *generation)
{
	snprintf(text, BOOT_REFERENCE, "%s@%.*s", image ? image : "", GENERATION_NAME,
		 generation ? generation : "");
	return text;
}

static const char *as_recorded(struct plan_node *node, char text[BOOT_REFERENCE])
{
	const struct node_state *recorded = node->recorded;

	if (!recorded)
		return NULL;
	node->set = set_of(recorded->state);
	return pinned(text, recorded->image, recorded->generation);
}

static const char *as_before(struct plan_node *node, char text[BOOT_REFERENCE])
{
	const struct node_previous *previous =
		node->recorded ? &node->recorded->previous : NULL;

	node->set = BOOT_AS_RECORDED;
	if (!previous || !previous->state)
		return NULL;
	node->set = set_of(previous->state);
	return pinned(text, previous->image, previous->generation);
}

static const char *find_reference(struct plan *plan, struct plan_node *node, char *why)
{
	const struct object *object = node->object;

	return images_match(&plan->images, object_get(object, "os"),
			    object_get(object, "arch"), object_get(object, "profile"),
			    why, WHY);
}

static int find_image(struct plan *plan, struct plan_node *node, const char *image)
{
	char why[WHY];

	if (!image)
		image = find_reference(plan, node, why);
	if (!image)
		return refuse(plan, node, "%s", why);
	node->image = images_resolve(&plan->images, image);
	if (!node->image)
		return refuse(plan, node, "its image %s cannot be used, as said above",
			      image);
	if (!node->node.arch)
		node->node.arch = node->image->image.arch;
	return 0;
}

/* ---- where it is ---- */

static int check_platform(struct plan *plan, struct plan_node *node)
{
	const struct sl_node *n = &node->node;

	choose_platform(plan, &node->node);
	if (n->platform)
		node->platform = find_platform(plan, n->platform);
	if (node->platform)
		return 0;
	if (n->platform)
		return refuse(plan, node,
			      "there is no plugin for its platform %s; `stateless "
			      "plugins` lists those there are",
			      n->platform);
	if (n->arch)
		return refuse(plan, node,
			      "there is no platform for its architecture %s; set "
			      "platform, or install its plugin",
			      n->arch);
	return refuse(plan, node, "it has no arch and no platform; set arch");
}

static int check_needs(struct plan *plan, struct plan_node *node)
{
	const struct sl_node *n = &node->node;
	uint32_t needs = node->platform->plugin->bootloader.needs;

	if ((needs & SL_NEED_MAC) && !n->mac)
		return refuse(plan, node, "it has no MAC address; set mac");
	if ((needs & SL_NEED_IP) && !n->ip)
		return refuse(plan, node, "it has no address; set ip");
	if ((needs & SL_NEED_HOST) && !n->host)
		return refuse(plan, node,
			      "platform %s starts it from its host, and it has none; "
			      "chdef %s host=NODE",
			      node->platform->name, n->name);
	return 0;
}

static int check_host(struct plan *plan, struct plan_node *node)
{
	const char *host = object_get(node->object, "host");

	if (!host)
		return 0;
	node->node.host = map_get(&plan->hosts_by_name, host);
	if (!node->node.host)
		return refuse(plan, node,
			      "its host %.100s is no node; define it (mkdef %.100s), or "
			      "set host to the node that it is plugged into",
			      host, host);
	if (object_get(objects_find(&plan->hosts, host), "host"))
		return refuse(plan, node,
			      "its host %.100s has a host of its own; only nodes that "
			      "start by themselves can be hosts",
			      host);
	return 0;
}

/* A node that loads nothing needs no server. */
static int find_net(struct plan *plan, struct plan_node *node)
{
	const struct network *network =
		node->node.ip ? networks_find(&plan->networks, node->node.ip) : NULL;
	uint32_t needs = node->platform ? node->platform->plugin->bootloader.needs : 0;
	char why[WHY] = "";

	if (!network && node->set == BOOT_NETBOOT && (needs & SL_NEED_IP))
		return refuse(plan, node,
			      "its address %s is in no network of the inventory; define "
			      "it: mkdef -t network -o NAME net=... mask=...",
			      node->node.ip);
	node->node.net =
		networks_of_node(&plan->networks, network,
				 object_get(node->object, "server"), why, sizeof(why));
	if (!node->node.net && node->set == BOOT_NETBOOT)
		return refuse(plan, node, "%s", why);
	if (!node->node.net && network)
		node->node.net = &network->net;
	return 0;
}

/* ---- its command line ---- */

static bool starts(const struct sl_bootloader *bootloader, const char *arch)
{
	for (const char *const *a = bootloader->archs; a && *a; a++)
		if (strcmp(*a, arch) == 0)
			return true;
	return false;
}

/* ---- its own files ---- */

static bool is_writable(const struct plan_node *node)
{
	uint32_t flags = node->image->generation.manifest.flags;

	return !(flags & SL_ROOT_READONLY) &&
	       !str_is(object_get(node->object, "overlay"), "none");
}

static int write_tar(const struct plan_node *node, struct str *tar, char *why,
		     size_t room)
{
	const struct content_node content = {
		.object = node->object,
		.image = node->image,
		.host = node->host_files,
		.unset = node->plan->unset,
		.only = is_writable(node) ? NULL : &node->image->generation.manifest,
	};

	return content_write(&node->plan->content, &content, tar, why, room);
}

void node_write_tar(const struct plan_node *node, struct str *tar)
{
	char why[WHY];

	(void)!write_tar(node, tar, why, sizeof(why));
}

/* The node program unpacks the archive; a root that is whole in its initrd comes without. */
static int pass_over_tar(struct plan *plan, const struct plan_node *node)
{
	if (content_names(&plan->content, node->image, node->object->name))
		log_warn(plan->boot->log,
			 "node %s: what the synclists of image %s give it alone does not "
			 "reach it, since the initrd holds the whole root (method %s)",
			 node->node.name, node->image->image.name,
			 node->image->image.method);
	return 0;
}

/* Only the digest is kept: an archive is made again when it is written, which costs less
 * than the memory of a hundred thousand. */
static int plan_tar(struct plan *plan, struct plan_node *node)
{
	struct str tar CLEANUP_STR = { 0 };
	char why[WHY];
	int rc;

	if (!*node->image->generation.manifest.way)
		return pass_over_tar(plan, node);
	rc = write_tar(node, &tar, why, sizeof(why));
	if (rc < 0)
		return refuse(plan, node, "%s", why);
	node->tar_bytes = tar.n;
	if (tar.n)
		digest_data(tar.s, tar.n, node->tar_sha256);
	return 0;
}

/* The image's own setting, else the site's, else NULL. */
static const char *image_or_site(const struct plan *plan, const struct boot_image *image,
				 const char *key)
{
	const char *text =
		image->defined ? definition_text(&image->definition, key) : NULL;

	return text ? text : site_text(plan->boot->site, key);
}

static int format_cmdline(struct plan *plan, struct plan_node *node)
{
	const struct boot_image *image = node->image;
	uint32_t most = node->platform->plugin->bootloader.max_cmdline;
	char machine_id[IDENTITY_HEX + 1], text[CMDLINE_MOST], why[WHY];
	const struct cmdline cmdline = {
		.root = image->generation.urlpath,
		.digest = image->generation.sha256,
		.servers = node->node.net->servers,
		.files = node->tar_bytes ? node->tar_sha256 : NULL,
		.node = node->node.name,
		.domain = node->node.net->domain,
		.machine_id = machine_id,
		.console = node->node.console,
		.overlay = object_get(node->object, "overlay"),
		.after = image_or_site(plan, image, "boot_failure"),
		.timeout = image_or_site(plan, image, "boot_timeout"),
		.way = image->generation.manifest.words,
		.added = { site_text(plan->boot->site, "addkcmdline"),
			   image->defined
				   ? definition_text(&image->definition, "addkcmdline")
				   : NULL,
			   object_get(node->object, "addkcmdline") },
	};
	int n;

	identity_of_node(plan->site_id, node->node.name, machine_id);
	n = cmdline_format(&cmdline, text, why, sizeof(why));
	if (n < 0)
		return refuse(plan, node, "%s", why);
	if ((uint32_t)n > most)
		return refuse(plan, node,
			      "its kernel command line has %d bytes, platform %s takes "
			      "%u; shorten addkcmdline",
			      n, node->platform->name, most);
	node->boot.cmdline = arena_ndup(&plan->arena, text, (size_t)n);
	return 0;
}

static int plan_netboot(struct plan *plan, struct plan_node *node)
{
	const char *arch = node->image->image.arch, *own = node->node.arch;
	int rc;

	/* A platform may start several, 32-bit images on 64-bit nodes for instance. */
	if (own && strcmp(own, arch) != 0 &&
	    !starts(&node->platform->plugin->bootloader, own))
		return refuse(plan, node,
			      "its arch is %s, image %s is for %s; choose another image, "
			      "or set arch",
			      own, node->image->image.name, arch);
	if (!starts(&node->platform->plugin->bootloader, arch))
		return refuse(plan, node,
			      "platform %s does not start images of %s, as %s is",
			      node->platform->name, arch, node->image->image.name);
	node->boot.image = &node->image->image;
	node->boot.kernel = node->image->kernel;
	node->boot.initrd = node->image->initrd;
	rc = hostfiles_read(plan, node, NULL);
	if (rc == 0)
		rc = plan_tar(plan, node);
	return rc < 0 ? rc : format_cmdline(plan, node);
}

int node_plan_host(struct plan *plan, struct plan_node *node,
		   const struct boot_files *files)
{
	int rc = hostfiles_read(plan, node, files);

	if (rc == 0)
		rc = plan_tar(plan, node);
	return rc < 0 ? rc : format_cmdline(plan, node);
}

static int read_node(struct plan *plan, struct plan_node *node)
{
	int rc;

	read_attributes(&node->node, node->object);
	if (!path_is_name(node->object->name))
		return refuse(plan, node,
			      "its name is not of letters, digits and -_.+@, so no file "
			      "can have it");
	rc = read_mac(plan, node);
	if (rc == 0)
		rc = read_ip(plan, node);
	if (rc == 0)
		rc = read_console(plan, node);
	return rc;
}

int node_plan(struct plan *plan, struct plan_node *node, const char *image)
{
	char reference[BOOT_REFERENCE];
	int rc = read_node(plan, node);

	if (node->set == BOOT_AS_RECORDED) {
		image = as_recorded(node, reference);
	} else if (node->set == BOOT_PREVIOUS) {
		image = as_before(node, reference);
		if (!image)
			return refuse(plan, node,
				      "there is nothing to go back to: it was never set "
				      "to anything else");
	}
	node->boot = (struct sl_boot){
		.size = SL_SIZE_OF(struct sl_boot),
		.state = node->set == BOOT_NETBOOT ? SL_NETBOOT : SL_LOCALBOOT,
		.node = &node->node,
	};
	if (rc == 0 && node->set == BOOT_NETBOOT)
		rc = find_image(plan, node, image);
	if (node->set == BOOT_OFFLINE || rc < 0)
		return rc;
	if (node->set == BOOT_AS_RECORDED) {
		choose_platform(plan, &node->node);
		if (node->node.platform)
			node->platform = find_platform(plan, node->node.platform);
		return find_net(plan, node);
	}
	rc = check_platform(plan, node);
	if (rc == 0)
		rc = check_host(plan, node);
	if (rc == 0)
		rc = check_needs(plan, node);
	if (rc == 0)
		rc = find_net(plan, node);
	return rc == 0 && node->set == BOOT_NETBOOT ? plan_netboot(plan, node) : rc;
}
