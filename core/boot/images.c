/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/images.c - the images that nodes are set to, each resolved once.
 */
#include "images.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static const char *const no_texts[] = { NULL };
static const struct sl_pass *const no_passes[] = { NULL };
static const struct sl_kernel *const no_kernels[] = { NULL };

void images_init(struct boot_images *images, struct log *log, const struct site *site)
{
	*images = (struct boot_images){ .log = log, .site = site };
}

void images_fini(struct boot_images *images)
{
	for (size_t i = 0; i < images->n; i++) {
		free(images->v[i]->reference);
		if (images->v[i]->found)
			generation_fini(&images->v[i]->generation);
		if (images->v[i]->defined)
			definition_fini(&images->v[i]->definition);
		free(images->v[i]);
	}
	for (size_t i = 0; i < images->n_definitions; i++)
		definition_fini(&images->definitions[i]);
	free(images->v);
	free(images->definitions);
	strv_fini(&images->names);
	map_fini(&images->by_reference);
	arena_fini(&images->arena);
}

static int find_names(struct boot_images *images)
{
	if (images->names_known)
		return 0;
	images->names_known = true;
	return definition_names(images->log, images->site, &images->names);
}

static const struct sl_artefact *add_artefact(struct boot_images *images,
					      const struct generation *generation,
					      const struct wire_artefact *from)
{
	struct sl_artefact *artefact = arena_alloc(&images->arena, sizeof(*artefact));

	artefact->size = SL_SIZE_OF(struct sl_artefact);
	artefact->role = from->role;
	artefact->name = from->name;
	artefact->path =
		arena_printf(&images->arena, "%s/%s", generation->folder, from->name);
	artefact->urlpath =
		arena_printf(&images->arena, "%s/%s", generation->urlpath, from->name);
	artefact->sha256 = from->sha256;
	artefact->bytes = from->bytes;
	return artefact;
}

static void show_image(struct boot_images *images, struct boot_image *image)
{
	const struct generation *generation = &image->generation;
	const struct wire_manifest *manifest = &generation->manifest;
	const struct sl_artefact **list =
		arena_alloc(&images->arena, (manifest->n_artefacts + 1) * sizeof(*list));

	for (size_t i = 0; i < manifest->n_artefacts; i++) {
		list[i] = add_artefact(images, generation, &manifest->artefacts[i]);
		if (list[i]->role == SL_KERNEL)
			image->kernel = list[i];
		else if (list[i]->role == SL_INITRD)
			image->initrd = list[i];
	}
	image->image = (struct sl_image){
		.size = SL_SIZE_OF(struct sl_image),
		.name = generation->image,
		.distro = manifest->distro,
		.version = manifest->version,
		.arch = manifest->arch,
		.profile = manifest->profile,
		.method = manifest->method,
		.generation = generation->name,
		.sources = no_texts,
		.passes = no_passes,
		.kernels = no_kernels,
		.artefacts = list,
	};
}

static int resolve(struct boot_images *images, struct boot_image *image)
{
	int rc = generation_resolve(images->log, images->site, image->reference,
				    &image->generation);

	if (rc < 0)
		return rc;
	image->found = true;
	show_image(images, image);
	if (!image->kernel || !image->initrd)
		return log_fail(images->log, EINVAL,
				"generation %s of image %s has no %s, so no node can "
				"start it; pack the image again",
				image->generation.name, image->generation.image,
				image->kernel ? "initrd" : "kernel");
	rc = find_names(images);
	if (rc < 0 || !strv_has(&images->names, image->generation.image))
		return rc;
	rc = definition_load(images->log, images->site, image->generation.image,
			     &image->definition);
	image->defined = rc == 0;
	return rc;
}

const struct boot_image *images_resolve(struct boot_images *images, const char *reference)
{
	struct boot_image *image = map_get(&images->by_reference, reference);

	if (image)
		return image->found ? image : NULL;
	image = mem_alloc(sizeof(*image));
	image->reference = mem_dup(reference);
	images->v = mem_grow(images->v, images->n + 1, sizeof(*images->v));
	images->v[images->n++] = image;
	map_put(&images->by_reference, image->reference, image);
	if (resolve(images, image) < 0) {
		if (image->found)
			generation_fini(&image->generation);
		image->found = false;
	}
	return image->found ? image : NULL;
}

int images_check(const struct boot_images *images)
{
	for (size_t i = 0; i < images->n; i++) {
		const struct generation *generation = &images->v[i]->generation;

		if (images->v[i]->found && !path_is_folder(generation->folder))
			return log_fail(images->log, ESTALE,
					"generation %s of image %s was removed just now: "
					"run this again",
					generation->name, generation->image);
	}
	return 0;
}

/* What cannot be read was warned about, and matches nobody. */
static int load_definitions(struct boot_images *images)
{
	int rc = find_names(images);

	if (rc < 0 || images->definitions)
		return rc;
	images->definitions =
		mem_alloc((images->names.n + 1) * sizeof(*images->definitions));
	for (size_t i = 0; i < images->names.n; i++)
		if (definition_load(images->log, images->site, images->names.v[i],
				    &images->definitions[images->n_definitions]) == 0)
			images->n_definitions++;
	return 0;
}

static bool is_match(const struct definition *definition, const char *os,
		     const char *arch, const char *profile)
{
	const char *distro = definition_text(definition, "distro");
	const char *version = definition_text(definition, "version");
	const char *own_arch = definition_text(definition, "arch");
	size_t n = distro ? strlen(distro) : 0;
	struct utsname host;

	if (!own_arch && uname(&host) == 0)
		own_arch = host.machine;
	return distro && strncmp(os, distro, n) == 0 &&
	       strcmp(os + n, version ? version : "") == 0 && str_is(own_arch, arch) &&
	       str_is(definition_text(definition, "profile"), profile);
}

const char *images_match(struct boot_images *images, const char *os, const char *arch,
			 const char *profile, char *why, size_t room)
{
	struct strv found CLEANUP_STRV = { 0 };
	const char *name = NULL;
	char *all CLEANUP_FREE = NULL;

	if (!os || !arch || !profile) {
		snprintf(why, room,
			 "it has no %s to find its image by; set it, or name an image: "
			 "netboot=IMAGE",
			 !os     ? "os"
			 : !arch ? "arch"
				 : "profile");
		return NULL;
	}
	if (load_definitions(images) < 0) {
		snprintf(why, room, "the images' definitions cannot be read");
		return NULL;
	}
	for (size_t i = 0; i < images->n_definitions; i++)
		if (is_match(&images->definitions[i], os, arch, profile)) {
			name = images->definitions[i].name;
			strv_add(&found, name);
		}
	all = strv_join(&found, ", ");
	if (found.n != 1)
		snprintf(why, room,
			 "%s image is defined for os %s, arch %s, profile %s%s%s; name "
			 "one: netboot=IMAGE",
			 found.n ? "more than one" : "no", os, arch, profile,
			 found.n ? ": " : "", all);
	return found.n == 1 ? name : NULL;
}
