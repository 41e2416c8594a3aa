/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_test.c - archives are written and read back.
 */
#include "pax.h"

#include "fakehost.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const char unit_suite[] = "pax";

#define LONG                                                                             \
	"a-name-of-many-letters-that-does-not-fit-into-the-hundred-bytes-of-the-oldest-" \
	"form/"                                                                          \
	"of-a-header-nor-into-its-prefix-of-one-hundred-and-fifty-five-bytes-which-"     \
	"is-what-ustar-has-for-folders/and-it-has-three-parts-the-last-of-which-is-"     \
	"longer-than-one-hundred-bytes-so-that-it-cannot-be-split"

/* user:7:rw- beside owner rwx, group r-x, mask rwx, other --- */
static const char acl[] = "\2\0\0\0"
			  "\1\0\7\0\xff\xff\xff\xff"
			  "\2\0\6\0\7\0\0\0"
			  "\4\0\5\0\xff\xff\xff\xff"
			  "\x10\0\7\0\xff\xff\xff\xff"
			  "\x20\0\0\0\xff\xff\xff\xff";

static const struct {
	const char *path, *target, *hard, *attribute, *value;
	size_t value_n;
	mode_t mode;
	unsigned uid, gid;
	dev_t device;
	int64_t size, sec;
	long nsec;
	struct pax_extent extents[2];
	size_t n_extents;
} rows[] = {
	{ .path = ".", .mode = S_IFDIR | 01777, .sec = 1 },
	{ .path = "file",
	  .mode = S_IFREG | 0644,
	  .size = 5,
	  .sec = 1700000000,
	  .nsec = 1 },
	{ .path = "hard", .mode = S_IFREG | 0644, .hard = "file" },
	{ .path = LONG, .mode = S_IFREG | 04755, .uid = 4000000000, .gid = 3000000 },
	{ .path = "link", .target = "n\377o/\303\244", .mode = S_IFLNK | 0777, .sec = 5 },
	{ .path = "n\377o\nx", .mode = S_IFIFO | 0600, .sec = -86400, .nsec = 500000000 },
	{ .path = "dev", .mode = S_IFBLK | 0660, .device = 0, .sec = 2147483648 },
	{ .path = "future",
	  .mode = S_IFREG | 0600,
	  .sec = 4323456000,
	  .nsec = 999999999 },
	{ .path = "cap",
	  .mode = S_IFREG | 0755,
	  .attribute = "security.capability",
	  .value = "\1\0\0\2\0\n=\0",
	  .value_n = 8 },
	{ .path = "acl",
	  .mode = S_IFREG | 0770,
	  .attribute = "system.posix_acl_access",
	  .value = acl,
	  .value_n = sizeof(acl) - 1 },
	{ .path = "default",
	  .mode = S_IFDIR | 0750,
	  .attribute = "system.posix_acl_default",
	  .value = acl,
	  .value_n = sizeof(acl) - 1 },
	{ .path = "sparse",
	  .mode = S_IFREG | 0600,
	  .size = 5LL << 30,
	  .n_extents = 2,
	  .extents = { { 4096, 10 }, { 4LL << 30, 4096 } } },
	{ .path = "hole", .mode = S_IFREG | 0600, .size = 1 << 20, .n_extents = 1 },
	{ .path = "ends",
	  .mode = S_IFREG | 0600,
	  .size = 8192,
	  .n_extents = 1,
	  .extents = { { 4096, 4096 } } },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void make(struct pax_entry *entry, size_t i)
{
	memset(entry, 0, sizeof(*entry));
	pax_entry_set(&entry->path, rows[i].path);
	if (rows[i].target)
		pax_entry_set(&entry->target, rows[i].target);
	if (rows[i].hard)
		pax_entry_set(&entry->hard, rows[i].hard);
	if (rows[i].attribute)
		pax_entry_add_attribute(entry, rows[i].attribute, rows[i].value,
					rows[i].value_n);
	for (size_t k = 0; k < rows[i].n_extents; k++)
		pax_entry_add_extent(entry, rows[i].extents[k].at, rows[i].extents[k].n);
	entry->mode = rows[i].mode;
	entry->uid = rows[i].uid;
	entry->gid = rows[i].gid;
	entry->device = S_ISBLK(rows[i].mode) ? makedev(259, 1000000) : 0;
	entry->size = rows[i].size;
	entry->time = (struct timespec){ rows[i].sec, rows[i].nsec };
}

static void write_all(struct sl_job *job, const char *file, int threads)
{
	struct pax_writer *writer = pax_writer_open(job, file, 3, threads);
	int rc = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
	for (size_t i = 0; rc == 0 && i < ROWS; i++) {
		struct pax_entry entry;

		make(&entry, i);
		rc = pax_writer_entry(writer, &entry);
		if (rc == 0 && !entry.hard)
			rc = pax_writer_zeros(writer, entry.size);
		pax_entry_fini(&entry);
	}
	UNIT_INT(rc, 0);
	UNIT_INT(pax_writer_close(writer), 0);
}

static void what_is_written_is_read(void)
{
	struct fake *fake = malloc(sizeof(*fake));
	struct pax_reader *reader;
	struct pax_entry entry, expected;
	char file[300];

	fake_init(fake, unit_folder());
	snprintf(file, sizeof(file), "%s/archive", unit_folder());
	write_all(&fake->job, file, 2);
	reader = pax_reader_open(&fake->job, file);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
	for (size_t i = 0; i < ROWS; i++) {
		const char *what;

		UNIT_INT(pax_reader_entry(reader, &entry), 1);
		make(&expected, i);
		what = pax_entry_difference(&entry, &expected);
		if (what)
			fprintf(stderr, "\n  %s: %s\n", rows[i].path, what);
		CU_ASSERT_PTR_NULL(what);
		pax_entry_fini(&entry);
		pax_entry_fini(&expected);
	}
	UNIT_INT(pax_reader_entry(reader, &entry), 0);
	UNIT_INT((int)fake->fails, 0);
	pax_reader_close(reader);
	fake_fini(fake);
	free(fake);
}

/* What is cut off anywhere is not read to its end. */
static void damage_is_found(void)
{
	static const int parts[] = { 100, 50, 2 }; /* what is left: 1/n is missing */

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct fake *fake = malloc(sizeof(*fake));
		struct pax_reader *reader;
		struct pax_entry entry;
		char file[300];
		struct stat st;
		int rc = 0;

		fake_init(fake, unit_folder());
		snprintf(file, sizeof(file), "%s/damaged", fake->folders[SL_WORK]);
		write_all(&fake->job, file, 1);
		UNIT_INT(stat(file, &st), 0);
		UNIT_INT(truncate(file, st.st_size - 1 - st.st_size / parts[i]), 0);
		reader = pax_reader_open(&fake->job, file);
		while (reader && (rc = pax_reader_entry(reader, &entry)) > 0)
			pax_entry_fini(&entry);
		CU_ASSERT(!reader || rc < 0);
		UNIT_INT((int)fake->fails, 1);
		CU_ASSERT(strstr(fake->said, "cannot read ") != NULL);
		pax_reader_close(reader);
		fake_fini(fake);
		free(fake);
	}
}

static void some_attributes_are_not_held(void)
{
	static const struct {
		const char *name;
		int holds;
	} names[] = {
		{ "user.a", 1 },
		{ "trusted.a", 1 },
		{ "security.selinux", 1 },
		{ "system.posix_acl_access", 1 },
		{ "system.nfs4_acl", 0 },
		{ "user.a=b", 0 },
		{ "osx.a", 0 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		UNIT_INT(pax_holds(names[i].name), names[i].holds);
}

static void a_wrong_acl_is_refused(void)
{
	struct fake *fake = malloc(sizeof(*fake));
	struct pax_writer *writer;
	struct pax_entry entry;
	char file[300];

	fake_init(fake, unit_folder());
	snprintf(file, sizeof(file), "%s/wrong", unit_folder());
	writer = pax_writer_open(&fake->job, file, 1, 1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
	make(&entry, 1);
	pax_entry_add_attribute(&entry, "system.posix_acl_access", acl, 7);
	CU_ASSERT(pax_writer_entry(writer, &entry) < 0);
	CU_ASSERT(strstr(fake->said, "of /file is no POSIX ACL") != NULL);
	pax_entry_fini(&entry);
	pax_writer_abort(writer);
	fake_fini(fake);
	free(fake);
}

const struct unit_case unit_cases[] = {
	{ "what is written is read", what_is_written_is_read },
	{ "damage is found", damage_is_found },
	{ "some attributes are not held", some_attributes_are_not_held },
	{ "a wrong ACL is refused", a_wrong_acl_is_refused },
	{ NULL, NULL },
};
