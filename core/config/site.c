/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/site.c - the site: where things lie, and what stateless.conf says.
 */
#include "site.h"
#include "config.h"
#include "servers.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct sl_option site_options[] = {
	{ SL_STRING, SL_IN_SITE, "installdir", "/install", NULL,
	  "folder of packages, trees, generations and boot files" },
	{ SL_STRING, SL_IN_SITE, "tftpdir", "/tftpboot", NULL,
	  "folder that the TFTP server serves" },
	{ SL_STRING, SL_IN_SITE, "statedir", "/var/lib/stateless", NULL,
	  "folder of the inventory and the DHCP files" },
	{ SL_STRING, SL_IN_SITE, "cachedir", "/var/cache/stateless", NULL,
	  "folder of what can be fetched again" },
	{ SL_STRING, SL_IN_SITE, "rundir", "/run/stateless", NULL, "folder of locks" },
	{ SL_LIST, SL_IN_SITE, "servers", NULL, NULL,
	  "ADDRESS[:PORT] of the servers that nodes fetch images from" },
	{ SL_INT, SL_IN_SITE, "httpport", "80", NULL,
	  "port of stateless serve, and of servers that name none" },
	{ SL_INT, SL_IN_SITE, "hook_timeout", "14400", NULL,
	  "seconds after which a plugin's hook is taken to hang" },
	{ SL_LIST, SL_IN_SITE, "dhcpinterfaces", NULL, NULL,
	  "network interfaces on which DHCP answers nodes" },
	{ SL_STRING, SL_IN_SITE, "dhcppidfile", NULL, NULL,
	  "pid file of the DHCP server; default: where the distributions have it" },
	{ SL_STRING, SL_IN_SITE, "domain", NULL, NULL, "DNS domain of the nodes" },
	{ SL_LIST, SL_IN_SITE, "dns", NULL, NULL,
	  "addresses of the nodes' name servers" },
	{ SL_STRING, SL_IN_SITE, "timezone", NULL, NULL,
	  "time zone of images, as in Europe/Berlin" },
	{ SL_STRING, SL_IN_SITE | SL_SECRET, "rootpw", NULL, NULL,
	  "crypt(3) hash of root's password in images; locked without one" },
	{ SL_LIST, SL_IN_SITE, "authorized_keys", NULL, NULL,
	  "files of SSH public keys that may log in as root" },
	{ SL_STRING, SL_IN_SITE, "addkcmdline", NULL, NULL,
	  "words that every node's kernel command line gets" },
	{ SL_INT, SL_IN_SITE, "boot_timeout", NULL, NULL,
	  "seconds that a node asks its servers without progress; default: 600" },
	{ SL_STRING, SL_IN_SITE, "boot_failure", NULL, "reboot|wait",
	  "what a node does that cannot boot; default: reboot" },
	{ .type = 0 },
};

/* Which member of struct site holds which folder. */
static const struct {
	const char *key;
	size_t member;
} folders[] = {
	{ "installdir", offsetof(struct site, installdir) },
	{ "tftpdir", offsetof(struct site, tftpdir) },
	{ "statedir", offsetof(struct site, statedir) },
	{ "cachedir", offsetof(struct site, cachedir) },
	{ "rundir", offsetof(struct site, rundir) },
};
enum { FOLDERS = sizeof(folders) / sizeof(folders[0]) };

static char **folder_of(struct site *site, size_t i)
{
	return (char **)(void *)((char *)site + folders[i].member);
}

const char *site_text(const struct site *site, const char *key)
{
	const struct settings *scopes[] = { &site->settings, NULL };

	return settings_text(scopes, "", option_find(site_options, key));
}

int64_t site_number(const struct site *site, const char *key)
{
	const struct settings *scopes[] = { &site->settings, NULL };

	return settings_number(scopes, "", option_find(site_options, key));
}

char *site_path(const struct site *site, const char *path)
{
	return *site->root ? path_join(site->root, path) : mem_dup(path);
}

/* --root may be relative to where we stand, which does not last. */
static int find_root(struct log *log, const char *root, struct site *site)
{
	char *absolute CLEANUP_FREE = NULL;

	if (!root || !*root) {
		site->root = mem_dup("");
		return 0;
	}
	absolute = realpath(root, NULL);
	if (!absolute || !path_is_folder(absolute))
		return log_fail(log, ENOENT,
				"--root %s: there is no such folder; make it first",
				root);
	site->root = mem_dup(strcmp(absolute, "/") == 0 ? "" : absolute);
	return 0;
}

static void set_tables(const struct option_table *plugins, struct site *site)
{
	struct option_table *tables;
	size_t n = 0;

	while (plugins && plugins[n].section)
		n++;
	tables = mem_alloc((n + 2) * sizeof(*tables));
	tables[0] = (struct option_table){ "", site_options };
	if (n)
		memcpy(tables + 1, plugins, n * sizeof(*tables));
	site->tables = tables;
	site->n_tables = n + 1;
}

static int read_settings(struct log *log, struct site *site)
{
	char *path CLEANUP_FREE = path_join(site->confdir, "stateless.conf");
	const struct config_grammar grammar = { site->tables, SL_IN_SITE };

	return path_exists(path) ? config_read_site(log, path, &grammar, &site->settings)
				 : 0;
}

static int set_folders(struct log *log, struct site *site)
{
	for (size_t i = 0; i < FOLDERS; i++) {
		const char *path = site_text(site, folders[i].key);
		const struct setting *setting =
			settings_find(&site->settings, "", folders[i].key);

		if (*path != '/')
			return log_fail(log, EINVAL,
					"%s:%d: %s = \"%s\": must be an absolute path",
					setting->file, setting->line, setting->key, path);
		*folder_of(site, i) = site_path(site, path);
	}
	return 0;
}

static int check_timeout(struct log *log, const struct site *site)
{
	const struct setting *setting =
		settings_find(&site->settings, "", "hook_timeout");
	int64_t seconds = site_number(site, "hook_timeout");

	if (seconds >= 1 && seconds <= 7 * 24 * 3600)
		return 0;
	return log_fail(log, EINVAL,
			"%s:%d: hook_timeout = \"%s\": must be 1 to 604800 seconds",
			setting->file, setting->line, setting->values.v[0]);
}

static int set_port(struct log *log, struct site *site)
{
	int64_t port = site_number(site, "httpport");
	const struct setting *setting = settings_find(&site->settings, "", "httpport");

	if (port < 1 || port > UINT16_MAX)
		return log_fail(log, EINVAL,
				"%s:%d: httpport = \"%s\": must be 1 to 65535",
				setting->file, setting->line, setting->values.v[0]);
	site->http_port = (int)port;
	return 0;
}

static int set_servers(struct log *log, struct site *site)
{
	const struct setting *setting = settings_find(&site->settings, "", "servers");

	for (size_t i = 0; setting && i < setting->values.n; i++) {
		const char *text = setting->values.v[i];
		char *server CLEANUP_FREE = servers_complete(text, site->http_port);

		if (!server)
			return log_fail(log, EINVAL,
					"%s:%d: servers: \"%s\" is no ADDRESS[:PORT]; "
					"write a numeric address, as in 10.0.0.1 or "
					"[fd00::1]:8080 (nodes resolve no names)",
					setting->file, setting->line, text);
		strv_add(&site->servers, server);
	}
	return 0;
}

int site_load(struct log *log, const char *root, const struct option_table *plugins,
	      struct site *site)
{
	int rc;

	*site = (struct site){ 0 };
	rc = find_root(log, root, site);
	if (rc == 0) {
		site->confdir = site_path(site, "/etc/stateless");
		set_tables(plugins, site);
		rc = read_settings(log, site);
	}
	if (rc == 0)
		rc = set_folders(log, site);
	if (rc == 0)
		rc = set_port(log, site);
	if (rc == 0)
		rc = check_timeout(log, site);
	if (rc == 0)
		rc = set_servers(log, site);
	if (rc < 0)
		site_fini(site);
	return rc;
}

void site_fini(struct site *site)
{
	for (size_t i = 0; i < FOLDERS; i++)
		free(*folder_of(site, i));
	free(site->root);
	free(site->confdir);
	strv_fini(&site->servers);
	settings_fini(&site->settings);
	free((void *)(uintptr_t)site->tables);
	*site = (struct site){ 0 };
}
