/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/plan.c - a boot plan: what a host does to start one of its devices.
 */
#include "plan.h"

#include "wire/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct keyword {
	const char *word;
	int (*parse)(struct step *, char *rest, const char **wrong);
};

static const struct keyword *keyword_of(enum step_kind kind);

const char *step_word(enum step_kind kind)
{
	return keyword_of(kind)->word;
}

/* The next word; *rest is NULL after the last.  NULL where a word is missing or empty. */
static char *cut(char **rest)
{
	char *word = *rest ? strsep(rest, " ") : NULL;

	return word && *word ? word : NULL;
}

/* A part ".." would lead out of the folder that a relative path is below. */
static int is_path(const char *path)
{
	const char *part = path + (*path == '/');

	for (;; part++) {
		size_t n = strcspn(part, "/");

		if (n == 0 || (n == 1 && part[0] == '.') ||
		    (n == 2 && part[0] == '.' && part[1] == '.'))
			return 0;
		part += n;
		if (!*part)
			return 1;
	}
}

static int take_path(char **rest, char **out, const char **wrong)
{
	const char *word = cut(rest);

	if (!word) {
		*wrong = "a path is missing, or there are two blanks";
		return -EINVAL;
	}
	if (!is_path(word)) {
		*wrong = "a path has an empty part, \".\" or \"..\"";
		return -EINVAL;
	}
	*out = mem_dup(word);
	return 0;
}

static int take_paths(char *rest, struct strv *list, const char **wrong)
{
	int rc;

	do {
		char *path CLEANUP_FREE = NULL;

		rc = take_path(&rest, &path, wrong);
		if (rc == 0)
			strv_add(list, path);
	} while (rc == 0 && rest);
	return rc;
}

static int nothing_more(const char *rest, const char **wrong)
{
	if (!rest)
		return 0;
	*wrong = "there are more words than the step has";
	return -EINVAL;
}

static int parse_fetch(struct step *step, char *rest, const char **wrong)
{
	const char *url = cut(&rest), *digest = cut(&rest);
	int rc;

	if (!url || !(url[0] == '/' || strncmp(url, "http://", 7) == 0)) {
		*wrong = "fetch wants \"http://ADDRESS[:PORT]/PATH\" or \"/PATH\"";
		return -EINVAL;
	}
	if (!digest || strncmp(digest, "sha256:", 7) != 0 ||
	    !wire_is_sha256(digest + 7)) {
		*wrong = "the digest is not \"sha256:\" and 64 lower-case hex digits";
		return -EINVAL;
	}
	step->text = mem_dup(url);
	step->sha256 = mem_dup(digest + 7);
	rc = take_path(&rest, &step->path, wrong);
	return rc < 0 ? rc : nothing_more(rest, wrong);
}

static int parse_from(struct step *step, char *rest, const char **wrong)
{
	int rc = take_path(&rest, &step->path, wrong);

	if (rc == 0)
		rc = take_paths(rest, &step->list, wrong);
	if (rc == 0 && strv_has(&step->list, step->path)) {
		*wrong = "a file cannot be made of itself";
		rc = -EINVAL;
	}
	return rc;
}

static int parse_gzip(struct step *step, char *rest, const char **wrong)
{
	int rc = parse_from(step, rest, wrong);

	if (rc == 0 && step->list.n != 1) {
		*wrong = "gzip takes one file; join them first";
		rc = -EINVAL;
	}
	return rc;
}

static int parse_link(struct step *step, char *rest, const char **wrong)
{
	int rc = take_path(&rest, &step->path, wrong);
	const char *target = rc == 0 ? cut(&rest) : NULL;

	if (rc < 0)
		return rc;
	if (!target) {
		*wrong = "the link's target is missing";
		return -EINVAL;
	}
	step->text = mem_dup(target);
	return nothing_more(rest, wrong);
}

static int take_values(char *text, struct strv *list, const char **wrong)
{
	while (text) {
		const char *value = strsep(&text, "|");
		size_t n = strlen(value);

		if (n == 0 || value[0] == ' ' || value[n - 1] == ' ') {
			*wrong = "a value is missing, or begins or ends with a blank";
			return -EINVAL;
		}
		strv_add(list, value);
	}
	return 0;
}

/* Values may have blanks in them, so that the time limit is what follows the last. */
static int parse_wait(struct step *step, char *rest, const char **wrong)
{
	int rc = take_path(&rest, &step->path, wrong);
	char *last = rc == 0 && rest ? strrchr(rest, ' ') : NULL;
	uint64_t seconds;

	if (rc < 0)
		return rc;
	if (!last || wire_number(last + 1, &seconds) < 0 || seconds < 1 ||
	    seconds > PLAN_SECONDS) {
		*wrong = "a wait ends with its time limit, 1 to 3600 seconds";
		return -EINVAL;
	}
	*last = '\0';
	step->seconds = (unsigned)seconds;
	return take_values(rest, &step->list, wrong);
}

static int parse_write(struct step *step, char *rest, const char **wrong)
{
	int rc = take_path(&rest, &step->path, wrong);

	if (rc < 0)
		return rc;
	if (!rest || !*rest) { /* what drivers make of no bytes is undefined */
		*wrong = "there is nothing to write";
		return -EINVAL;
	}
	step->text = mem_dup(rest);
	return 0;
}

static int parse_fail(struct step *step, char *rest, const char **wrong)
{
	if (rest)
		return take_values(rest, &step->list, wrong);
	*wrong = "a value is missing";
	return -EINVAL;
}

static const struct keyword *keyword_of(enum step_kind kind)
{
	static const struct keyword keywords[] = {
		[STEP_FETCH] = { "fetch", parse_fetch },
		[STEP_JOIN] = { "join", parse_from },
		[STEP_GZIP] = { "gzip", parse_gzip },
		[STEP_LINK] = { "link", parse_link },
		[STEP_WAIT] = { "wait", parse_wait },
		[STEP_WRITE] = { "write", parse_write },
		[STEP_STREAM] = { "stream", parse_from },
		[STEP_FAIL] = { "fail", parse_fail },
	};

	return &keywords[kind];
}

static int parse_line(char *line, struct step *step, const char **wrong)
{
	const char *word = strsep(&line, " ");

	for (enum step_kind kind = STEP_FETCH; kind <= STEP_FAIL; kind++)
		if (strcmp(word, step_word(kind)) == 0) {
			step->kind = kind;
			return keyword_of(kind)->parse(step, line, wrong);
		}
	*wrong = "no step is called so";
	return -EINVAL;
}

static int add_step(struct boot_plan *plan, char *line, unsigned number,
		    const char **wrong)
{
	if (!wire_is_text(line)) {
		*wrong = "a tab, a carriage return or another control character";
		return -EINVAL;
	}
	if (plan->n == PLAN_STEPS) {
		*wrong = "a plan has at most 256 steps";
		return -EINVAL;
	}
	plan->v = mem_grow(plan->v, plan->n + 1, sizeof(*plan->v));
	plan->v[plan->n] = (struct step){ .line = number };
	return parse_line(line, &plan->v[plan->n++], wrong);
}

int boot_plan_parse(struct log *log, const char *name, const char *text, size_t n,
		    struct boot_plan *plan)
{
	char *copy CLEANUP_FREE = NULL;
	const char *wrong = NULL;
	char why[80], *at, *line;
	unsigned number = 0;

	*plan = (struct boot_plan){ 0 };
	if (n > PLAN_BYTES)
		return log_fail(log, EINVAL, "%s: a plan has at most %d bytes", name,
				PLAN_BYTES);
	if (wire_copy_lines(text, n, &copy, why, sizeof(why)) < 0)
		return log_fail(log, EINVAL, "%s: %s", name, why);
	for (at = copy; *at;) {
		number++;
		line = strsep(&at, "\n");
		if (*line && *line != '#' && add_step(plan, line, number, &wrong) < 0)
			return log_fail(log, EINVAL, "%s:%u: %s", name, number, wrong);
	}
	if (plan->n == 0)
		return log_fail(log, EINVAL, "%s: there is no step in it", name);
	return 0;
}

void boot_plan_fini(struct boot_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		struct step *step = &plan->v[i];

		free(step->path);
		free(step->text);
		free(step->sha256);
		strv_fini(&step->list);
	}
	free(plan->v);
	*plan = (struct boot_plan){ 0 };
}

const char *boot_plan_state_file(const struct boot_plan *plan)
{
	for (size_t i = plan->n; i-- > 0;)
		if (plan->v[i].kind == STEP_WAIT)
			return plan->v[i].path;
	return NULL;
}
