/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/xcat_test.c - osimages of xCAT as image blocks.
 */
#include "xcat.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static const char *const names[] = { "toy", "other*", NULL };
static struct sl_option none[] = { { .type = 0 } };
static struct plugin toy = { .p = { .name = "toy" }, .opts = none };
static struct plugin *all[] = { &toy };

#define NETBOOT "provmethod=netboot\nosvers=toy9.4\n"

/* Attributes of object "i", and what image, notes or the refusal must hold. */
static const struct {
	const char *attributes;
	int rc;
	const char *text, *note;
} cases[] = {
	{ NETBOOT "osarch=riscv64", 0,
	  "image \"i\" {\n  distro       = \"toy\"\n  version      = \"9.4\"\n  arch     "
	  "    = \"riscv64\"\n}\n",
	  "" },
	{ "provmethod=netboot\nosvers=other-stream9", 0,
	  "distro       = \"other-stream\"\n  version      = \"9\"", "" },
	{ NETBOOT "pkgdir=/a, http://b main,c,", 0,
	  "pkgdir       = { \"/a\", \"http://b main\", \"c\" }", "" },
	{ NETBOOT "pkglist=/no/such,here", 0, "pkglist      = { \"/no/such\", \"here\" }",
	  "pkglist: /R/no/such is not there" },
	{ NETBOOT "postinstall=/no/such a b", 0, "postinstall  = { \"/no/such a b\" }",
	  "/R/no/such is not there" },
	{ NETBOOT "netdrivers=tg3.ko,igb mlx4_en", 0,
	  "drivers      = { \"tg3\", \"igb\", \"mlx4_en\" }", "" },
	{ NETBOOT "addkcmdline=quiet R::a=1 b=2", 0, "addkcmdline  = \"quiet b=2\"",
	  "R::a=1 is for installed systems" },
	{ NETBOOT "addkcmdline=R::a=1", 0, "9.4\"\n}\n", "R::a=1" },
	{ NETBOOT "kernelver=5 \"x\" \\", 0, "kernelver    = \"5 \\\"x\\\" \\\\\"", "" },
	{ NETBOOT "exlist=", 0, "9.4\"\n}\n", "" },
	{ NETBOOT "rootimgdir=/x", 0, "", "rootimgdir has no counterpart: trees lie in" },
	{ NETBOOT "unheardof=1", 0, "", "unheardof has no counterpart: nothing here" },
	{ NETBOOT "description=two\ncomments=halls", 0, "# two\n# halls\nimage", "" },
	{ "provmethod=statelite\nosvers=toy1", 0, "toy", "statelite has no counterpart" },
	{ "provmethod=install\nosvers=toy1", 1, "", "it installs to disks" },
	{ "provmethod=sysclone\nosvers=toy1", 1, "", "provmethod sysclone" },
	{ "osvers=toy1", 1, "", "provmethod (unset)" },
	{ NETBOOT "imagetype=NIM", 1, "", "imagetype is NIM" },
	{ "provmethod=netboot", -EINVAL, "", "i has no osvers" },
	{ "provmethod=netboot\nosvers=9", -EINVAL, "", "no plugin builds \"\"" },
	{ "provmethod=netboot\nosvers=toyish9", -EINVAL, "",
	  "no plugin builds \"toyish\"" },
	{ NETBOOT "pkglist=${HOME}/x", -EINVAL, "",
	  "the value of pkglist has a control" },
	{ NETBOOT "pkglist=a\033[2J", -EINVAL, "", "the value of pkglist has a control" },
};

static void check(size_t i, const struct registry *registry)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct site site = { .root = (char[]){ "/R" } };
	char *text CLEANUP_FREE =
		mem_printf("i:\nobjtype=osimage\n%s\n", cases[i].attributes);
	struct stanzas stanzas;
	struct xcat_image image;
	char *notes;

	CU_ASSERT_FATAL(stanza_parse(&log, "F", text, &stanzas) == 0);
	UNIT_INT(xcat_convert(&log, registry, &site, &stanzas.v[0], &image), cases[i].rc);
	if (cases[i].rc == 0 && !strstr(str_text(&image.text), cases[i].text))
		fprintf(stderr, "\n  case %zu: %s\n", i, str_text(&image.text));
	if (cases[i].rc == 0)
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&image.text), cases[i].text));
	notes = strv_join(&image.notes, "\n");
	str_add(&said, notes);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].note));
	if (cases[i].rc == 0 && !*cases[i].note)
		UNIT_STR(str_text(&said), "");
	mem_cleanup_free(&notes);
	xcat_image_fini(&image);
	stanzas_fini(&stanzas);
}

static void attributes_become_keys_or_are_named(void)
{
	const struct registry registry = { all, 1 };

	toy.genimage = (struct sl_genimage){ .names = names };
	toy.p.genimage = &toy.genimage;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i, &registry);
}

const char unit_suite[] = "core/media/xcat";
const struct unit_case unit_cases[] = {
	{ "attributes become keys or are named", attributes_become_keys_or_are_named },
	{ NULL, NULL },
};
