/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/plan.h - every node of one run, checked, with all that its files need.
 */
#ifndef BOOT_PLAN_H
#define BOOT_PLAN_H

#include "boot.h"
#include "content.h"
#include "identity.h"
#include "images.h"
#include "network.h"

#include "core/base/arena.h"
#include "core/base/digest.h"
#include "core/base/map.h"

enum { PLAN_HOST_MARK = '@' /* a node's record names its host: "@HOST" */ };

struct plan_platform {
	const char *name;
	const struct plugin *plugin;
};

struct plan_node {
	struct sl_node node; /* as plugins see it */
	struct sl_boot boot;
	const struct object *object;
	const struct node_state *recorded; /* or NULL */
	const struct boot_image *image;    /* NULL but for netboot */
	struct plan_platform *platform;    /* NULL: it has none, or needs none */
	enum boot_set set;                 /* BOOT_AS_RECORDED: nothing was recorded */
	bool extra;        /* not asked for: unfinished, or on the same host */
	bool bad;          /* why was said */
	bool changed;      /* a file or its record differs */
	const char *files; /* names of its own files, a line each; its host marked */
	struct plan *plan;
	struct nodefiles *host_files; /* rendered for it as a host, or NULL */
	size_t tar_bytes;             /* of its NODE.tar; 0: it has none */
	char tar_sha256[DIGEST_HEX + 1];
};

struct plan {
	const struct boot *boot;
	struct arena arena;
	struct objects nodes, hosts;
	struct strv former_hosts; /* of nodes that moved since they were set */
	struct strv host_names; /* of all hosts, each once, those that are no nodes too */
	struct node_states states;
	struct networks networks;
	struct boot_images images;
	struct plan_platform *platforms; /* one per platform of the registry */
	size_t n_platforms;
	struct plan_node *v; /* in natural order of names */
	size_t n;
	size_t left;                   /* kept out by the request's limit */
	struct map by_name;            /* struct plan_node */
	struct map hosts_by_name;      /* struct sl_node   */
	const char *unset;             /* of the request */
	struct content content;        /* of nodes' own archives */
	struct nodefiles **host_files; /* owned; of hosts that were given some */
	size_t n_host_files;
	char site_id[IDENTITY_HEX + 1];
};

/* Loads and checks the request's nodes, besides those that an earlier run left unfinished
 * and those whose host gets files for all its nodes.  A node that cannot be set is said
 * and marked bad.  0 or -errno; plan_fini() is due after both. */
int plan_make(const struct boot *, const struct boot_request *, struct plan *) MUST_CHECK;
void plan_fini(struct plan *);

/* Is what it is to be what is recorded of it, whether its files say so or not? */
bool plan_is_recorded(const struct plan_node *);

/* "netboot", "boot", "offline"; NULL: not set to anything. */
const char *plan_state(enum boot_set);

#endif
