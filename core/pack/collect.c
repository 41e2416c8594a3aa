/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/collect.c - what the hooks of a packing hand back.
 */
#include "collect.h"
#include "kernel_page.h"

#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include "wire/lines.h"
#include "wire/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Names of artefacts become parts of URLs: "root.squashfs", "boot/grubx64.efi". */
static bool is_artefact_name(const char *name)
{
	struct strv parts CLEANUP_STRV = { 0 };

	strv_split(&parts, name, "/");
	for (size_t i = 0; i < parts.n; i++)
		if (!path_is_name(parts.v[i]))
			return false;
	return parts.n > 0 && name[0] != '/' && strcmp(name, "manifest") != 0;
}

static int check_new(struct collect *collect, uint32_t role, const char *name)
{
	if (!is_artefact_name(name))
		return log_fail(collect->log, EINVAL,
				"\"%s\" cannot be the name of a published file", name);
	for (size_t i = 0; i < collect->n_outputs; i++) {
		if (strcmp(collect->outputs[i].name, name) == 0)
			return log_fail(collect->log, EEXIST,
					"two files are both called %s", name);
		if (role == SL_KERNEL && collect->outputs[i].role == SL_KERNEL)
			return log_fail(
				collect->log, EEXIST,
				"%s and %s are both kernels: a generation has one",
				collect->outputs[i].name, name);
	}
	return 0;
}

int collect_add(struct collect *collect, uint32_t role, const char *name)
{
	char *path = path_join(collect->output, name);
	int rc = check_new(collect, role, name);

	if (rc == 0 && !path_exists(path))
		rc = log_fail(collect->log, ENOENT, "%s was announced, but is not there",
			      path);
	if (rc < 0) {
		free(path);
		return rc;
	}
	collect->outputs = mem_grow(collect->outputs, collect->n_outputs + 1,
				    sizeof(*collect->outputs));
	collect->outputs[collect->n_outputs++] =
		(struct collected_output){ role, mem_dup(name), path };
	return 0;
}

static int copy_from_tree(struct collect *collect, const char *file, const char *to)
{
	int in CLEANUP_FD = intree_open(collect->tree, file, O_RDONLY, 0);
	char *from CLEANUP_FREE = mem_printf("/proc/self/fd/%d", in);

	if (in < 0)
		return log_fail(collect->log, -in,
				"there is no %s, neither made nor in the tree", file);
	return file_copy(collect->log, from, to, 0644);
}

/* A file that was made lies in the output or the work folder, and is moved. */
static char *made_file(const struct collect *collect, const char *file)
{
	const char *const folders[] = { collect->output, collect->work };

	for (size_t i = 0; i < 2; i++) {
		char *path;

		if (file[0] == '/' && !str_starts(file, folders[i]))
			continue;
		path = file[0] == '/' ? mem_dup(file) : path_join(folders[i], file);
		if (path_exists(path))
			return path;
		free(path);
	}
	return NULL;
}

static int collect_add_output(void *owner, int role, const char *name, const char *file)
{
	struct collect *collect = owner;
	char *to CLEANUP_FREE = path_join(collect->output, name);
	char *folder CLEANUP_FREE = path_parent(to);
	char *made CLEANUP_FREE = made_file(collect, file);
	int rc = check_new(collect, (uint32_t)role, name);

	if (rc == 0)
		rc = path_make_folders(collect->log, folder, 0755);
	if (rc == 0 && !made)
		rc = copy_from_tree(collect, file, to);
	else if (rc == 0 && strcmp(made, to) != 0)
		rc = file_rename(collect->log, made, to);
	if (rc == 0 && !path_is_folder(to) && chmod(to, 0644) != 0)
		rc = log_fail(collect->log, errno, "cannot open %s to readers: %s", to,
			      strerror(errno));
	return rc < 0 ? rc : collect_add(collect, (uint32_t)role, name);
}

static int collect_add_module(void *owner, const char *module)
{
	struct collect *collect = owner;

	if (!strv_has(&collect->modules, module))
		strv_add(&collect->modules, module);
	return 0;
}

static int collect_add_initrd_file(void *owner, const char *path, const char *file,
				   unsigned mode)
{
	struct collect *collect = owner;
	char *made = made_file(collect, file);

	collect->files =
		mem_grow(collect->files, collect->n_files + 1, sizeof(*collect->files));
	collect->files[collect->n_files++] = (struct initrd_file){
		.path = mem_dup(path),
		.from = made ? made : mem_dup(file),
		.mode = mode,
	};
	return 0;
}

static void replace(char **text, const char *with)
{
	free(*text);
	*text = mem_dup(with);
}

static int collect_set_root(void *owner, const struct sl_root *root)
{
	struct collect *collect = owner;

	if (!root->way && !collect->way)
		return log_fail(collect->log, EINVAL, "set_root() was given no way");
	if (!root->way) {
		collect->root_flags |= root->flags;
		return 0;
	}
	replace(&collect->way, root->way);
	replace(&collect->root_output, root->output);
	replace(&collect->words, root->words);
	collect->root_flags = root->flags;
	return 0;
}

static int collect_set_memory(void *owner, const struct sl_memory *memory)
{
	struct collect *collect = owner;

	if (!(memory->flags & SL_MEMORY_MORE))
		collect->resident = collect->per_cpu = collect->peak = 0;
	collect->resident += memory->resident;
	collect->per_cpu += memory->per_cpu;
	collect->peak += memory->peak;
	return 0;
}

static const char *fault_of_writable(const struct sl_writable *writable)
{
	const char *source = writable->source;

	if (!*wire_how_name((enum wire_how)writable->how))
		return "how it is to be written to is not known";
	if (!writable->path || !wire_is_path(writable->path))
		return "the path is not absolute, or has a part that is \".\", \"..\" or "
		       "empty";
	if ((writable->how == SL_WRITABLE_STATE) != (source != NULL))
		return "an export belongs to paths that survive, and to no others";
	if (source && (!wire_is_token(source) || !strstr(source, ":/")))
		return "the export is not ADDRESS:/PATH";
	return NULL;
}

static int collect_add_writable(void *owner, const struct sl_writable *writable)
{
	struct collect *collect = owner;
	const char *fault = fault_of_writable(writable);

	if (fault)
		return log_fail(collect->log, EINVAL, "%s cannot be writable: %s",
				writable->path ? writable->path : "", fault);
	strv_addf(&collect->writables, "%s %s %s",
		  wire_how_name((enum wire_how)writable->how),
		  writable->source ? writable->source : "-", writable->path);
	return 0;
}

static void read_kernel_config(struct collect *collect)
{
	static const char *const places[] = { "boot/config-%s",
					      "usr/lib/modules/%s/config",
					      "lib/modules/%s/config",
					      "usr/lib/kernel/config-%s" };
	struct str text = { 0 };

	str_add(&text, "\n");
	for (size_t i = 0; text.n < 2 && i < sizeof(places) / sizeof(places[0]); i++) {
		struct str path CLEANUP_STR = { 0 };
		const char *mark = strstr(places[i], "%s");

		str_addn(&path, places[i], (size_t)(mark - places[i]));
		str_add(&path, collect->kernel);
		str_add(&path, mark + 2);
		if (intree_read(collect->tree, str_text(&path), 4 << 20, &text) < 0)
			continue;
	}
	collect->kernel_config = str_take(&text);
}

int collect_config_has(struct collect *collect, const char *symbol)
{
	char *yes CLEANUP_FREE = mem_printf("\n%s=y\n", symbol);
	char *module CLEANUP_FREE = mem_printf("\n%s=m\n", symbol);

	if (!collect->kernel_config)
		read_kernel_config(collect);
	return strstr(collect->kernel_config, yes) ||
	       strstr(collect->kernel_config, module);
}

uint64_t collect_kernel_page(struct collect *collect)
{
	if (!collect->kernel_config)
		read_kernel_config(collect);
	return kernel_page(collect->kernel_config);
}

int collect_kernel_has(struct collect *collect, const char *symbol)
{
	int has = collect_config_has(collect, symbol);

	if (!collect->kernel_config[1] && !collect->warned_of_config)
		log_warn(collect->log,
			 "the tree has no configuration of kernel %s: only what every "
			 "kernel has is used",
			 collect->kernel);
	collect->warned_of_config |= !collect->kernel_config[1];
	return has;
}

static int collect_kernel_has_op(void *owner, const char *symbol)
{
	return collect_kernel_has(owner, symbol);
}

static int collect_delegate(void *owner, const char *method)
{
	struct collect *collect = owner;

	return collect->delegate(collect->delegate_arg, method);
}

const struct job_ops collect_ops = {
	.add_output = collect_add_output,
	.add_module = collect_add_module,
	.add_initrd_file = collect_add_initrd_file,
	.set_root = collect_set_root,
	.set_memory = collect_set_memory,
	.add_writable = collect_add_writable,
	.kernel_has = collect_kernel_has_op,
	.delegate = collect_delegate,
};

const struct collected_output *collect_role(const struct collect *collect, uint32_t role)
{
	for (size_t i = 0; i < collect->n_outputs; i++)
		if (collect->outputs[i].role == role)
			return &collect->outputs[i];
	return NULL;
}

void collect_fini(struct collect *collect)
{
	for (size_t i = 0; i < collect->n_outputs; i++) {
		free(collect->outputs[i].name);
		free(collect->outputs[i].path);
	}
	for (size_t i = 0; i < collect->n_files; i++) {
		free(collect->files[i].path);
		free(collect->files[i].from);
	}
	free(collect->outputs);
	free(collect->files);
	strv_fini(&collect->modules);
	strv_fini(&collect->writables);
	free(collect->way);
	free(collect->root_output);
	free(collect->words);
	free(collect->kernel_config);
	*collect = (struct collect){ 0 };
}
