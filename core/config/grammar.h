/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/grammar.h - options as libconfuse wants to hear of them.
 */
#ifndef CONFIG_GRAMMAR_H
#define CONFIG_GRAMMAR_H

#include "config.h"

#include <confuse.h>

/* Makes a parser for site files (SL_IN_SITE), or for files of image blocks.
 * on_value is called for each value, on_image at the end of each image block.  NULL after
 * saying which two names collide. */
cfg_t *grammar_parser(struct log *, const struct config_grammar *,
		      cfg_validate_callback_t on_value,
		      cfg_validate_callback_t on_image) MUST_CHECK;

/* Sentences for a name that the grammar does not have.  section: where it stands, "" at
 * the top or directly in an image block; in_image: within one; is_section: a brace or a
 * title follows.  The caller frees. */
char *grammar_explain(const struct config_grammar *, const char *section, bool in_image,
		      const char *name, bool is_section);

/* The options of a section, or NULL. */
const struct sl_option *grammar_options(const struct config_grammar *,
					const char *section);

#endif
