/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/newc_test.c - archives written to the byte, and wrong ones that are refused.
 */
#include "newc.h"

#include "core/base/digest.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char unit_suite[] = "mic newc";

static int put(void *arg, const void *data, size_t n)
{
	str_addn(arg, data, n);
	return 0;
}

/* ---- the second archive that micctrl makes of a known tree ---- */

#define SITE "#!/bin/sh\necho SITE_STARTED\n"
#define APP  "#!/bin/sh\nexit 0\n"
#define INTERFACES                                                                       \
	"auto lo\niface lo inet loopback\n\nauto mic0\niface mic0 inet static\n"         \
	"\taddress 172.31.1.1\n\tnetmask 255.255.255.0\n\tgateway 172.31.1.254\n"

/* SHA-256 of these members in an archive by another writer of ours, standin.py. */
#define DIGEST "f9e5c1c6fec79fb6c7da1e1954f6dc210dfb10a117863b30f233d0ee0848d60e"

static const struct member {
	const char *path;
	uint32_t mode, uid, gid, rdev_major, rdev_minor;
	const char *data;
	size_t n;
} members[] = {
	{ "dev", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "dev/mymem", S_IFCHR | 0640, 0, 9, 1, 1, "", 0 },
	{ "etc", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "etc/hostname", S_IFREG | 0644, 0, 0, 0, 0, "n001-mic0\n", 10 },
	{ "etc/init.d", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "etc/init.d/site", S_IFREG | 0755, 0, 0, 0, 0, SITE, sizeof(SITE) - 1 },
	{ "etc/motd", S_IFREG | 0644, 0, 0, 0, 0, "common motd\n", 12 },
	{ "etc/network", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "etc/network/interfaces", S_IFREG | 0644, 0, 0, 0, 0, INTERFACES,
	  sizeof(INTERFACES) - 1 },
	{ "etc/rc5.d", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "etc/rc5.d/S50site", S_IFLNK | 0777, 0, 0, 0, 0, "../init.d/site", 15 },
	{ "opt", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "opt/app", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "opt/app/bin", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "opt/app/bin/app", S_IFREG | 0755, 0, 0, 0, 0, APP, sizeof(APP) - 1 },
	{ "var", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "var/run", S_IFDIR | 0755, 0, 0, 0, 0, "", 0 },
	{ "var/run/app.fifo", S_IFIFO | 0600, 1000, 1000, 0, 0, "", 0 },
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static void write_member(struct newc_writer *writer, size_t i)
{
	const struct member *m = &members[i];
	const int twice = S_ISDIR(m->mode) || S_ISFIFO(m->mode);
	const struct newc_entry entry = {
		.path = m->path,
		.ino = (uint32_t)(NEWC_INO + i),
		.mode = m->mode,
		.uid = m->uid,
		.gid = m->gid,
		.nlink = twice ? 2 : 1,
		.size = (uint32_t)m->n,
		.dev_major = NEWC_DEV_MAJOR,
		.dev_minor = NEWC_DEV_MINOR,
		.rdev_major = m->rdev_major,
		.rdev_minor = m->rdev_minor,
	};

	UNIT_INT(newc_write_entry(writer, &entry), 0);
	UNIT_INT(newc_write(writer, m->data, m->n), 0);
	UNIT_INT(newc_pad(writer, NEWC_ALIGN), 0);
}

static void write_all(struct str *out)
{
	struct newc_writer writer = { .put = put, .arg = out };
	const size_t before = out->n;

	for (size_t i = 0; i < MEMBERS; i++)
		write_member(&writer, i);
	UNIT_INT(newc_write_end(&writer), 0);
	UNIT_INT(writer.at, out->n - before);
}

/* The header that micctrl's output begins with. */
static void a_header_is_that_of_micctrl(void)
{
	struct str out CLEANUP_STR = { 0 };

	write_all(&out);
	UNIT_INT(memcmp(out.s,
			"070701"
			"000002D1000041ED000000000000000000000002000000000000000000000003"
			"00000001000000000000000000000004"
			"00000000"
			"dev\0\0\0",
			116),
		 0);
	UNIT_INT(out.n, 2560);
}

static void bytes_are_those_of_another_writer(void)
{
	struct str out CLEANUP_STR = { 0 };
	char hex[DIGEST_HEX + 1];

	write_all(&out);
	digest_data(out.s, out.n, hex);
	UNIT_STR(hex, DIGEST);
}

static void what_was_written_is_read(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct newc_reader reader;
	struct newc_entry entry;
	size_t i = 0;

	write_all(&out);
	reader = (struct newc_reader){ .data = (unsigned char *)out.s, .n = out.n };
	while (newc_read(&reader, &entry) > 0 && i < MEMBERS) {
		UNIT_STR(entry.path, members[i].path);
		UNIT_INT(entry.mode, members[i].mode);
		UNIT_INT(entry.uid, members[i].uid);
		UNIT_INT(entry.gid, members[i].gid);
		UNIT_INT(entry.rdev_major, members[i].rdev_major);
		UNIT_INT(entry.rdev_minor, members[i].rdev_minor);
		UNIT_INT(entry.mtime, 0);
		UNIT_INT(entry.size, members[i].n);
		UNIT_INT(memcmp(entry.data, members[i].data, members[i].n), 0);
		i++;
	}
	UNIT_INT(i, MEMBERS);
	UNIT_INT(reader.archive, 1);
	CU_ASSERT_PTR_NULL(reader.why);
}

/* Each of `gaps` zeros, then the archive again. */
static const struct {
	size_t gap;
	const char *why; /* NULL: it is read */
} gaps[] = {
	{ 0, NULL },
	{ 4, NULL },
	{ 512, NULL },
	{ 1, "broken padding: an archive does not begin at a multiple of 4" },
	{ 2, "broken padding: an archive does not begin at a multiple of 4" },
	{ 7, "broken padding: an archive does not begin at a multiple of 4" },
};

static void archives_begin_at_multiples_of_4(void)
{
	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		struct str out CLEANUP_STR = { 0 };
		struct newc_reader reader;
		struct newc_entry entry;
		size_t n = 0;

		write_all(&out);
		for (size_t k = 0; k < gaps[i].gap; k++)
			str_addn(&out, "", 1);
		write_all(&out);
		reader = (struct newc_reader){ .data = (unsigned char *)out.s,
					       .n = out.n };
		while (newc_read(&reader, &entry) > 0)
			n++;
		UNIT_INT(n, gaps[i].why ? MEMBERS : 2 * MEMBERS);
		if (gaps[i].why)
			UNIT_STR(reader.why, gaps[i].why);
	}
}

/* One byte of a right archive changed, or its end cut off. */
static const struct {
	const char *is;
	size_t at;
	char byte;
	size_t n; /* bytes that are left; 0: all */
	const char *why;
} wrongs[] = {
	{ "another magic", 5, '2', 0, "this is no header of a newc archive" },
	{ "a digit that is none", 20, 'g', 0, "this is no header of a newc archive" },
	{ "a name of no bytes", 101, '0', 0, "a name is empty or too long" },
	{ "a name that goes on", 101, '3', 0,
	  "a name does not end where its header says" },
	{ "a name that is too long", 97, '1', 0, "a name is empty or too long" },
	{ "a file of 4 GiB", 54, 'F', 0, "it ends in a file" },
	{ "half a header", 0, '0', 60, "it ends in a header" },
	{ "half a name", 0, '0', 111, "it ends in a name" },
	{ "no trailer", 0, '0', 116, "it ends without a trailer" },
	{ "nothing", 0, '0', 0, NULL },
};

static void wrong_archives_are_refused(void)
{
	for (size_t i = 0; wrongs[i].why; i++) {
		struct str out CLEANUP_STR = { 0 };
		struct newc_reader reader;
		struct newc_entry entry;
		int rc;

		write_all(&out);
		out.s[wrongs[i].at] = wrongs[i].byte;
		reader = (struct newc_reader){ .data = (unsigned char *)out.s,
					       .n = wrongs[i].n ? wrongs[i].n : out.n };
		while ((rc = newc_read(&reader, &entry)) > 0)
			;
		UNIT_INT(rc, -EBADMSG);
		UNIT_STR(reader.why, wrongs[i].why);
	}
}

/* Behind a whole archive: what the kernel would give up at must not be passed over. */
static const struct {
	const char *is;
	size_t n, zeros; /* of the second archive, and behind them */
	const char *why;
} seconds[] = {
	{ "an entry and no trailer", 116, 0, "it ends without a trailer" },
	{ "zeros instead of a header", 116, 512, "this is no header of a newc archive" },
};

static void a_second_archive_must_end_too(void)
{
	for (size_t i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++) {
		struct str out CLEANUP_STR = { 0 };
		struct newc_reader reader;
		struct newc_entry entry;
		size_t whole;
		int rc;

		write_all(&out);
		whole = out.n;
		write_all(&out);
		memset(out.s + whole + seconds[i].n, 0, whole - seconds[i].n);
		reader = (struct newc_reader){
			.data = (unsigned char *)out.s,
			.n = whole + seconds[i].n + seconds[i].zeros,
		};
		while ((rc = newc_read(&reader, &entry)) > 0)
			;
		UNIT_INT(rc, -EBADMSG);
		UNIT_STR(reader.why, seconds[i].why);
	}
}

static int refuse(void *arg, const void *data, size_t n)
{
	(void)data;
	return (*(size_t *)arg += n) > 200 ? -ENOSPC : 0;
}

static void errors_of_writing_come_back(void)
{
	size_t put_so_far = 0;
	struct newc_writer writer = { .put = refuse, .arg = &put_so_far };
	const struct newc_entry entry = { .path = "a" };

	UNIT_INT(newc_write_entry(&writer, &entry), 0);
	UNIT_INT(newc_write_entry(&writer, &entry), -ENOSPC);
	UNIT_INT(newc_write_end(&writer), -ENOSPC);
}

const struct unit_case unit_cases[] = {
	{ "a header is that of micctrl", a_header_is_that_of_micctrl },
	{ "bytes are those of another writer", bytes_are_those_of_another_writer },
	{ "what was written is read", what_was_written_is_read },
	{ "archives begin at multiples of 4", archives_begin_at_multiples_of_4 },
	{ "wrong archives are refused", wrong_archives_are_refused },
	{ "a second archive must end too", a_second_archive_must_end_too },
	{ "errors of writing come back", errors_of_writing_come_back },
	{ NULL, NULL },
};
