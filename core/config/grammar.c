/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/grammar.c - options as libconfuse wants to hear of them.
 *
 * Every value is a string to libconfuse: option_check() decides what fits, so that a text
 * means the same in a file, in a node's attribute and in a plugin's fallback.
 */
#include "grammar.h"

#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* libconfuse's name of the outermost section, and ours of an image block. */
static const char *const reserved[] = { "root", "image" };

static size_t count_tables(const struct config_grammar *grammar)
{
	size_t n = 0;

	while (grammar->tables[n].section)
		n++;
	return n;
}

const struct sl_option *grammar_options(const struct config_grammar *grammar,
					const char *section)
{
	for (const struct option_table *t = grammar->tables; t->section; t++)
		if (strcmp(t->section, section) == 0)
			return t->opts;
	return NULL;
}

static size_t count_options(const struct sl_option *opts)
{
	size_t n = 0;

	while (opts && opts[n].type)
		n++;
	return n;
}

/* The accepted options of a table, with room for `more` entries and the end. */
static cfg_opt_t *make_options(const struct sl_option *opts, uint32_t where, size_t more,
			       cfg_validate_callback_t on_value, size_t *used)
{
	cfg_opt_t *made = mem_alloc((count_options(opts) + more + 1) * sizeof(*made));
	size_t n = 0;

	for (; opts && opts->type; opts++)
		if (opts->flags & where)
			made[n++] = (cfg_opt_t){
				.name = opts->name,
				.type = CFGT_STR,
				.flags = CFGF_NODEFAULT |
					 (opts->type == SL_LIST ? CFGF_LIST : CFGF_NONE),
				.validcb = on_value
			};
	*used = n;
	return made;
}

static bool collides(const struct config_grammar *grammar, const char *section)
{
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(section, reserved[i]) == 0)
			return true;
	return option_find(grammar->tables[0].opts, section) != NULL;
}

static int check_names(struct log *log, const struct config_grammar *grammar)
{
	for (const struct option_table *t = grammar->tables + 1; t->section; t++)
		if (collides(grammar, t->section))
			return log_fail(log, EEXIST,
					"the plugin %s cannot have a section in the "
					"configuration: the name is a key of the core; "
					"remove the plugin",
					t->section);
	return 0;
}

/* The core's keys and the plugins' sections, as they stand side by side. */
static cfg_opt_t *make_level(const struct config_grammar *grammar,
			     cfg_validate_callback_t on_value)
{
	size_t used, ignored;
	cfg_opt_t *level = make_options(grammar->tables[0].opts, grammar->where,
					count_tables(grammar), on_value, &used);

	for (const struct option_table *t = grammar->tables + 1; t->section; t++)
		level[used++] =
			(cfg_opt_t){ .name = t->section,
				     .type = CFGT_SEC,
				     .subopts = make_options(t->opts, grammar->where, 0,
							     on_value, &ignored) };
	return level;
}

static void free_level(cfg_opt_t *level)
{
	for (cfg_opt_t *opt = level; opt->name; opt++)
		free(opt->subopts);
	free(level);
}

/* libconfuse copies what it is given. */
static cfg_t *make_parser(const struct config_grammar *grammar, cfg_opt_t *level,
			  cfg_validate_callback_t on_image)
{
	cfg_opt_t images[] = {
		{ .name = "image",
		  .type = CFGT_SEC,
		  .flags = CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES,
		  .subopts = level,
		  .validcb = on_image },
		CFG_END(),
	};

	return cfg_init(grammar->where == SL_IN_IMAGE ? images : level, CFGF_NONE);
}

cfg_t *grammar_parser(struct log *log, const struct config_grammar *grammar,
		      cfg_validate_callback_t on_value, cfg_validate_callback_t on_image)
{
	cfg_opt_t *level;
	cfg_t *parser;

	if (check_names(log, grammar) < 0)
		return NULL;
	level = make_level(grammar, on_value);
	parser = make_parser(grammar, level, on_image);
	free_level(level);
	if (!parser)
		log_fail(log, ENOMEM, "cannot make a parser for configuration files");
	return parser;
}
