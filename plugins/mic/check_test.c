/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/check_test.c - trees that a card can start with, and others.
 */
#include "elf.h"
#include "mic.h"
#include "standin.h"

#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "mic check";

enum { SKIP = 77 };

static void put_program(const struct standin *standin, const char *path,
			const struct standin_elf *elf)
{
	struct str text CLEANUP_STR = { 0 };

	standin_elf(elf, &text);
	standin_put(standin, path, text.s, text.n);
}

static void the_vendors_root_is_right(void)
{
	struct standin standin;

	standin_init(&standin, unit_folder());
	UNIT_INT(standin_build(&standin), 0);
	UNIT_STR(str_text(&standin.host.said), "");
	CU_ASSERT(
		fake_host_noted(&standin.host, "kernel " STANDIN_VERSION " .mic/kernel"));
	standin_fini(&standin);
}

/* A program beside those of the vendor. */
static const struct {
	struct standin_elf elf;
	const char *also; /* a file that is there then */
	const char *says; /* "": it is right           */
} programs[] = {
	{ { ELF_K1OM, STANDIN_LOADER, "libc.so.6", NULL }, NULL, "" },
	{ { ELF_K1OM, NULL, NULL, NULL }, NULL, "" },
	{ { EM_X86_64, NULL, NULL, NULL },
	  NULL,
	  "/opt/bin/app is for x86_64, the card is k1om; replace it, or leave it out" },
	{ { EM_386, NULL, NULL, NULL },
	  NULL,
	  "/opt/bin/app is for i386, the card is k1om; replace it, or leave it out" },
	{ { EM_AARCH64, "/lib/ld.so", "libc.so.6", NULL },
	  NULL,
	  "/opt/bin/app is for aarch64, the card is k1om; replace it, or leave it out" },
	{ { ELF_K1OM, "/lib/ld.so", NULL, NULL },
	  NULL,
	  "/opt/bin/app needs /lib/ld.so to start, which the image does not have; "
	  "replace it, or leave it out" },
	{ { ELF_K1OM, STANDIN_LOADER, "libc.so.6 libsite.so.1", NULL },
	  NULL,
	  "/opt/bin/app needs the library libsite.so.1, which the image does not have; "
	  "replace it, or leave it out" },
	{ { ELF_K1OM, NULL, "libsite.so.1", NULL }, "usr/lib64/libsite.so.1", "" },
	{ { ELF_K1OM, NULL, "libsite.so.1", "/opt/lib:/opt/more" },
	  "opt/more/libsite.so.1",
	  "" },
	{ { ELF_K1OM, NULL, "libsite.so.1", "$ORIGIN/../lib" },
	  "opt/lib/libsite.so.1",
	  "" },
	{ { ELF_K1OM, NULL, "/opt/lib/libsite.so.1", NULL }, "opt/lib/libsite.so.1", "" },
	{ { ELF_K1OM, NULL, "libsite.so.1", "$ORIGIN" },
	  "opt/lib/libsite.so.1",
	  "/opt/bin/app needs the library libsite.so.1, which the image does not have; "
	  "replace it, or leave it out" },
};

static void programs_must_be_able_to_start(void)
{
	static const struct standin_elf library = { .machine = ELF_K1OM };

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct standin standin;
		char also[300];

		standin_init(&standin, unit_folder());
		put_program(&standin, "tree/opt/bin/app", &programs[i].elf);
		snprintf(also, sizeof(also), "tree/%s",
			 programs[i].also ? programs[i].also : "");
		if (programs[i].also)
			put_program(&standin, also, &library);
		UNIT_INT(standin_build(&standin) < 0, *programs[i].says != '\0');
		UNIT_STR(str_text(&standin.host.said), programs[i].says);
		standin_fini(&standin);
	}
}

static void folders_of_libraries_are_configured(void)
{
	static const struct standin_elf library = { .machine = ELF_K1OM };
	static const struct standin_elf app = { ELF_K1OM, NULL, "liba.so libb.so", NULL };
	struct standin standin;

	standin_init(&standin, unit_folder());
	put_program(&standin, "tree/opt/app", &app);
	put_program(&standin, "tree/opt/a/liba.so", &library);
	put_program(&standin, "tree/opt/b/libb.so", &library);
	standin_text(&standin, "tree/etc/ld.so.conf",
		     "# ours\ninclude ld.so.conf.d/*.conf\n\t/opt/a \n");
	standin_text(&standin, "tree/etc/ld.so.conf.d/site.conf", "/opt/b\n");
	standin_text(&standin, "tree/etc/ld.so.conf.d/no", "include ld.so.conf\n");
	UNIT_INT(standin_build(&standin), 0);
	UNIT_STR(str_text(&standin.host.said), "");
	standin_fini(&standin);
}

static void more_than_one_problem_is_counted(void)
{
	static const struct standin_elf foreign = { .machine = EM_X86_64 };
	struct standin standin;

	standin_init(&standin, unit_folder());
	put_program(&standin, "tree/opt/a", &foreign);
	put_program(&standin, "tree/opt/b", &foreign);
	put_program(&standin, "tree/opt/c", &foreign);
	UNIT_INT(standin_build(&standin), -EINVAL);
	UNIT_STR(str_text(&standin.host.said),
		 "/opt/a is for x86_64, the card is k1om; and 2 more problems, named "
		 "above: replace these files, or leave them out");
	UNIT_INT(standin.host.fails, 1);
	standin_fini(&standin);
}

/* The stock image has one program that is not k1om's: it is the vendor's affair. */
static void add_foreign(struct str *base)
{
	static const struct standin_elf foreign = { .machine = EM_X86_64 };
	struct str text CLEANUP_STR = { 0 };

	standin_elf(&foreign, &text);
	standin_add(base, &(struct standin_member){ "bin/odd", S_IFREG | 0644, 1, 1,
						    text.s, text.n });
}

static void drop_init(struct str *base)
{
	base->n = 0;
	standin_add(base, &(struct standin_member){ "etc", S_IFDIR | 0755, 1, 2, "", 0 });
}

static void init_is_no_program(struct str *base)
{
	standin_add(base,
		    &(struct standin_member){ "init", S_IFREG | 0644, 1, 1, "", 0 });
}

static void init_is_a_link_away(struct str *base)
{
	standin_add(base, &(struct standin_member){ "init", S_IFLNK | 0777, 1, 1,
						    "/nowhere", 9 });
}

static void drop_notice(struct str *base)
{
	standin_add(base, &(struct standin_member){ "etc/up", S_IFREG | 0755, 1, 1,
						    "exit 0\n", 7 });
}

static void no_archive(struct str *base)
{
	base->n = 0;
	str_add(base,
		"This is a text, and no archive at all, however long it may be, it is "
		"more than a header.........................");
}

#define NO_INIT                                                                          \
	"the image has no /init that can be run, which the card's kernel starts; is "    \
	"the base image whole?"

static const struct {
	void (*change)(struct str *base);
	const char *says;
} bases[] = {
	{ add_foreign, "" },
	{ drop_init, NO_INIT },
	{ init_is_no_program, NO_INIT },
	{ init_is_a_link_away, NO_INIT },
	{ drop_notice,
	  "no file of the image writes to /sys/class/micnotify/notify/host_notified, so "
	  "that a card's host would never see it online; use the vendor's base image, or "
	  "add an init script that does" },
	{ no_archive,
	  "the base image is no cpio archive that a kernel unpacks (newc): this is no "
	  "header of a newc archive, at byte 0 of it unpacked" },
};

static void bases_are_judged(void)
{
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		struct str base CLEANUP_STR = { 0 }, packed CLEANUP_STR = { 0 };
		struct standin standin;

		standin_init(&standin, unit_folder());
		standin_base(&base);
		bases[i].change(&base);
		if (bases[i].change != no_archive)
			standin_end(&base);
		standin_gzip(&base, &packed);
		UNIT_INT(unlink(standin.base), 0);
		standin_put(&standin, "vendor/base.cpio.gz", packed.s, packed.n);
		UNIT_INT(standin_build(&standin) < 0, *bases[i].says != '\0');
		UNIT_STR(str_text(&standin.host.said), bases[i].says);
		standin_fini(&standin);
	}
}

static void what_the_image_must_say_is_asked_for(void)
{
	struct standin standin;

	standin_init(&standin, unit_folder());
	standin.host.options[1][0] = NULL;
	UNIT_INT(standin_build(&standin), -EINVAL);
	UNIT_STR(str_text(&standin.host.said),
		 "image test does not say where the card's kernel is: set mic { kernel = "
		 "\"FILE\" }");
	standin_set(&standin, "kernel", standin.base);
	UNIT_INT(standin_build(&standin), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(str_text(&standin.host.said),
		       "is no kernel that a card starts: it is no bzImage (there is no "
		       "HdrS at byte 514)"));
	standin.image.arch = "vax";
	UNIT_INT(standin_build(&standin), -EINVAL);
	UNIT_STR(str_text(&standin.host.said),
		 "image test: there is no Xeon Phi card of architecture vax; say arch = "
		 "\"k1om\" (Knights Corner) or \"x86_64\" (Knights Landing)");
	standin_fini(&standin);
}

static void may_be_tried(void)
{
	if (geteuid() == 0)
		return;
	fprintf(stderr, "skipped: owners of files need root\n");
	exit(SKIP);
}

const struct unit_case unit_cases[] = {
	{ "it may be tried here", may_be_tried },
	{ "the vendor's root is right", the_vendors_root_is_right },
	{ "programs must be able to start", programs_must_be_able_to_start },
	{ "folders of libraries are configured", folders_of_libraries_are_configured },
	{ "more than one problem is counted", more_than_one_problem_is_counted },
	{ "bases are judged", bases_are_judged },
	{ "what the image must say is asked for", what_the_image_must_say_is_asked_for },
	{ NULL, NULL },
};
