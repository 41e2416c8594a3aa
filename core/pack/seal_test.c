/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/seal_test.c - the manifest names what was made, and nothing of this host.
 */
#include "seal.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"
#include "wire/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(struct log *log, const char *folder, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
}

static struct sl_option options[] = {
	{ SL_STRING, SL_IN_IMAGE, "level", "9", NULL, "how hard it tries" },
	{ SL_STRING, SL_IN_IMAGE, "unset", NULL, NULL, "not given" },
	{ SL_STRING, SL_IN_IMAGE | SL_SECRET, "key", NULL, NULL, "nobody's business" },
	{ SL_PATH, SL_IN_IMAGE, "tool", NULL, NULL, "where it lies on this host" },
	{ .type = 0 },
};
static const struct plugin method = { .p = { .name = "meth" }, .opts = options };
static const struct sl_image image = { .name = "i",
				       .method = "meth",
				       .arch = "riscv64",
				       .distro = "debian",
				       .version = "12" };

struct fixture {
	struct str said;
	struct log log;
	struct site site;
	struct definition def;
	struct collect collect;
	char *packages, *output;
	struct seal seal;
};

static void set_up(struct fixture *f, const char *packages)
{
	const struct option_table tables[] = { { "meth", options }, { NULL, NULL } };
	const char *root = unit_folder();

	*f = (struct fixture){ .output = path_join(root, "out"),
			       .packages = path_join(root, "packages") };
	f->log = (struct log){ .sink = keep, .arg = &f->said };
	put(&f->log, root, "etc/stateless/images.d/i.conf",
	    "image i { distro = debian meth { key = k tool = /usr/bin/x } }");
	put(&f->log, root, "packages", packages);
	put(&f->log, f->output, "kernel", "linux");
	CU_ASSERT_FATAL(site_load(&f->log, root, tables, &f->site) == 0);
	CU_ASSERT_FATAL(definition_load(&f->log, &f->site, "i", &f->def) == 0);
	f->collect = (struct collect){
		.log = &f->log, .output = f->output, .tree = -1, .kernel = "6.1"
	};
	UNIT_INT(collect_add(&f->collect, SL_KERNEL, "kernel"), 0);
	f->seal = (struct seal){ .def = &f->def,
				 .image = &image,
				 .method = &method,
				 .network = "networkd",
				 .packages = f->packages };
}

static void tear_down(struct fixture *f)
{
	collect_fini(&f->collect);
	definition_fini(&f->def);
	site_fini(&f->site);
	free(f->packages);
	free(f->output);
	str_fini(&f->said);
}

/* Five MiB, so two chunks. */
static void add_large(struct fixture *f)
{
	char *path CLEANUP_FREE = path_join(f->output, "root.img");
	int fd CLEANUP_FD = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	UNIT_INT(ftruncate(fd, 5 << 20), 0);
	UNIT_INT(collect_add(&f->collect, SL_ROOT, "root.img"), 0);
}

static void read_back(struct fixture *f, struct wire_manifest *manifest)
{
	char *path CLEANUP_FREE = path_join(f->output, "manifest");
	struct str text CLEANUP_STR = { 0 };
	char wrong[256] = "";

	UNIT_INT(file_read(&f->log, path, 1 << 20, &text), 0);
	CU_ASSERT_FATAL(wire_manifest_read(str_text(&text), text.n, manifest, wrong,
					   sizeof(wrong)) == 0);
	CU_ASSERT_PTR_NULL(strstr(str_text(&text), f->output));
}

static void check_artefact(struct fixture *f, const struct wire_artefact *artefact)
{
	char *path CLEANUP_FREE = path_join(f->output, artefact->name);
	char hex[DIGEST_HEX + 1];
	uint64_t bytes;

	UNIT_INT(digest_file(path, hex, &bytes, NULL), 0);
	UNIT_STR(artefact->sha256, hex);
	UNIT_INT(artefact->bytes, bytes);
}

static void every_file_is_named_with_its_digest(void)
{
	struct wire_manifest manifest;
	const struct wire_artefact *root;
	struct fixture f;

	set_up(&f, "bash 5 riscv64\n");
	add_large(&f);
	UNIT_INT(seal_write(&f.log, &f.seal, &f.collect), 0);
	read_back(&f, &manifest);
	UNIT_INT(manifest.n_artefacts, 3);
	for (size_t i = 0; i < manifest.n_artefacts; i++)
		check_artefact(&f, &manifest.artefacts[i]);
	root = wire_manifest_role(&manifest, SL_ROOT);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	UNIT_STR(root->chunks, "root.img.chunks");
	UNIT_INT(wire_manifest_find(&manifest, root->chunks)->bytes,
		 2 * (DIGEST_HEX + 1));
	CU_ASSERT_PTR_NULL(wire_manifest_role(&manifest, SL_KERNEL)->chunks);
	UNIT_STR(manifest.network, "networkd");
	UNIT_STR(manifest.packages[0].name, "bash");
	wire_manifest_fini(&manifest);
	tear_down(&f);
}

/* Where tools lie and what is secret differ from host to host, or must not be known. */
static void options_of_this_host_are_left_out(void)
{
	struct wire_manifest manifest;
	struct fixture f;

	set_up(&f, "");
	UNIT_INT(seal_write(&f.log, &f.seal, &f.collect), 0);
	read_back(&f, &manifest);
	UNIT_INT(manifest.n_options, 1);
	UNIT_STR(manifest.options[0], "meth.level 9");
	wire_manifest_fini(&manifest);
	tear_down(&f);
}

/* By the configuration of the kernel in the tree. */
static void what_the_kernel_keeps_is_said(void)
{
	static const struct {
		const char *config;
		uint64_t per_cpu, fixed, page;
	} rows[] = { { "CONFIG_ZSWAP=y\n", 256 << 10, 0, WIRE_PAGE },
		     { "# CONFIG_ZSWAP is not set\nCONFIG_DRM=m\n", 0, 8 << 20,
		       WIRE_PAGE },
		     { "CONFIG_SOME_64K_PAGES=y\n", 0, 0, 65536 },
		     { "# CONFIG_DRM is not set\n", 0, 0, WIRE_PAGE } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_manifest manifest;
		struct fixture f;

		set_up(&f, "");
		put(&f.log, f.output, "boot/config-6.1", rows[i].config);
		f.collect.tree = open(f.output, O_PATH | O_DIRECTORY | O_CLOEXEC);
		UNIT_INT(seal_write(&f.log, &f.seal, &f.collect), 0);
		read_back(&f, &manifest);
		UNIT_INT(manifest.kernel_per_cpu, rows[i].per_cpu);
		UNIT_INT(manifest.kernel_fixed, rows[i].fixed);
		UNIT_INT(manifest.page, rows[i].page);
		close(f.collect.tree);
		wire_manifest_fini(&manifest);
		tear_down(&f);
	}
}

static const struct {
	const char *packages, *lost;
	int rc;
	const char *says;
} failures[] = {
	{ "bash 5\n", NULL, -EINVAL, "\"bash 5\" is not NAME VERSION ARCH" },
	{ "", "kernel", -ENOENT, "out/kernel back: No such file" },
	{ "", "../packages", -ENOENT, "packages" },
};

static void what_cannot_be_sealed_is_named(void)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		char *path CLEANUP_FREE = NULL, *manifest CLEANUP_FREE = NULL;
		struct fixture f;

		set_up(&f, failures[i].packages);
		path = path_join(f.output, failures[i].lost ? failures[i].lost : "none");
		manifest = path_join(f.output, "manifest");
		UNIT_INT(path_remove(&f.log, path), 0);
		UNIT_INT(seal_write(&f.log, &f.seal, &f.collect), failures[i].rc);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&f.said), failures[i].says));
		CU_ASSERT(!path_exists(manifest));
		tear_down(&f);
	}
}

const char unit_suite[] = "core/pack/seal";
const struct unit_case unit_cases[] = {
	{ "every file is named with its digest", every_file_is_named_with_its_digest },
	{ "options of this host are left out", options_of_this_host_are_left_out },
	{ "what cannot be sealed is named", what_cannot_be_sealed_is_named },
	{ "what the kernel keeps for each CPU is said", what_the_kernel_keeps_is_said },
	{ NULL, NULL },
};
