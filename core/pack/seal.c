/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/seal.c - digests of everything that was made, and the manifest that names
 * them.
 */
#include "seal.h"
#include "kernel_memory.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "wire/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int memory_out(struct log *log)
{
	return log_fail(log, ENOMEM, "memory is out while the manifest is written");
}

/* Files above one chunk get a list of the digests of their chunks, which is a file itself
 * and so has a digest in the manifest too. */
static int add_chunks(struct log *log, struct wire_manifest *manifest, const char *folder,
		      const char *name, const struct str *chunks)
{
	char *list CLEANUP_FREE = mem_printf("%s.chunks", name);
	char *path CLEANUP_FREE = path_join(folder, list);
	char hex[DIGEST_HEX + 1];
	int rc = file_create(log, path, 0644, str_text(chunks), chunks->n);

	if (rc < 0)
		return rc;
	digest_data(str_text(chunks), chunks->n, hex);
	if (wire_manifest_add_artefact(manifest, SL_OTHER, chunks->n, hex, list, NULL) <
	    0)
		return memory_out(log);
	return 0;
}

static int add_digest(struct log *log, struct wire_manifest *manifest, const char *folder,
		      const struct collected_output *output,
		      const struct digest_of *digest)
{
	char *list CLEANUP_FREE = mem_printf("%s.chunks", output->name);
	bool is_large = digest->bytes > DIGEST_CHUNK;
	int rc = 0;

	if (is_large)
		rc = add_chunks(log, manifest, folder, output->name, &digest->chunks);
	if (rc == 0 &&
	    wire_manifest_add_artefact(manifest, output->role, digest->bytes, digest->hex,
				       output->name, is_large ? list : NULL) < 0)
		rc = memory_out(log);
	return rc;
}

static int add_output(struct log *log, struct wire_manifest *manifest,
		      struct digests *ahead, const char *folder,
		      const struct collected_output *output)
{
	const struct digest_of *known = ahead ? digests_find(ahead, output->path) : NULL;
	struct digest_of digest = { 0 };
	int rc;

	if (known)
		return add_digest(log, manifest, folder, output, known);
	rc = digest_file(output->path, digest.hex, &digest.bytes, &digest.chunks);
	if (rc < 0)
		log_fail(log, -rc, "cannot read %s back: %s", output->path,
			 strerror(-rc));
	else
		rc = add_digest(log, manifest, folder, output, &digest);
	str_fini(&digest.chunks);
	return rc;
}

/* Options that say where something lies on this host are left out: the same image packed
 * elsewhere is the same generation. */
static int add_options(struct log *log, struct wire_manifest *manifest,
		       const struct seal *seal)
{
	const struct settings *scopes[] = { &seal->def->settings,
					    &seal->def->site->settings, NULL };
	const char *plugin = seal->method->p.name;

	for (const struct sl_option *o = seal->method->opts; o->type; o++) {
		char *name CLEANUP_FREE = mem_printf("%s.%s", plugin, o->name);
		const char *value = settings_text(scopes, plugin, o);

		if (!value || o->type == SL_PATH || o->type == SL_LIST ||
		    (o->flags & SL_SECRET))
			continue;
		if (wire_manifest_add_option(manifest, name, value) < 0)
			return memory_out(log);
	}
	return 0;
}

/* "HOW SOURCE PATH", as collect.c writes them. */
static int add_writables(struct log *log, struct wire_manifest *manifest,
			 const struct strv *writables)
{
	for (size_t i = 0; i < writables->n; i++) {
		char *copy CLEANUP_FREE = mem_dup(writables->v[i]), *rest = copy;
		const char *how = strsep(&rest, " "), *source = strsep(&rest, " ");

		if (wire_manifest_add_writable(manifest, wire_how_read(how), source,
					       rest) < 0)
			return memory_out(log);
	}
	return 0;
}

static int add_packages(struct log *log, struct wire_manifest *manifest, const char *path)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	int rc = file_read(log, path, 16 << 20, &text);

	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; rc == 0 && i < lines.n; i++) {
		struct strv words CLEANUP_STRV = { 0 };

		strv_split(&words, lines.v[i], " ");
		if (words.n != 3)
			return log_fail(log, EINVAL,
					"%s: \"%s\" is not NAME VERSION ARCH", path,
					lines.v[i]);
		if (wire_manifest_add_package(manifest, words.v[0], words.v[1],
					      words.v[2]) < 0)
			return memory_out(log);
	}
	return rc;
}

static int config_has(void *arg, const char *symbol)
{
	return collect_config_has(arg, symbol);
}

static void describe(struct wire_manifest *manifest, const struct seal *seal,
		     struct collect *collect)
{
	const struct sl_image *image = seal->image;
	const struct kernel_memory kernel =
		kernel_memory(config_has, collect, collect->kernel);

	manifest->image = mem_dup(image->name);
	manifest->method = mem_dup(image->method);
	manifest->arch = mem_dup(image->arch);
	manifest->distro = mem_dup(image->distro);
	manifest->version = mem_dup(image->version ? image->version : "");
	manifest->profile = mem_dup(image->profile ? image->profile : "");
	manifest->kernel = mem_dup(collect->kernel);
	manifest->way = mem_dup(collect->way ? collect->way : "");
	manifest->output = mem_dup(collect->root_output);
	manifest->words = mem_dup(collect->words);
	manifest->network = mem_dup(seal->network ? seal->network : "");
	manifest->flags = collect->root_flags;
	manifest->resident = collect->resident;
	manifest->per_cpu = collect->per_cpu;
	manifest->peak = collect->peak;
	manifest->kernel_fixed = kernel.fixed;
	manifest->kernel_per_cpu = kernel.per_cpu;
	manifest->page = collect_kernel_page(collect);
}

static int cannot_write(struct log *log, const struct sl_image *image)
{
	return log_fail(log, EINVAL,
			"the manifest of image %s cannot be written: memory is out, or "
			"one of its texts (version, profile, words of the method) has a "
			"newline or a control character",
			image->name);
}

int seal_write(struct log *log, const struct seal *seal, struct collect *collect)
{
	char *path CLEANUP_FREE = path_join(collect->output, "manifest");
	struct wire_manifest manifest = { 0 };
	char *text = NULL;
	size_t bytes = 0;
	int rc = 0;

	describe(&manifest, seal, collect);
	for (size_t i = 0; rc == 0 && i < collect->n_outputs; i++) {
		log_progress(log, "digest", i, collect->n_outputs);
		rc = add_output(log, &manifest, seal->digests, collect->output,
				&collect->outputs[i]);
	}
	if (rc == 0)
		rc = add_options(log, &manifest, seal);
	if (rc == 0)
		rc = add_writables(log, &manifest, &collect->writables);
	if (rc == 0)
		rc = add_packages(log, &manifest, seal->packages);
	if (rc == 0) {
		text = wire_manifest_write(&manifest, &bytes);
		rc = text ? file_create(log, path, 0644, text, bytes)
			  : cannot_write(log, seal->image);
	}
	free(text);
	wire_manifest_fini(&manifest);
	return rc;
}
