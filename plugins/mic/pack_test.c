/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/pack_test.c - trees packed behind the base image, and read again.
 */
#include "mic.h"
#include "standin.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const char unit_suite[] = "mic pack";

enum { SKIP = 77 };

static const char *at(const struct standin *standin, const char *path)
{
	static char full[2][600];
	static int turn;

	turn = !turn;
	snprintf(full[turn], sizeof(full[turn]), "%s/%s", standin->top, path);
	return full[turn];
}

static void get(const struct standin *standin, const char *path, struct str *out)
{
	struct log log = { .program = "test" };

	UNIT_INT(file_read(&log, at(standin, path), 64 << 20, out), 0);
}

/* The base image with hard links and a device besides, and a tree of it. */
static void begin(struct standin *standin, size_t cut)
{
	static const struct standin_member more[] = {
		{ "hard", S_IFDIR | 0755, 1, 2, "", 0 },
		{ "hard/a", S_IFREG | 0644, 900, 3, "", 0 },
		{ "hard/b", S_IFREG | 0644, 900, 3, "", 0 },
		{ "hard/c", S_IFREG | 0644, 900, 3, "shared", 6 },
		{ "null", S_IFCHR | 0666, 901, 1, "", 0 },
		{ "empty", S_IFDIR | 0700, 902, 2, "", 0 },
	};
	struct str base CLEANUP_STR = { 0 }, packed CLEANUP_STR = { 0 };

	standin_init(standin, unit_folder());
	standin_base(&base);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		standin_add(&base, &more[i]);
	standin_end(&base);
	for (int i = 0; i < NEWC_BLOCK; i++)
		str_addn(&base, "", 1);
	base.n -= cut;
	standin_gzip(&base, &packed);
	UNIT_INT(unlink(standin->base), 0);
	standin_put(standin, "vendor/base.cpio.gz", packed.s, packed.n);
	standin_put(standin, "base.cpio", base.s, base.n);
	UNIT_INT(standin_build(standin), 0);
}

static int pack(struct standin *standin)
{
	return pack_make(&standin->host.border, NULL);
}

static int verify(struct standin *standin)
{
	return pack_verify(&standin->host.border, NULL);
}

/* The entries behind the base image, in words. */
static void list(const struct standin *standin, struct str *out)
{
	struct str text CLEANUP_STR = { 0 };
	struct newc_reader reader;
	struct newc_entry entry;
	int rc;

	get(standin, "output/shared.cpio", &text);
	reader = (struct newc_reader){ .data = (unsigned char *)text.s, .n = text.n };
	while ((rc = newc_read(&reader, &entry)) > 0)
		if (reader.archive == 2)
			str_addf(out, "%s %o %u,%u x%u %u\n", entry.path, entry.mode,
				 entry.rdev_major, entry.rdev_minor, entry.nlink,
				 entry.size);
	UNIT_INT(rc, 0);
	UNIT_INT(reader.archive, 3);
}

static void change_much(const struct standin *standin)
{
	standin_text(standin, "tree/etc/motd", "hello");
	standin_text(standin, "tree/opt/run", "x");
	UNIT_INT(chmod(at(standin, "tree/opt/run"), 04755), 0);
	UNIT_INT(link(at(standin, "tree/opt/run"), at(standin, "tree/opt/same")), 0);
	UNIT_INT(mkdir(at(standin, "tree/tmp"), 0), 0);
	UNIT_INT(chmod(at(standin, "tree/tmp"), 01777), 0);
	UNIT_INT(symlink("run", at(standin, "tree/opt/link")), 0);
	UNIT_INT(mknod(at(standin, "tree/mymem"), S_IFCHR | 0640, makedev(1, 300)), 0);
	UNIT_INT(mkfifo(at(standin, "tree/fifo"), 0600), 0);
	UNIT_INT(chmod(at(standin, "tree/empty"), 0750), 0);
	UNIT_INT(chmod(at(standin, "tree/opt"), 0755), 0);
	UNIT_INT(chmod(at(standin, "tree/mymem"), 0640), 0);
}

static void what_differs_is_packed_behind_the_base(void)
{
	struct str base CLEANUP_STR = { 0 }, all CLEANUP_STR = { 0 };
	struct str entries CLEANUP_STR = { 0 };
	struct standin standin;
	char line[700];

	begin(&standin, 0);
	change_much(&standin);
	UNIT_INT(pack(&standin), 0);
	UNIT_INT(verify(&standin), 0);
	UNIT_STR(str_text(&standin.host.said), "");
	get(&standin, "base.cpio", &base);
	get(&standin, "output/shared.cpio", &all);
	CU_ASSERT_FATAL(all.n > base.n);
	UNIT_INT(memcmp(all.s, base.s, base.n), 0);
	UNIT_INT(all.n % NEWC_BLOCK, 0);
	list(&standin, &entries);
	UNIT_STR(str_text(&entries), "empty 40750 0,0 x2 0\n"
				     "etc/motd 100644 0,0 x1 5\n"
				     "fifo 10600 0,0 x2 0\n"
				     "mymem 20640 1,300 x1 0\n"
				     "opt 40755 0,0 x2 0\n"
				     "opt/link 120777 0,0 x1 4\n"
				     "opt/run 104755 0,0 x2 0\n"
				     "opt/same 104755 0,0 x2 1\n"
				     "tmp 41777 0,0 x2 0\n");
	snprintf(line, sizeof(line), "output %d initrd %s", SL_INITRD,
		 at(&standin, "output/initrd"));
	CU_ASSERT(fake_host_noted(&standin.host, line));
	snprintf(line, sizeof(line), "output %d shared.cpio %s", SL_OTHER,
		 at(&standin, "output/shared.cpio"));
	CU_ASSERT(fake_host_noted(&standin.host, line));
	standin_fini(&standin);
}

/* GNU cpio reads blocks of 512: a second archive elsewhere is lost to it. */
static void the_overlay_begins_at_a_multiple_of_512(void)
{
	static const size_t cuts[] = { 0, 4, 100, 1, 3 };

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct str base CLEANUP_STR = { 0 }, all CLEANUP_STR = { 0 };
		struct standin standin;

		begin(&standin, cuts[i]);
		standin_text(&standin, "tree/new", "x");
		UNIT_INT(pack(&standin), 0);
		UNIT_INT(verify(&standin), 0);
		get(&standin, "base.cpio", &base);
		get(&standin, "output/shared.cpio", &all);
		UNIT_INT(memcmp(all.s, base.s, base.n), 0);
		while (base.n % NEWC_BLOCK)
			str_addn(&base, "", 1);
		UNIT_INT(memcmp(all.s + base.n, "070701", 6), 0);
		standin_fini(&standin);
	}
}

/* Of the tree of begin(): 13 inodes, 6 of them files of one page each. */
static void memory_is_told(void)
{
	enum { RESIDENT = 13 * 1024 + 6 * 4096 };
	struct standin standin;
	struct stat st = { 0 };
	char line[100];

	begin(&standin, 0);
	UNIT_INT(pack(&standin), 0);
	UNIT_INT(stat(at(&standin, "output/initrd"), &st), 0);
	snprintf(line, sizeof(line), "memory %d 0 %lld", RESIDENT,
		 RESIDENT + (long long)st.st_size);
	CU_ASSERT(fake_host_noted(&standin.host, line));
	standin_fini(&standin);
}

static void nothing_new_is_an_empty_overlay(void)
{
	struct str entries CLEANUP_STR = { 0 };
	struct standin standin;

	begin(&standin, 0);
	UNIT_INT(pack(&standin), 0);
	UNIT_INT(verify(&standin), 0);
	list(&standin, &entries);
	UNIT_STR(str_text(&entries), "");
	standin_fini(&standin);
}

static void remove_file(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/etc/up")), 0);
	standin_text(standin, "tree/etc/other", "host_notified");
}

static void remove_folder(const struct standin *standin)
{
	UNIT_INT(rmdir(at(standin, "tree/empty")), 0);
}

static void part_links(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/hard/b")), 0);
	standin_text(standin, "tree/hard/b", "parted");
}

static void part_links_of_equal_bytes(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/hard/a")), 0);
	standin_text(standin, "tree/hard/a", "shared");
}

static void renumber(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/null")), 0);
	UNIT_INT(mknod(at(standin, "tree/null"), S_IFCHR | 0666, makedev(1, 5)), 0);
}

/* An old kernel does not link over what is there. */
static void join_files(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/init")), 0);
	UNIT_INT(link(at(standin, "tree/etc/up"), at(standin, "tree/init")), 0);
}

static void link_before(const struct standin *standin)
{
	UNIT_INT(link(at(standin, "tree/hard/a"), at(standin, "tree/hard/0")), 0);
}

static void link_between(const struct standin *standin)
{
	UNIT_INT(link(at(standin, "tree/hard/a"), at(standin, "tree/hard/b2")), 0);
}

/* What an archive behind the base image could not say. */
static void (*const inexpressible[])(const struct standin *) = {
	remove_file, remove_folder, part_links,  part_links_of_equal_bytes,
	renumber,    join_files,    link_before, link_between,
};

static void what_cannot_be_said_behind_is_packed_anew(void)
{
	for (size_t i = 0; i < sizeof(inexpressible) / sizeof(inexpressible[0]); i++) {
		struct str base CLEANUP_STR = { 0 }, all CLEANUP_STR = { 0 };
		struct standin standin;

		begin(&standin, 0);
		inexpressible[i](&standin);
		UNIT_INT(pack(&standin), 0);
		UNIT_INT(verify(&standin), 0);
		UNIT_STR(str_text(&standin.host.said), "");
		get(&standin, "base.cpio", &base);
		get(&standin, "output/shared.cpio", &all);
		CU_ASSERT(all.n < base.n || memcmp(all.s, base.s, base.n) != 0);
		standin_fini(&standin);
	}
}

static void links_to_a_file_of_the_base_go_along(void)
{
	struct str entries CLEANUP_STR = { 0 };
	struct standin standin;

	begin(&standin, 0);
	UNIT_INT(link(at(&standin, "tree/hard/a"), at(&standin, "tree/hard/z")), 0);
	UNIT_INT(link(at(&standin, "tree/etc/up"), at(&standin, "tree/etc/up2")), 0);
	UNIT_INT(pack(&standin), 0);
	UNIT_INT(verify(&standin), 0);
	UNIT_STR(str_text(&standin.host.said), "");
	list(&standin, &entries);
	UNIT_STR(str_text(&entries), "etc/up 100755 0,0 x2 0\n"
				     "etc/up2 100755 0,0 x2 51\n"
				     "hard/a 100644 0,0 x4 0\n"
				     "hard/b 100644 0,0 x4 0\n"
				     "hard/c 100644 0,0 x4 0\n"
				     "hard/z 100644 0,0 x4 6\n");
	standin_fini(&standin);
}

static void same_trees_give_the_same_bytes(void)
{
	char first[DIGEST_HEX + 1] = "", next[DIGEST_HEX + 1];
	const struct timespec times[] = { { 1, 0 }, { 1, 0 } };
	uint64_t bytes;

	for (int i = 0; i < 2; i++) {
		struct standin standin;

		begin(&standin, 0);
		change_much(&standin);
		if (i)
			UNIT_INT(utimensat(AT_FDCWD, at(&standin, "tree/etc/motd"), times,
					   0),
				 0);
		UNIT_INT(pack(&standin), 0);
		UNIT_INT(digest_file(at(&standin, "output/initrd"), next, &bytes, NULL),
			 0);
		if (i)
			UNIT_STR(next, first);
		memcpy(first, next, sizeof(first));
		standin_fini(&standin);
	}
}

/* ---- verify ---- */

static void grow(const struct standin *standin)
{
	standin_text(standin, "tree/more", "x");
}

static void shrink(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/etc/motd")), 0);
}

static void change_bytes(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/etc/motd")), 0);
	standin_text(standin, "tree/etc/motd", "HELLO");
}

static void change_size(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/etc/motd")), 0);
	standin_text(standin, "tree/etc/motd", "hello!");
}

static void change_mode(const struct standin *standin)
{
	UNIT_INT(chmod(at(standin, "tree/opt/run"), 0755), 0);
}

static void change_owner(const struct standin *standin)
{
	UNIT_INT(lchown(at(standin, "tree/opt/link"), 0, 7), 0);
}

static void change_target(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/opt/link")), 0);
	UNIT_INT(symlink("ran", at(standin, "tree/opt/link")), 0);
}

static void change_type(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/fifo")), 0);
	standin_text(standin, "tree/fifo", "");
}

static void change_device(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/mymem")), 0);
	UNIT_INT(mknod(at(standin, "tree/mymem"), S_IFCHR | 0640, makedev(1, 301)), 0);
}

static void change_links(const struct standin *standin)
{
	UNIT_INT(unlink(at(standin, "tree/opt/same")), 0);
	standin_text(standin, "tree/opt/same", "x");
	UNIT_INT(chmod(at(standin, "tree/opt/same"), 04755), 0);
}

static const struct {
	void (*change)(const struct standin *);
	const char *says;
} changes[] = {
	{ grow, "existence of /more" },
	{ shrink, "it has " },
	{ change_bytes, "contents of /etc/motd" },
	{ change_size, "size of /etc/motd" },
	{ change_mode, "mode of /opt/run" },
	{ change_owner, "owner of /opt/link" },
	{ change_target, "target of /opt/link" },
	{ change_type, "type of /fifo" },
	{ change_device, "device number of /mymem" },
	{ change_links, "set of hard links of /opt/" },
};

static void differences_are_found(void)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct standin standin;

		begin(&standin, 0);
		change_much(&standin);
		UNIT_INT(pack(&standin), 0);
		changes[i].change(&standin);
		UNIT_INT(verify(&standin), -EBADMSG);
		CU_ASSERT_PTR_NOT_NULL(
			strstr(str_text(&standin.host.said), changes[i].says));
		UNIT_INT(standin.host.fails, 1);
		standin_fini(&standin);
	}
}

static void what_cannot_be_packed_is_said(void)
{
	struct standin standin;

	begin(&standin, 0);
	standin_set(&standin, "level", "10");
	UNIT_INT(pack(&standin), -EINVAL);
	UNIT_STR(str_text(&standin.host.said), "mic: level = 10 is none of 1 to 9");
	standin_fini(&standin);
	begin(&standin, 0);
	UNIT_INT(unlink(at(&standin, "tree/" MIC_BASE)), 0);
	UNIT_INT(pack(&standin), -ENOENT);
	UNIT_STR(str_text(&standin.host.said),
		 "the tree has no /" MIC_BASE
		 ": it is none of distribution mic; run genimage again");
	standin_fini(&standin);
}

static void may_be_tried(void)
{
	if (geteuid() == 0)
		return;
	fprintf(stderr, "skipped: owners and devices need root\n");
	exit(SKIP);
}

const struct unit_case unit_cases[] = {
	{ "it may be tried here", may_be_tried },
	{ "what differs is packed behind the base",
	  what_differs_is_packed_behind_the_base },
	{ "the overlay begins at a multiple of 512",
	  the_overlay_begins_at_a_multiple_of_512 },
	{ "memory is told", memory_is_told },
	{ "nothing new is an empty overlay", nothing_new_is_an_empty_overlay },
	{ "what cannot be said behind is packed anew",
	  what_cannot_be_said_behind_is_packed_anew },
	{ "links to a file of the base go along", links_to_a_file_of_the_base_go_along },
	{ "same trees give the same bytes", same_trees_give_the_same_bytes },
	{ "differences are found", differences_are_found },
	{ "what cannot be packed is said", what_cannot_be_packed_is_said },
	{ NULL, NULL },
};
