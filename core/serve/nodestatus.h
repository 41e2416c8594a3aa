/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/nodestatus.h - what a node is set to, and what is known of it.
 */
#ifndef SERVE_NODESTATUS_H
#define SERVE_NODESTATUS_H

#include "core/inventory/inventory.h"
#include "wire/report.h"

enum nodestatus_life {
	NODESTATUS_UNHEARD, /* nothing was ever reported or seen */
	NODESTATUS_BOOTING,
	NODESTATUS_UP,
	NODESTATUS_FAILED
};

enum {
	/* A boot that nothing was heard of for so long hangs. */
	NODESTATUS_STALE_SECONDS = 600
};

/* What is known of all nodes asked for. */
struct nodestatus_source {
	struct node_states states;
	struct node_reports reports;
	struct node_seens seens;
};

/* One node; everything is borrowed from the source. */
struct nodestatus {
	const char *node;
	const struct node_state *wanted;    /* or NULL                            */
	const struct node_report *received; /* or NULL                            */
	struct wire_report report;          /* zeros when there is none           */
	const struct node_seen *seen;       /* of this boot, by time; or NULL     */
	size_t n_seen;
	enum nodestatus_life life;
	char phase[32]; /* the last one, while booting; or ""                     */
	int64_t age;    /* seconds since something was heard; -1: never           */
	bool other;     /* it runs another generation than it is set to           */
	bool stale;     /* other, or a boot that hangs                            */
};

/* names NULL: all nodes.  0 or -errno, said. */
int nodestatus_load(struct log *, struct inventory *, const struct strv *names,
		    struct nodestatus_source *) MUST_CHECK;
void nodestatus_fini(struct nodestatus_source *);

/* now: seconds since 1970. */
void nodestatus_find(const struct nodestatus_source *, const char *node, int64_t now,
		     struct nodestatus *);

/* "unheard", "booting", "up", "failed". */
const char *nodestatus_word(enum nodestatus_life);

#endif
