/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/pack_test.c - small trees are packed, read back and compared.
 */
#include "ramdisk.h"

#include "core/base/digest.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

const char unit_suite[] = "ramdisk pack";

struct fixture {
	struct fake_host host;
	struct sl_image image;
	struct sl_kernel kernel;
	const struct sl_kernel *kernels[2];
	char tree[300], output[300], archive[400];
};

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", fixture->tree, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void folder(const struct fixture *fixture, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", fixture->tree, name);
	UNIT_INT(mkdir(path, 0755), 0);
}

static void fixture_init(struct fixture *fixture)
{
	const char *folder_of = unit_folder();

	memset(fixture, 0, sizeof(*fixture));
	fake_host_init(&fixture->host, ramdisk_options);
	fixture->kernel = (struct sl_kernel){ .size = sizeof(fixture->kernel),
					      .version = "6.1.0-25-amd64" };
	fixture->kernels[0] = &fixture->kernel;
	fixture->image = (struct sl_image){ .size = sizeof(fixture->image),
					    .name = "test",
					    .kernels = fixture->kernels };
	fixture->host.image = &fixture->image;
	snprintf(fixture->tree, sizeof(fixture->tree), "%s/tree", folder_of);
	snprintf(fixture->output, sizeof(fixture->output), "%s/out", folder_of);
	snprintf(fixture->archive, sizeof(fixture->archive), "%s/" RAMDISK_OUTPUT,
		 fixture->output);
	mkdir(fixture->tree, 0755);
	mkdir(fixture->output, 0755);
	fixture->host.folders[SL_TREE] = fixture->tree;
	fixture->host.folders[SL_OUTPUT] = fixture->output;
}

static int set_and_pack(struct fixture *fixture, const char *option, const char *value)
{
	fixture->host.options[0][0] = option;
	fixture->host.options[0][1] = value;
	return ramdisk_pack(&fixture->host.border, NULL);
}

static void order(struct fixture *fixture, struct str *out)
{
	struct pax_reader *reader =
		pax_reader_open(&fixture->host.border, fixture->archive);
	struct pax_entry entry;

	CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
	while (pax_reader_entry(reader, &entry) > 0) {
		str_addf(out, "%s%s%s ", entry.path, entry.hard ? "=" : "",
			 entry.hard ? entry.hard : "");
		pax_entry_fini(&entry);
	}
	pax_reader_close(reader);
}

static void policy_comes_first(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct fixture fixture;
	char a[512], b[512];

	fixture_init(&fixture);
	folder(&fixture, "etc");
	folder(&fixture, "etc/selinux");
	folder(&fixture, "bin");
	put(&fixture, "etc/selinux/config", "SELINUX=permissive\n");
	put(&fixture, "etc/passwd", "x");
	put(&fixture, "bin/b", "");
	put(&fixture, "bin/B", "");
	snprintf(a, sizeof(a), "%s/etc/passwd", fixture.tree);
	snprintf(b, sizeof(b), "%s/bin/same", fixture.tree);
	UNIT_INT(link(a, b), 0);
	UNIT_INT(set_and_pack(&fixture, NULL, NULL), 0);
	order(&fixture, &out);
	UNIT_STR(str_text(&out), ". etc etc/selinux etc/selinux/config bin bin/B bin/b "
				 "bin/same etc etc/passwd=bin/same ");
	UNIT_INT(ramdisk_verify(&fixture.host.border, NULL), 0);
	fake_host_fini(&fixture.host);
}

static void bytes_are_the_same(void)
{
	char first[DIGEST_HEX + 1], other[DIGEST_HEX + 1];
	struct fixture fixture;
	uint64_t bytes;
	FILE *file;
	char path[512];
	uint32_t number = 1;

	fixture_init(&fixture);
	snprintf(path, sizeof(path), "%s/large", fixture.tree);
	file = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	for (int i = 0; i < 20 << 18; i++) { /* more than one job of a thread */
		number = number * 1103515245 + 12345;
		fwrite(&number, 1, 4, file);
	}
	fclose(file);
	put(&fixture, "small", "s");
	UNIT_INT(set_and_pack(&fixture, "processors", "1"), 0);
	UNIT_INT(digest_file(fixture.archive, first, &bytes, NULL), 0);
	for (int i = 2; i < 5; i++) {
		char count[8];

		snprintf(count, sizeof(count), "%d", i);
		UNIT_INT(set_and_pack(&fixture, "processors", count), 0);
		UNIT_INT(digest_file(fixture.archive, other, &bytes, NULL), 0);
		UNIT_STR(other, first);
	}
	fake_host_fini(&fixture.host);
}

static const struct {
	const char *option, *value, *without, *says;
} refusals[] = {
	{ "level", "0", NULL, "level = 0 is none of 1 to 19" },
	{ "level", "20", NULL, "level = 20 is none of 1 to 19" },
	{ NULL, NULL, "CONFIG_TMPFS", "has no tmpfs" },
};

static void what_cannot_be_is_refused(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		static const char *const nothing[] = { NULL };
		struct fixture fixture;

		fixture_init(&fixture);
		if (refusals[i].without)
			fixture.host.kernel_has = nothing;
		CU_ASSERT(set_and_pack(&fixture, refusals[i].option, refusals[i].value) <
			  0);
		UNIT_INT((int)fixture.host.fails, 1);
		CU_ASSERT(strstr(str_text(&fixture.host.said), refusals[i].says) != NULL);
		fake_host_fini(&fixture.host);
	}
}

static void add_socket(const char *tree)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/s", tree);
	UNIT_INT(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

/* What a kernel's tmpfs holds, and the words about what it does not. */
static void losses_are_named(void)
{
	static const char *const all[] = { "CONFIG_TMPFS", "CONFIG_TMPFS_XATTR",
					   "CONFIG_TMPFS_POSIX_ACL", NULL };
	static const char *const some[] = { "CONFIG_TMPFS", NULL };
	static const struct {
		const char *version;
		const char *const *has;
		int names_user, names_form;
	} rows[] = {
		{ "6.1.0", all, 1, 0 },
		{ "6.6.0", all, 0, 0 },
		{ "6.6.0", some, 0, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture fixture;
		const char *notes;
		char path[512];

		fixture_init(&fixture);
		put(&fixture, "file", "x");
		add_socket(fixture.tree);
		snprintf(path, sizeof(path), "%s/file", fixture.tree);
		UNIT_INT(setxattr(path, "user.a", "b", 1, 0), 0);
		fixture.kernel.version = rows[i].version;
		fixture.host.kernel_has = rows[i].has;
		UNIT_INT(set_and_pack(&fixture, NULL, NULL), 0);
		notes = str_text(&fixture.host.notes);
		UNIT_INT(strstr(notes, "(user.*): Linux 6.6") != NULL,
			 rows[i].names_user);
		UNIT_INT(strstr(notes, "CONFIG_TMPFS_XATTR is not set; 1 files lose what "
				       "they have, one is /file (user.a)") != NULL,
			 rows[i].names_form);
		CU_ASSERT(strstr(notes, "no sockets") && strstr(notes, "one is /s\n"));
		unlink(path);
		snprintf(path, sizeof(path), "%s/s", fixture.tree);
		unlink(path);
		fake_host_fini(&fixture.host);
	}
}

static void memory_is_told(void)
{
	static const char *const has[] = { "CONFIG_TMPFS", NULL };
	uint64_t resident = 0, per_cpu = 1, peak = 0;
	struct fixture fixture;
	const char *line;

	fixture_init(&fixture);
	fixture.host.kernel_has = has; /* no large pages */
	put(&fixture, "file", "x");
	UNIT_INT(set_and_pack(&fixture, NULL, NULL), 0);
	line = strstr(str_text(&fixture.host.notes), "memory ");
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	UNIT_INT(sscanf(line, "memory %" SCNu64 " %" SCNu64 " %" SCNu64, &resident,
			&per_cpu, &peak),
		 3);
	CU_ASSERT(resident > 4096 && resident < 16384);
	UNIT_INT((int)per_cpu, 0);
	/* level 9 of zstd: a window of 4 MiB; a chunk; the decoder */
	UNIT_INT((int)(peak - resident), 9 << 20);
	fake_host_fini(&fixture.host);
}

const struct unit_case unit_cases[] = {
	{ "the policy comes first, then all by their bytes", policy_comes_first },
	{ "any number of threads gives the same bytes", bytes_are_the_same },
	{ "what cannot be is refused", what_cannot_be_is_refused },
	{ "what tmpfs will not hold is counted and named", losses_are_named },
	{ "the memory of a node is told", memory_is_told },
	{ NULL, NULL },
};
