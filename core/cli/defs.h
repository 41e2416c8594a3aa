/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs.h - what mkdef, chdef, lsdef and rmdef have in common.
 */
#ifndef CLI_DEFS_H
#define CLI_DEFS_H

#include "cli.h"
#include "core/inventory/edits.h"
#include "core/lists/stanza.h"

/* An object as the user named it, with what is to be set; texts are borrowed. */
struct defs_input {
	enum object_type type;
	const char *name;
	const struct stanza_pair *pairs;
	size_t n;
};

struct defs {
	struct cli *cli;
	struct inventory *inventory;
	struct attribute_plugins plugins;
	enum object_type type;     /* of -t; node if it was not given */
	char *range;               /* names as given, joined by commas; "" if none */
	struct stanza_pair *pairs; /* ATTR=VALUE ... */
	size_t n;
	struct strv names; /* the range, expanded                    */
	struct stanzas stanzas;
	struct defs_input *inputs;
	size_t n_inputs;
	struct objects existing[OBJECT_NETWORK + 1]; /* by type, without inheritance */
	size_t failed;    /* objects that failed otherwise than as an edit */
	size_t refreshed; /* nodes whose boot files are due           */
};

/* Reads the words of the command line and opens the inventory; 0 or an exit status. */
int defs_open(struct cli *, struct defs *);
void defs_close(struct defs *);

/* Expands defs->range into defs->names.  Nodes that are not there go to *missed, or with
 * missed NULL nothing is looked up.  0 or -errno, said. */
int defs_expand(struct defs *, struct strv *missed);

/* Fills defs->inputs from the command line, or for -z from standard input, begins a
 * change and loads what is there of them.  lookup: ranges are of existing nodes; those
 * that are not there become inputs too.  0 or an exit status. */
int defs_read(struct defs *, bool lookup);

/* Applies what the input sets to its change. */
void defs_edit(struct defs *, struct edit *, enum edit_mode, const struct defs_input *);

const struct object *defs_find(const struct defs *, const struct defs_input *);

/* Checks and puts the changes, keeps them (or, for --dry-run, shows and forgets them),
 * prints how many there were, and returns the exit status. */
int defs_apply(struct defs *, struct edits *);

/* Removes these objects of defs->type, the boot files of nodes first (for --dry-run: says
 * that it would), prints how many, and returns the exit status. */
int defs_remove(struct defs *, const struct strv *names);

/* For these many that were done and that failed. */
int defs_status(size_t done, size_t failed);

/* PLUGIN.KEY as the loaded plugins know it. */
struct attribute_plugins defs_plugins(const struct registry *);
/* The attribute as we call it: xCAT's of a table about some kind of node begin with the
 * table's name, which is a plugin's here (cardbridge: card.bridge, cardhost: host).  The
 * caller frees it. */
char *defs_key(const struct registry *, enum object_type, const char *key);
bool defs_is_secret(const struct registry *, const char *key);

/* What the change would do, for --dry-run. */
void defs_print_change(const struct edit *, const struct registry *);

#define DEFS_OPTIONS                                                                     \
	{ "type", 't', "TYPE", "node (default), group or network" },                     \
	{                                                                                \
		"object", 'o', "NAMES",                                                  \
			"node range, or names of groups or networks; also as first word" \
	}

#endif
