/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/repos_fuzz.c - any lines as URLs of repositories.
 *
 * Whatever is accepted must be fit for a file in INI form that a package manager reads.
 */
#include "fuzzhost.h"
#include "repos.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void check(const struct repos *repos)
{
	for (size_t i = 0; i < repos->n; i++) {
		const struct repo *repo = &repos->v[i];

		if (!repo->id[0] || strcmp(repo->id, "main") == 0)
			abort();
		for (const char *c = repo->id; *c; c++)
			if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
				abort();
		for (const char *c = repo->url; *c; c++)
			if (iscntrl((unsigned char)*c) || strchr(" ,", *c))
				abort();
		for (size_t k = 0; k < i; k++)
			if (strcmp(repos->v[k].id, repo->id) == 0 ||
			    strcmp(repos->v[k].url, repo->url) == 0)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct repos_keys keys;
	struct fake *fake = fuzz_host(NULL);
	char *text = fuzz_text(data, size);
	struct repos repos = { 0 };
	ARGS lines = { 0 };

	args_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		/* folders would be those of this machine */
		if (lines.v[i][0] == '/' || strncmp(lines.v[i], "file:", 5) == 0)
			continue;
		fake_forget(fake);
		if (repos_add(&fake->job, lines.v[i], &keys, &repos) < 0 &&
		    fake->fails != 1)
			abort();
	}
	check(&repos);
	repos_fini(&repos);
	free(text);
	return 0;
}
