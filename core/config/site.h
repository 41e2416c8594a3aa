/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/site.h - the site: where things lie, and what stateless.conf says.
 */
#ifndef CONFIG_SITE_H
#define CONFIG_SITE_H

#include "settings.h"

/* Every folder is an absolute path with --root already in front of it. */
struct site {
	char *root;          /* of --root, without a slash at its end, or ""           */
	char *confdir;       /* /etc/stateless                                         */
	char *installdir;    /* /install: packages, trees, generations, boot files     */
	char *tftpdir;       /* /tftpboot                                              */
	char *statedir;      /* /var/lib/stateless: inventory, DHCP files              */
	char *cachedir;      /* /var/cache/stateless                                   */
	char *rundir;        /* /run/stateless: locks                                  */
	struct strv servers; /* "ADDRESS:PORT" of who serves images, for all nodes  */
	int http_port;
	struct settings settings; /* of stateless.conf                        */
	const struct option_table
		*tables; /* the core's and the plugins' options; owned */
	size_t n_tables;
};

/* The options that stateless.conf has besides the plugins' sections. */
extern const struct sl_option site_options[];

/* Reads ROOT/etc/stateless/stateless.conf (a missing one means all defaults).  plugins:
 * tables of the plugins' options, ended by a NULL section; borrowed for site's life. */
int site_load(struct log *, const char *root, const struct option_table *plugins,
	      struct site *) MUST_CHECK;
void site_fini(struct site *);

/* The site's answer for one of site_options. */
const char *site_text(const struct site *, const char *key);
int64_t site_number(const struct site *, const char *key);

/* "/install/x" as an administrator writes it -> the path below --root.  The caller frees.
 */
char *site_path(const struct site *, const char *path);

#endif
