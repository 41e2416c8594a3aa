/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/contexts_fuzz.c - any bytes as a policy's file_contexts and its aliases.
 *
 * The text before a NUL is the policy, what is behind it the aliases.  What is chosen are
 * lines of the policy in their order; none that may match anywhere is left out.
 */
#include "core/label/contexts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void check(const struct contexts *contexts, const char *folder, size_t aliases)
{
	struct str lines CLEANUP_STR = { 0 }, all CLEANUP_STR = { 0 };

	contexts_select(contexts, folder, &lines);
	contexts_select(contexts, "/", &all);
	/* without aliases, the top has all that folders have */
	if (aliases == 0 && lines.n > all.n)
		abort();
	for (size_t i = 0, from = 0; i < contexts->n_lines; i++) {
		const char *text = contexts->lines[i].text;
		size_t n = strlen(text);

		if (lines.n - from > n && strncmp(lines.s + from, text, n) == 0 &&
		    lines.s[from + n] == '\n')
			from += n + 1;
		else if (contexts->lines[i].n_prefix == 0)
			abort(); /* may match anywhere */
		if (i + 1 == contexts->n_lines && from != lines.n)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct contexts contexts = { 0 };
	char *text = mem_ndup((const char *)data, size);
	size_t n = strlen(text);

	contexts_add(&contexts, text);
	if (n < size)
		contexts_add_aliases(&contexts, text + n + 1);
	check(&contexts, "/usr/bin", contexts.n_aliases);
	check(&contexts, "/etc", contexts.n_aliases);
	contexts_fini(&contexts);
	free(text);
	return 0;
}
