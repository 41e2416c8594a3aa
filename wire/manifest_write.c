/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest_write.c - writes a manifest: equal contents give equal bytes.
 */
#include "lines.h"
#include "manifest_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The writer refuses whatever the reader would. */
static int put_text(FILE *out, const struct wire_manifest *manifest,
		    const struct manifest_text *text)
{
	const char *value =
		*(char *const *)(const void *)((const char *)manifest + text->offset);

	if (!value || !*value)
		return text->flags & MANIFEST_NEEDED ? -EINVAL : 0;
	if (!wire_is_text(value) ||
	    ((text->flags & MANIFEST_TOKEN) && !wire_is_token(value)))
		return -EINVAL;
	fprintf(out, "%s %s\n", text->key, value);
	return 0;
}

static void put_memory(FILE *out, const struct wire_manifest *manifest)
{
	fprintf(out, "memory %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", manifest->resident,
		manifest->per_cpu, manifest->peak);
	if (manifest->kernel_fixed)
		fprintf(out, "kernel_memory %" PRIu64 " %" PRIu64 "\n",
			manifest->kernel_per_cpu, manifest->kernel_fixed);
	else if (manifest->kernel_per_cpu)
		fprintf(out, "kernel_memory %" PRIu64 "\n", manifest->kernel_per_cpu);
	if (manifest->page && manifest->page != WIRE_PAGE)
		fprintf(out, "page %" PRIu64 "\n", manifest->page);
}

static int put_texts(FILE *out, const struct wire_manifest *manifest)
{
	for (size_t i = 0; i < MANIFEST_TEXTS; i++) {
		const char *key = manifest_texts[i].key;

		if (put_text(out, manifest, &manifest_texts[i]) < 0)
			return -EINVAL;
		if (strcmp(key, "way") == 0)
			fprintf(out, "flags %" PRIu32 "\n", manifest->flags);
		if (strcmp(key, "words") == 0)
			put_memory(out, manifest);
	}
	if (manifest->output && *manifest->output &&
	    !wire_manifest_find(manifest, manifest->output))
		return -EINVAL;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static int put_options(FILE *out, const struct wire_manifest *manifest)
{
	char **sorted = calloc(manifest->n_options + 1, sizeof(*sorted));
	int rc = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; sorted && i < manifest->n_options; i++)
		sorted[i] = manifest->options[i];
	if (sorted)
		qsort(sorted, manifest->n_options, sizeof(*sorted), by_text);
	for (size_t i = 0; rc == 0 && i < manifest->n_options; i++) {
		if (!wire_is_text(sorted[i]) || *sorted[i] == ' ' || !*sorted[i])
			rc = -EINVAL;
		fprintf(out, "option %s\n", sorted[i]);
	}
	free(sorted);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	const struct wire_writable *const *left = a, *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

static int put_writables(FILE *out, const struct wire_manifest *manifest)
{
	size_t n = manifest->n_writables;
	const struct wire_writable **sorted = calloc(n + 1, sizeof(*sorted));
	int rc = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = &manifest->writables[i];
	if (sorted)
		qsort(sorted, n, sizeof(*sorted), by_path);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct wire_writable *w = sorted[i];

		if (!*wire_how_name(w->how) || !wire_is_token(w->source) ||
		    !wire_is_path(w->path) ||
		    (i && strcmp(sorted[i - 1]->path, w->path) == 0))
			rc = -EINVAL;
		fprintf(out, "writable %s %s %s\n", wire_how_name(w->how), w->source,
			w->path);
	}
	free(sorted);
	return rc;
}

static int by_artefact(const void *a, const void *b)
{
	const struct wire_artefact *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static int put_artefact(FILE *out, const struct wire_artefact *artefact)
{
	fprintf(out, "artefact %" PRIu32 " %" PRIu64 " %s %s\n", artefact->role,
		artefact->bytes, artefact->sha256, artefact->name);
	return artefact->bytes <= INT64_MAX && wire_is_file(artefact->name) &&
			       wire_is_sha256(artefact->sha256)
		       ? 0
		       : -EINVAL;
}

static int put_artefacts(FILE *out, const struct wire_manifest *manifest)
{
	size_t n = manifest->n_artefacts;
	const struct wire_artefact **sorted = calloc(n + 1, sizeof(*sorted));
	int rc = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = &manifest->artefacts[i];
	if (sorted)
		qsort(sorted, n, sizeof(*sorted), by_artefact);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = put_artefact(out, sorted[i]);
		if (i && strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
			rc = -EINVAL;
	}
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!sorted[i]->chunks)
			continue;
		if (!wire_manifest_find(manifest, sorted[i]->chunks) ||
		    strcmp(sorted[i]->chunks, sorted[i]->name) == 0)
			rc = -EINVAL;
		fprintf(out, "chunks %s %s\n", sorted[i]->name, sorted[i]->chunks);
	}
	free(sorted);
	return rc;
}

static int by_package(const void *a, const void *b)
{
	const struct wire_package *const *left = a, *const *right = b;
	int order = strcmp((*left)->name, (*right)->name);

	if (order == 0)
		order = strcmp((*left)->version, (*right)->version);
	return order ? order : strcmp((*left)->arch, (*right)->arch);
}

static int put_packages(FILE *out, const struct wire_manifest *manifest)
{
	size_t n = manifest->n_packages;
	const struct wire_package **sorted = calloc(n + 1, sizeof(*sorted));
	int rc = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = &manifest->packages[i];
	if (sorted)
		qsort(sorted, n, sizeof(*sorted), by_package);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct wire_package *p = sorted[i];

		if (!wire_is_token(p->name) || !wire_is_token(p->version) ||
		    !wire_is_token(p->arch))
			rc = -EINVAL;
		fprintf(out, "package %s %s %s\n", p->name, p->version, p->arch);
	}
	free(sorted);
	return rc;
}

static int put_all(FILE *out, const struct wire_manifest *manifest)
{
	int rc;

	fprintf(out, "%s 1\n", MANIFEST_HEADER);
	rc = put_texts(out, manifest);
	if (rc == 0)
		rc = put_options(out, manifest);
	if (rc == 0)
		rc = put_writables(out, manifest);
	if (rc == 0)
		rc = put_artefacts(out, manifest);
	return rc == 0 ? put_packages(out, manifest) : rc;
}

char *wire_manifest_write(const struct wire_manifest *manifest, size_t *n)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, n);
	int rc;

	if (!out)
		return NULL;
	rc = put_all(out, manifest);
	if (fclose(out) != 0 || rc < 0) {
		free(text);
		return NULL;
	}
	return text;
}
