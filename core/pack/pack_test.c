/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/pack_test.c - what packimage refuses before it touches anything.
 */
#include "pack.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(struct log *log, const char *root, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
}

static struct sl_option none[] = { { .type = 0 } };
static struct sl_option needs_key[] = {
	{ SL_STRING, SL_IN_IMAGE | SL_REQUIRED, "key", NULL, NULL, "the licence" },
	{ .type = 0 },
};
static const char *const distros[] = { "d", NULL };
static const char *const methods[] = { "m", NULL };
static const char *const keyed_methods[] = { "keyed", NULL };
static const char *const platforms[] = { "pc", NULL };

static struct plugin distro = { .p = { .name = "distro" }, .opts = none };
static struct plugin plain = { .p = { .name = "plain" }, .opts = none };
static struct plugin keyed = { .p = { .name = "locked" }, .opts = needs_key };
static struct plugin platform = { .p = { .name = "platform" }, .opts = none };
static struct plugin *all[] = { &distro, &plain, &keyed, &platform };

/* Nothing is packed here. */
static int root_is_mounted(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	return 0;
}

static struct registry four_plugins(void)
{
	distro.genimage = (struct sl_genimage){ .names = distros };
	distro.p.genimage = &distro.genimage;
	plain.packimage =
		(struct sl_packimage){ .names = methods, .root = root_is_mounted };
	plain.p.packimage = &plain.packimage;
	keyed.packimage = (struct sl_packimage){ .names = keyed_methods };
	keyed.p.packimage = &keyed.packimage;
	platform.bootloader = (struct sl_bootloader){ .names = platforms };
	platform.p.bootloader = &platform.bootloader;
	return (struct registry){ all, sizeof(all) / sizeof(all[0]) };
}

#define KERNELS "6.1 boot/vmlinuz\n"

/* Nodes of architecture `pc` have a node program. */
static const struct {
	const char *keys, *method;
	const char *kernels; /* of the tree; NULL: there is none */
	bool bad;            /* else it is a plan */
	const char *says;
} cases[] = {
	{ "distro = d arch = pc method = m", NULL, KERNELS, false, "" },
	{ "distro = d arch = pc method = m", "keyed", KERNELS, true,
	  "needs key of plugin" },
	{ "distro = d arch = pc method = keyed locked { key = k }", NULL, KERNELS, false,
	  "" },
	{ "distro = d arch = pc method = m", "tar", KERNELS, true,
	  "no plugin packs by \"tar\"" },
	{ "distro = d arch = pc method = m", NULL, NULL, true, "stateless genimage i" },
	{ "distro = d arch = pc method = m", NULL, "", true,
	  "the tree of image i has no kernel" },
	{ "distro = none arch = pc method = m", NULL, KERNELS, true, "no plugin builds" },
	{ "distro = d arch = vax method = m", NULL, KERNELS, true,
	  "no node program for vax nodes" },
	{ "distro = d arch = vax method = keyed locked { key = k }", NULL, KERNELS, false,
	  "" }, /* without root(), the method's initrd is the root */
	{ "distro = d arch = pc method = m platforms = { abacus }", NULL, KERNELS, true,
	  "there is no platform \"abacus\"" },
	{ "distro = d arch = pc method = m exlist = { nowhere }", NULL, KERNELS, true,
	  "nowhere" },
	{ "distro = d arch = pc method = m synclists = { lists }", NULL, KERNELS, false,
	  "" },
	{ "distro = d arch = pc method = m synclists = { lost }", NULL, KERNELS, true,
	  "lost:1: cannot read " },
	{ "distro = d arch = pc method = m packscripts = { lost }", NULL, KERNELS, true,
	  "packscripts script " },
};

static void check(size_t i)
{
	const struct option_table tables[] = { { "locked", needs_key }, { NULL, NULL } };
	const char *root = unit_folder();
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	char *text CLEANUP_FREE = mem_printf("image i { %s }", cases[i].keys);
	char *programs CLEANUP_FREE = path_join(root, "node");
	const struct registry registry = four_plugins();
	struct pack_request request = { .registry = &registry,
					.method = cases[i].method,
					.programs = programs,
					.dry_run = true };
	struct generation generation;
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/i.conf", text);
	put(&log, root, "etc/stateless/images.d/lists",
	    "/motd -> /etc/motd\n/lost (n1) -> /etc/lost\n");
	put(&log, root, "etc/stateless/images.d/lost", "/lost -> /etc/lost\n");
	put(&log, root, "motd", "hello\n");
	put(&log, root, "node/pc/init", "program");
	if (cases[i].kernels) {
		put(&log, root, "install/trees/i/rootimg/boot/vmlinuz", "linux");
		put(&log, root, "install/trees/i/kernels", cases[i].kernels);
	}
	CU_ASSERT_FATAL(site_load(&log, root, tables, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
	request.def = &def;
	UNIT_INT(pack_image(&log, &request, &generation) < 0, cases[i].bad);
	UNIT_INT(log.errors, cases[i].bad);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	CU_ASSERT(!path_exists(def.netboot));
	definition_fini(&def);
	site_fini(&site);
}

static void what_cannot_be_packed_is_refused_with_the_reason(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

const char unit_suite[] = "core/pack/pack";
const struct unit_case unit_cases[] = {
	{ "what cannot be packed is refused with the reason",
	  what_cannot_be_packed_is_refused_with_the_reason },
	{ NULL, NULL },
};
