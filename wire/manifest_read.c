/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest_read.c - reads a manifest.
 */
#include "lines.h"
#include "manifest_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_number32(const char *text, uint32_t *out)
{
	uint64_t number;

	if (wire_number(text, &number) < 0 || number > UINT32_MAX)
		return -EINVAL;
	*out = (uint32_t)number;
	return 0;
}

static int read_memory(struct wire_manifest *manifest, char *value)
{
	uint64_t *const numbers[] = { &manifest->resident, &manifest->per_cpu,
				      &manifest->peak };

	for (size_t i = 0; i < 3; i++) {
		const char *word = wire_word(&value);

		if (!word || wire_number(word, numbers[i]) < 0)
			return -EINVAL;
	}
	return *value ? -EINVAL : 0;
}

static int read_kernel_memory(struct wire_manifest *manifest, char *value)
{
	const char *word = wire_word(&value);

	if (!word || wire_number(word, &manifest->kernel_per_cpu) < 0)
		return -EINVAL;
	return *value ? wire_number(value, &manifest->kernel_fixed) : 0;
}

/* A kernel's pages are a power of two. */
static int read_page(struct wire_manifest *manifest, char *value)
{
	if (wire_number(value, &manifest->page) < 0 || manifest->page < WIRE_PAGE ||
	    manifest->page > WIRE_PAGE_MOST || (manifest->page & (manifest->page - 1)))
		return -EINVAL;
	return 0;
}

static int read_flags(struct wire_manifest *manifest, char *value)
{
	return read_number32(value, &manifest->flags);
}

static int read_option(struct wire_manifest *manifest, char *value)
{
	const char *name = wire_word(&value);

	return name ? wire_manifest_add_option(manifest, name, value) : -EINVAL;
}

/* Sorted by path: none is there twice, and a folder before what is in it. */
static int read_writable(struct wire_manifest *manifest, char *value)
{
	const char *name = wire_word(&value), *source = wire_word(&value);
	enum wire_how how = name ? wire_how_read(name) : (enum wire_how)0;
	size_t n = manifest->n_writables;

	if (!how || !source || !wire_is_path(value) ||
	    (n && strcmp(manifest->writables[n - 1].path, value) >= 0))
		return -EINVAL;
	return wire_manifest_add_writable(manifest, how, source, value);
}

/* Sorted by name, so that none can be there twice. */
static int read_artefact(struct wire_manifest *manifest, char *value)
{
	const char *role = wire_word(&value), *bytes = wire_word(&value);
	const char *sha256 = wire_word(&value), *name = wire_word(&value);
	size_t n = manifest->n_artefacts;
	uint64_t size;
	uint32_t number;

	if (!name || *value || read_number32(role, &number) < 0 ||
	    wire_number(bytes, &size) < 0 || size > INT64_MAX ||
	    !wire_is_sha256(sha256) || !wire_is_file(name) ||
	    (n && strcmp(manifest->artefacts[n - 1].name, name) >= 0))
		return -EINVAL;
	return wire_manifest_add_artefact(manifest, number, size, sha256, name, NULL);
}

static int read_chunks(struct wire_manifest *manifest, char *value)
{
	const char *name = wire_word(&value), *list = wire_word(&value);
	const struct wire_artefact *digests, *found;
	struct wire_artefact *artefact;

	if (!list || *value)
		return -EINVAL;
	found = wire_manifest_find(manifest, name);
	digests = wire_manifest_find(manifest, list);
	if (!found || !digests || found == digests || found->chunks)
		return -EINVAL;
	artefact = &manifest->artefacts[found - manifest->artefacts];
	artefact->chunks = strdup(list);
	return artefact->chunks ? 0 : -ENOMEM;
}

static int read_package(struct wire_manifest *manifest, char *value)
{
	const char *name = wire_word(&value), *version = wire_word(&value);
	const char *arch = wire_word(&value);

	if (!arch || *value)
		return -EINVAL;
	return wire_manifest_add_package(manifest, name, version, arch);
}

static int read_text(struct wire_manifest *manifest, const struct manifest_text *text,
		     const char *value)
{
	char **at = manifest_member(manifest, text);

	if (*at || !*value || ((text->flags & MANIFEST_TOKEN) && !wire_is_token(value)))
		return -EINVAL;
	*at = strdup(value);
	return *at ? 0 : -ENOMEM;
}

static int read_line(struct wire_manifest *manifest, const char *key, char *value)
{
	static const struct {
		const char *key;
		int (*read)(struct wire_manifest *, char *value);
	} readers[] = {
		{ "artefact", read_artefact }, { "package", read_package },
		{ "chunks", read_chunks },     { "option", read_option },
		{ "memory", read_memory },     { "flags", read_flags },
		{ "writable", read_writable }, { "kernel_memory", read_kernel_memory },
		{ "page", read_page }
	};

	if (!wire_is_text(value))
		return -EINVAL;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(key, readers[i].key) == 0)
			return readers[i].read(manifest, value);
	for (size_t i = 0; i < MANIFEST_TEXTS; i++)
		if (strcmp(key, manifest_texts[i].key) == 0)
			return read_text(manifest, &manifest_texts[i], value);
	return -EINVAL;
}

static int complete(struct wire_manifest *manifest, char *wrong, size_t room)
{
	if (!manifest->page)
		manifest->page = WIRE_PAGE;
	for (size_t i = 0; i < MANIFEST_TEXTS; i++) {
		char **at = manifest_member(manifest, &manifest_texts[i]);

		if (*at || (manifest_texts[i].flags & MANIFEST_NULLABLE))
			continue;
		if (manifest_texts[i].flags & MANIFEST_NEEDED) {
			snprintf(wrong, room, "there is no line \"%s\"",
				 manifest_texts[i].key);
			return -EINVAL;
		}
		*at = strdup("");
		if (!*at)
			return -ENOMEM;
	}
	if (manifest->output && !wire_manifest_find(manifest, manifest->output)) {
		snprintf(wrong, room, "output %.80s is none of the artefacts",
			 manifest->output);
		return -EINVAL;
	}
	return 0;
}

static int read_lines(struct wire_manifest *manifest, char *at, char *wrong, size_t room)
{
	char *key, *value;
	int rc;

	if (!wire_next(&at, &key, &value) || strcmp(key, MANIFEST_HEADER) != 0 ||
	    strcmp(value, "1") != 0) {
		snprintf(wrong, room, "line 1: not \"%s 1\"", MANIFEST_HEADER);
		return -EINVAL;
	}
	for (unsigned line = 2; wire_next(&at, &key, &value); line++) {
		rc = read_line(manifest, key, value);
		if (rc == 0)
			continue;
		snprintf(wrong, room, "line %u: %.20s ... is wrong", line, key);
		for (; *wrong; wrong++)
			if (wire_is_control(*wrong))
				*wrong = '?';
		return rc;
	}
	return complete(manifest, wrong, room);
}

int wire_manifest_read(const char *text, size_t n, struct wire_manifest *manifest,
		       char *wrong, size_t room)
{
	char *copy;
	int rc = wire_copy_lines(text, n, &copy, wrong, room);

	*manifest = (struct wire_manifest){ 0 };
	if (rc < 0)
		return rc;
	rc = read_lines(manifest, copy, wrong, room);
	free(copy);
	if (rc < 0)
		wire_manifest_fini(manifest);
	return rc;
}
