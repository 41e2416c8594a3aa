/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/init/init.c - a new site.
 */
#include "init.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/config/servers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>

#define NETWORK "cluster"

enum { UNIT_MOST = 65536, PORT = 80 };

/* ---- words ---- */

/* "10.1.0.0/16": an address whose host bits are zero.  address: its text. */
static bool read_network(const char *text, char address[INET6_ADDRSTRLEN], unsigned *bits)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : 0;
	unsigned char bytes[16];
	unsigned most;
	char end;

	if (n == 0 || n >= INET6_ADDRSTRLEN || strspn(slash + 1, "0123456789") > 3)
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	if (inet_pton(AF_INET, address, bytes) == 1)
		most = 32;
	else if (inet_pton(AF_INET6, address, bytes) == 1)
		most = 128;
	else
		return false;
	if (sscanf(slash, "/%3u%c", bits, &end) != 1 || *bits == 0 || *bits > most)
		return false;
	for (unsigned i = *bits; i < most; i++)
		if (bytes[i / 8] & (0x80u >> i % 8))
			return false;
	return true;
}

int init_check(struct log *log, const struct init_request *request)
{
	char *server CLEANUP_FREE =
		request->server ? servers_complete(request->server, PORT) : NULL;
	char address[INET6_ADDRSTRLEN];
	unsigned bits;

	if (request->network && !read_network(request->network, address, &bits))
		return log_fail(log, EINVAL,
				"--network %s: must be an address and the number of its "
				"bits, as 10.1.0.0/16, with zeros for the rest",
				request->network);
	if (request->server && !server)
		return log_fail(log, EINVAL,
				"--server %s: must be a numeric address, as 10.1.0.1 or "
				"[fd00::1]:8080",
				request->server);
	if (request->interface &&
	    (!path_is_name(request->interface) || strlen(request->interface) >= IFNAMSIZ))
		return log_fail(log, EINVAL,
				"--interface %s: must be the name of one, as eth0",
				request->interface);
	return 0;
}

/* ---- files ---- */

static void show(const struct init_request *request, bool there, const char *what)
{
	const char *made = request->dry_run ? "would make" : "made";

	if (request->show)
		fprintf(request->show, "%s %s\n", there ? "kept" : made, what);
}

static int make_folder(struct log *log, const struct init_request *request,
		       const char *path)
{
	bool there = path_is_folder(path);
	int rc = there || request->dry_run ? 0 : path_make_folders(log, path, 0755);

	if (rc == 0)
		show(request, there, path);
	return rc;
}

static int make_file(struct log *log, const struct init_request *request,
		     const char *path, const struct str *text)
{
	char *parent CLEANUP_FREE = path_parent(path);
	bool there = path_exists(path);
	int rc = 0;

	if (!there && !request->dry_run) {
		rc = path_make_folders(log, parent, 0755);
		if (rc == 0)
			rc = file_write(log, path, 0644, str_text(text), text->n);
	}
	if (rc == 0)
		show(request, there, path);
	return rc;
}

/* A list of one, or a comment that shows how one is written. */
static void add_list(struct str *text, const char *key, const char *value,
		     const char *example)
{
	str_addf(text, "%s%s = { \"%s\" }\n", value ? "" : "# ", key,
		 value ? value : example);
}

static void write_conf(const struct init_request *request, struct str *text)
{
	str_add(text,
		"# The site; stateless.conf(5) explains each key, `stateless config` "
		"shows "
		"what is\n# in effect.  What is left out has a default.\n\n"
		"# Who serves images: addresses of this machine, as the nodes see it.\n");
	add_list(text, "servers", request->server, "10.1.0.1");
	str_add(text, "\n# Where DHCP answers; without it: on every interface.\n");
	add_list(text, "dhcpinterfaces", request->interface, "eth0");
	str_add(text, "\n# What nodes are told by DHCP.\n# domain = \"cluster\"\n"
		      "# dns = { \"10.1.0.1\" }\n\n"
		      "# Where things lie.\n# installdir = \"/install\"\n"
		      "# tftpdir = \"/tftpboot\"\n\n"
		      "# For images that do not say otherwise.\n# timezone = \"UTC\"\n"
		      "# authorized_keys = { \"/etc/stateless/authorized_keys\" }\n"
		      "# addkcmdline = \"console=ttyS0,115200\"\n");
}

int init_configuration(struct log *log, const struct init_request *request,
		       const char *root)
{
	char *folder CLEANUP_FREE = mem_printf("%s/etc/stateless", root);
	char *conf CLEANUP_FREE = path_join(folder, "stateless.conf");
	char *images CLEANUP_FREE = path_join(folder, "images.d");
	char *nodes CLEANUP_FREE = path_join(folder, "node.d");
	struct str text CLEANUP_STR = { 0 };
	int rc;

	write_conf(request, &text);
	rc = make_file(log, request, conf, &text);
	if (rc == 0)
		rc = make_folder(log, request, images);
	return rc < 0 ? rc : make_folder(log, request, nodes);
}

int init_folders(struct log *log, const struct init_request *request,
		 const struct site *site)
{
	const char *const folders[] = { site->installdir, site->tftpdir, site->statedir,
					site->cachedir };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(folders) / sizeof(folders[0]); i++)
		rc = make_folder(log, request, folders[i]);
	return rc;
}

/* ---- the network ---- */

/* 1: one with this address is there; -EEXIST, said: another one has our name. */
static int find_network(struct log *log, struct inventory *inventory, const char *address)
{
	struct objects networks;
	const struct object *same;
	int rc = inventory_load(log, inventory, OBJECT_NETWORK, NULL, false, &networks);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < networks.n; i++)
		rc = str_is(object_get(&networks.v[i], "net"), address);
	same = objects_find(&networks, NETWORK);
	if (rc == 0 && same)
		rc = log_fail(log, EEXIST,
			      "the inventory's network %s is %s; to add another: "
			      "stateless mkdef -t network -o NAME net=%s prefix=BITS",
			      NETWORK, object_get(same, "net"), address);
	objects_fini(&networks);
	return rc;
}

int init_network(struct log *log, const struct init_request *request,
		 struct inventory *inventory)
{
	struct object object = { .type = OBJECT_NETWORK };
	char *what CLEANUP_FREE = NULL, *prefix CLEANUP_FREE = NULL;
	char address[INET6_ADDRSTRLEN];
	unsigned bits;
	int there = 0, rc = 0;

	if (!request->network || !read_network(request->network, address, &bits))
		return 0;
	if (inventory)
		there = find_network(log, inventory, address);
	if (there < 0)
		return there;
	prefix = mem_printf("%u", bits);
	object.name = mem_dup(NETWORK);
	object_set(&object, "net", address);
	object_set(&object, "prefix", prefix);
	if (!there && !request->dry_run)
		rc = inventory_put(log, inventory, &object);
	what = mem_printf("network " NETWORK " %s", request->network);
	if (rc == 0)
		show(request, there, what);
	object_fini(&object);
	return rc;
}

/* ---- services ---- */

/* A word of a unit's command line (systemd.service(5), "Command lines"). */
static void add_quoted(struct str *text, const char *word)
{
	str_add(text, "\"");
	for (; *word; word++) {
		if (strchr("%$", *word))
			str_addn(text, word, 1);
		else if (strchr("\"\\", *word))
			str_add(text, "\\");
		str_addn(text, word, 1);
	}
	str_add(text, "\"");
}

/* What the packaged unit hides from the server, and what it says where a site lies in it.
 * ReadWritePaths= opens what is to be written again (systemd.exec(5)). */
static const struct hidden {
	const char *line, *instead;
	const char *folders[4];
} hidden[] = {
	{ "ProtectHome=", "ProtectHome=read-only", { "/home/", "/root/", "/run/user/" } },
	{ "PrivateTmp=", "PrivateTmp=no", { "/tmp/", "/var/tmp/" } },
};

static bool is_hidden(const struct hidden *hidden_by, const char *path)
{
	for (const char *const *folder = hidden_by->folders; *folder; folder++)
		if (str_starts(path, *folder))
			return true;
	return false;
}

/* The line of the packaged unit, or the one that leaves our folders in sight. */
static const char *in_sight(const struct init_request *request, const struct site *site,
			    const char *line)
{
	const char *const paths[] = { site->root, site->installdir, site->statedir,
				      site->rundir, request->program };

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++)
			if (str_starts(line, hidden[i].line) &&
			    is_hidden(&hidden[i], paths[k]))
				return hidden[i].instead;
	return line;
}

/* The unit as packaged, but for this program, this root and where it may write. */
static void write_unit(const struct init_request *request, const struct site *site,
		       const struct strv *lines, struct str *text)
{
	for (size_t i = 0; i < lines->n; i++) {
		if (str_starts(lines->v[i], "ExecStart=")) {
			str_add(text, "ExecStart=");
			add_quoted(text, request->program);
			if (*site->root) {
				str_add(text, " --root ");
				add_quoted(text, site->root);
			}
			str_add(text, " serve\n");
		} else if (str_starts(lines->v[i], "ReadWritePaths=")) {
			str_addf(text, "ReadWritePaths=-%s -%s\n", site->installdir,
				 site->statedir);
		} else {
			str_addf(text, "%s\n", in_sight(request, site, lines->v[i]));
		}
	}
}

/* On the host itself systemd finds an installed unit where it lies. */
static bool is_found_by_systemd(const char *unit)
{
	return str_starts(unit, "/usr/lib/systemd/system/") ||
	       str_starts(unit, "/usr/local/lib/systemd/system/") ||
	       str_starts(unit, "/lib/systemd/system/");
}

static int make_unit(struct log *log, const struct init_request *request,
		     const struct site *site)
{
	char *path CLEANUP_FREE =
		site_path(site, "/etc/systemd/system/stateless-serve.service");
	struct str packaged CLEANUP_STR = { 0 }, text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	int rc;

	if (!*site->root && is_found_by_systemd(request->unit)) {
		show(request, true, request->unit);
		return 0;
	}
	rc = file_read(log, request->unit, UNIT_MOST, &packaged);
	if (rc < 0)
		return rc;
	strv_split(&lines, str_text(&packaged), "\n");
	write_unit(request, site, &lines, &text);
	return make_file(log, request, path, &text);
}

int init_services(struct log *log, const struct init_request *request,
		  const struct site *site)
{
	char *path CLEANUP_FREE = site_path(site, "/etc/dnsmasq.d/stateless.conf");
	struct str text CLEANUP_STR = { 0 };
	int rc;

	str_addf(&text,
		 "# Takes in what stateless writes for its nodes.\n"
		 "conf-file=%s/dnsmasq/stateless.conf\n",
		 site->statedir);
	rc = make_file(log, request, path, &text);
	return rc < 0 ? rc : make_unit(log, request, site);
}
