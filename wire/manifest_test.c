/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest_test.c
 */
#include "wire/manifest.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16
/* Without a way: of a root that lies in the initrd. */
#define LEAST "stateless-manifest 1\nimage i\nmethod m\n"
#define HEAD  LEAST "way ram+squashfs\n"

static const char whole[] = "stateless-manifest 1\n"
			    "image compute\n"
			    "method squashfs\n"
			    "arch x86_64\n"
			    "distro debian\n"
			    "version 12 \"bookworm\"\n"
			    "profile compute\n"
			    "kernel 6.1.0-50-amd64\n"
			    "way ram+squashfs\n"
			    "flags 1\n"
			    "output root.squashfs\n"
			    "words a=b c\n"
			    "memory 100000000 688128 18446744073709551615\n"
			    "kernel_memory 262144 8388608\n"
			    "page 65536\n"
			    "network networkd\n"
			    "option squashfs.compression zstd\n"
			    "option squashfs.level 9\n"
			    "writable tmpfs - /var\n"
			    "writable con - /var/a b\n"
			    "writable ro - /var/lib\n"
			    "writable persistent 10.0.0.1:/state /var/lib/x\n"
			    "artefact 1 8000000 " HEX64 " kernel\n"
			    "artefact 3 98000000 " HEX64 " root.squashfs\n"
			    "artefact 8 1560 " HEX64 " root.squashfs.sha256\n"
			    "chunks root.squashfs root.squashfs.sha256\n"
			    "package bash 5.2.15-2+b2 amd64\n"
			    "package zlib1g 1:1.2.13 amd64\n";

static void round_trip(void)
{
	struct wire_manifest manifest;
	char wrong[128], *text;
	size_t n = 0;

	UNIT_INT(wire_manifest_read(whole, strlen(whole), &manifest, wrong, 128), 0);
	UNIT_STR(manifest.version, "12 \"bookworm\"");
	UNIT_INT(manifest.peak, UINT64_MAX);
	UNIT_INT(manifest.kernel_per_cpu, 262144);
	UNIT_INT(manifest.kernel_fixed, 8388608);
	UNIT_INT(manifest.page, 65536);
	UNIT_INT(manifest.flags, 1);
	UNIT_STR(wire_manifest_role(&manifest, 3)->chunks, "root.squashfs.sha256");
	UNIT_INT(wire_manifest_find(&manifest, "kernel")->bytes, 8000000);
	CU_ASSERT_PTR_NULL(wire_manifest_find(&manifest, "absent"));
	CU_ASSERT_PTR_NULL(wire_manifest_role(&manifest, 7));
	UNIT_INT(manifest.n_writables, 4);
	UNIT_STR(wire_manifest_writable(&manifest, "/var/log")->path, "/var");
	UNIT_STR(wire_manifest_writable(&manifest, "/var/a b")->path, "/var/a b");
	UNIT_INT(wire_manifest_writable(&manifest, "/var/lib/xy")->how, WIRE_READONLY);
	UNIT_STR(wire_manifest_writable(&manifest, "/var/lib/x/y")->source,
		 "10.0.0.1:/state");
	CU_ASSERT_PTR_NULL(wire_manifest_writable(&manifest, "/variable"));
	CU_ASSERT_PTR_NULL(wire_manifest_writable(&manifest, "/"));
	text = wire_manifest_write(&manifest, &n);
	UNIT_INT(n, strlen(whole));
	UNIT_STR(text, whole);
	free(text);
	wire_manifest_fini(&manifest);
}

static void minimal(struct wire_manifest *manifest)
{
	*manifest = (struct wire_manifest){ .image = strdup("i"),
					    .method = strdup("m"),
					    .way = strdup("run") };
}

static void order_is_fixed(void)
{
	struct wire_manifest a, b;
	char *text, *other;
	size_t n, m;

	minimal(&a);
	minimal(&b);
	wire_manifest_add_option(&a, "x.b", "2");
	wire_manifest_add_option(&a, "x.a", "1");
	wire_manifest_add_artefact(&a, 8, 1, HEX64, "b", NULL);
	wire_manifest_add_artefact(&a, 8, 1, HEX64, "a", "b");
	wire_manifest_add_package(&a, "p", "2", "all");
	wire_manifest_add_package(&a, "p", "1", "all");
	wire_manifest_add_package(&b, "p", "1", "all");
	wire_manifest_add_package(&b, "p", "2", "all");
	wire_manifest_add_artefact(&b, 8, 1, HEX64, "a", "b");
	wire_manifest_add_artefact(&b, 8, 1, HEX64, "b", NULL);
	wire_manifest_add_option(&b, "x.a", "1");
	wire_manifest_add_option(&b, "x.b", "2");
	text = wire_manifest_write(&a, &n);
	other = wire_manifest_write(&b, &m);
	UNIT_STR(text, other);
	UNIT_INT(n, m);
	free(text);
	free(other);
	wire_manifest_fini(&a);
	wire_manifest_fini(&b);
}

static void defaults(void)
{
	struct wire_manifest manifest;
	char wrong[128];

	UNIT_INT(wire_manifest_read(HEAD, strlen(HEAD), &manifest, wrong, 128), 0);
	UNIT_STR(manifest.network, "");
	UNIT_STR(manifest.kernel, "");
	UNIT_INT(manifest.kernel_per_cpu, 0);
	UNIT_INT(manifest.page, WIRE_PAGE);
	CU_ASSERT_PTR_NULL(manifest.output);
	CU_ASSERT_PTR_NULL(manifest.words);
	wire_manifest_fini(&manifest);
}

static void refuses_hostile(void)
{
	static const char *const rows[] = {
		"",
		"image i\nmethod m\nway w\n",
		"stateless-manifest 2\nimage i\nmethod m\nway w\n",
		"stateless-manifest 1\nmethod m\nway w\n",
		"stateless-manifest 1\nimage i\nway w\n",
		"stateless-manifest 1\nimage i\nmethod m\nway w",
		"stateless-manifest 1\n\nimage i\nmethod m\nway w\n",
		HEAD "image again\n",
		HEAD "unknown x\n",
		HEAD "kernel a b\n",
		HEAD "version \x1b[2J\n",
		HEAD "flags -1\n",
		HEAD "flags 4294967296\n",
		HEAD "memory 1 2\n",
		HEAD "memory 1 2 3 4\n",
		HEAD "memory 1 2 18446744073709551616\n",
		HEAD "kernel_memory\n",
		HEAD "kernel_memory -1\n",
		HEAD "kernel_memory 1 2 3\n",
		HEAD "kernel_memory 1 -2\n",
		HEAD "page 0\n",
		HEAD "page 2048\n",
		HEAD "page 65537\n",
		HEAD "page 2097152\n",
		HEAD "artefact 1 5 " HEX64 "\n",
		HEAD "artefact 1 5 " HEX16 " a\n",
		HEAD "artefact 1 5 " HEX64 "0 a\n",
		HEAD "artefact -1 5 " HEX64 " a\n",
		HEAD "artefact 1 -5 " HEX64 " a\n",
		HEAD "artefact 1 9223372036854775808 " HEX64 " a\n",
		HEAD "artefact 1 5 " HEX64 " ../a\n",
		HEAD "artefact 1 5 " HEX64 " /a\n",
		HEAD "artefact 1 5 " HEX64 " a b\n",
		HEAD "artefact 1 5 " HEX64 " a\nartefact 1 5 " HEX64 " a\n",
		HEAD "artefact 1 5 " HEX64 " b\nartefact 1 5 " HEX64 " a\n",
		HEAD "chunks a b\n",
		HEAD "artefact 1 5 " HEX64 " a\nchunks a a\n",
		HEAD "artefact 1 5 " HEX64 " a\nchunks a\n",
		HEAD "output absent\n",
		HEAD "package a b\n",
		HEAD "package a b c d\n",
		HEAD "option\n",
		HEAD "writable tmpfs -\n",
		HEAD "writable tmpfs - var\n",
		HEAD "writable tmpfs - /\n",
		HEAD "writable tmpfs - /var/\n",
		HEAD "writable tmpfs - /var/../x\n",
		HEAD "writable bind - /var\n",
		HEAD "writable ro - /b\nwritable ro - /a\n",
		HEAD "writable ro - /b\nwritable tmpfs - /b\n",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_manifest manifest;
		char wrong[128] = "";
		int rc = wire_manifest_read(rows[i], strlen(rows[i]), &manifest, wrong,
					    sizeof(wrong));

		if (rc != -EINVAL)
			fprintf(stderr, "\n  accepted \"%s\"\n", rows[i]);
		UNIT_INT(rc, -EINVAL);
		CU_ASSERT(wrong[0] != '\0');
	}
}

static void refuses_every_cut(void)
{
	struct wire_manifest manifest;
	char wrong[128];

	UNIT_INT(
		wire_manifest_read(LEAST, strlen(LEAST), &manifest, wrong, sizeof(wrong)),
		0);
	UNIT_STR(manifest.way, "");
	wire_manifest_fini(&manifest);
	for (size_t n = 0; n < strlen(HEAD); n++)
		if (n != strlen(LEAST))
			UNIT_INT(wire_manifest_read(HEAD, n, &manifest, wrong,
						    sizeof(wrong)),
				 -EINVAL);
	UNIT_INT(wire_manifest_read(HEAD, strlen(HEAD) + 1, &manifest, wrong, 128),
		 -EINVAL);
}

static void writer_refuses(void)
{
	static const struct {
		const char *version, *artefact, *package;
	} rows[] = { { "a\nimage x", "a", "p" },
		     { "1", "../a", "p" },
		     { "1", "a b", "p" },
		     { "1", "a", "p q" },
		     { "1", "a", "" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_manifest manifest;
		size_t n;

		minimal(&manifest);
		manifest.version = strdup(rows[i].version);
		wire_manifest_add_artefact(&manifest, 1, 1, HEX64, rows[i].artefact,
					   NULL);
		wire_manifest_add_package(&manifest, rows[i].package, "1", "all");
		CU_ASSERT_PTR_NULL(wire_manifest_write(&manifest, &n));
		wire_manifest_fini(&manifest);
	}
}

static const struct need {
	uint64_t resident, per_cpu, peak;
	unsigned cpus;
	uint64_t need;
} needs[] = {
	{ 100, 0, 0, 64, 100 + WIRE_SYSTEM },  { 100, 7, 0, 2, 114 + WIRE_SYSTEM },
	{ 100, 7, 114, 2, 114 + WIRE_SYSTEM }, { 100, 7, 115, 2, 115 + WIRE_SYSTEM },
	{ 0, 0, UINT64_MAX, 1, UINT64_MAX },   { 0, UINT64_MAX / 2, 0, 3, UINT64_MAX },
	{ UINT64_MAX, 1, 0, 1, UINT64_MAX },
};

static void larger_pages_need_more(void)
{
	const struct wire_manifest none = { .resident = 100 },
				   small = { .resident = 100, .page = WIRE_PAGE },
				   large = { .resident = 100, .page = 65536 };

	UNIT_INT(wire_manifest_pages(&none), 0);
	UNIT_INT(wire_manifest_system(&small), WIRE_SYSTEM);
	CU_ASSERT(wire_manifest_pages(&large) % (65536 - WIRE_PAGE) == 0);
	CU_ASSERT(wire_manifest_pages(&large) > 40 << 20);
	CU_ASSERT(wire_manifest_pages(&large) < 80 << 20);
	CU_ASSERT(wire_manifest_need(&large, 2) ==
		  wire_manifest_need(&small, 2) + wire_manifest_pages(&large));
}

static void need_is_what_stays_or_the_peak(void)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		struct wire_manifest manifest = { .resident = needs[i].resident,
						  .per_cpu = needs[i].per_cpu,
						  .peak = needs[i].peak };

		CU_ASSERT(wire_manifest_need(&manifest, needs[i].cpus) == needs[i].need);
	}
}

const char unit_suite[] = "wire manifest";
const struct unit_case unit_cases[] = {
	{ "what is written is read back byte for byte", round_trip },
	{ "the order of adding does not matter", order_is_fixed },
	{ "texts that are absent are empty", defaults },
	{ "hostile texts are refused with a reason", refuses_hostile },
	{ "a text that is cut off anywhere is refused", refuses_every_cut },
	{ "what could not be read back is not written", writer_refuses },
	{ "a system with larger pages needs more", larger_pages_need_more },
	{ "a node needs what stays or the peak, and room for its system",
	  need_is_what_stays_or_the_peak },
	{ NULL, NULL }
};
