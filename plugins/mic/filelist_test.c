/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/filelist_test.c - lines of filelists, right and wrong ones.
 */
#include "filelist.h"

#include "core/base/str.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char unit_suite[] = "mic filelist";

static int keep(void *arg, const struct filelist_entry *entry)
{
	str_addf(arg, "%u %s %o %u %u %s %s %u,%u\n", entry->line, entry->path,
		 entry->mode, entry->uid, entry->gid, entry->source ? entry->source : "-",
		 entry->target ? entry->target : "-", entry->major, entry->minor);
	return 0;
}

static const struct {
	const char *is, *text, *entries;
} rights[] = {
	{ "nothing", "", "" },
	{ "comments and empty lines", "# site overlay\n\n   \n#file /a b 0 0 0\n", "" },
	{ "a folder", "dir /opt 0755 0 0\n", "1 opt 40755 0 0 - - 0,0\n" },
	{ "a file", "file /opt/app/bin/app opt/app/bin/app 0755 0 0\n",
	  "1 opt/app/bin/app 100755 0 0 opt/app/bin/app - 0,0\n" },
	{ "a link", "slink /etc/rc5.d/S50site ../init.d/site 0777 0 0\n",
	  "1 etc/rc5.d/S50site 120777 0 0 - ../init.d/site 0,0\n" },
	{ "a character device", "nod /dev/mymem 0640 0 9 c 1 1\n",
	  "1 dev/mymem 20640 0 9 - - 1,1\n" },
	{ "a block device", "nod /dev/vda 0600 0 6 b 254 17\n",
	  "1 dev/vda 60600 0 6 - - 254,17\n" },
	{ "a pipe", "pipe /var/run/app.fifo 0600 1000 1000\n",
	  "1 var/run/app.fifo 10600 1000 1000 - - 0,0\n" },
	{ "a socket", "sock /dev/log 0666 0 0\n", "1 dev/log 140666 0 0 - - 0,0\n" },
	{ "set-user-ID", "file /bin/su su 4755 0 0\n", "1 bin/su 104755 0 0 su - 0,0\n" },
	{ "blanks and tabs between words", "  dir\t /opt   0755 0\t0 \n",
	  "1 opt 40755 0 0 - - 0,0\n" },
	{ "a last line without newline", "#\ndir /a 0 1 2", "2 a 40000 1 2 - - 0,0\n" },
};

static void right_lines_are_read(void)
{
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		struct str entries CLEANUP_STR = { 0 };
		struct fake_host host;

		fake_host_init(&host, NULL);
		UNIT_INT(
			filelist_parse(&host.border, "f", rights[i].text, keep, &entries),
			0);
		UNIT_STR(str_text(&entries), rights[i].entries);
		UNIT_INT(host.fails, 0);
		fake_host_fini(&host);
	}
}

static const struct {
	const char *text, *says;
} wrongs[] = {
	{ "dir /a 0755 0 0\n\nfiles /a b 0755 0 0\n",
	  "f:3: \"files\" is none of dir, file, slink, nod, pipe and sock; a comment "
	  "begins with #" },
	{ "filesystem /a b 0755 0 0\n",
	  "f:1: \"filesystem\" is none of dir, file, slink, nod, pipe and sock; a "
	  "comment begins with #" },
	{ "dir /a 0755 0\n", "f:1: it has 4 words, wanted 5: dir PATH MODE UID GID" },
	{ "dir /a 0755 0 0 # mine\n",
	  "f:1: it has 7 words, wanted 5: dir PATH MODE UID GID" },
	{ "file /a 0755 0 0\n",
	  "f:1: it has 5 words, wanted 6: file PATH SOURCE MODE UID GID" },
	{ "file /a b 0755 0 0 1 2 3 4 5\n",
	  "f:1: it has 9 words or more, wanted 6: file PATH SOURCE MODE UID GID" },
	{ "nod /dev/a 0600 0 0 c 1\n",
	  "f:1: it has 7 words, wanted 8: nod PATH MODE UID GID c|b MAJOR MINOR" },
	{ "dir a 0755 0 0\n", "f:1: the path \"a\" must begin with a slash, and have no "
			      "empty parts, \".\" or \"..\"" },
	{ "dir / 0755 0 0\n", "f:1: the path \"/\" must begin with a slash, and have no "
			      "empty parts, \".\" or \"..\"" },
	{ "dir /a/../b 0755 0 0\n", "f:1: the path \"/a/../b\" must begin with a slash, "
				    "and have no empty parts, \".\" or \"..\"" },
	{ "dir /a//b 0755 0 0\n", "f:1: the path \"/a//b\" must begin with a slash, and "
				  "have no empty parts, \".\" or \"..\"" },
	{ "file /a /etc/shadow 0755 0 0\n",
	  "f:1: the source \"/etc/shadow\" must be a path below the overlay's folder, "
	  "without a slash in front, \".\" or \"..\"" },
	{ "file /a ../shadow 0755 0 0\n",
	  "f:1: the source \"../shadow\" must be a path below the overlay's folder, "
	  "without a slash in front, \".\" or \"..\"" },
	{ "dir /a 0855 0 0\n",
	  "f:1: \"0855\" is no mode: an octal number up to 7777 is wanted" },
	{ "dir /a 17777 0 0\n",
	  "f:1: \"17777\" is no mode: an octal number up to 7777 is wanted" },
	{ "dir /a 0755 -1 0\n",
	  "f:1: \"-1\" is no user's number: a number up to 4294967294 is wanted" },
	{ "dir /a 0755 0 root\n",
	  "f:1: \"root\" is no group's number: a number up to 4294967294 is wanted" },
	{ "nod /a 0600 0 0 d 1 1\n",
	  "f:1: \"d\" is neither c nor b: a device is one of them" },
	{ "nod /a 0600 0 0 c 4096 1\n",
	  "f:1: \"4096\" is no major number: a number up to 4095 is wanted" },
	{ "nod /a 0600 0 0 c 1 x\n",
	  "f:1: \"x\" is no minor number: a number up to 1048575 is wanted" },
	{ "dir /a 0755 0 0\r\n",
	  "f:1: it has a control character: lines end with a newline alone" },
	{ "dir /a\001 0755 0 0\n", "f:1: it has a control character" },
};

static void wrong_lines_are_named(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct str entries CLEANUP_STR = { 0 };
		struct fake_host host;

		fake_host_init(&host, NULL);
		UNIT_INT(
			filelist_parse(&host.border, "f", wrongs[i].text, keep, &entries),
			-EINVAL);
		UNIT_STR(str_text(&host.said), wrongs[i].says);
		UNIT_INT(host.fails, 1);
		fake_host_fini(&host);
	}
}

static int refuse(void *arg, const struct filelist_entry *entry)
{
	*(unsigned *)arg = entry->line;
	return -ENOSPC;
}

static void a_visit_ends_the_reading(void)
{
	struct fake_host host;
	unsigned line = 0;

	fake_host_init(&host, NULL);
	UNIT_INT(filelist_parse(&host.border, "f", "#\ndir /a 0 0 0\ndir /b 0 0 0\n",
				refuse, &line),
		 -ENOSPC);
	UNIT_INT(line, 2);
	fake_host_fini(&host);
}

const struct unit_case unit_cases[] = {
	{ "right lines are read", right_lines_are_read },
	{ "wrong lines are named", wrong_lines_are_named },
	{ "a visit ends the reading", a_visit_ends_the_reading },
	{ NULL, NULL },
};
