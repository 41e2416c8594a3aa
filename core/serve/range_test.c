/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/range_test.c
 */
#include "range.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct row {
	const char *header;
	uint64_t size;
	enum range_kind kind;
	uint64_t first, bytes;
} rows[] = {
	{ NULL, 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=0-0", 100, RANGE_PART, 0, 1 },
	{ "bytes=0-99", 100, RANGE_PART, 0, 100 },
	{ "bytes=10-19", 100, RANGE_PART, 10, 10 },
	{ "bytes=10-", 100, RANGE_PART, 10, 90 },
	{ "Bytes=10-", 100, RANGE_PART, 10, 90 },
	{ "bytes=99-", 100, RANGE_PART, 99, 1 },
	{ "bytes=-1", 100, RANGE_PART, 99, 1 },
	{ "bytes=-100", 100, RANGE_PART, 0, 100 },
	{ "bytes=-200", 100, RANGE_PART, 0, 100 },
	{ "bytes= 5-6 ", 100, RANGE_PART, 5, 2 },
	{ "bytes=50-1000", 100, RANGE_PART, 50, 50 },
	{ "bytes=0-18446744073709551615", 100, RANGE_PART, 0, 100 },
	{ "bytes=0-99999999999999999999999", 100, RANGE_PART, 0, 100 },
	{ "bytes=-99999999999999999999999", 100, RANGE_PART, 0, 100 },
	{ "bytes=4294967296-4294967296", UINT64_C(1) << 40, RANGE_PART, UINT64_C(1) << 32,
	  1 },
	/* beyond */
	{ "bytes=100-", 100, RANGE_BEYOND, 0, 0 },
	{ "bytes=100-200", 100, RANGE_BEYOND, 0, 0 },
	{ "bytes=99999999999999999999999-", 100, RANGE_BEYOND, 0, 0 },
	{ "bytes=-0", 100, RANGE_BEYOND, 0, 0 },
	{ "bytes=0-", 0, RANGE_BEYOND, 0, 0 },
	{ "bytes=-5", 0, RANGE_BEYOND, 0, 0 },
	/* ignored */
	{ "", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=-", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=5", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=a-b", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=5-b", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=5-6x", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=9-5", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=5--6", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=--6", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=+5-6", 100, RANGE_WHOLE, 0, 100 },
	{ "bytes=0-1,5-6", 100, RANGE_WHOLE, 0, 100 },
	{ "lines=0-1", 100, RANGE_WHOLE, 0, 100 },
};

static void headers_are_read(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct range range;
		enum range_kind kind = range_parse(rows[i].header, rows[i].size, &range);

		if (kind != rows[i].kind)
			fprintf(stderr, "\n  %s: %d\n", rows[i].header, (int)kind);
		UNIT_INT(kind, rows[i].kind);
		UNIT_INT(range.first, rows[i].first);
		UNIT_INT(range.bytes, rows[i].bytes);
	}
}

const char unit_suite[] = "range";
const struct unit_case unit_cases[] = {
	{ "a range header means these bytes", headers_are_read },
	{ NULL, NULL },
};
