/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/explain.c - what to tell someone who wrote a name that we do not know.
 */
#include "grammar.h"

#include "core/base/similar.h"
#include "core/base/str.h"
#include "core/base/strv.h"

#include <string.h>

/* "a, b" of the keys that may have been meant, or "". */
static char *similar_keys(const struct sl_option *opts, uint32_t where, const char *name)
{
	struct strv keys CLEANUP_STRV = { 0 };

	for (; opts && opts->type; opts++)
		if (opts->flags & where)
			strv_add(&keys, opts->name);
	return similar_words(name, &keys);
}

static void list_keys(struct str *text, const struct sl_option *opts, uint32_t where)
{
	const char *separator = "; the keys are: ";

	for (; opts && opts->type; opts++)
		if (opts->flags & where) {
			str_addf(text, "%s%s", separator, opts->name);
			separator = ", ";
		}
}

/* The key exists, but not here. */
static void say_where(struct str *text, const char *section,
		      const struct sl_option *option)
{
	const char *separator = "";

	str_addf(text, "%s cannot be set here; it may stand ", option->name);
	if (option->flags & SL_IN_SITE) {
		str_addf(text, "%s stateless.conf",
			 *section ? "in its section of" : "in");
		separator = " or ";
	}
	if (option->flags & SL_IN_IMAGE) {
		str_addf(text, "%sin an image block", separator);
		separator = " or ";
	}
	if (option->flags & SL_IN_NODE)
		str_addf(text, "%sin the attribute %s.%s of nodes and groups (chdef)",
			 separator, section, option->name);
}

static void explain_key(struct str *text, const struct config_grammar *grammar,
			const char *section, const char *name)
{
	const struct sl_option *opts = grammar_options(grammar, section);
	const struct sl_option *option = option_find(opts, name);
	char *near CLEANUP_FREE = similar_keys(opts, grammar->where, name);

	if (option) {
		say_where(text, section, option);
		return;
	}
	str_addf(text, "there is no key %s%s%s", name, *section ? " of " : "", section);
	if (*near)
		str_addf(text, "; did you mean %s?", near);
	else
		list_keys(text, opts, grammar->where);
}

static void explain_section(struct str *text, const struct config_grammar *grammar,
			    const char *section, const char *name)
{
	const char *separator = "; there are: ";

	if (*section) {
		str_addf(text, "%s has no sections in it", section);
		return;
	}
	if (strcmp(name, "image") == 0) {
		str_add(text, "an image block stands in a file of images.d, and not in "
			      "another block");
		return;
	}
	str_addf(text,
		 "there is no plugin %s for this section: install it, or take the "
		 "section out",
		 name);
	for (const struct option_table *t = grammar->tables + 1; t->section; t++) {
		str_addf(text, "%s%s", separator, t->section);
		separator = ", ";
	}
}

char *grammar_explain(const struct config_grammar *grammar, const char *section,
		      bool in_image, const char *name, bool is_section)
{
	struct str text = { 0 };

	if (grammar->where == SL_IN_IMAGE && !in_image)
		str_addf(&text,
			 "%s must stand in a block: only image \"NAME\" { ... } may "
			 "stand at the top of this file",
			 name);
	else if (is_section)
		explain_section(&text, grammar, section, name);
	else
		explain_key(&text, grammar, section, name);
	return str_take(&text);
}
