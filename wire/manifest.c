/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest.c - the manifest of a generation as data.
 */
#include "lines.h"
#include "manifest_text.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct manifest_text manifest_texts[MANIFEST_TEXTS] = {
	{ "image", offsetof(struct wire_manifest, image),
	  MANIFEST_NEEDED | MANIFEST_TOKEN },
	{ "method", offsetof(struct wire_manifest, method),
	  MANIFEST_NEEDED | MANIFEST_TOKEN },
	{ "arch", offsetof(struct wire_manifest, arch), MANIFEST_TOKEN },
	{ "distro", offsetof(struct wire_manifest, distro), MANIFEST_TOKEN },
	{ "version", offsetof(struct wire_manifest, version), 0 },
	{ "profile", offsetof(struct wire_manifest, profile), 0 },
	{ "kernel", offsetof(struct wire_manifest, kernel), MANIFEST_TOKEN },
	{ "way", offsetof(struct wire_manifest, way), MANIFEST_TOKEN },
	{ "output", offsetof(struct wire_manifest, output),
	  MANIFEST_NULLABLE | MANIFEST_TOKEN },
	{ "words", offsetof(struct wire_manifest, words), MANIFEST_NULLABLE },
	{ "network", offsetof(struct wire_manifest, network), MANIFEST_TOKEN },
};

static const struct {
	enum wire_how how;
	const char *name;
} hows[] = { { WIRE_TMPFS, "tmpfs" },
	     { WIRE_PERSISTENT, "persistent" },
	     { WIRE_READONLY, "ro" },
	     { WIRE_JOINED, "con" } };

const char *wire_how_name(enum wire_how how)
{
	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++)
		if (hows[i].how == how)
			return hows[i].name;
	return "";
}

enum wire_how wire_how_read(const char *name)
{
	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++)
		if (strcmp(hows[i].name, name) == 0)
			return hows[i].how;
	return (enum wire_how)0;
}

int wire_is_path(const char *path)
{
	if (*path != '/' || !wire_is_text(path))
		return 0;
	while (*path == '/') {
		size_t n = strcspn(++path, "/");

		if (n == 0 || (n == 1 && *path == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return 0;
		path += n;
	}
	return 1;
}

char **manifest_member(struct wire_manifest *manifest, const struct manifest_text *text)
{
	return (char **)(void *)((char *)manifest + text->offset);
}

/* Room for one more: doubled each time the count reaches a power of two. */
static int grow(void *array_pointer, size_t n, size_t item)
{
	void **array = array_pointer;
	void *more;

	if (n & (n - 1))
		return 0;
	more = reallocarray(*array, n ? n * 2 : 1, item);
	if (!more)
		return -ENOMEM;
	*array = more;
	return 0;
}

int wire_manifest_add_artefact(struct wire_manifest *manifest, uint32_t role,
			       uint64_t bytes, const char *sha256, const char *name,
			       const char *chunks)
{
	struct wire_artefact artefact = { .role = role, .bytes = bytes };

	if (grow(&manifest->artefacts, manifest->n_artefacts, sizeof(artefact)) < 0)
		return -ENOMEM;
	snprintf(artefact.sha256, sizeof(artefact.sha256), "%s", sha256);
	artefact.name = strdup(name);
	artefact.chunks = chunks ? strdup(chunks) : NULL;
	if (!artefact.name || (chunks && !artefact.chunks)) {
		free(artefact.name);
		free(artefact.chunks);
		return -ENOMEM;
	}
	manifest->artefacts[manifest->n_artefacts++] = artefact;
	return 0;
}

int wire_manifest_add_package(struct wire_manifest *manifest, const char *name,
			      const char *version, const char *arch)
{
	struct wire_package package;

	if (grow(&manifest->packages, manifest->n_packages, sizeof(package)) < 0)
		return -ENOMEM;
	package.name = strdup(name);
	package.version = strdup(version);
	package.arch = strdup(arch);
	if (!package.name || !package.version || !package.arch) {
		free(package.name);
		free(package.version);
		free(package.arch);
		return -ENOMEM;
	}
	manifest->packages[manifest->n_packages++] = package;
	return 0;
}

int wire_manifest_add_option(struct wire_manifest *manifest, const char *name,
			     const char *value)
{
	char *option;

	if (grow(&manifest->options, manifest->n_options, sizeof(option)) < 0 ||
	    asprintf(&option, "%s%s%s", name, *value ? " " : "", value) < 0)
		return -ENOMEM;
	manifest->options[manifest->n_options++] = option;
	return 0;
}

int wire_manifest_add_writable(struct wire_manifest *manifest, enum wire_how how,
			       const char *source, const char *path)
{
	struct wire_writable writable = { .how = how };

	if (grow(&manifest->writables, manifest->n_writables, sizeof(writable)) < 0)
		return -ENOMEM;
	writable.source = strdup(source ? source : "-");
	writable.path = strdup(path);
	if (!writable.source || !writable.path) {
		free(writable.source);
		free(writable.path);
		return -ENOMEM;
	}
	manifest->writables[manifest->n_writables++] = writable;
	return 0;
}

const struct wire_writable *wire_manifest_writable(const struct wire_manifest *manifest,
						   const char *path)
{
	const struct wire_writable *longest = NULL;

	for (size_t i = 0; i < manifest->n_writables; i++) {
		const struct wire_writable *w = &manifest->writables[i];
		size_t n = strlen(w->path);

		if (strncmp(w->path, path, n) == 0 && (!path[n] || path[n] == '/') &&
		    (!longest || n > strlen(longest->path)))
			longest = w;
	}
	return longest;
}

const struct wire_artefact *wire_manifest_find(const struct wire_manifest *manifest,
					       const char *name)
{
	for (size_t i = 0; i < manifest->n_artefacts; i++)
		if (strcmp(manifest->artefacts[i].name, name) == 0)
			return &manifest->artefacts[i];
	return NULL;
}

const struct wire_artefact *wire_manifest_role(const struct wire_manifest *manifest,
					       uint32_t role)
{
	for (size_t i = 0; i < manifest->n_artefacts; i++)
		if (manifest->artefacts[i].role == role)
			return &manifest->artefacts[i];
	return NULL;
}

/* What a Debian with systemd, ssh and networkd holds that is smaller than a page of 64 KB, as
 * counted in its /proc (a node of ppc64le, Linux 6.1): each piece takes a page, and the rest
 * of that is lost. */
enum {
	MAPPINGS = 350,     /* of its processes, with pages of their own            */
	MODULE_PARTS = 120, /* text, constants, and data twice, of 30 modules       */
	PROGRAMS = 53,      /* of BPF, that units have as filters                   */
	FILES = 64,         /* in /run: half a page of each that is not empty       */
	TABLES = 50,        /* of 12 processes: one page of each level              */
	BUFFERS = 256,      /* that the network card receives into                  */
	PIECES = MAPPINGS + MODULE_PARTS + PROGRAMS + FILES + TABLES + BUFFERS
};

uint64_t wire_manifest_pages(const struct wire_manifest *manifest)
{
	return manifest->page > WIRE_PAGE ? (manifest->page - WIRE_PAGE) * PIECES : 0;
}

uint64_t wire_manifest_system(const struct wire_manifest *manifest)
{
	return WIRE_SYSTEM + wire_manifest_pages(manifest);
}

uint64_t wire_manifest_need(const struct wire_manifest *manifest, unsigned cpus)
{
	uint64_t need;

	if (__builtin_mul_overflow(manifest->per_cpu, (uint64_t)cpus, &need) ||
	    __builtin_add_overflow(manifest->resident, need, &need))
		return UINT64_MAX;
	if (manifest->peak > need)
		need = manifest->peak;
	return __builtin_add_overflow(need, wire_manifest_system(manifest), &need)
		       ? UINT64_MAX
		       : need;
}

void wire_manifest_fini(struct wire_manifest *manifest)
{
	for (size_t i = 0; i < MANIFEST_TEXTS; i++)
		free(*manifest_member(manifest, &manifest_texts[i]));
	for (size_t i = 0; i < manifest->n_artefacts; i++) {
		free(manifest->artefacts[i].name);
		free(manifest->artefacts[i].chunks);
	}
	for (size_t i = 0; i < manifest->n_options; i++)
		free(manifest->options[i]);
	for (size_t i = 0; i < manifest->n_packages; i++) {
		free(manifest->packages[i].name);
		free(manifest->packages[i].version);
		free(manifest->packages[i].arch);
	}
	for (size_t i = 0; i < manifest->n_writables; i++) {
		free(manifest->writables[i].source);
		free(manifest->writables[i].path);
	}
	free(manifest->writables);
	free(manifest->artefacts);
	free(manifest->options);
	free(manifest->packages);
	*manifest = (struct wire_manifest){ 0 };
}
