/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/boot.h - nodeset: what nodes boot next, and the files that make it so.
 *
 * plan (check every node) -> render (all files in memory) -> changes (against the disk)
 * -> apply (record what is wanted, write what differs, mark it applied).
 */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "core/base/log.h"
#include "core/config/site.h"
#include "core/inventory/inventory.h"
#include "core/plugin/registry.h"

#include <stdio.h>

enum { BOOT_REFERENCE = 512 };

/* What all of it works on; borrowed. */
struct boot {
	struct log *log;
	const struct site *site;
	const struct registry *registry;
	struct inventory *inventory;
};

enum boot_set {
	BOOT_AS_RECORDED, /* what it was last set to, at that generation */
	BOOT_NETBOOT,
	BOOT_LOCAL, /* its own disk */
	BOOT_OFFLINE,
	BOOT_PREVIOUS /* what it was set to before that */
};

struct boot_request {
	enum boot_set set;
	const char *image; /* IMAGE[:METHOD][@GENERATION]; NULL: by os, arch, profile */
	const struct strv *nodes;
	const char *unset; /* put into templates for what a node lacks; NULL: it is
			    * refused */
	FILE *show;        /* gets a line per node, and per file with dry_run; or NULL */
	bool dry_run;      /* show what would change, and stop */
	size_t limit;      /* set at most so many of those that would change; 0: all */
};

struct boot_result {
	size_t set;     /* nodes                                  */
	size_t failed;  /* nodes, each named with its reason      */
	size_t written; /* files, or would be with dry_run        */
	size_t same;
	size_t removed;
	size_t left;                /* nodes that the limit kept from being set */
	char image[BOOT_REFERENCE]; /* the request's, with its generation; or "" */
};

/* "20", or "10%" of so many nodes (at least one) -> *limit.  0 or -EINVAL. */
int boot_limit(const char *text, size_t nodes, size_t *limit) MUST_CHECK;

/* Sets the nodes, and finishes what an earlier run was kept from finishing.  0, also when
 * some nodes failed (result->failed); -EBUSY when another nodeset runs; -errno, said. */
int boot_set(const struct boot *, const struct boot_request *,
	     struct boot_result *) MUST_CHECK;

/* Adds those of the nodes (NULL: of all) that are set to something, and the nodes that were
 * set with one of them as their host: whose files change with the nodes' attributes. */
int boot_dependents(const struct boot *, const struct strv *nodes,
		    struct strv *set) MUST_CHECK;

/* Checks in the caller's open change that nodes whose attributes were changed can still
 * be set as they are, and records that their files are due: each one that cannot is said
 * and counted in *failed.  After the commit, boot_finish() writes them. */
int boot_refresh(const struct boot *, const struct strv *nodes,
		 size_t *failed) MUST_CHECK;
int boot_finish(const struct boot *) MUST_CHECK;

/* Removes the files and DHCP answers of nodes that are about to be removed. */
int boot_forget(const struct boot *, const struct strv *nodes) MUST_CHECK;

/* makedhcp: writes the loaders and the DHCP answers of all nodes there are, and tells the
 * DHCP server.  request: show and dry_run count; result->set: hosts written. */
int boot_dhcp(const struct boot *, const struct boot_request *,
	      struct boot_result *) MUST_CHECK;

#endif
