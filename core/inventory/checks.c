/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/checks.c - values of attributes: texts, numbers and lists.
 */
#include "checks.h"
#include "core/base/strv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

static int refuse(struct str *why, const char *text)
{
	str_add(why, text);
	return -EINVAL;
}

CHECK(name)
{
	if (!value[0] || strspn(value, LETTERS DIGITS "-_.") != strlen(value) ||
	    !strchr(LETTERS DIGITS, value[0]) || strlen(value) > 255)
		return refuse(why, "must be letters, digits and -_. that begin with a "
				   "letter or digit");
	str_add(normal, value);
	return 0;
}

CHECK(names)
{
	struct strv list CLEANUP_STRV = { 0 }, seen CLEANUP_STRV = { 0 };

	strv_split(&list, value, ", ");
	for (size_t i = 0; i < list.n; i++) {
		struct str unused CLEANUP_STR = { 0 };

		if (check_name(list.v[i], &unused, why) < 0)
			return -EINVAL;
		if (strv_has(&seen, list.v[i]))
			continue;
		strv_add(&seen, list.v[i]);
		str_addf(normal, "%s%s", i ? "," : "", list.v[i]);
	}
	return 0;
}

CHECK(text)
{
	for (const unsigned char *c = (const unsigned char *)value; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return refuse(why, "must be one line without control characters");
	str_add(normal, value);
	return 0;
}

static bool read_number(const char *value, unsigned long most, unsigned long *number)
{
	size_t n = strlen(value);

	if (n == 0 || n > 9 || strspn(value, DIGITS) != n)
		return false;
	*number = strtoul(value, NULL, 10);
	return *number <= most;
}

CHECK(number)
{
	unsigned long number;

	if (!read_number(value, 999999999, &number))
		return refuse(why, "must be a number");
	str_addf(normal, "%lu", number);
	return 0;
}

CHECK(prefix)
{
	unsigned long number;

	if (!read_number(value, 128, &number))
		return refuse(why, "must be a number of bits: 24");
	str_addf(normal, "%lu", number);
	return 0;
}

/* Whether "0" is ttyS0 or ttyAMA0 is known to the platform. */
CHECK(serial_port)
{
	if (!value[0] || strspn(value, LETTERS DIGITS) != strlen(value) ||
	    strlen(value) > 15)
		return refuse(why, "must be a number, or the name of a device: 0, ttyS1");
	str_add(normal, value);
	return 0;
}

CHECK(serial_flow)
{
	if (strcmp(value, "hard") != 0 && strcmp(value, "soft") != 0 &&
	    strcmp(value, "none") != 0)
		return refuse(why, "must be hard, soft or none");
	str_add(normal, value);
	return 0;
}

CHECK(size)
{
	size_t n = strspn(value, DIGITS);

	if (n == 0 || n > 15 ||
	    (value[n] && (!strchr("KMGTkmgt", value[n]) || value[n + 1])))
		return refuse(why, "must be a size: 512M, 64G");
	str_add(normal, value);
	if (value[n] >= 'a')
		normal->s[normal->n - 1] -= 'a' - 'A';
	return 0;
}

CHECK(overlay)
{
	size_t n = strspn(value, DIGITS);
	long share = n <= 3 && strcmp(value + n, "%") == 0 ? strtol(value, NULL, 10) : 0;

	if (strspn(value, "0") < n && share == 0)
		return check_size(value, normal, why);
	if (strcmp(value, "none") != 0 && (share < 1 || share > 100))
		return refuse(why, "must be a size, a share of the memory, or none: "
				   "512M, 50%, none");
	str_add(normal, value);
	return 0;
}

CHECK(domain)
{
	struct strv labels CLEANUP_STRV = { 0 };

	strv_split(&labels, value, ".");
	if (value[0] == '.' || strstr(value, "..") || strlen(value) > 253)
		return refuse(why, "must be a domain: cluster.example.org");
	for (size_t i = 0; i < labels.n; i++) {
		size_t n = strlen(labels.v[i]);

		if (n > 63 || labels.v[i][0] == '-' || labels.v[i][n - 1] == '-' ||
		    strspn(labels.v[i], LETTERS DIGITS "-_") != n)
			return refuse(why, "must be a domain: cluster.example.org");
	}
	str_add(normal, value);
	return 0;
}
