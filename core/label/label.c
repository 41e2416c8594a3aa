/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/label.c - SELinux labels of a tree's files, as the tree's own policy has them.
 */
#include "contexts.h"
#include "label.h"

#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/map.h"
#include "core/base/mem.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/base/visit.h"

#include <errno.h>
#include <selinux/label.h>
#include <selinux/selinux.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { CONFIG_MOST = 64 << 10, CONTEXTS_MOST = 16 << 20, LABEL_MOST = 4096 /* bytes */ };

#define CONFIG    "etc/selinux/config"
#define ATTRIBUTE "security.selinux"

/* libselinux tries the lines of its file one after another: each folder gets a handle of
 * the lines that matter in it, folders with the same lines share one. */
struct handles {
	struct contexts contexts;
	char *file;         /* where libselinux reads lines from */
	struct map folders; /* "/usr/bin" -> its handle */
	struct map lines;   /* text of the lines -> their handle */
	struct arena keys;
};

struct labels {
	struct handles *handles;
};

/* NAME=value of etc/selinux/config, with blanks around it; selinux_config(5).  NULL or a
 * string that the caller frees. */
static char *config_value(const char *text, const char *name)
{
	struct strv lines CLEANUP_STRV = { 0 };
	size_t n = strlen(name);
	char *found = NULL;

	strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.v[i] + strspn(lines.v[i], " \t");
		size_t length;

		if (strncmp(line, name, n) != 0 || line[n] != '=')
			continue;
		line += n + 1 + strspn(line + n + 1, " \t");
		length = strcspn(line, " \t\r");
		free(found);
		found = mem_printf("%.*s", (int)length, line);
	}
	return found;
}

/* The type of the policy (targeted, mls); NULL when nothing is to be labelled. */
static int read_type(struct log *log, int tree, char **type)
{
	struct str text CLEANUP_STR = { 0 };
	char *state CLEANUP_FREE = NULL;
	int rc = intree_read(tree, CONFIG, CONFIG_MOST, &text);

	*type = NULL;
	if (rc == -ENOENT || rc == -ENOTDIR)
		return 0;
	if (rc < 0)
		return log_fail(log, -rc, "cannot read the image's " CONFIG ": %s",
				strerror(-rc));
	state = config_value(str_text(&text), "SELINUX");
	if (!state || strcmp(state, "disabled") == 0)
		return 0;
	*type = config_value(str_text(&text), "SELINUXTYPE");
	if (*type && path_is_name(*type))
		return 0;
	free(*type);
	*type = NULL;
	return log_fail(log, EINVAL,
			"the image's " CONFIG " says SELINUX=%s and no SELINUXTYPE that "
			"is a name; say which policy, or SELINUX=disabled",
			state);
}

/* A file of the policy; one that may be missing gives an empty text. */
static int read_part(struct log *log, int tree, const char *path, bool may_miss,
		     struct str *text)
{
	int rc = intree_read(tree, path, CONTEXTS_MOST, text);

	if (rc == -ENOENT && may_miss)
		return 0;
	if (rc == 0 && memchr(str_text(text), '\0', text->n))
		rc = -EILSEQ;
	if (rc < 0)
		return log_fail(log, -rc,
				"cannot read the image's %s: %s; install the policy that "
				"its " CONFIG " names, or say SELINUX=disabled",
				path, strerror(-rc));
	return 0;
}

/* libselinux reads aliases beside each file of lines. */
static int read_policy(struct log *log, int tree, const char *type,
		       struct handles *handles)
{
	static const struct {
		const char *ending;
		bool is_alias;
	} parts[] = {
		{ "", false },     { ".homedirs", false }, { ".local", false },
		{ ".subs", true }, { ".subs_dist", true },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *from CLEANUP_FREE =
			mem_printf("etc/selinux/%s/contexts/files/file_contexts%s", type,
				   parts[i].ending);
		char *to CLEANUP_FREE =
			mem_printf("%s%s", handles->file, parts[i].ending);
		struct str text CLEANUP_STR = { 0 };

		rc = read_part(log, tree, from, i > 0, &text);
		if (rc < 0)
			continue;
		if (!parts[i].is_alias) {
			contexts_add(&handles->contexts, str_text(&text));
			continue;
		}
		contexts_add_aliases(&handles->contexts, str_text(&text));
		if (text.n)
			rc = file_create(log, to, 0600, str_text(&text), text.n);
	}
	return rc;
}

static int open_handle(struct log *log, const struct handles *handles,
		       const struct str *lines, struct selabel_handle **handle)
{
	const struct selinux_opt options[] = { { SELABEL_OPT_PATH, handles->file } };
	int rc = file_create(log, handles->file, 0600, str_text(lines), lines->n);

	if (rc < 0)
		return rc;
	*handle = selabel_open(SELABEL_CTX_FILE, options, 1);
	if (!*handle)
		rc = log_fail(log, errno,
			      "cannot use the file contexts of the image's policy: %s",
			      strerror(errno));
	unlink(handles->file);
	return rc;
}

/* The handle for the entries of a folder ("/usr/bin"). */
static int find_handle(struct log *log, struct handles *handles, const char *folder,
		       struct selabel_handle **handle)
{
	struct str lines CLEANUP_STR = { 0 };
	int rc = 0;

	*handle = map_get(&handles->folders, folder);
	if (*handle)
		return 0;
	contexts_select(&handles->contexts, folder, &lines);
	*handle = map_get(&handles->lines, str_text(&lines));
	if (!*handle) {
		rc = open_handle(log, handles, &lines, handle);
		if (rc < 0)
			return rc;
		map_put(&handles->lines, arena_dup(&handles->keys, str_text(&lines)),
			*handle);
	}
	map_put(&handles->folders, arena_dup(&handles->keys, folder), *handle);
	return 0;
}

int labels_open(struct log *log, int tree, const char *scratch, struct labels **labels)
{
	char *type CLEANUP_FREE = NULL;
	struct selabel_handle *all;
	int rc = read_type(log, tree, &type);

	*labels = NULL;
	if (rc < 0 || !type)
		return rc;
	*labels = mem_alloc(sizeof(**labels));
	(*labels)->handles = mem_alloc(sizeof(*(*labels)->handles));
	(*labels)->handles->file = path_join(scratch, "file_contexts");
	rc = read_policy(log, tree, type, (*labels)->handles);
	if (rc ==
	    0) /* a line that cannot be understood is told before anything is done */
		rc = find_handle(log, (*labels)->handles, "/", &all);
	if (rc < 0) {
		labels_close(*labels);
		*labels = NULL;
	}
	return rc;
}

void labels_close(struct labels *labels)
{
	struct handles *handles = labels ? labels->handles : NULL;

	if (!labels)
		return;
	for (size_t i = 0; i < handles->lines.room; i++)
		if (handles->lines.slots[i].key)
			selabel_close(handles->lines.slots[i].value);
	map_fini(&handles->lines);
	map_fini(&handles->folders);
	arena_fini(&handles->keys);
	contexts_fini(&handles->contexts);
	free(handles->file);
	free(handles);
	free(labels);
}

/* In an overlay, to set what is set already would copy the file. */
static bool has_label(const char *file, const char *context)
{
	char value[LABEL_MOST];
	ssize_t n = lgetxattr(file, ATTRIBUTE, value, sizeof(value));

	return n > 0 && (size_t)n == strlen(context) + 1 &&
	       memcmp(value, context, (size_t)n) == 0;
}

/* file: how the entry is reached from here; path: "/usr/bin/ls", as the policy knows it.
 * The NUL belongs to the attribute's value. */
static int set_label(struct log *log, const struct labels *labels, const char *file,
		     const char *path, mode_t mode)
{
	size_t length = (size_t)(strrchr(path, '/') - path);
	char *folder CLEANUP_FREE = mem_ndup(path, length ? length : 1);
	struct selabel_handle *handle;
	char *context = NULL;
	int rc = find_handle(log, labels->handles, folder, &handle);

	if (rc < 0)
		return rc;
	if (selabel_lookup_raw(handle, &context, path, (int)mode) != 0) {
		if (errno == ENOENT)
			return 0;
		return log_fail(log, errno, "cannot find the SELinux label of %s: %s",
				path, strerror(errno));
	}
	if (!has_label(file, context) &&
	    lsetxattr(file, ATTRIBUTE, context, strlen(context) + 1, 0) != 0)
		rc = log_fail(log, errno, "cannot give %s its SELinux label %s: %s", path,
			      context, strerror(errno));
	freecon(context);
	return rc;
}

int labels_set(struct log *log, const struct labels *labels, int root, const char *path,
	       mode_t mode)
{
	char *file CLEANUP_FREE = mem_printf("/proc/self/fd/%d/%s", root, path);
	char *known CLEANUP_FREE = mem_printf("/%s", strcmp(path, ".") == 0 ? "" : path);

	return set_label(log, labels, file, known, mode);
}

struct labelling {
	struct log *log;
	const struct labels *labels;
};

/* By the folder's descriptor: the whole path may be longer than PATH_MAX. */
static int set_entry(void *arg, const struct visit_entry *entry)
{
	const struct labelling *labelling = arg;
	char *file CLEANUP_FREE =
		mem_printf("/proc/self/fd/%d/%s", entry->folder, entry->name);
	char *path CLEANUP_FREE = mem_printf("/%s", entry->path);

	return set_label(labelling->log, labelling->labels, file, path,
			 entry->st->st_mode);
}

int labels_set_tree(struct log *log, const struct labels *labels, int tree,
		    const char *where)
{
	struct labelling labelling = { log, labels };
	int rc = labels_set(log, labels, tree, ".", S_IFDIR);

	return rc < 0 ? rc : visit_tree(log, tree, where, set_entry, &labelling);
}
