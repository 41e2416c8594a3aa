/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/selection.c - objects by their attributes.
 */
#include "selection.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool selection_is(const char *text)
{
	return strpbrk(text, "=~") != NULL;
}

/* Sets what the operator means; returns its length, or 0 when it is none. */
static size_t parse_operator(const char *at, struct selection *selection)
{
	static const struct {
		const char *text;
		bool negated, matches;
	} operators[] = {
		{ "==", false, false }, { "!=", true, false }, { "=~", false, true },
		{ "!~", true, true },   { "=", false, false },
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (str_starts(at, operators[i].text)) {
			selection->negated = operators[i].negated;
			selection->matches = operators[i].matches;
			return strlen(operators[i].text);
		}
	return 0;
}

/* "/^sles/" -> "^sles" */
static char *without_slashes(const char *text)
{
	size_t n = strlen(text);

	if (n >= 2 && text[0] == '/' && text[n - 1] == '/')
		return mem_ndup(text + 1, n - 2);
	return mem_dup(text);
}

static int compile(struct log *log, struct selection *selection)
{
	char *expression CLEANUP_FREE = NULL;
	int rc;

	if (!selection->matches)
		return 0;
	expression = without_slashes(selection->value);
	rc = regex_compile(log, expression, false, &selection->regex);
	if (rc < 0)
		selection->matches = false; /* nothing to free */
	return rc;
}

int selection_parse(struct log *log, const char *text, struct selection *selection)
{
	size_t key = strcspn(text, "=!~"), op;
	int rc;

	*selection = (struct selection){ 0 };
	op = parse_operator(text + key, selection);
	if (key == 0 || op == 0)
		return log_fail(log, EINVAL,
				"selection %s: write ATTRIBUTE==VALUE (or != =~ !~)",
				text);
	selection->key = mem_ndup(text, key);
	selection->value = mem_dup(text + key + op);
	rc = compile(log, selection);
	if (rc < 0)
		selection_fini(selection);
	return rc;
}

bool selection_matches(const struct selection *selection, const struct object *object)
{
	const char *value = object_get(object, selection->key);
	bool found;

	if (!value)
		value = "";
	if (selection->matches)
		found = regexec(&selection->regex, value, 0, NULL, 0) == 0;
	else
		found = strcmp(value, selection->value) == 0;
	return found != selection->negated;
}

void selection_fini(struct selection *selection)
{
	free(selection->key);
	free(selection->value);
	if (selection->matches)
		regfree(&selection->regex);
	*selection = (struct selection){ 0 };
}
