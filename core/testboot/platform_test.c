/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/platform_test.c - the image's platforms, then its architecture's.
 */
#include "platform.h"

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	(void)job;
	(void)self;
	(void)machine;
	return 0;
}

static const char *const plain_names[] = { "vax", NULL };
static const char *const board_names[] = { "board", NULL };
static const char *const card_names[] = { "card", NULL };

static struct plugin plain = { .p = { .name = "plain" } };
static struct plugin board = { .p = { .name = "boards" } };
static struct plugin card = { .p = { .name = "cards" } };
static struct plugin *all[] = { &card, &board, &plain };

/* Cards have no emulator. */
static struct registry three_plugins(void)
{
	plain.bootloader =
		(struct sl_bootloader){ .names = plain_names, .emulate = emulate };
	board.bootloader =
		(struct sl_bootloader){ .names = board_names, .emulate = emulate };
	card.bootloader = (struct sl_bootloader){ .names = card_names };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		all[i]->p.bootloader = &all[i]->bootloader;
	return (struct registry){ all, sizeof(all) / sizeof(all[0]) };
}

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static const struct {
	const char *keys;   /* of the image; NULL: it has no definition any more */
	const char *chosen; /* NULL: none                                        */
	const char *plugin; /* NULL: there is none                               */
} cases[] = {
	{ "distro = d arch = vax", NULL, "plain" },
	{ NULL, NULL, "plain" },
	{ "distro = d arch = vax platforms = { board, vax }", "board", "boards" },
	{ "distro = d arch = vax platforms = { card, board }", "board", "boards" },
	{ "distro = d arch = vax platforms = { card }", "card", "cards" },
	{ "distro = d arch = vax platforms = { abacus }", "abacus", NULL },
};

static void check(size_t i)
{
	const char *root = unit_folder();
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	char *folder CLEANUP_FREE = path_join(root, "etc/stateless/images.d");
	char *file CLEANUP_FREE = path_join(folder, "i.conf");
	char *text CLEANUP_FREE =
		mem_printf("image %s { %s }", cases[i].keys ? "i" : "other",
			   cases[i].keys ? cases[i].keys : "distro = d arch = vax");
	const struct registry registry = three_plugins();
	const struct generation generation = { .image = (char *)"i",
					       .manifest = { .arch = (char *)"vax" } };
	const struct plugin *found = NULL;
	struct testboot_request request = { .registry = &registry,
					    .generation = &generation };
	char *chosen CLEANUP_FREE = NULL;
	struct site site;

	CU_ASSERT_FATAL(path_make_folders(&log, folder, 0755) == 0);
	CU_ASSERT_FATAL(file_write(&log, file, 0644, text, strlen(text)) == 0);
	CU_ASSERT_FATAL(site_load(&log, root, NULL, &site) == 0);
	request.site = &site;
	request.platform = chosen = platform_of_image(&request);
	UNIT_STR(chosen ? chosen : "none", cases[i].chosen ? cases[i].chosen : "none");
	UNIT_INT(platform_find(&log, &request, &found), cases[i].plugin ? 0 : -ENOENT);
	UNIT_STR(found ? found->p.name : "none",
		 cases[i].plugin ? cases[i].plugin : "none");
	UNIT_INT(log.errors, cases[i].plugin ? 0 : 1);
	site_fini(&site);
}

static void the_images_own_platform_is_taken(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

const char unit_suite[] = "core/testboot/platform";
const struct unit_case unit_cases[] = {
	{ "the image's own platform is taken, if it has an emulator",
	  the_images_own_platform_is_taken },
	{ NULL, NULL },
};
