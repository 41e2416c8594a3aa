/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/noderange_fuzz.c - node ranges of any text, looked up and not.
 */
#include "core/inventory/noderange.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_node(void *arg, const char *name)
{
	(void)arg;
	return name[0] == 'n';
}

static bool group(void *arg, const char *name, struct strv *members)
{
	(void)arg;
	strv_add(members, "n1");
	return name[0] == 'g';
}

static int choose(void *arg, const char *selection, struct strv *nodes)
{
	(void)arg;
	(void)selection;
	strv_add(nodes, "n7");
	return 0;
}

static void expand(const char *text, const struct noderange_names *names)
{
	struct strv nodes CLEANUP_STRV = { 0 }, missed CLEANUP_STRV = { 0 };
	struct log log;

	log_init(&log, "fuzz");
	log.level = -1;
	if (noderange_expand(&log, text, names, &nodes, &missed) < 0 && !log.errors)
		abort();
}

/* Numbers are kept short: a million names are correct, and slow to look at.  So are
 * files: the text is not to choose what is read here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct noderange_names names = { is_node, group, choose, NULL };
	char text[64];
	size_t digits = 0, brackets = 0;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (const char *c = text; *c; c++) {
		digits = *c >= '0' && *c <= '9' ? digits + 1 : 0;
		brackets += *c == '[';
		if (digits > 2 || brackets > 2 || *c == '^')
			return 0;
	}
	expand(text, &names);
	expand(text, NULL);
	return 0;
}
