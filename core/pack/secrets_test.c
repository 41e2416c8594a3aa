/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/secrets_test.c - secrets found, and what looks like them.
 */
#include "secrets.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PEM(kind) "-----BEGIN " kind "-----\nMIIE\n-----END " kind "-----\n"

static void put(const char *folder, const char *name, const char *text)
{
	struct log log;
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	log_init(&log, "test");
	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, text, strlen(text)), 0);
}

static const struct {
	const char *name, *text, *finding;
} cases[] = {
	{ "etc/ssl/private/a.key", PEM("PRIVATE KEY"),
	  "/etc/ssl/private/a.key holds a private key" },
	{ "root/id", PEM("OPENSSH PRIVATE KEY"), "/root/id holds a private key" },
	{ "home/u/.ssh/id", PEM("ENCRYPTED PRIVATE KEY"),
	  "/home/u/.ssh/id holds a private key" },
	{ "etc/both.pem", PEM("CERTIFICATE") PEM("RSA PRIVATE KEY"),
	  "/etc/both.pem holds a private key" },
	{ "srv/k.ppk", "PuTTY-User-Key-File-3: x", "/srv/k.ppk holds a private key" },
	{ "etc/krb5.keytab", "\5\2\1", "/etc/krb5.keytab holds a Kerberos keytab" },
	{ "var/lib/keytab_old", "\5\2\1", "/var/lib/keytab_old holds a Kerberos keytab" },
	{ "etc/cert.pem", PEM("CERTIFICATE"), "" },
	{ "etc/pub.pem", PEM("PUBLIC KEY"), "" },
	{ "etc/note", "a PRIVATE KEY is secret\n-----BEGIN X-----\n", "" },
	{ "usr/share/test.key", PEM("PRIVATE KEY"), "" },
	{ "etc/empty", "", "" },
	{ "etc/shadow", "root:$6$salt$hash:1::::::\nu:*:1::::::\nv:!:1::::::\n", "" },
	{ "etc/shadow", "root:!*:1::::::\nu:$y$j9T$x:1::::::\n",
	  "/etc/shadow holds the password hash of u" },
	{ "etc/shadow-",
	  "u:!$6$a$b:1::::::", "/etc/shadow- holds the password hash of u" },
	{ "etc/passwd", "root:x:0:0::/:/bin/sh\nu:x:1:1::/:/bin/sh\n", "" },
	{ "etc/passwd", "u:aaJ1jkX:1:1::/:/bin/sh",
	  "/etc/passwd holds the password hash of u" },
};

static void secrets_are_found(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *folder = unit_folder();
		struct strv findings CLEANUP_STRV = { 0 };
		int root CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		char *joined CLEANUP_FREE = NULL;
		struct log log;

		log_init(&log, "test");
		put(folder, cases[i].name, cases[i].text);
		UNIT_INT(secrets_find(&log, root, &findings), 0);
		joined = strv_join(&findings, "|");
		UNIT_STR(joined, cases[i].finding);
	}
}

/* A link to a key outside is neither followed nor an error. */
static void links_are_passed_over(void)
{
	const char *folder = unit_folder();
	struct strv findings CLEANUP_STRV = { 0 };
	int root CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *home CLEANUP_FREE = path_join(folder, "home");
	char *key CLEANUP_FREE = path_join(folder, "etc/key");
	struct log log;

	log_init(&log, "test");
	put(folder, "usr/key", PEM("PRIVATE KEY"));
	put(folder, "etc/x", "");
	UNIT_INT(symlink("/usr", home), 0);
	UNIT_INT(symlink("/usr/key", key), 0);
	UNIT_INT(secrets_find(&log, root, &findings), 0);
	UNIT_INT(findings.n, 0);
}

const char unit_suite[] = "core/pack/secrets";
const struct unit_case unit_cases[] = {
	{ "keys, keytabs and hashes are found", secrets_are_found },
	{ "links are passed over", links_are_passed_over },
	{ NULL, NULL },
};
