/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/acl_test.c - ACLs of archives.
 */
#include "node/acl.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define HEAD      "\2\0\0\0"
#define NONE      "\xff\xff\xff\xff"
#define OWN(p)    "\1\0" p "\0" NONE
#define GROUP(p)  "\4\0" p "\0" NONE
#define MASK(p)   "\x10\0" p "\0" NONE
#define OTHER(p)  "\x20\0" p "\0" NONE
#define LENGTH(n) (4 + 8 * (n))

static const struct {
	const char *text, *value;
	size_t n; /* 0: refused */
} rows[] = {
	{ "user::rwx,group::r-x,other::---", HEAD OWN("\7") GROUP("\5") OTHER("\0"),
	  LENGTH(3) },
	{ "other::r--,user:1000:rw-,user::rwx,mask::rwx,group::---,user:7:--x",
	  HEAD OWN("\7") "\2\0\6\0\xe8\3\0\0"
			 "\2\0\1\0\7\0\0\0" GROUP("\0") MASK("\7") OTHER("\4"),
	  LENGTH(6) },
	{ "group:staff:r--:50", HEAD "\10\0\4\0\x32\0\0\0", LENGTH(1) },
	{ "", NULL, 0 },
	{ "user:", NULL, 0 },
	{ "user::rw", NULL, 0 },
	{ "user::rwz", NULL, 0 },
	{ "user::xwr", NULL, 0 },
	{ "user:root:rwx", NULL, 0 },
	{ "user:-1:rwx", NULL, 0 },
	{ "user:4294967295:rwx", NULL, 0 },
	{ "mask:1:rwx", NULL, 0 },
	{ "other::rwx,", NULL, 0 },
	{ "who::rwx", NULL, 0 },
	{ "user:a:rwx:1:2", NULL, 0 },
};

static void texts_become_attributes(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static unsigned char value[ACL_BYTES];
		ssize_t n = acl_from_text(rows[i].text, strlen(rows[i].text), value);

		UNIT_INT(n, rows[i].n ? (ssize_t)rows[i].n : -EINVAL);
		if (rows[i].n)
			UNIT_INT(memcmp(value, rows[i].value, rows[i].n), 0);
	}
}

static void too_many_entries_are_refused(void)
{
	static char text[13 * (ACL_MOST + 1) + 1];
	static unsigned char value[ACL_BYTES];

	for (int i = 0; i < ACL_MOST + 1; i++)
		memcpy(text + 13 * (size_t)i, "user:7:rwx:7,", 13);
	UNIT_INT(acl_from_text(text, 13 * ACL_MOST - 1, value), ACL_BYTES);
	UNIT_INT(acl_from_text(text, 13 * (ACL_MOST + 1) - 1, value), -EINVAL);
}

const char unit_suite[] = "acl";
const struct unit_case unit_cases[] = {
	{ "texts become attributes, wrong ones are refused", texts_become_attributes },
	{ "too many entries are refused", too_many_entries_are_refused },
	{ NULL, NULL },
};
