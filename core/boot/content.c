/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/content.c - what lies in a node's NODE.tar.
 */
#include "content.h"
#include "tar.h"

#include "core/base/path.h"
#include "core/inventory/attributes.h"
#include "core/pack/secrets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void content_init(struct content *content, struct log *log, const struct site *site,
		  struct inventory *inventory)
{
	*content = (struct content){ .log = log, .site = site, .inventory = inventory };
}

void content_fini(struct content *content)
{
	nodefiles_fini(&content->templates);
	for (size_t i = 0; i < content->n_images; i++)
		synced_fini(&content->images[i].synced);
	free(content->images);
	*content = (struct content){ 0 };
}

/* ---- read once ---- */

static bool know_templates(struct content *content)
{
	char *folder CLEANUP_FREE = path_join(content->site->confdir, "node.d");

	if (!content->is_known && path_exists(folder)) {
		int rc = nodefiles_read(content->log, &content->templates, folder, "",
					NODEFILE_TEMPLATES | NODEFILE_NO_LINKS);

		content->is_wrong = rc < 0;
		nodefiles_sort(&content->templates);
	}
	content->is_known = true;
	return !content->is_wrong;
}

/* There are few images, and each is asked for by many nodes in turn. */
static const struct content_image *know_image(struct content *content,
					      const struct boot_image *image)
{
	const char *name = image->generation.image;
	struct content_image *known;

	for (size_t i = 0; i < content->n_images; i++)
		if (strcmp(content->images[i].name, name) == 0)
			return &content->images[i];
	content->images = mem_grow(content->images, content->n_images + 1,
				   sizeof(*content->images));
	known = &content->images[content->n_images++];
	*known = (struct content_image){ .name = name };
	if (image->defined)
		known->is_wrong = synced_load(content->log, &image->definition,
					      content->inventory, &known->synced) < 0;
	return known;
}

/* ---- one node ---- */

struct choice {
	const struct nodefile **v;
	size_t n;
};

static void choose(struct choice *choice, const struct nodefiles *files)
{
	if (!files || files->n == 0)
		return;
	choice->v = mem_grow(choice->v, choice->n + files->n, sizeof(*choice->v));
	for (size_t i = 0; i < files->n; i++)
		choice->v[choice->n++] = &files->v[i];
}

static int by_path(const void *a, const void *b)
{
	const struct nodefile *left = *(const struct nodefile *const *)a;
	const struct nodefile *right = *(const struct nodefile *const *)b;

	return strcmp(left->path, right->path);
}

/* Puts each file where its path belongs, in place of one that was chosen before.  Lists
 * are sorted and short; the templates alone need none of it. */
static void merge(struct choice *choice, const struct nodefiles *files)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct nodefile *file = &files->v[i];
		size_t at = choice->n;

		while (at > 0 && by_path(&choice->v[at - 1], &file) > 0)
			at--;
		if (at > 0 && by_path(&choice->v[at - 1], &file) == 0) {
			choice->v[at - 1] = file;
			continue;
		}
		choice->v = mem_grow(choice->v, choice->n + 1, sizeof(*choice->v));
		memmove(choice->v + at + 1, choice->v + at,
			(choice->n - at) * sizeof(*choice->v));
		choice->v[at] = file;
		choice->n++;
	}
}

struct values {
	const struct object *object;
	const char *unset;
};

static const char *lookup(const void *arg, const char *name)
{
	const struct values *values = arg;
	const char *value = strcmp(name, "name") == 0 ? values->object->name
						      : object_get(values->object, name);

	return value ? value : values->unset;
}

static int refuse_attribute(const struct nodefile *file, const struct template_part *part,
			    char *why, size_t room)
{
	bool known = strchr(part->text, '.') || attribute_rule(OBJECT_NODE, part->text);

	snprintf(why, room, "%s:%u: @%s@: %s", file->from, part->line, part->text,
		 known ? "this node and its groups have no such attribute; set it, or "
			 "write @@ for an @"
		       : "there is no such attribute; write @@ for an @");
	return -EINVAL;
}

static int check_secret(const struct content_node *node, const struct nodefile *file,
			const struct str *text, char *why, size_t room)
{
	struct strv findings CLEANUP_STRV = { 0 };
	const struct boot_image *image = node->image;
	const char *secret = file->secret;

	if (image->defined &&
	    str_is(definition_text(&image->definition, "secrets"), "published"))
		return 0;
	if (!file->text.is_constant) {
		secrets_in_file(file->path, str_text(text), text->n, &findings);
		secret = findings.n ? findings.v[0] : NULL;
	}
	if (!secret)
		return 0;
	snprintf(
		why, room,
		"%s: %s, and anyone on the boot network could read it: remove it, or say "
		"secrets = \"published\" for image %s",
		file->from, secret, image->generation.image);
	return -EINVAL;
}

static int write_text(const struct content_node *node, const struct nodefile *file,
		      struct str *tar, char *why, size_t room)
{
	struct str text CLEANUP_STR = { 0 };
	const struct values values = { node->object, node->unset };
	const struct template_part *part;
	int rc;

	part = template_render(&file->text, lookup, &values, &text);
	if (part)
		return refuse_attribute(file, part, why, room);
	rc = check_secret(node, file, &text, why, room);
	if (rc == 0)
		tar_add_file(tar, file->path, file->mode, str_text(&text), text.n);
	return rc;
}

static int check_place(const struct content_node *node, const struct nodefile *file,
		       char *why, size_t room)
{
	char *path CLEANUP_FREE = mem_printf("/%s", file->path);
	const struct wire_writable *place =
		node->only ? wire_manifest_writable(node->only, path) : NULL;

	if (!node->only ||
	    (place && (place->how == WIRE_TMPFS ||
		       (place->how == WIRE_JOINED && strcmp(place->path, path) == 0))))
		return 0;
	snprintf(why, room,
		 "%s cannot be %s on it: the root of image %s has no overlay, and that "
		 "path is %s%s",
		 file->from, path, node->image->generation.image,
		 place ? "listed as " : "none of those that can be written to",
		 place ? wire_how_name(place->how) : "");
	return -EINVAL;
}

static int write_files(const struct content_node *node, const struct choice *choice,
		       struct str *tar, char *why, size_t room)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < choice->n; i++) {
		const struct nodefile *file = choice->v[i];

		rc = check_place(node, file, why, room);
		if (rc < 0)
			break;
		if (file->type == NODEFILE_FOLDER)
			tar_add_folder(tar, file->path, file->mode);
		else if (file->type == NODEFILE_LINK)
			tar_add_link(tar, file->path, file->target);
		else
			rc = write_text(node, file, tar, why, room);
	}
	tar_end(tar);
	if (rc == 0 && tar->n > CONTENT_MOST) {
		snprintf(why, room,
			 "its own files have %zu MB, of at most %d; put what is the same "
			 "for all nodes into the image",
			 tar->n >> 20, CONTENT_MOST >> 20);
		rc = -EINVAL;
	}
	return rc;
}

bool content_names(struct content *content, const struct boot_image *image,
		   const char *node)
{
	const struct content_image *known = know_image(content, image);

	for (size_t i = 0; i < known->synced.n; i++)
		if (map_get(&known->synced.v[i].nodes, node))
			return true;
	return false;
}

int content_write(struct content *content, const struct content_node *node,
		  struct str *tar, char *why, size_t room)
{
	const struct content_image *image = know_image(content, node->image);
	const char *name = node->object->name;
	struct choice choice = { 0 };
	int rc;

	if (!know_templates(content) || image->is_wrong) {
		snprintf(why, room, "its own files cannot be made, as said above");
		return -EINVAL;
	}
	choose(&choice, &content->templates);
	for (size_t i = 0; i < image->synced.n; i++)
		if (map_get(&image->synced.v[i].nodes, name))
			merge(&choice, &image->synced.v[i].files);
	if (node->host)
		merge(&choice, node->host);
	rc = choice.n ? write_files(node, &choice, tar, why, room) : 0;
	rc = rc < 0 ? rc : choice.n > 0;
	free(choice.v);
	return rc;
}
