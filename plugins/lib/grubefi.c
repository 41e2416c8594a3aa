/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubefi.c - what a GRUB 2 that UEFI starts was built with.
 */
#include "grubefi.h"

#include <stdint.h>
#include <string.h>

enum {
	PE_HEADER = 60, /* where the file says that the header is */
	PE_FIXED = 24,
	SECTION = 40,
	INFO = 24,
	MODULE_HEAD = 8,
	TYPE_PREFIX = 3,
	MODULE_MAGIC = 0x676d696d,
};

struct part {
	const uint8_t *at;
	size_t bytes;
};

static uint32_t little(const uint8_t *at, size_t n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | at[n];
	return value;
}

/* Sizes and places of 64 bits; more than 32 fit into no file that is looked at. */
static size_t wide(const uint8_t *at)
{
	return little(at + 4, 4) ? SIZE_MAX : little(at, 4);
}

/* The part of `from` that begins there; empty where it would reach beyond. */
static struct part cut(struct part from, size_t at, size_t bytes)
{
	if (at > from.bytes || bytes > from.bytes - at)
		return (struct part){ NULL, 0 };
	return (struct part){ from.at + at, bytes };
}

static struct part find_section(struct part file, const char name[8])
{
	struct part start = cut(file, PE_HEADER, 4), fixed, head;
	size_t at, n;

	if (!start.at)
		return start;
	at = little(start.at, 4);
	fixed = cut(file, at, PE_FIXED);
	if (!fixed.at || memcmp(fixed.at, "PE\0", 4) != 0)
		return (struct part){ NULL, 0 };
	n = little(fixed.at + 6, 2);
	at += PE_FIXED + little(fixed.at + 20, 2);
	for (; n--; at += SECTION) {
		head = cut(file, at, SECTION);
		if (head.at && memcmp(head.at, name, 8) == 0)
			return cut(file, little(head.at + 20, 4),
				   little(head.at + 16, 4));
	}
	return (struct part){ NULL, 0 };
}

/* The modules and strings behind the section's head. */
static struct part find_modules(struct part section)
{
	struct part info = cut(section, 0, INFO);
	size_t offset, bytes;

	if (!info.at || little(info.at, 4) != MODULE_MAGIC)
		return (struct part){ NULL, 0 };
	offset = wide(info.at + 8);
	bytes = wide(info.at + 16);
	return bytes < offset ? (struct part){ NULL, 0 }
			      : cut(section, offset, bytes - offset);
}

/* A text that does not end is none. */
static int take_prefix(struct part text, struct grubefi *grub)
{
	size_t n = text.at ? strnlen((const char *)text.at, text.bytes) : 0;

	if (n >= text.bytes || n >= sizeof(grub->prefix))
		return -1;
	memcpy(grub->prefix, text.at, n + 1);
	return 0;
}

int grubefi_parse(const void *data, size_t bytes, struct grubefi *grub)
{
	static const char request[] = " HTTP/1.1\r\n"; /* of its module http alone */
	const struct part file = { data, bytes };
	struct part modules = find_modules(find_section(file, "mods\0\0\0"));
	size_t n;

	*grub = (struct grubefi){ .http = 0 };
	if (!modules.at)
		return -1;
	grub->http =
		memmem(modules.at, modules.bytes, request, sizeof(request) - 1) != NULL;
	for (size_t at = 0; at < modules.bytes; at += n) {
		struct part head = cut(modules, at, MODULE_HEAD);

		n = head.at ? little(head.at + 4, 4) : 0;
		if (n < MODULE_HEAD || !cut(modules, at, n).at)
			return -1;
		if (little(head.at, 4) == TYPE_PREFIX)
			return take_prefix(
				cut(modules, at + MODULE_HEAD, n - MODULE_HEAD), grub);
	}
	return 0;
}
