/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/config.c - configuration files in libconfuse's syntax.
 */
#include "config.h"
#include "grammar.h"
#include "scan.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 16 << 20 };

struct parse {
	struct log *log;
	const char *file;
	char *folder; /* absolute: what relative paths begin at */
	const struct config_grammar *grammar;
	struct str text;
	struct scan_lines tops;
	struct settings settings; /* of the site, or of the block being read */
	struct config_image *images;
	size_t n;
	bool said;
};

/* libconfuse's callbacks take no argument of ours, and its lexer has but one state in the
 * process: there is one parse at a time, and this is it. */
static struct parse *current;

static const char *section_of(const cfg_t *cfg)
{
	return strcmp(cfg->name, "root") == 0 || strcmp(cfg->name, "image") == 0
		       ? ""
		       : cfg->name;
}

/* "key" or "section.key". */
static char *key_of(const char *section, const char *key)
{
	return mem_printf("%s%s%s", section, *section ? "." : "", key);
}

static int refuse_value(const cfg_t *cfg, const struct sl_option *option,
			const char *value, const char *why)
{
	char *key CLEANUP_FREE = key_of(section_of(cfg), option->name);

	current->said = true;
	if (option->flags & SL_SECRET)
		return log_fail(current->log, EINVAL, "%s:%d: %s %s", current->file,
				cfg->line, key, why);
	return log_fail(current->log, EINVAL, "%s:%d: %s = \"%s\": %s", current->file,
			cfg->line, key, value, why);
}

static int refuse_twice(const cfg_t *cfg, const struct setting *setting)
{
	char *key CLEANUP_FREE = key_of(setting->section, setting->key);

	current->said = true;
	return log_fail(current->log, EINVAL,
			"%s:%d: %s is set twice, first on line %d; keep one",
			current->file, cfg->line, key, setting->line);
}

static void add_value(struct setting *setting, const struct sl_option *option,
		      const char *value)
{
	if (option->type == SL_PATH && *value != '/')
		strv_addf(&setting->values, "%s/%s", current->folder, value);
	else
		strv_add(&setting->values, value);
}

/* Called for each value, and once more at a list's closing brace: then, and only then,
 * are there as many values as before. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *section = section_of(cfg);
	const struct sl_option *option =
		option_find(grammar_options(current->grammar, section), opt->name);
	unsigned count = cfg_opt_size(opt);
	const char *value = cfg_opt_getnstr(opt, count - 1);
	struct setting *setting = (struct setting *)(uintptr_t)settings_find(
		&current->settings, section, opt->name);
	char why[256];

	if (setting && option->type == SL_LIST && count == setting->values.n &&
	    strcmp(value, setting->values.v[count - 1]) == 0)
		return 0;
	if (setting && (option->type != SL_LIST || count <= setting->values.n))
		return refuse_twice(cfg, setting);
	if (option_check(option, value, why, sizeof(why)) < 0)
		return refuse_value(cfg, option, value, why);
	if (!setting)
		setting = settings_add(&current->settings, section, opt->name,
				       current->file, cfg->line);
	add_value(setting, option, value);
	return 0;
}

/* Empty lists have no value to be called for; they overrule a wider scope all the same.
 */
static int add_empty_list(const cfg_t *cfg, cfg_opt_t *opt)
{
	const char *section = section_of(cfg);
	const struct setting *before =
		settings_find(&current->settings, section, opt->name);

	if (!(opt->flags & CFGF_LIST) || !(opt->flags & CFGF_MODIFIED) ||
	    cfg_opt_size(opt) != 0)
		return 0;
	if (before)
		return refuse_twice(cfg, before);
	settings_add(&current->settings, section, opt->name, current->file, cfg->line);
	return 0;
}

static int add_empty_lists(cfg_t *cfg)
{
	int rc = 0;

	for (cfg_opt_t *opt = cfg->opts; rc == 0 && opt && opt->name; opt++) {
		if (opt->type == CFGT_STR)
			rc = add_empty_list(cfg, opt);
		else if (!(opt->flags & CFGF_MULTI) && cfg_opt_size(opt) > 0)
			rc = add_empty_lists(cfg_opt_getnsec(opt, 0));
	}
	return rc;
}

/* Only the core's own keys: what a plugin requires may stand in a wider file, and is
 * asked for when the plugin is used. */
static int check_required(const char *title, int line)
{
	const struct settings *scopes[] = { &current->settings, NULL };
	const struct sl_option *opts = current->grammar->tables[0].opts;
	const struct sl_option *missing = settings_missing(scopes, "", opts);

	if (!missing)
		return 0;
	current->said = true;
	return log_fail(current->log, EINVAL, "%s:%d: %s%s%s must set %s (%s)",
			current->file, line, title ? "image \"" : "the file",
			title ? title : "", title ? "\"" : "", missing->name,
			missing->help);
}

static int on_image(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *block = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
	int line = current->n < current->tops.n ? current->tops.v[current->n] : cfg->line;
	struct config_image *image;

	if (!path_is_name(block->title)) {
		current->said = true;
		return log_fail(current->log, EINVAL,
				"%s:%d: image \"%s\": a name has letters, digits and "
				"-_.+@ only, and begins with a letter or a digit",
				current->file, line, block->title);
	}
	if (add_empty_lists(block) < 0 || check_required(block->title, line) < 0)
		return -1;
	current->images =
		mem_grow(current->images, current->n + 1, sizeof(*current->images));
	image = &current->images[current->n++];
	*image = (struct config_image){ .title = mem_dup(block->title),
					.settings = current->settings,
					.line = line };
	current->settings = (struct settings){ 0 };
	return 0;
}

/* Does a brace or a title follow the word, and not '='? */
static bool is_section(const char *text, int line, const char *word)
{
	const char *at = text;

	for (; line > 1 && at; line--) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	at = at ? strstr(at, word) : NULL;
	if (!at)
		return false;
	at += strlen(word);
	while (isspace((unsigned char)*at))
		at++;
	return *at && *at != '=' && *at != '+';
}

static char *quoted_part(const char *message)
{
	const char *begin = strchr(message, '\''), *end = strrchr(message, '\'');

	return begin && end > begin ? mem_ndup(begin + 1, (size_t)(end - begin - 1))
				    : mem_dup("");
}

PRINTF_LIKE(2, 0)
static void on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char *text CLEANUP_FREE = mem_vprintf(fmt, ap);

	if (current->said)
		return;
	current->said = true;
	if (str_starts(text, "no such option")) {
		char *name CLEANUP_FREE = quoted_part(text);
		bool in_image = strcmp(cfg->name, "root") != 0;
		char *why CLEANUP_FREE = grammar_explain(
			current->grammar, section_of(cfg), in_image, name,
			is_section(str_text(&current->text), cfg->line, name));

		log_fail(current->log, EINVAL, "%s:%d: %s", current->file, cfg->line,
			 why);
		return;
	}
	log_fail(current->log, EINVAL, "%s:%d: %s", current->file, cfg->line, text);
}

/* Of a file that is there. */
static char *folder_of(const char *path)
{
	char *parent CLEANUP_FREE = path_parent(path);

	return realpath(parent, NULL);
}

static int parse_text(cfg_t *parser)
{
	FILE *stream;
	int rc;

	if (!current->text.n)
		return 0;
	stream = fmemopen(current->text.s, current->text.n, "r");
	if (!stream)
		return log_fail(current->log, errno, "cannot read %s: %s", current->file,
				strerror(errno));
	rc = cfg_parse_fp(parser, stream);
	fclose(stream);
	if (rc != CFG_SUCCESS && !current->said)
		log_fail(current->log, EINVAL, "%s:%d: the file cannot be understood",
			 current->file, parser->line);
	return rc == CFG_SUCCESS ? 0 : -EINVAL;
}

static int parse_with_grammar(struct parse *parse)
{
	cfg_t *parser = grammar_parser(parse->log, parse->grammar, on_value, on_image);
	int rc = -EINVAL;

	if (!parser)
		return rc;
	current = parse;
	cfg_set_error_function(parser, on_error);
	rc = parse_text(parser);
	if (rc == 0 && parse->grammar->where == SL_IN_SITE)
		rc = add_empty_lists(parser);
	if (rc == 0 && parse->grammar->where == SL_IN_SITE)
		rc = check_required(NULL, 1);
	cfg_free(parser);
	current = NULL;
	return rc;
}

static int parse_file(struct parse *parse)
{
	int rc = file_read(parse->log, parse->file, LARGEST, &parse->text);

	if (rc == 0)
		rc = scan_text(parse->log, parse->file, &parse->text, &parse->tops);
	if (rc < 0)
		return rc;
	parse->folder = folder_of(parse->file);
	if (!parse->folder)
		return log_fail(parse->log, errno, "cannot find the folder of %s: %s",
				parse->file, strerror(errno));
	return parse_with_grammar(parse);
}

static void parse_fini(struct parse *parse)
{
	free(parse->folder);
	str_fini(&parse->text);
	scan_lines_fini(&parse->tops);
	settings_fini(&parse->settings);
	config_images_free(parse->images, parse->n);
}

int config_read_site(struct log *log, const char *path,
		     const struct config_grammar *grammar, struct settings *settings)
{
	struct parse parse = { .log = log, .file = path, .grammar = grammar };
	int rc = parse_file(&parse);

	*settings = (struct settings){ 0 };
	if (rc == 0) {
		*settings = parse.settings;
		parse.settings = (struct settings){ 0 };
	}
	parse_fini(&parse);
	return rc;
}

int config_read_images(struct log *log, const char *path,
		       const struct config_grammar *grammar, struct config_image **images,
		       size_t *n)
{
	struct parse parse = { .log = log, .file = path, .grammar = grammar };
	int rc = parse_file(&parse);

	*images = NULL;
	*n = 0;
	if (rc == 0) {
		*images = parse.images;
		*n = parse.n;
		parse.images = NULL;
		parse.n = 0;
	}
	parse_fini(&parse);
	return rc;
}

void config_images_free(struct config_image *images, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(images[i].title);
		settings_fini(&images[i].settings);
	}
	free(images);
}
