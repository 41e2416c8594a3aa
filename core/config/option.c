/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/option.c - what the value of an option may look like, and what it means.
 */
#include "settings.h"

#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct factor {
	char letter; /* '\0' ends a table */
	int64_t times;
};

static const struct factor size_factors[] = {
	{ 'k', INT64_C(1) << 10 }, { 'm', INT64_C(1) << 20 }, { 'g', INT64_C(1) << 30 },
	{ 't', INT64_C(1) << 40 }, { 'p', INT64_C(1) << 50 }, { '\0', 0 }
};
static const struct factor time_factors[] = {
	{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { '\0', 0 }
};

static bool scale(const char *suffix, const struct factor *factors, int64_t *number)
{
	if (!*suffix)
		return true;
	if (suffix[1])
		return false;
	for (; factors->letter; factors++)
		if (tolower((unsigned char)*suffix) == factors->letter)
			return !__builtin_mul_overflow(*number, factors->times, number);
	return false;
}

/* strtoll takes blanks, '+' and the like before the digits; a file may not hold them. */
static bool parse_amount(const char *text, const struct factor *factors, int64_t *number)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*number = strtoll(text, &end, 10);
	return errno == 0 && scale(end, factors, number);
}

static bool parse_size(const char *text, int64_t *number)
{
	return parse_amount(text, size_factors, number);
}

static bool parse_seconds(const char *text, int64_t *number)
{
	return parse_amount(text, time_factors, number);
}

static bool parse_int(const char *text, int64_t *number)
{
	static const struct factor none[] = { { '\0', 0 } };
	bool negative = *text == '-';

	if (!parse_amount(text + negative, none, number))
		return false;
	if (negative)
		*number = -*number;
	return true;
}

/* The words that libconfuse knows for a boolean, and the numbers that opt_int gives. */
static bool parse_bool(const char *text, int64_t *number)
{
	static const char *const words[] = { "no",  "yes", "false", "true",
					     "off", "on",  "0",     "1" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0) {
			*number = (int64_t)(i % 2);
			return true;
		}
	return false;
}

static bool parse_text(const char *text, int64_t *number)
{
	(void)text;
	*number = 0;
	return true;
}

static bool parse_filled(const char *text, int64_t *number)
{
	*number = 0;
	return *text != '\0';
}

static bool parse_method(const char *text, int64_t *number)
{
	*number = 0;
	if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text))
		return false;
	for (; *text; text++)
		if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text) &&
		    *text != '-' && *text != '_')
			return false;
	return true;
}

struct type {
	const char *name;
	bool (*parse)(const char *text, int64_t *number);
	const char *wanted;
};

static const struct type types[] = {
	[SL_STRING] = { "string", parse_text, "" },
	[SL_BOOL] = { "bool", parse_bool, "must be yes or no" },
	[SL_INT] = { "int", parse_int, "must be a whole number" },
	[SL_SIZE] = { "size", parse_size,
		      "must be a number of bytes, as in 4096, 64K, 64M or 2G" },
	[SL_SECONDS] = { "seconds", parse_seconds,
			 "must be a number of seconds, as in 90, 5m or 2h" },
	[SL_PATH] = { "path", parse_filled, "must not be empty" },
	[SL_LIST] = { "list", parse_text, "" },
	[SL_METHOD] = { "method", parse_method, "must be the name of a method" },
};

static const struct type *find_type(uint32_t type)
{
	return type >= SL_STRING && type <= SL_METHOD ? &types[type] : NULL;
}

const char *option_type_name(uint32_t type)
{
	const struct type *found = find_type(type);

	return found ? found->name : NULL;
}

const struct sl_option *option_find(const struct sl_option *opts, const char *name)
{
	for (; opts && opts->type; opts++)
		if (strcmp(opts->name, name) == 0)
			return opts;
	return NULL;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);

	while (*choices) {
		size_t n = strcspn(choices, "|");

		if (n == length && memcmp(choices, value, n) == 0)
			return true;
		choices += n;
		choices += *choices == '|';
	}
	return false;
}

/* A value may end up in a boot file or a command line, where a new line is a new
 * statement. */
static bool has_control(const char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			return true;
	return false;
}

int option_check(const struct sl_option *option, const char *value, char *why,
		 size_t room)
{
	const struct type *type = find_type(option->type);
	int64_t number;

	if (!type)
		snprintf(why, room, "has the unknown type %u", option->type);
	else if (has_control(value))
		snprintf(why, room, "must not hold control characters");
	else if (option->choices && !is_choice(option->choices, value))
		snprintf(why, room, "must be one of %s", option->choices);
	else if (!type->parse(value, &number))
		snprintf(why, room, "%s", type->wanted);
	else
		return 0;
	return -EINVAL;
}

int64_t option_number(uint32_t type, const char *text)
{
	const struct type *found = find_type(type);
	int64_t number = 0;

	return found && found->parse(text, &number) ? number : 0;
}
