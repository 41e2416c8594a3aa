/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/gzip_test.c - files packed and unpacked.
 */
#include "gzip.h"
#include "standin.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "mic gzip";

enum { LARGE = 3 << 20 };

static char top[256];

static void begin(void)
{
	snprintf(top, sizeof(top), "%s", unit_folder());
}

static char *path_of(const char *name)
{
	return path_join(top, name);
}

static void put(const char *name, const char *data, size_t n)
{
	struct log log = { .program = "test" };
	char *path CLEANUP_FREE = path_of(name);

	unlink(path);
	UNIT_INT(file_create(&log, path, 0644, data, n), 0);
}

static void get(const char *name, struct str *out)
{
	struct log log = { .program = "test" };
	char *path CLEANUP_FREE = path_of(name);

	UNIT_INT(file_read(&log, path, 64 << 20, out), 0);
}

static int unpack(struct fake_host *host, const char *name)
{
	char *path CLEANUP_FREE = path_of(name), *to CLEANUP_FREE = path_of("raw");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = gzip_unpack(&host->border, fd, "base", to);

	close(fd);
	return rc;
}

/* Bytes that do not become much less. */
static void fill(struct str *data, size_t n)
{
	uint32_t number = 1;

	while (data->n < n) {
		number = number * 1103515245 + 12345;
		str_addf(data, "%x", number);
	}
}

static void what_is_packed_is_unpacked(void)
{
	static const size_t sizes[] = { 0, 1, 4096, LARGE };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct str data CLEANUP_STR = { 0 }, back CLEANUP_STR = { 0 };
		struct fake_host host;
		struct gzip_writer *writer;
		char *path CLEANUP_FREE = NULL;
		int rc = 0;

		begin();
		path = path_of("packed");
		fake_host_init(&host, NULL);
		fill(&data, sizes[i]);
		writer = gzip_open(&host.border, path, 6);
		CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
		for (size_t at = 0; rc == 0 && at < data.n; at += 100000)
			rc = gzip_write(writer, data.s + at,
					data.n - at < 100000 ? data.n - at : 100000);
		UNIT_INT(gzip_close(writer, rc), 0);
		UNIT_INT(unpack(&host, "packed"), 0);
		get("raw", &back);
		UNIT_INT(back.n, data.n);
		UNIT_INT(memcmp(str_text(&back), str_text(&data), data.n), 0);
		fake_host_fini(&host);
	}
}

/* RFC 1952: flags 0, so no name; the four bytes of the time are 0. */
static void no_name_and_time_are_packed(void)
{
	struct str packed CLEANUP_STR = { 0 };
	char *path CLEANUP_FREE = NULL;
	struct fake_host host;

	begin();
	path = path_of("packed");
	fake_host_init(&host, NULL);
	UNIT_INT(gzip_close(gzip_open(&host.border, path, 6), 0), 0);
	get("packed", &packed);
	UNIT_INT(memcmp(packed.s, "\037\213\010\0\0\0\0\0", 8), 0);
	fake_host_fini(&host);
}

static void members_and_padding_are_passed(void)
{
	struct str a CLEANUP_STR = { 0 }, b CLEANUP_STR = { 0 };
	struct str packed CLEANUP_STR = { 0 }, back CLEANUP_STR = { 0 };
	struct fake_host host;

	begin();
	fake_host_init(&host, NULL);
	str_add(&a, "base");
	str_add(&b, "overlay");
	standin_gzip(&a, &packed);
	standin_gzip(&b, &packed);
	str_addn(&packed, "\0\0\0\0\0\0\0", 7);
	put("packed", packed.s, packed.n);
	UNIT_INT(unpack(&host, "packed"), 0);
	get("raw", &back);
	UNIT_STR(str_text(&back), "baseoverlay");
	fake_host_fini(&host);
}

static const struct {
	int is_text;
	size_t n; /* bytes that are left; 0: all */
	size_t at;
	char byte;
	const char *says;
} wrongs[] = {
	{ 1, 0, 0, 'x',
	  "base is no gzip file; it must be a cpio archive packed by gzip (.cpio.gz)" },
	{ 0, 2, 0, '\037',
	  "base is no gzip file; it must be a cpio archive packed by gzip (.cpio.gz)" },
	{ 0, 20, 0, '\037', "base cannot be unpacked by gzip: it ends too early" },
	{ 0, 0, 12, '\377', "base cannot be unpacked by gzip: " },
};

static void wrong_files_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct str data CLEANUP_STR = { 0 }, packed CLEANUP_STR = { 0 };
		struct fake_host host;

		begin();
		fake_host_init(&host, NULL);
		fill(&data, 1000);
		standin_gzip(&data, &packed);
		packed.s[wrongs[i].at] = wrongs[i].byte;
		put("wrong", wrongs[i].is_text ? data.s : packed.s,
		    wrongs[i].n ? wrongs[i].n : packed.n);
		UNIT_INT(unpack(&host, "wrong"), -EBADMSG);
		CU_ASSERT(strncmp(str_text(&host.said), wrongs[i].says,
				  strlen(wrongs[i].says)) == 0);
		UNIT_INT(host.fails, 1);
		fake_host_fini(&host);
	}
}

static void a_full_disk_is_said(void)
{
	struct str data CLEANUP_STR = { 0 };
	struct gzip_writer *writer;
	struct fake_host host;

	begin();
	fake_host_init(&host, NULL);
	fill(&data, LARGE);
	writer = gzip_open(&host.border, "/dev/full", 1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
	UNIT_INT(gzip_close(writer, gzip_write(writer, data.s, data.n)), -ENOSPC);
	UNIT_STR(str_text(&host.said), "cannot write /dev/full: No space left on device");
	UNIT_INT(host.fails, 1);
	fake_host_fini(&host);
}

const struct unit_case unit_cases[] = {
	{ "what is packed is unpacked", what_is_packed_is_unpacked },
	{ "no name and time are packed", no_name_and_time_are_packed },
	{ "members and padding are passed", members_and_padding_are_passed },
	{ "wrong files are refused", wrong_files_are_refused },
	{ "a full disk is said", a_full_disk_is_said },
	{ NULL, NULL },
};
