/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/own_test.c - secrets of a machine, found again in what is to be published.
 */
#include "own.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "mic own";

#define HASH "$6$salt$0123456789abcdef"

static char top[256];

static void begin(void)
{
	snprintf(top, sizeof(top), "%s", unit_folder());
}

static void put(const char *path, const char *text)
{
	struct log log = { .program = "test" };
	char *full CLEANUP_FREE = path_join(top, path);
	char *parent CLEANUP_FREE = path_parent(full);

	UNIT_INT(path_make_folders(&log, parent, 0755), 0);
	UNIT_INT(file_create(&log, full, 0600, text, strlen(text)), 0);
}

static void open_machine(struct fake_host *host, struct own *own)
{
	begin();
	put("etc/shadow", "root:" HASH ":1:0:9:7:::\nbin:*:1::::::\nada:!:1::::::\n");
	put("etc/ssh/ssh_host_rsa_key", "private");
	put("etc/ssh/ssh_host_rsa_key.pub", "public");
	put("root/.ssh/id_ed25519", "mine");
	put("root/.ssh/id_ed25519.pub", "public");
	fake_host_init(host, NULL);
	UNIT_INT(own_open(&host->border, top, own), 0);
}

static void files_are_found_by_their_bytes(void)
{
	static const struct {
		const char *text, *path;
	} files[] = {
		{ "private", "/etc/ssh/ssh_host_rsa_key" },
		{ "mine", "/root/.ssh/id_ed25519" },
		{ "public", NULL },
		{ "min", NULL },
		{ "", NULL },
	};
	struct fake_host host;
	struct own own;

	open_machine(&host, &own);
	UNIT_INT(own.n, 3);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *found = own_find(&own, (const unsigned char *)files[i].text,
					     strlen(files[i].text));

		CU_ASSERT_EQUAL(!found, !files[i].path);
		if (found)
			UNIT_STR(found + strlen(top), files[i].path);
	}
	own_close(&own);
	fake_host_fini(&host);
}

static void hashes_are_found_in_other_files(void)
{
	static const struct {
		const char *text, *account;
	} files[] = {
		{ "root:" HASH ":::::::\n", "root" },
		{ "bin:*:1::::::\nboss:" HASH "", "boss" },
		{ "root:$6$salt$another89abcdef:1\n", NULL },
		{ "bin:*:1::::::\nada:!:1::::::\n", NULL },
		{ "no colon\n", NULL },
		{ "", NULL },
	};
	struct fake_host host;
	struct own own;

	open_machine(&host, &own);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		size_t n = 0;
		const char *found =
			own_find_hash(&own, files[i].text, strlen(files[i].text), &n);

		CU_ASSERT_EQUAL(!found, !files[i].account);
		if (found) {
			UNIT_INT(n, strlen(files[i].account));
			UNIT_INT(strncmp(found, files[i].account, n), 0);
		}
	}
	own_close(&own);
	fake_host_fini(&host);
}

static void a_machine_without_secrets_has_none(void)
{
	struct fake_host host;
	struct own own;
	size_t n;

	begin();
	fake_host_init(&host, NULL);
	UNIT_INT(own_open(&host.border, top, &own), 0);
	UNIT_INT(own.n, 0);
	CU_ASSERT_PTR_NULL(own_find(&own, (const unsigned char *)"a", 1));
	CU_ASSERT_PTR_NULL(own_find_hash(&own, "root:" HASH ":\n", 30, &n));
	own_close(&own);
	fake_host_fini(&host);
}

const struct unit_case unit_cases[] = {
	{ "files are found by their bytes", files_are_found_by_their_bytes },
	{ "hashes are found in other files", hashes_are_found_in_other_files },
	{ "a machine without secrets has none", a_machine_without_secrets_has_none },
	{ NULL, NULL },
};
