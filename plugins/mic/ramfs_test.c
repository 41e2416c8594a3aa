/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/ramfs_test.c - what a kernel makes of archives.
 */
#include "ramfs.h"
#include "standin.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char unit_suite[] = "mic ramfs";

static void add(struct str *out, const char *path, uint32_t mode, const char *data)
{
	standin_add(out, &(struct standin_member){ path, mode, (uint32_t)out->n, 1, data,
						   strlen(data) });
}

static int read_all(const struct str *text, struct newc_reader *reader,
		    struct ramfs *ramfs)
{
	*reader = (struct newc_reader){ .data = (unsigned char *)text->s, .n = text->n };
	*ramfs = (struct ramfs){ 0 };
	return ramfs_read(reader, ramfs);
}

static void the_last_entry_of_a_path_counts(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct newc_reader reader;
	struct ramfs ramfs;

	add(&text, ".", S_IFDIR | 0755, "");
	add(&text, "./etc", S_IFDIR | 0755, "");
	add(&text, "./etc/motd", S_IFREG | 0644, "base");
	standin_end(&text);
	add(&text, "etc/motd", S_IFREG | 0600, "overlay");
	add(&text, "/a", S_IFREG | 0600, "");
	standin_end(&text);
	UNIT_INT(read_all(&text, &reader, &ramfs), 0);
	UNIT_INT(ramfs.n, 3);
	UNIT_STR(ramfs.v[0].path, "a");
	UNIT_STR(ramfs.v[1].path, "etc");
	UNIT_STR(ramfs.v[2].path, "etc/motd");
	UNIT_INT(ramfs.v[2].entry.size, 7);
	UNIT_INT(ramfs.v[2].entry.mode, S_IFREG | 0600);
	UNIT_INT(ramfs.v[2].entry.archive, 1);
	CU_ASSERT(ramfs_find(&ramfs, "etc/motd") == &ramfs.v[2]);
	CU_ASSERT_PTR_NULL(ramfs_find(&ramfs, "etc/mot"));
	ramfs_close(&ramfs);
}

/* The bytes may come with any name; numbers are those of one archive. */
static void hard_links_share_their_bytes(void)
{
	static const struct standin_member members[] = {
		{ "b", S_IFREG | 0755, 7, 3, "", 0 },
		{ "c", S_IFREG | 0755, 7, 3, "bytes", 5 },
		{ "a", S_IFREG | 0755, 7, 3, "", 0 },
		{ "d", S_IFREG | 0755, 8, 1, "own", 3 },
	};
	struct str text CLEANUP_STR = { 0 };
	struct newc_reader reader;
	struct ramfs ramfs;

	for (size_t i = 0; i < 4; i++)
		standin_add(&text, &members[i]);
	standin_end(&text);
	standin_add(&text, &(struct standin_member){ "e", S_IFREG | 0755, 7, 2, "x", 1 });
	standin_end(&text);
	UNIT_INT(read_all(&text, &reader, &ramfs), 0);
	UNIT_INT(ramfs.n, 5);
	for (size_t i = 0; i < 3; i++) {
		UNIT_INT(ramfs.v[i].first, 0);
		UNIT_INT(ramfs.v[i].names, 3);
		UNIT_INT(ramfs.v[i].entry.size, 5);
		UNIT_INT(memcmp(ramfs.v[i].entry.data, "bytes", 5), 0);
	}
	UNIT_INT(ramfs.v[3].names, 1);
	UNIT_INT(ramfs.v[4].names, 1);
	UNIT_INT(ramfs.v[4].first, 4);
	ramfs_close(&ramfs);
}

static void names_out_of_the_root_are_refused(void)
{
	static const char *const names[] = { "../etc", "a/../../etc", "a//b",
					     "a/./b",  "a/",          "a/.." };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str text CLEANUP_STR = { 0 };
		struct newc_reader reader;
		struct ramfs ramfs;

		add(&text, names[i], S_IFREG | 0644, "");
		standin_end(&text);
		UNIT_INT(read_all(&text, &reader, &ramfs), -EBADMSG);
		UNIT_STR(reader.why, "a name has empty parts, \".\" or \"..\"");
		ramfs_close(&ramfs);
	}
}

static void an_empty_archive_has_no_files(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct newc_reader reader;
	struct ramfs ramfs;

	standin_end(&text);
	UNIT_INT(read_all(&text, &reader, &ramfs), 0);
	UNIT_INT(ramfs.n, 0);
	CU_ASSERT_PTR_NULL(ramfs_find(&ramfs, "a"));
	ramfs_close(&ramfs);
}

const struct unit_case unit_cases[] = {
	{ "the last entry of a path counts", the_last_entry_of_a_path_counts },
	{ "hard links share their bytes", hard_links_share_their_bytes },
	{ "names out of the root are refused", names_out_of_the_root_are_refused },
	{ "an empty archive has no files", an_empty_archive_has_no_files },
	{ NULL, NULL },
};
