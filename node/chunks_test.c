/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/chunks_test.c
 */
#include "node/chunks.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16
#define ONES  "1111111111111111111111111111111111111111111111111111111111111111"

static void splits(void)
{
	struct wire_artefact artefact = { .bytes = 2ull * WIRE_CHUNK + 7,
					  .sha256 = ONES };
	char *list = strdup(HEX64 "\n" ONES "\n" HEX64 "\n");
	struct chunks chunks;
	char hex[WIRE_SHA256 + 1];

	UNIT_INT(chunks_init(&chunks, &artefact, list, strlen(list)), 0);
	UNIT_INT(chunks.n, 3);
	UNIT_INT(chunks_bytes(&chunks, 0), WIRE_CHUNK);
	UNIT_INT(chunks_bytes(&chunks, 2), 7);
	chunks_digest(&chunks, 1, hex);
	UNIT_STR(hex, ONES);
	chunks_digest(&chunks, 2, hex);
	UNIT_STR(hex, HEX64);
	chunks_fini(&chunks);
}

static void small_is_whole(void)
{
	struct wire_artefact artefact = { .bytes = WIRE_CHUNK, .sha256 = ONES };
	struct chunks chunks;
	char hex[WIRE_SHA256 + 1];

	UNIT_INT(chunks_init(&chunks, &artefact, NULL, 0), 0);
	UNIT_INT(chunks.n, 1);
	UNIT_INT(chunks_bytes(&chunks, 0), WIRE_CHUNK);
	chunks_digest(&chunks, 0, hex);
	UNIT_STR(hex, ONES);
	artefact.bytes++;
	UNIT_INT(chunks_init(&chunks, &artefact, NULL, 0), -EINVAL);
}

static void refuses(void)
{
	static const char *const rows[] = {
		"",
		HEX64 "\n",
		HEX64 "\n" HEX64,
		HEX64 "\n" HEX64 "\n" HEX64 "\n",
		HEX64 "\n" HEX64 " ",
		HEX64 "\n" HEX16 "\n",
		HEX64 "x" HEX64 "\n",
		HEX64 "\nX" HEX16 HEX16 HEX16 "0123456789abcde\n",
	};
	struct wire_artefact artefact = { .bytes = 2ull * WIRE_CHUNK, .sha256 = ONES };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct chunks chunks;
		char *list = strdup(rows[i]);

		UNIT_INT(chunks_init(&chunks, &artefact, list, strlen(list)), -EINVAL);
	}
}

const char unit_suite[] = "node chunks";
const struct unit_case unit_cases[] = {
	{ "each chunk has its length and digest", splits },
	{ "up to one chunk is verified whole, more is not", small_is_whole },
	{ "a list that does not fit is refused", refuses },
	{ NULL, NULL }
};
