/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/generation_test.c - generations published, found, tagged, collected.
 */
#include "gc.h"
#include "generation.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char said[1024];

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, sizeof(said), "%s", line);
}

static struct log quiet(void)
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	said[0] = '\0';
	return log;
}

/* The core's own options, of which none is set here. */
static const struct sl_option no_options[] = { { .type = 0 } };
static const struct option_table tables[] = { { "", no_options } };

static struct site site_in(const char *folder)
{
	char *images CLEANUP_FREE = path_join(folder, "images.d");
	struct log log;

	log_init(&log, "test");
	UNIT_INT(path_make_folders(&log, images, 0755), 0);
	return (struct site){ .root = mem_dup(""),
			      .confdir = mem_dup(folder),
			      .tables = tables,
			      .n_tables = 1,
			      .installdir = mem_dup(folder) };
}

static void site_end(struct site *site)
{
	free(site->root);
	free(site->confdir);
	free(site->installdir);
}

/* A staging folder with one artefact whose bytes are `text`. */
static char *stage(struct log *log, const struct site *site, const char *image,
		   const char *text)
{
	char *folder = mem_printf("%s/netboot/%s/.new-1", site->installdir, image);
	char *file CLEANUP_FREE = path_join(folder, "kernel");
	char *path CLEANUP_FREE = path_join(folder, "manifest");
	char *written, hex[DIGEST_HEX + 1];
	struct wire_manifest manifest = { 0 };
	size_t n;

	UNIT_INT(path_make_folders(log, folder, 0755), 0);
	UNIT_INT(file_create(log, file, 0644, text, strlen(text)), 0);
	digest_data(text, strlen(text), hex);
	manifest.image = mem_dup(image);
	manifest.method = mem_dup("m1");
	manifest.arch = mem_dup("x");
	manifest.distro = mem_dup("d");
	manifest.version = mem_dup("1");
	manifest.profile = mem_dup("p");
	manifest.kernel = mem_dup("6.1");
	manifest.way = mem_dup("ram+x");
	manifest.network = mem_dup("");
	UNIT_INT(wire_manifest_add_artefact(&manifest, SL_KERNEL, strlen(text), hex,
					    "kernel", NULL),
		 0);
	written = wire_manifest_write(&manifest, &n);
	UNIT_INT(file_create(log, path, 0644, written, n), 0);
	free(written);
	wire_manifest_fini(&manifest);
	return folder;
}

static void publish(struct log *log, const struct site *site, const char *text,
		    char name[GENERATION_NAME + 1])
{
	char *staging CLEANUP_FREE = stage(log, site, "img", text);
	struct generation generation;

	UNIT_INT(generation_publish(log, site, "img", staging, true, &generation), 0);
	memcpy(name, generation.name, GENERATION_NAME + 1);
	CU_ASSERT(!path_exists(staging));
	generation_fini(&generation);
}

static void expect(struct log *log, const struct site *site, const char *text,
		   const char *name)
{
	struct generation generation;
	int rc = generation_resolve(log, site, text, &generation);

	UNIT_INT(rc, name ? 0 : rc < 0 ? rc : -1);
	if (rc == 0 && name)
		UNIT_STR(generation.name, name);
	generation_fini(&generation);
}

static void names_of_generations(void)
{
	char one[GENERATION_NAME + 1], two[GENERATION_NAME + 1],
		again[GENERATION_NAME + 1];
	static const char text[] =
		"image \"none\" {\n distro = x\n version = 1\n arch = x\n}\n";
	struct site site = site_in(unit_folder());
	struct log log = quiet();
	struct generation generation;
	char *images CLEANUP_FREE = path_join(site.confdir, "images.d/none.conf");
	char *prefix CLEANUP_FREE = NULL, *by_method CLEANUP_FREE = NULL;

	publish(&log, &site, "first", one);
	expect(&log, &site, "img", one);
	expect(&log, &site, "img@previous", NULL);
	publish(&log, &site, "second", two);
	expect(&log, &site, "img", two);
	expect(&log, &site, "img@previous", one);
	expect(&log, &site, "img:m1@previous", one);
	prefix = mem_printf("img@%.5s", one);
	expect(&log, &site, prefix, one);
	by_method = mem_printf("img:m2@%s", one);
	expect(&log, &site, by_method, NULL);
	expect(&log, &site, "img@abc", NULL);
	expect(&log, &site, "none", NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "there is no image \"none\""));
	UNIT_INT(file_write(&log, images, 0644, text, strlen(text)), 0);
	expect(&log, &site, "none", NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "packimage none"));
	UNIT_INT(generation_resolve(&log, &site, "img@previous", &generation), 0);
	UNIT_INT(generation_tag(&log, &site, &generation, "good"), 0);
	CU_ASSERT(generation_tag(&log, &site, &generation, "current") < 0);
	generation_fini(&generation);
	expect(&log, &site, "img@good", one);
	publish(&log, &site, "second", again);
	UNIT_STR(again, two);
	expect(&log, &site, "img@previous", one);
	site_end(&site);
}

static void a_changed_file_is_noticed(void)
{
	char name[GENERATION_NAME + 1];
	struct site site = site_in(unit_folder());
	struct log log = quiet();
	char *kernel CLEANUP_FREE = NULL;

	publish(&log, &site, "bytes", name);
	kernel = mem_printf("%s/netboot/img/%s/kernel", site.installdir, name);
	UNIT_INT(file_create(&log, kernel, 0644, "more bytes", 10), 0);
	expect(&log, &site, "img", NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "is damaged"));
	UNIT_INT(path_remove(&log, kernel), 0);
	expect(&log, &site, "img", NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "is incomplete"));
	site_end(&site);
}

static void a_changed_manifest_is_noticed(void)
{
	char name[GENERATION_NAME + 1];
	struct site site = site_in(unit_folder());
	struct log log = quiet();
	char *manifest CLEANUP_FREE = NULL;
	struct str text CLEANUP_STR = { 0 };

	publish(&log, &site, "bytes", name);
	manifest = mem_printf("%s/netboot/img/%s/manifest", site.installdir, name);
	UNIT_INT(file_read(&log, manifest, 10000, &text), 0);
	memcpy(strstr(text.s, "6.1"), "6.2", 3);
	UNIT_INT(file_create(&log, manifest, 0644, text.s, text.n), 0);
	expect(&log, &site, "img", NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "somebody changed it"));
	site_end(&site);
}

static void gc_keeps_what_is_needed(void)
{
	char names[4][GENERATION_NAME + 1];
	static const char *const texts[] = { "a", "b", "c", "d" };
	struct strv keep CLEANUP_STRV = { 0 }, removed CLEANUP_STRV = { 0 };
	struct site site = site_in(unit_folder());
	struct log log = quiet();
	struct generation generation;
	char *ref CLEANUP_FREE = NULL, *old CLEANUP_FREE = NULL;

	for (size_t i = 0; i < 4; i++)
		publish(&log, &site, texts[i], names[i]);
	ref = mem_printf("img@%s", names[0]);
	UNIT_INT(generation_resolve(&log, &site, ref, &generation), 0);
	strv_add(&keep, generation.sha256);
	generation_fini(&generation);
	UNIT_INT(gc_image(&log, &site, "img", &keep, true, &removed), 0);
	UNIT_INT(removed.n, 1);
	strv_fini(&removed);
	UNIT_INT(gc_image(&log, &site, "img", &keep, false, &removed), 0);
	UNIT_INT(removed.n, 1);
	UNIT_STR(removed.v[0], names[1]);
	old = mem_printf("%s/netboot/img/.old-%s.new-", site.installdir, names[1]);
	CU_ASSERT(path_exists(old));
	UNIT_INT(gc_sweep(&log, &site, "img"), 0);
	CU_ASSERT(!path_exists(old));
	UNIT_INT(gc_sweep(&log, &site, "nosuch"), 0);
	expect(&log, &site, ref, names[0]);
	expect(&log, &site, "img", names[3]);
	expect(&log, &site, "img@previous", names[2]);
	site_end(&site);
}

/* NULL: the artefact is gone. */
static const char *const damages[] = { "shor", "longer than it was", "wrong", "", NULL };

static void a_damaged_generation_is_replaced(void)
{
	struct site site = site_in(unit_folder());
	struct log log = quiet();

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		char name[GENERATION_NAME + 1], again[GENERATION_NAME + 1];
		struct str text CLEANUP_STR = { 0 };
		char *path CLEANUP_FREE = NULL;

		publish(&log, &site, "right", name);
		path = mem_printf("%s/netboot/img/%s/kernel", site.installdir, name);
		UNIT_INT(path_remove(&log, path), 0);
		if (damages[i])
			UNIT_INT(file_create(&log, path, 0644, damages[i],
					     strlen(damages[i])),
				 0);
		publish(&log, &site, "right", again);
		UNIT_STR(again, name);
		UNIT_INT(file_read(&log, path, 100, &text), 0);
		UNIT_STR(str_text(&text), "right");
		CU_ASSERT_PTR_NOT_NULL(
			strstr(said, "is replaced by what was packed now"));
		said[0] = '\0';
		publish(&log, &site, "right", again);
		UNIT_STR(said, "");
	}
	site_end(&site);
}

static void references_are_taken_apart(void)
{
	static const struct {
		const char *text, *image, *method, *generation;
	} rows[] = {
		{ "a", "a", NULL, NULL },       { "a:m", "a", "m", NULL },
		{ "a@g", "a", NULL, "g" },      { "a:m@g", "a", "m", "g" },
		{ "", NULL, NULL, NULL },       { "a:", NULL, NULL, NULL },
		{ "a@", NULL, NULL, NULL },     { "../a", NULL, NULL, NULL },
		{ "a@../b", NULL, NULL, NULL },
	};
	struct log log = quiet();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct image_ref ref;
		int rc = image_ref_parse(&log, rows[i].text, &ref);

		UNIT_INT(rc, rows[i].image ? 0 : -EINVAL);
		CU_ASSERT(str_is(ref.image, rows[i].image));
		CU_ASSERT(str_is(ref.method, rows[i].method));
		CU_ASSERT(str_is(ref.generation, rows[i].generation));
		image_ref_fini(&ref);
	}
}

const char unit_suite[] = "generation";
const struct unit_case unit_cases[] = {
	{ "generations are found by name, link, prefix and tag", names_of_generations },
	{ "a changed file is noticed", a_changed_file_is_noticed },
	{ "a changed manifest is noticed", a_changed_manifest_is_noticed },
	{ "gc keeps what nodes, links and tags need", gc_keeps_what_is_needed },
	{ "a damaged generation is replaced", a_damaged_generation_is_replaced },
	{ "references are taken apart", references_are_taken_apart },
	{ NULL, NULL },
};
