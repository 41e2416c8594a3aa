/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/range.c - the Range header of HTTP.
 *
 * RFC 9110 lets a server ignore what it does not want to do: of several ranges in one
 * request no boot loader and no node knows, so they get the whole file.
 */
#include "range.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* A number too large for 64 bits is as good as the largest.  False: no digit there. */
static bool read_number(const char **at, uint64_t *out)
{
	const char *start = *at;

	*out = 0;
	for (; isdigit((unsigned char)**at); (*at)++) {
		uint64_t digit = (uint64_t)(**at - '0');

		if (*out > (UINT64_MAX - digit) / 10)
			*out = UINT64_MAX;
		else
			*out = *out * 10 + digit;
	}
	return *at != start;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

static enum range_kind part(uint64_t first, uint64_t last, uint64_t size,
			    struct range *range)
{
	if (first >= size) {
		*range = (struct range){ 0, 0 };
		return RANGE_BEYOND;
	}
	if (last >= size)
		last = size - 1;
	*range = (struct range){ first, last - first + 1 };
	return RANGE_PART;
}

/* "-N": the last N bytes. */
static enum range_kind tail(const char *at, uint64_t size, struct range *range)
{
	uint64_t n;

	if (!read_number(&at, &n) || *skip_blanks(at))
		return RANGE_WHOLE;
	if (n == 0)
		return part(size, size, size, range);
	return part(n < size ? size - n : 0, size, size, range);
}

enum range_kind range_parse(const char *header, uint64_t size, struct range *range)
{
	uint64_t first, last = UINT64_MAX;
	const char *at = header;

	*range = (struct range){ 0, size };
	if (!header || strncasecmp(header, "bytes=", 6) != 0)
		return RANGE_WHOLE;
	at = skip_blanks(header + 6);
	if (*at == '-')
		return tail(at + 1, size, range);
	if (!read_number(&at, &first) || *at++ != '-')
		return RANGE_WHOLE;
	if (isdigit((unsigned char)*at) && (!read_number(&at, &last) || last < first))
		return RANGE_WHOLE;
	if (*skip_blanks(at))
		return RANGE_WHOLE;
	return part(first, last, size, range);
}
