/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/world/world.c - a small site to test with.
 */
#include "world.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/image/generation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "world: cannot %s\n", what);
	exit(1);
}

static struct log *say(struct log *log)
{
	log_init(log, "world");
	return log;
}

void world_file(const char *root, const char *path, const char *text)
{
	char *full CLEANUP_FREE = path_join(root, path);
	char *parent CLEANUP_FREE = path_parent(full);
	struct log log;

	must(path_make_folders(say(&log), parent, 0755) == 0, full);
	must(file_create(&log, full, 0644, text, strlen(text)) == 0, full);
}

/* One artefact whose content is its name and the salt. */
static void add_artefact(struct wire_manifest *manifest, const char *folder,
			 uint32_t role, const char *name, const char *salt)
{
	char *text CLEANUP_FREE = mem_printf("%s %s\n", name, salt);
	char hex[DIGEST_HEX + 1];

	world_file(folder, name, text);
	digest_data(text, strlen(text), hex);
	must(wire_manifest_add_artefact(manifest, role, strlen(text), hex, name, NULL) ==
		     0,
	     "add an artefact");
}

static void write_manifest(const char *folder, const struct world_packed *packed)
{
	const char *salt = packed->salt;
	struct wire_manifest manifest = {
		.image = mem_dup(packed->image),
		.method = mem_dup(packed->method),
		.arch = mem_dup(packed->arch),
		.distro = mem_dup("debian"),
		.version = mem_dup("12"),
		.profile = mem_dup("compute"),
		.kernel = mem_dup("6.1.0"),
		.way = mem_dup("ram+squashfs"),
		.output = mem_dup("root"),
		.network = mem_dup("networkd"),
	};
	char *text;
	size_t n;

	add_artefact(&manifest, folder, SL_KERNEL, "kernel", salt);
	add_artefact(&manifest, folder, SL_INITRD, "initrd", salt);
	add_artefact(&manifest, folder, SL_ROOT, "root", salt);
	text = wire_manifest_write(&manifest, &n);
	must(text != NULL, "write a manifest");
	world_file(folder, "manifest", text);
	free(text);
	wire_manifest_fini(&manifest);
}

void world_pack(const char *root, const struct world_packed *packed)
{
	bool own = strcmp(packed->method, "squashfs") == 0;
	char *staging CLEANUP_FREE = NULL;
	struct generation generation;
	struct site site;
	struct log log;

	must(site_load(say(&log), root, NULL, &site) == 0, "read the site");
	staging = mem_printf("%s/netboot/%s/.new-test", site.installdir, packed->image);
	write_manifest(staging, packed);
	must(generation_publish(&log, &site, packed->image, staging, own, &generation) ==
		     0,
	     "publish");
	generation_fini(&generation);
	site_fini(&site);
}

void world_image(const char *root, const char *image, const char *arch, const char *salt)
{
	const struct world_packed packed = { image, arch, "squashfs", salt };
	char *conf CLEANUP_FREE = mem_printf("/etc/stateless/images.d/%s.conf", image);
	char *text CLEANUP_FREE = mem_printf("image \"%s\" {\n\tdistro = \"debian\"\n"
					     "\tversion = \"12\"\n\tarch = \"%s\"\n"
					     "\taddkcmdline = \"from=image\"\n}\n",
					     image, arch);

	world_file(root, conf, text);
	world_pack(root, &packed);
}

struct inventory *world_inventory(const char *root)
{
	char *folder CLEANUP_FREE = path_join(root, "var/lib/stateless");
	char *path CLEANUP_FREE = path_join(folder, "inventory.db");
	struct inventory *inventory = NULL;
	struct log log;

	must(path_make_folders(say(&log), folder, 0755) == 0, "make the state folder");
	must(inventory_open(&log, path, &inventory) == 0, "open the inventory");
	return inventory;
}

void world_put(struct inventory *inventory, enum object_type type, const char *name,
	       const char *attrs)
{
	struct object object = { .type = type, .name = mem_dup(name) };
	struct strv words CLEANUP_STRV = { 0 };
	struct log log;

	strv_split(&words, attrs, " ");
	for (size_t i = 0; i < words.n; i++) {
		char *equals = strchr(words.v[i], '=');

		must(equals != NULL, words.v[i]);
		*equals = '\0';
		object_set(&object, words.v[i], equals + 1);
	}
	must(inventory_put(say(&log), inventory, &object) == 0, name);
	object_fini(&object);
}
