/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/listing.c - the lines of `unsquashfs -lln`, compared with the view.
 *
 *   -rwxr-xr-x 0/0                 12345 2024-05-01 12:30 squashfs-root/usr/bin/ls
 *   crw-rw-rw- 0/0                  1,  3 2024-05-01 12:30 squashfs-root/dev/null
 *   lrwxrwxrwx 0/0                      7 2024-05-01 12:30 squashfs-root/bin -> usr/bin
 *
 * Other lines (counts, in some versions) are passed over: were one of ours lost by that,
 * the number of entries would differ.
 */
#include "squashfs.h"

#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define TOP   "squashfs-root"
#define ARROW " -> "

struct fields {
	char mode[16], date[16], clock[16];
	unsigned uid, gid;
	unsigned long long size, minor;
	int device; /* size is a major number then */
	const char *path;
};

static int split(const char *line, struct fields *fields)
{
	int n = 0;

	memset(fields, 0, sizeof(*fields));
	if (sscanf(line, "%15s %u/%u %llu, %llu %15s %15s%n", fields->mode, &fields->uid,
		   &fields->gid, &fields->size, &fields->minor, fields->date,
		   fields->clock, &n) == 7)
		fields->device = 1;
	else if (sscanf(line, "%15s %u/%u %llu %15s %15s%n", fields->mode, &fields->uid,
			&fields->gid, &fields->size, fields->date, fields->clock,
			&n) != 6)
		return 0;
	fields->path = line + n + 1;
	return line[n] == ' ' && strncmp(fields->path, TOP, strlen(TOP)) == 0 &&
	       strlen(fields->mode) == 10;
}

static void put_mode(mode_t mode, char text[11])
{
	static const char letters[] = "rwxrwxrwx";
	static const struct {
		mode_t bit, execute;
		int place;
		char with, without;
	} special[] = {
		{ S_ISUID, S_IXUSR, 3, 's', 'S' },
		{ S_ISGID, S_IXGRP, 6, 's', 'S' },
		{ S_ISVTX, S_IXOTH, 9, 't', 'T' },
	};
	static const struct {
		mode_t type;
		char letter;
	} types[] = { { S_IFDIR, 'd' }, { S_IFLNK, 'l' }, { S_IFCHR, 'c' },
		      { S_IFBLK, 'b' }, { S_IFIFO, 'p' }, { S_IFSOCK, 's' } };

	text[0] = '-';
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if ((mode & S_IFMT) == types[i].type)
			text[0] = types[i].letter;
	for (int i = 0; i < 9; i++)
		text[i + 1] = mode & (1u << (8 - i)) ? letters[i] : '-';
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (mode & special[i].bit)
			text[special[i].place] = mode & special[i].execute
							 ? special[i].with
							 : special[i].without;
	text[10] = '\0';
}

/* A link's target follows its name, and both may hold an arrow: the one is meant behind
 * which stands what the view's link says. */
static int find_link(char *path, struct stat *st)
{
	char target[SQUASHFS_PATH];

	for (char *at = strstr(path, ARROW); at; at = strstr(at + 1, ARROW)) {
		const char *said = at + strlen(ARROW);
		ssize_t n;

		*at = '\0';
		n = readlink(path, target, sizeof(target));
		if (n >= 0 && (size_t)n == strlen(said) &&
		    memcmp(said, target, (size_t)n) == 0 && lstat(path, st) == 0)
			return 1;
		*at = ARROW[0];
	}
	return 0;
}

/* Squashfs holds unsigned 32 bits of seconds; the listing shows minutes. */
static int same_time(const struct fields *fields, const struct stat *st)
{
	char text[32];
	struct tm tm;
	time_t time = st->st_mtime;

	if (time < 0 || time > UINT32_MAX)
		return 1;
	if (!gmtime_r(&time, &tm) || !strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm))
		return 0;
	return strncmp(text, fields->date, 10) == 0 && text[10] == ' ' &&
	       strncmp(text + 11, fields->clock, 5) == 0;
}

/* squashfs-tools 4.5 prints the number as it is stored (new_encode_dev() of the kernel),
 * cut after the last byte; others may print what was meant. */
static int same_device(const struct fields *fields, dev_t device)
{
	unsigned long long high = major(device), low = minor(device);
	unsigned long long stored = (low & 0xff) | high << 8 | (low & ~0xffULL) << 12;

	return (fields->size == high && fields->minor == low) ||
	       (fields->size == stored >> 8 && fields->minor == (stored & 0xff));
}

static const char *difference(const struct fields *fields, const struct stat *st)
{
	int is_node = S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);
	char mode[11];

	put_mode(st->st_mode, mode);
	if (strcmp(mode, fields->mode) != 0)
		return "type or mode";
	if (fields->uid != st->st_uid || fields->gid != st->st_gid)
		return "owner";
	if (fields->device != is_node)
		return "type";
	if (is_node && !same_device(fields, st->st_rdev))
		return "device number";
	if (S_ISREG(st->st_mode) && fields->size != (unsigned long long)st->st_size)
		return "size";
	return same_time(fields, st) ? NULL : "time";
}

void squashfs_listing_line(void *arg, const char *line)
{
	struct squashfs_listing *listing = arg;
	char path[SQUASHFS_PATH];
	const char *what = "existence";
	struct fields fields;
	struct stat st;
	int n, found;

	if (listing->wrong[0] || !split(line, &fields))
		return;
	n = snprintf(path, sizeof(path), "%s%s", listing->tree,
		     fields.path + strlen(TOP));
	if (n < 0 || n >= SQUASHFS_PATH)
		found = 0;
	else if (fields.mode[0] == 'l')
		found = find_link(path, &st);
	else
		found = lstat(path, &st) == 0;
	if (found)
		what = difference(&fields, &st);
	if (what)
		snprintf(listing->wrong, sizeof(listing->wrong), "%s of %s", what,
			 fields.path + strlen(TOP));
	else
		listing->entries++;
}
