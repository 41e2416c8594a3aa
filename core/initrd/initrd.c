/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/initrd.c - the initrd that every image gets: node program, modules,
 * firmware.
 */
#include "initrd.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "cpio.h"
#include "drivers.h"
#include "firmware.h"
#include "modinfo.h"
#include "modules.h"
#include "unpack.h"
#include "wire/modindex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum { FILE_MOST = 1 << 30 };

/* What one initrd is made from, while it is. */
struct job {
	struct log *log;
	const struct initrd_request *request;
	struct initrd_result *result;
	struct modules modules;
	struct firmware_list firmware;
	struct cpio *cpio;
};

/* The kernel opens /dev/console before init has mounted anything. */
static void add_base(struct cpio *cpio)
{
	static const char *const folders[] = { "/dev", "/proc", "/sys",
					       "/run", "/sl",   "/sl/root" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		cpio_add_folder(cpio, folders[i]);
	cpio_add_node(cpio, "/dev/console", S_IFCHR | 0600, makedev(5, 1));
	cpio_add_link(cpio, "/sl/modprobe", "/init");
}

static int add_file(struct job *job, const char *path, const char *from, mode_t mode)
{
	struct str data CLEANUP_STR = { 0 };
	int rc = file_read(job->log, from, FILE_MOST, &data);

	if (rc == 0)
		cpio_add_file(job->cpio, path, mode, &data);
	return rc;
}

static int add_files(struct job *job)
{
	const struct initrd_request *request = job->request;
	int rc = add_file(job, "/init", request->program, 0755);

	for (size_t i = 0; rc == 0 && i < request->n_files; i++)
		rc = add_file(job, request->files[i].path, request->files[i].from,
			      request->files[i].mode);
	return rc;
}

static int find_firmware(struct job *job, const struct module *module,
			 const struct str *elf)
{
	struct strv wanted CLEANUP_STRV = { 0 }, lacks CLEANUP_STRV = { 0 };
	int rc = modinfo_values(elf->s, elf->n, "firmware", &wanted);

	if (rc < 0)
		return log_fail(job->log, -rc,
				"%s/%s of the tree is no kernel module: install its "
				"package again",
				job->modules.folder, module->path);
	strv_sort(&wanted);
	strv_uniq(&wanted);
	for (size_t i = 0; i < wanted.n; i++)
		if (!firmware_find(job->request->tree, job->request->kernel, wanted.v[i],
				   &job->firmware))
			strv_add(&lacks, wanted.v[i]);
	if (lacks.n) {
		char *names CLEANUP_FREE = strv_join(&lacks, ", ");

		strv_addf(&job->result->missing, "%s needs %s", module->name, names);
	}
	return 0;
}

/* Where a module lies in the initrd: decompressed, so without that suffix. */
static char *module_path(const struct modules *modules, const struct module *module)
{
	const char *dot = strstr(path_base(module->path), ".ko");
	size_t n = dot ? (size_t)(dot - module->path) : strlen(module->path);

	return mem_printf("/%s/%.*s.ko", modules->folder, (int)n, module->path);
}

static int add_module(struct job *job, const struct module *module)
{
	char *from CLEANUP_FREE = path_join(job->modules.folder, module->path);
	char *path CLEANUP_FREE = module_path(&job->modules, module);
	struct str elf CLEANUP_STR = { 0 };
	int rc = unpack_read(job->log, job->request->tree, from, &elf);

	if (rc == 0)
		rc = find_firmware(job, module, &elf);
	if (rc < 0)
		return rc;
	cpio_add_file(job->cpio, path, 0644, &elf);
	job->result->modules++;
	return 0;
}

static int add_modules(struct job *job)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < job->modules.n; i++)
		if (job->modules.v[i].carried)
			rc = add_module(job, &job->modules.v[i]);
	return rc;
}

static int add_firmware(struct job *job)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < job->firmware.n; i++) {
		const struct firmware *firmware = &job->firmware.v[i];
		char *path CLEANUP_FREE = path_join("/lib/firmware", firmware->name);
		struct str data CLEANUP_STR = { 0 };

		rc = unpack_read(job->log, job->request->tree, firmware->path, &data);
		if (rc == 0)
			cpio_add_file(job->cpio, path, 0644, &data);
	}
	job->result->firmware = job->firmware.n;
	return rc;
}

/* What follows a module when it was loaded: names of modules, no aliases. */
static void add_name(void *arg, struct module *module)
{
	strv_add(arg, module->name);
}

static int index_module(struct job *job, struct module *module,
			struct wire_modindex *index)
{
	char *path CLEANUP_FREE = module_path(&job->modules, module);
	struct strv deps CLEANUP_STRV = { 0 }, after CLEANUP_STRV = { 0 };
	long at;

	modules_order(&job->modules, module, &deps);
	for (size_t i = 0; i < module->after.n; i++)
		modules_resolve(&job->modules, module->after.v[i], add_name, &after);
	at = wire_modindex_add(index, module->name, path, module->options,
			       strv_argv(&deps), strv_argv(&after), module->blacklisted);
	if (at < 0)
		return -ENOMEM;
	module->index = (size_t)at;
	return 0;
}

/* Only aliases of modules that are carried: the others would find nothing. */
static int index_aliases(struct job *job, struct wire_modindex *index)
{
	for (size_t i = 0; i < job->modules.n_aliases; i++) {
		const struct module_alias *alias = &job->modules.aliases[i];
		const struct module *module = modules_find(&job->modules, alias->name);

		if (module && module->carried &&
		    wire_modindex_add_alias(index, module->index, alias->pattern) < 0)
			return -ENOMEM;
	}
	return 0;
}

struct loads {
	struct wire_modindex *index;
	int rc;
};

static void add_load(void *arg, struct module *module)
{
	struct loads *loads = arg;

	if (wire_modindex_add_load(loads->index, module->index) < 0)
		loads->rc = -ENOMEM;
}

static int index_loads(struct job *job, struct wire_modindex *index)
{
	const struct strv *wanted = job->request->modules;
	struct loads loads = { index, 0 };

	for (size_t i = 0; wanted && i < wanted->n; i++)
		modules_resolve(&job->modules, wanted->v[i], add_load, &loads);
	return loads.rc;
}

static int fill_index(struct job *job, struct wire_modindex *index)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < job->modules.n; i++)
		if (job->modules.v[i].carried)
			rc = index_module(job, &job->modules.v[i], index);
	if (rc == 0)
		rc = index_aliases(job, index);
	return rc == 0 ? index_loads(job, index) : rc;
}

static int add_index(struct job *job)
{
	/* freed as any text of the index is */
	struct wire_modindex index = { .kernel = mem_dup(job->request->kernel) };
	struct str data CLEANUP_STR = { 0 };
	int rc = fill_index(job, &index);

	if (rc == 0)
		data.s = wire_modindex_write(&index, &data.n);
	wire_modindex_fini(&index);
	if (!data.s)
		return log_fail(job->log, ENOMEM, "cannot index the modules of kernel %s",
				job->request->kernel);
	cpio_add_file(job->cpio, "/sl/modules", 0644, &data);
	return 0;
}

static int fill(struct job *job)
{
	const struct initrd_request *request = job->request;
	struct strv own CLEANUP_STRV = { 0 };
	int rc = modules_read(job->log, request->tree, request->kernel, &job->modules);

	if (rc == 0)
		rc = drivers_own(job->log, request->tree, &job->modules, &own);
	if (rc == 0)
		rc = drivers_select(job->log, &job->modules, request->modules,
				    request->drivers, &own);
	add_base(job->cpio);
	if (rc == 0)
		rc = add_files(job);
	if (rc == 0)
		rc = add_modules(job);
	if (rc == 0)
		rc = add_firmware(job);
	return rc == 0 ? add_index(job) : rc;
}

int initrd_write(struct log *log, const struct initrd_request *request, const char *path,
		 struct initrd_result *result)
{
	struct job job = { .log = log, .request = request, .result = result };
	struct stat st;
	int rc;

	*result = (struct initrd_result){ 0 };
	job.cpio = cpio_open(log, path, request->compression, request->time);
	if (!job.cpio)
		return -EINVAL;
	rc = cpio_close(job.cpio, fill(&job));
	if (rc == 0 && stat(path, &st) == 0)
		result->bytes = (uint64_t)st.st_size;
	modules_fini(&job.modules);
	firmware_fini(&job.firmware);
	if (rc < 0)
		strv_fini(&result->missing);
	return rc;
}
