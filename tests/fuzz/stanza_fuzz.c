/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/stanza_fuzz.c - stanza files of any text.
 */
#include "core/lists/stanza.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text CLEANUP_FREE = mem_ndup((const char *)data, size);
	struct stanzas stanzas;
	struct log log;

	log_init(&log, "fuzz");
	log.level = -1;
	if (stanza_parse(&log, "F", text, &stanzas) == 0)
		for (size_t i = 0; i < stanzas.n; i++)
			if (!stanzas.v[i].name[0] || !stanzas.v[i].type)
				abort();
	stanzas_fini(&stanzas);
	return 0;
}
