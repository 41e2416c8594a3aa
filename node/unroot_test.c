/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unroot_test.c - roots are unpacked, and hostile ones refused.
 */
#include "core/base/str.h"
#include "node/unroot.h"
#include "node/unzstd.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <zstd.h>

enum { BLOCK = 512 };

/* One entry of an archive, with its checksum. */
struct row {
	char type;
	const char *path, *target; /* of a file: its content */
	unsigned mode;
	const char *record; /* KEYWORD=VALUE of an extended header before it, or NULL */
};

static void add_header(struct str *tar, char type, const char *path, const char *target,
		       unsigned mode, size_t bytes)
{
	char block[BLOCK] = "";
	unsigned sum = 0;

	snprintf(block, 100, "%s", path);
	snprintf(block + 100, 8, "%07o", mode);
	snprintf(block + 108, 8, "%07o", (unsigned)geteuid());
	snprintf(block + 116, 8, "%07o", (unsigned)getegid());
	snprintf(block + 124, 12, "%011zo", bytes);
	snprintf(block + 136, 12, "%011o", 1234567890u);
	block[156] = type;
	snprintf(block + 157, 100, "%s", target);
	memcpy(block + 257,
	       "ustar\0"
	       "00",
	       8);
	memset(block + 148, ' ', 8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)block[i];
	snprintf(block + 148, 8, "%06o", sum);
	str_addn(tar, block, BLOCK);
}

static void add_content(struct str *tar, const char *content)
{
	static const char zeros[BLOCK];
	size_t n = strlen(content);

	str_addn(tar, content, n);
	str_addn(tar, zeros, (BLOCK - n % BLOCK) % BLOCK);
}

/* The length of a record counts itself. */
static void add_record(struct str *tar, const char *record)
{
	char text[4096];
	size_t n = strlen(record) + 3;

	n += n + 1 > 9999 ? 4 : n + 1 > 999 ? 3 : n + 1 > 99 ? 2 : n >= 10 ? 1 : 0;
	snprintf(text, sizeof(text), "%zu %s\n", n, record);
	CU_ASSERT_EQUAL_FATAL(strlen(text), n);
	add_header(tar, 'x', "PaxHeader", "", 0644, n);
	add_content(tar, text);
}

static void add(struct str *tar, const struct row *row)
{
	if (row->record)
		add_record(tar, row->record);
	if (row->type == '0') {
		add_header(tar, '0', row->path, "", row->mode, strlen(row->target));
		add_content(tar, row->target);
	} else {
		add_header(tar, row->type, row->path, row->target ? row->target : "",
			   row->mode, 0);
	}
}

static void end(struct str *tar)
{
	static const char zeros[2 * BLOCK];

	str_addn(tar, zeros, sizeof(zeros));
}

static int unpack_to(const char *folder, const struct str *tar, struct unroot *unroot_)
{
	struct untar_memory memory = { str_text(tar), tar->n, 0 };
	struct untar_source source = untar_from_memory(&memory);
	int root = open(folder, O_RDONLY | O_DIRECTORY), rc;

	CU_ASSERT_FATAL(root >= 0);
	rc = unroot(unroot_, root, &source);
	close(root);
	return rc;
}

static void look(const char *folder, const char *name, struct stat *st)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	memset(st, 0, sizeof(*st));
	UNIT_INT(lstat(path, st), 0);
}

static void folders_keep_their_times(void)
{
	static const struct row rows[] = {
		{ '5', "./", NULL, 01777, "mtime=86400.5000" },
		{ '5', "a/", NULL, 02750, NULL },
		{ '5', "a/b/", NULL, 0500, "mtime=-9" },
		{ '0', "a/b/file", "content", 04711, "mtime=4294967297.000001" },
		{ '2', "a/link", "b/file", 0777, NULL },
		{ '5', "c/", NULL, 0755, NULL },
		{ '1', "c/hard", "a/b/file", 0644, NULL },
		{ '5', "a/", NULL, 0700, NULL },
		{ '6', "a/fifo", NULL, 0622, NULL },
	};
	const char *folder = unit_folder();
	struct str tar CLEANUP_STR = { 0 };
	struct unroot result = { 0 };
	struct stat st;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add(&tar, &rows[i]);
	end(&tar);
	UNIT_INT(unpack_to(folder, &tar, &result), 0);
	UNIT_STR(result.why, "");
	UNIT_INT((int)result.entries, 9);
	look(folder, ".", &st);
	UNIT_INT(st.st_mode & 07777, 01777);
	UNIT_INT(st.st_mtim.tv_sec, 86400);
	UNIT_INT(st.st_mtim.tv_nsec, 500000000);
	look(folder, "a", &st);
	UNIT_INT(st.st_mode & 07777, 0700);
	UNIT_INT(st.st_mtim.tv_sec, 1234567890);
	look(folder, "a/b", &st);
	UNIT_INT(st.st_mtim.tv_sec, -9);
	look(folder, "c/hard", &st);
	UNIT_INT((int)st.st_nlink, 2);
	UNIT_INT(st.st_mode & 07777, 04711);
	UNIT_INT(st.st_size, 7);
	UNIT_INT(st.st_mtim.tv_sec, 4294967297LL);
	look(folder, "a/fifo", &st);
	CU_ASSERT(S_ISFIFO(st.st_mode));
	chmod(folder, 0755);
}

static const struct {
	struct row rows[4];
	const char *why;
} refusals[] = {
	{ { { '0', "a/file", "x", 0644, NULL } }, "its folder has not come before" },
	{ { { '2', "a", "/", 0777, NULL }, { '0', "a/file", "x", 0644, NULL } },
	  "its folder has not come before" },
	{ { { '2', "a", ".", 0777, NULL }, { '5', "a/", NULL, 0755, NULL } },
	  "cannot unpack /a: Not a directory" },
	{ { { '2', "a", "/etc", 0777, NULL }, { '1', "b", "a/passwd", 0644, NULL } },
	  "cannot unpack /b: " },
	{ { { '0', "a", "x", 0644, NULL }, { '0', "a", "y", 0644, NULL } },
	  "cannot unpack /a: File exists" },
	{ { { '1', "b", "../a", 0644, NULL } }, "leads out of the root" },
	{ { { '1', "b", "nothing", 0644, NULL } }, "cannot unpack /b: " },
	{ { { '0', "../b", "x", 0644, NULL } }, "does not stay below" },
	{ { { '0', "./", "x", 0644, NULL } }, "does not stay below" },
	{ { { '0', "a", "x", 0644, "SCHILY.acl.access=?" } },
	  "cannot unpack /a: Invalid argument" },
	{ { { '0', "a", "x", 0644, "SCHILY.acl.default=user::rwx,other::---,XXX" } },
	  "cannot unpack /a: Invalid argument" },
};

static void hostile_roots_are_refused(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const char *folder = unit_folder();
		struct str tar CLEANUP_STR = { 0 };
		struct unroot result = { 0 };

		for (const struct row *row = refusals[i].rows; row->type; row++)
			add(&tar, row);
		end(&tar);
		CU_ASSERT(unpack_to(folder, &tar, &result) < 0);
		if (!strstr(result.why, refusals[i].why))
			fprintf(stderr, "\n  row %zu: %s\n", i, result.why);
		CU_ASSERT(strstr(result.why, refusals[i].why) != NULL);
	}
}

static void folders_may_not_be_too_deep(void)
{
	char path[2 * UNROOT_DEPTH + 8] = "d", record[sizeof(path) + 8];
	struct str tar CLEANUP_STR = { 0 };
	struct unroot result = { 0 };

	for (int i = 1; i <= UNROOT_DEPTH; i++) {
		snprintf(record, sizeof(record), "path=%s", path);
		add(&tar, &(struct row){ '5', "short", NULL, 0755, record });
		strcat(path, "/d");
	}
	end(&tar);
	UNIT_INT(unpack_to(unit_folder(), &tar, &result), -ELOOP);
}

/* Cut anywhere, an archive is refused, but for the second of the two blocks at its end. */
static void cut_archives_are_refused(void)
{
	static const struct row rows[] = {
		{ '5', "a/", NULL, 0755, NULL },
		{ '0', "a/file", "content", 0644, "mtime=4294967297.000001" },
		{ '2', "a/link", "file", 0777, NULL },
	};
	struct str tar CLEANUP_STR = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add(&tar, &rows[i]);
	for (size_t n = 0; n < tar.n; n += 100) {
		struct unroot result = { 0 };
		char *part = mem_ndup(tar.s, n);
		struct str cut = { part, n, n };

		UNIT_INT(unpack_to(unit_folder(), &cut, &result), -EINVAL);
		CU_ASSERT(result.why[0] != '\0');
		free(part);
	}
	end(&tar);
	str_add(&tar, "more");
	CU_ASSERT(unpack_to(unit_folder(), &tar, &(struct unroot){ 0 }) < 0);
}

/* ---- SELinux ---- */

static const struct row policy_rows[] = {
	{ '5', "./", NULL, 0755, "SCHILY.xattr.security.t=r" },
	{ '5', "etc/", NULL, 0755, NULL },
	{ '5', "etc/selinux/", NULL, 0755, "SCHILY.xattr.security.selinux=p" },
	{ '0', "etc/selinux/config", "c", 0644, "SCHILY.xattr.security.selinux=c" },
	{ '5', "bin/", NULL, 0755, "SCHILY.xattr.security.selinux=b" },
	{ '5', "etc/", NULL, 0755, NULL },
	{ '0', "etc/passwd", "x", 0644, NULL },
};

struct asked {
	const char *folder;
	int times, answer, saw_config, saw_bin;
};

/* As a policy does, it forgets the labels that are there. */
static int ask(void *arg)
{
	struct asked *asked = arg;
	char path[600];
	struct stat st;

	asked->times++;
	snprintf(path, sizeof(path), "%s/etc/selinux/config", asked->folder);
	asked->saw_config = stat(path, &st) == 0 && st.st_size == 1;
	removexattr(path, "security.selinux");
	snprintf(path, sizeof(path), "%s/bin", asked->folder);
	asked->saw_bin = stat(path, &st) == 0;
	return asked->answer;
}

static void policy_is_loaded_before_all_else(void)
{
	static const int answers[] = { 1, 0, -EIO };

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct asked asked = { .folder = unit_folder(), .answer = answers[i] };
		struct unroot result = { .policy = ask, .arg = &asked };
		struct str tar CLEANUP_STR = { 0 };
		char path[600], label[8] = "";

		for (size_t k = 0; k < sizeof(policy_rows) / sizeof(policy_rows[0]); k++)
			add(&tar, &policy_rows[k]);
		end(&tar);
		UNIT_INT(unpack_to(asked.folder, &tar, &result),
			 answers[i] < 0 ? answers[i] : 0);
		UNIT_INT(asked.times, 1);
		UNIT_INT(asked.saw_config, 1);
		UNIT_INT(asked.saw_bin, 0);
		snprintf(path, sizeof(path), "%s/etc/selinux/config", asked.folder);
		UNIT_INT(getxattr(path, "security.selinux", label, sizeof(label)) > 0,
			 answers[i] == 1);
		UNIT_STR(label, answers[i] == 1 ? "c" : "");
		if (answers[i] < 0)
			CU_ASSERT(strstr(result.why, "policy cannot be loaded") != NULL);
	}
}

/* ---- zstd ---- */

/* All of it as it is read through a pipe; its length, or -errno. */
static ssize_t unpack_frame(const char *data, size_t n, char *out, size_t room)
{
	int ends[2];
	struct unzstd *unzstd;
	ssize_t got;

	UNIT_INT(pipe(ends), 0);
	UNIT_INT(write(ends[1], data, n), (ssize_t)n);
	close(ends[1]);
	unzstd = unzstd_new(ends[0]);
	CU_ASSERT_PTR_NOT_NULL_FATAL(unzstd);
	got = unzstd_read(unzstd, out, room);
	unzstd_free(unzstd);
	close(ends[0]);
	return got;
}

static void frames_are_whole_or_refused(void)
{
	static char text[20000], out[30000], packed[30000];
	size_t n;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * i >> 3);
	n = ZSTD_compress(packed, sizeof(packed), text, sizeof(text), 3);
	CU_ASSERT_FATAL(!ZSTD_isError(n));
	UNIT_INT(unpack_frame(packed, n, out, sizeof(out)), sizeof(text));
	CU_ASSERT(memcmp(out, text, sizeof(text)) == 0);
	UNIT_INT(unpack_frame(packed, n, out, 777), 777);
	UNIT_INT(unpack_frame(packed, 0, out, sizeof(out)), 0);
	for (size_t cut = 1; cut < n; cut += 97)
		UNIT_INT(unpack_frame(packed, cut, out, sizeof(out)), -EBADMSG);
	UNIT_INT(unpack_frame("no zstd at all", 14, out, sizeof(out)), -EBADMSG);
	memcpy(packed + n, packed, n < 10000 ? n : 0);
	if (n < 10000)
		UNIT_INT(unpack_frame(packed, 2 * n, out, sizeof(out)), sizeof(out));
}

/* A node has room for 8 MiB. */
static void large_windows_are_refused(void)
{
	static const char head[] = { '\x28', '\xb5', '\x2f',
				     '\xfd', 0,      (UNZSTD_WINDOW + 1 - 10) << 3,
				     1,      0,      0 };
	static const char fits[] = { '\x28', '\xb5', '\x2f',
				     '\xfd', 0,      (UNZSTD_WINDOW - 10) << 3,
				     1,      0,      0 };
	char out[8];

	UNIT_INT(unpack_frame(head, sizeof(head), out, sizeof(out)), -EBADMSG);
	UNIT_INT(unpack_frame(fits, sizeof(fits), out, sizeof(out)), 0);
}

const char unit_suite[] = "unroot";
const struct unit_case unit_cases[] = {
	{ "folders keep their times, links and modes", folders_keep_their_times },
	{ "hostile roots are refused", hostile_roots_are_refused },
	{ "folders may not be too deep", folders_may_not_be_too_deep },
	{ "cut archives are refused", cut_archives_are_refused },
	{ "the policy is loaded before all else", policy_is_loaded_before_all_else },
	{ "zstd frames are whole or refused", frames_are_whole_or_refused },
	{ "large windows are refused", large_windows_are_refused },
	{ NULL, NULL },
};
