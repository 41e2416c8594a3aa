/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/filelist_fuzz.c - any bytes as a filelist.
 */
#include "filelist.h"

#include "tests/plugins/fake_host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is told of a line is whole, and leads nowhere else. */
static int check(void *arg, const struct filelist_entry *entry)
{
	(void)arg;
	if (!filelist_is_plain(entry->path) || !entry->line ||
	    !S_ISREG(entry->mode) != !entry->source ||
	    !S_ISLNK(entry->mode) != !entry->target ||
	    (entry->source && !filelist_is_plain(entry->source)))
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	struct fake_host host;
	int rc;

	if (!text)
		abort();
	fake_host_init(&host, NULL);
	rc = filelist_parse(&host.border, "list", text, check, NULL);
	if (host.fails != (rc < 0))
		abort();
	fake_host_fini(&host);
	free(text);
	return 0;
}
