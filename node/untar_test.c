/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar_test.c - archives of core/boot/tar.c, and hostile ones.
 */
#include "core/base/str.h"
#include "core/boot/tar.h"
#include "node/inroot.h"
#include "node/unpack.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* "file etc/motd 644 hello | link a -> b | folder x 700", or what is wrong. */
static int list(const struct str *tar, struct str *out)
{
	struct untar_memory memory = { str_text(tar), tar->n, 0 };
	struct untar_source source = untar_from_memory(&memory);
	static struct untar_entry entry;
	struct untar untar;
	char content[512];
	uint64_t at;
	ssize_t got;
	int rc;

	untar_init(&untar, &source);
	while ((rc = untar_next(&untar, &entry)) > 0) {
		str_addf(out, "%s", out->n ? " | " : "");
		if (entry.type == UNTAR_LINK)
			str_addf(out, "link %s -> %s", entry.path, entry.target);
		else
			str_addf(out, "%s %s %o ",
				 entry.type == UNTAR_FILE ? "file" : "folder", entry.path,
				 entry.mode);
		got = untar_read(&untar, content, sizeof(content), &at);
		if (got < 0) {
			rc = (int)got;
			break;
		}
		str_addn(out, content, (size_t)got);
	}
	if (rc < 0) {
		out->n = 0;
		str_add(out, untar.why);
	}
	untar_fini(&untar);
	return rc;
}

static void reads_what_the_core_writes(void)
{
	struct str tar CLEANUP_STR = { 0 }, out CLEANUP_STR = { 0 };
	struct str want CLEANUP_STR = { 0 };
	char path[301], exact[101];

	memset(path, 'a', 300);
	memcpy(path + 150, "/", 1);
	path[300] = '\0';
	memset(exact, 'b', 100);
	exact[100] = '\0';
	tar_add_folder(&tar, "root/.ssh", 0700);
	tar_add_file(&tar, "etc/motd", 0644, "hello", 5);
	tar_add_file(&tar, path, 0600, "", 0);
	tar_add_file(&tar, exact, 0755, "x", 1);
	tar_add_folder(&tar, exact, 0750);
	tar_add_link(&tar, "etc/localtime", "../usr/x");
	tar_add_link(&tar, path, path);
	tar_end(&tar);
	UNIT_INT(tar.n % 512, 0);
	UNIT_INT(list(&tar, &out), 0);
	str_addf(&want,
		 "folder root/.ssh 700  | file etc/motd 644 hello | file %s 600  | file "
		 "%s 755 x | folder %s 750  | link etc/localtime -> ../usr/x | link %s "
		 "-> %s",
		 path, exact, exact, path, path);
	UNIT_STR(str_text(&out), str_text(&want));
}

static void checksum(char *header)
{
	unsigned sum = 0;

	memset(header + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
}

/* One entry whose header is changed at one place. */
static void make(struct str *tar, size_t at, const char *text, size_t n)
{
	tar_add_file(tar, "etc/motd", 0644, "hello", 5);
	memcpy(tar->s + at, text, n);
	checksum(tar->s);
	tar_end(tar);
}

static void refuses_hostile_headers(void)
{
	static const struct {
		size_t at;
		const char *text;
		size_t n;
		const char *why;
	} rows[] = {
		{ 0, "/etc/motd", 10, "does not stay below" },
		{ 0, "../motd", 8, "does not stay below" },
		{ 0, "a/../../b", 10, "does not stay below" },
		{ 0, "a//b", 5, "does not stay below" },
		{ 0, "./a", 4, "does not stay below" },
		{ 0, "..", 3, "does not stay below" },
		{ 0, "\0", 1, "does not stay below" },
		{ 345, "/x", 3, "does not stay below" },
		{ 156, "1", 1, "leads nowhere" },
		{ 156, "3", 1, "has content" },
		{ 156, "7", 1, "type 0x37" },
		{ 156, "g", 1, "type 0x67" },
		{ 156, "2", 1, "leads nowhere" },
		{ 156, "5", 1, "has content" },
		{ 156, "x", 1, "extended header" },
		{ 124, "77777777777", 11, "ends within" },
		{ 124, "7777777777777", 12, "ends within" },
		{ 124, "0000000x000", 11, "wrong number" },
		{ 124, "\x80\0\0\0\0\0\0\0\0\0\0\5", 12, "wrong number" },
		{ 257, "gnutar", 6, "no header" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str tar CLEANUP_STR = { 0 }, out CLEANUP_STR = { 0 };

		make(&tar, rows[i].at, rows[i].text, rows[i].n);
		UNIT_INT(list(&tar, &out), -EINVAL);
		if (!strstr(str_text(&out), rows[i].why))
			fprintf(stderr, "\n  row %zu: %s\n", i, str_text(&out));
		CU_ASSERT(strstr(str_text(&out), rows[i].why) != NULL);
	}
}

/* An extended header of these records, and a file behind it. */
static int list_pax(const char *records, struct str *out)
{
	struct str tar CLEANUP_STR = { 0 };

	tar_add_file(&tar, "PaxHeaders/0", 0644, records, strlen(records));
	tar.s[156] = 'x';
	checksum(tar.s);
	tar_add_file(&tar, "etc/motd", 0644, "hello", 5);
	tar_end(&tar);
	return list(&tar, out);
}

static void reads_extended_headers(void)
{
	static const struct {
		const char *records, *shown; /* NULL: refused */
	} rows[] = {
		{ "13 path=a/bc\n", "file a/bc 644 hello" },
		{ "13 path=a/bc\n13 path=d/ef\n", "file d/ef 644 hello" },
		{ "20 mtime=1.00000000\n", "file etc/motd 644 hello" },
		{ "9 size=3\n", "file etc/motd 644 hel" },
		{ "13 path=/abc\n", NULL },
		{ "14 path=../bc\n", NULL },
		{ "12 path=a/bc\n", NULL },
		{ "99 path=a/bc\n", NULL },
		{ "99999999999999999999 path=a\n", NULL },
		{ "2 \n", NULL },
		{ "0 a=b\n", NULL },
		{ "-7 a=b\n", NULL },
		{ "7 abcd\n", NULL },
		{ "23 size=99999999999999\n", NULL },
		{ "31 size=18446744073709551615999\n", NULL },
		{ "path=a\n", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str out CLEANUP_STR = { 0 };
		int rc = list_pax(rows[i].records, &out);

		UNIT_INT(rc, rows[i].shown ? 0 : -EINVAL);
		if (rows[i].shown)
			UNIT_STR(str_text(&out), rows[i].shown);
	}
}

/* "AT+N ..." of the pieces of a file whose map and data these are. */
static int list_holes(const char *records, const char *content, size_t n, struct str *out)
{
	struct str tar CLEANUP_STR = { 0 };
	struct untar_source source;
	struct untar_memory memory;
	static struct untar_entry entry;
	struct untar untar;
	char piece[600];
	uint64_t at;
	ssize_t got = -1;
	int rc;

	tar_add_file(&tar, "PaxHeaders/0", 0644, records, strlen(records));
	tar.s[156] = 'x';
	checksum(tar.s);
	tar_add_file(&tar, "GNUSparseFile.0/a", 0644, content, n);
	tar_end(&tar);
	memory = (struct untar_memory){ str_text(&tar), tar.n, 0 };
	source = untar_from_memory(&memory);
	untar_init(&untar, &source);
	rc = untar_next(&untar, &entry);
	if (rc > 0)
		str_addf(out, "%s %d:", entry.path, (int)entry.bytes);
	while (rc > 0 && (got = untar_read(&untar, piece, sizeof(piece), &at)) > 0)
		str_addf(out, " %d+%d", (int)at, (int)got);
	rc = rc > 0 && got == 0 ? untar_next(&untar, &entry) : -EINVAL;
	untar_fini(&untar);
	return rc;
}

#define SPARSE "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n21 GNU.sparse.name=a\n"
#define REAL   "29 GNU.sparse.realsize=10000\n"

static void reads_files_with_holes(void)
{
	static const struct {
		const char *records, *map;
		size_t data;
		const char *shown; /* NULL: refused */
	} rows[] = {
		{ SPARSE REAL, "2\n100\n700\n10000\n0\n", 700,
		  "a 10000: 100+600 700+100" },
		{ SPARSE REAL, "1\n0\n0\n", 0, "a 10000:" },
		{ SPARSE REAL, "0\n", 0, "a 10000:" },
		{ SPARSE REAL, "3\n0\n1\n1\n0\n9999\n1\n", 2, "a 10000: 0+1 9999+1" },
		{ SPARSE, "0\n", 0, NULL },
		{ REAL "22 GNU.sparse.major=2\n", "0\n", 0, NULL },
		{ REAL "22 GNU.sparse.minor=1\n", "0\n", 0, NULL },
		{ SPARSE REAL, "1\n9999\n2\n", 2, NULL },
		{ SPARSE REAL, "1\n10001\n0\n", 0, NULL },
		{ SPARSE REAL, "1\n0\n5\n", 4, NULL },
		{ SPARSE REAL, "1\n0\n5\n", 6, NULL },
		{ SPARSE REAL, "2\n5\n5\n0\n1\n", 6, NULL },
		{ SPARSE REAL, "99999999\n", 0, NULL },
		{ SPARSE REAL, "-1\n", 0, NULL },
		{ SPARSE REAL, "1\n0\n", 0, NULL },
		{ SPARSE REAL, "", 0, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str out CLEANUP_STR = { 0 };
		char content[2048] = "";
		size_t map = *rows[i].map ? 512 : 0;
		int rc;

		memcpy(content, rows[i].map, strlen(rows[i].map));
		rc = list_holes(rows[i].records, content, map + rows[i].data, &out);
		UNIT_INT(rc, rows[i].shown ? 0 : -EINVAL);
		if (rows[i].shown)
			UNIT_STR(str_text(&out), rows[i].shown);
	}
}

static void refuses_truncated_archives(void)
{
	struct str tar CLEANUP_STR = { 0 };

	tar_add_file(&tar, "etc/motd", 0644, "hello", 5);
	tar_add_link(&tar, "a", "b");
	for (size_t n = 0; n < tar.n; n += 100) {
		/* A copy, so that a read behind its end is seen. */
		char *part = mem_ndup(tar.s, n);
		struct str cut = { part, n, n };
		struct str out CLEANUP_STR = { 0 };

		UNIT_INT(list(&cut, &out), -EINVAL);
		free(part);
	}
}

/* ---- unpacked, in a root of its own ---- */

struct job {
	const struct str *tar;
	const char *expect; /* NULL: refused, and nothing may be there */
};

static int run_job(void *arg)
{
	const struct job *job = arg;
	char why[UNTAR_WHY] = "";
	int rc = unpack(str_text(job->tar), job->tar->n, why);
	struct stat st;

	if (job->expect)
		return rc < 0 ? rc : stat(job->expect, &st) == 0 ? 0 : -errno;
	return rc < 0 && access("/first", F_OK) != 0 ? 0 : -EEXIST;
}

static int may_change_root(void)
{
	return geteuid() == 0 || unshare(CLONE_NEWUSER) == 0;
}

static int unpack_into(const char *root, const struct str *tar, const char *expect)
{
	struct job job = { tar, expect };
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(may_change_root() ? -inroot_run(root, run_job, &job) : 0);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int is_there(const char *folder, const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static void links_never_lead_outside(void)
{
	const char *folder = unit_folder();
	char root[500], name[600];
	static const char *const targets[] = { "../outside", "../../outside",
					       "/../../outside" };

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct str tar CLEANUP_STR = { 0 };

		snprintf(root, sizeof(root), "%s/root%zu", folder, i);
		snprintf(name, sizeof(name), "%s/outside", root);
		CU_ASSERT_EQUAL_FATAL(mkdir(root, 0755), 0);
		CU_ASSERT_EQUAL_FATAL(mkdir(name, 0755), 0);
		snprintf(name, sizeof(name), "%s/outside", folder);
		mkdir(name, 0755);
		tar_add_link(&tar, "way", targets[i]);
		tar_add_file(&tar, "way/file", 0644, "x", 1);
		tar_end(&tar);
		UNIT_INT(unpack_into(root, &tar, "/"), 0);
		CU_ASSERT(!is_there(folder, "outside/file"));
	}
}

static void a_bad_archive_writes_nothing(void)
{
	const char *root = unit_folder();
	struct str tar CLEANUP_STR = { 0 };

	tar_add_file(&tar, "first", 0644, "x", 1);
	tar_add_file(&tar, "../second", 0644, "x", 1);
	tar_end(&tar);
	UNIT_INT(unpack_into(root, &tar, NULL), 0);
}

static void replaces_files_and_makes_folders(void)
{
	const char *root = unit_folder();
	struct str tar CLEANUP_STR = { 0 };
	char name[600];

	snprintf(name, sizeof(name), "%s/there", root);
	UNIT_INT(symlink("/elsewhere", name), 0);
	tar_add_folder(&tar, "a", 0700);
	tar_add_file(&tar, "a/b/c", 0640, "x", 1);
	tar_add_file(&tar, "there", 0640, "new", 3);
	tar_add_link(&tar, "a/b/link", "c");
	tar_end(&tar);
	UNIT_INT(unpack_into(root, &tar, "/a/b/link"), 0);
	UNIT_INT(unpack_into(root, &tar, "/there"), 0);
	CU_ASSERT(!is_there(root, "elsewhere"));
}

const char unit_suite[] = "untar";
const struct unit_case unit_cases[] = {
	{ "reads what the core writes", reads_what_the_core_writes },
	{ "refuses hostile headers", refuses_hostile_headers },
	{ "reads extended headers, and refuses wrong ones", reads_extended_headers },
	{ "reads files with holes, and refuses wrong maps", reads_files_with_holes },
	{ "refuses truncated archives", refuses_truncated_archives },
	{ "links never lead outside", links_never_lead_outside },
	{ "a bad archive writes nothing", a_bad_archive_writes_nothing },
	{ "replaces files and makes folders", replaces_files_and_makes_folders },
	{ NULL, NULL },
};
