/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar_pax.c - extended headers of archives.
 */
#include "untar_pax.h"

#include <errno.h>
#include <string.h>

#define XATTR "SCHILY.xattr."
#define ACL   "SCHILY.acl."

struct record {
	const char *key, *value;
	size_t key_n, n;
};

int untar_decimal(const char *text, size_t n, uint64_t *number)
{
	*number = 0;
	if (n == 0 || n > 18)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		*number = *number * 10 + (uint64_t)(text[i] - '0');
	}
	return 0;
}

/* The record at *at, which moves behind it.  1; 0: there are no more; -EINVAL. */
static int next(const char *records, size_t n, size_t *at, struct record *record)
{
	const char *data, *blank, *equals;
	size_t left = n - *at, digits;
	uint64_t length;

	if (left == 0)
		return 0;
	data = records + *at;
	blank = memchr(data, ' ', left);
	digits = blank ? (size_t)(blank - data) : 0;
	if (!blank || untar_decimal(data, digits, &length) < 0 || length > left ||
	    length < digits + 3 || data[length - 1] != '\n')
		return -EINVAL;
	record->key = blank + 1;
	equals = memchr(record->key, '=', (size_t)length - digits - 2);
	if (!equals)
		return -EINVAL;
	record->key_n = (size_t)(equals - record->key);
	record->value = equals + 1;
	record->n = (size_t)length - digits - 3 - record->key_n;
	*at += (size_t)length;
	return 1;
}

static int has_key(const struct record *record, const char *name)
{
	return record->key_n == strlen(name) &&
	       memcmp(record->key, name, record->key_n) == 0;
}

static int begins(const struct record *record, const char *name)
{
	return record->key_n > strlen(name) &&
	       memcmp(record->key, name, strlen(name)) == 0;
}

static int take_text(const struct record *record, char to[UNTAR_PATH])
{
	if (record->n >= UNTAR_PATH || memchr(record->value, '\0', record->n))
		return -EINVAL;
	memcpy(to, record->value, record->n);
	to[record->n] = '\0';
	return 0;
}

/* "-2.5" is half a second after two before 1970: so libarchive writes it. */
static int take_time(const struct record *record, struct timespec *time)
{
	int is_negative = record->n > 0 && record->value[0] == '-';
	const char *text = record->value + is_negative;
	size_t n = record->n - (size_t)is_negative;
	const char *dot = memchr(text, '.', n);
	size_t whole = dot ? (size_t)(dot - text) : n;
	uint64_t seconds;
	long unit = 100000000;

	if (untar_decimal(text, whole, &seconds) < 0)
		return -EINVAL;
	time->tv_sec = is_negative ? -(time_t)seconds : (time_t)seconds;
	time->tv_nsec = 0;
	for (size_t i = whole + 1; dot && i < n; i++, unit /= 10) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		time->tv_nsec += (text[i] - '0') * unit;
	}
	return 0;
}

static int take_version(const struct record *record, int *version)
{
	uint64_t number;

	if (untar_decimal(record->value, record->n, &number) < 0 || number > 9)
		return -EINVAL;
	*version = (int)number;
	return 0;
}

/* 1: it was one of these. */
static int take_number(struct untar_pax *pax, const struct record *record, int *rc)
{
	const struct {
		const char *name;
		uint64_t *number;
		int *has;
	} numbers[] = {
		{ "size", &pax->bytes, &pax->has_bytes },
		{ "uid", &pax->uid, &pax->has_uid },
		{ "gid", &pax->gid, &pax->has_gid },
		{ "SCHILY.devmajor", &pax->device_major, &pax->has_major },
		{ "SCHILY.devminor", &pax->device_minor, &pax->has_minor },
		{ "GNU.sparse.realsize", &pax->size, &pax->has_size },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (!has_key(record, numbers[i].name))
			continue;
		*numbers[i].has = 1;
		*rc = untar_decimal(record->value, record->n, numbers[i].number);
		return 1;
	}
	return 0;
}

static int take(struct untar_pax *pax, const struct record *record)
{
	int rc = 0;

	if (take_number(pax, record, &rc))
		return rc;
	if (has_key(record, "path"))
		return take_text(record, pax->path);
	if (has_key(record, "linkpath"))
		return take_text(record, pax->target);
	if (has_key(record, "GNU.sparse.name"))
		return take_text(record, pax->sparse_path);
	if (has_key(record, "GNU.sparse.major"))
		return take_version(record, &pax->sparse_major);
	if (has_key(record, "GNU.sparse.minor"))
		return take_version(record, &pax->sparse_minor);
	if (has_key(record, "mtime")) {
		pax->has_time = 1;
		return take_time(record, &pax->time);
	}
	if (begins(record, XATTR) && (record->key_n - strlen(XATTR) >= UNTAR_ATTRIBUTE ||
				      memchr(record->key, '\0', record->key_n)))
		return -EINVAL;
	return 0;
}

int untar_pax_read(struct untar_pax *pax, const char *records, size_t n)
{
	struct record record;
	size_t at = 0;
	int rc;

	while ((rc = next(records, n, &at, &record)) > 0) {
		rc = take(pax, &record);
		if (rc < 0)
			break;
	}
	return rc;
}

int untar_pax_attribute(const char *records, size_t n, size_t *at,
			struct untar_attribute *attribute)
{
	struct record record;

	while (next(records, n, at, &record) > 0) {
		size_t skip = begins(&record, XATTR) ? strlen(XATTR) : 0;

		if (!skip && !begins(&record, ACL))
			continue;
		if (record.key_n - skip >= UNTAR_ATTRIBUTE)
			continue;
		memcpy(attribute->name, record.key + skip, record.key_n - skip);
		attribute->name[record.key_n - skip] = '\0';
		attribute->value = record.value;
		attribute->n = record.n;
		return 1;
	}
	return 0;
}
