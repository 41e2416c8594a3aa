/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/host.c - the table of functions that plugins are handed.
 *
 * Thin: what is said, asked and done goes to core/base and the job; what is handed back
 * goes to the job's owner.
 */
#include "host.h"
#include "chroot.h"
#include "job.h"

#include "core/base/exec.h"
#include "core/base/intree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* `border` is the first member of struct job. */
static struct job *of(struct sl_job *border)
{
	return (struct job *)border;
}

/* Counts what the core said on a plugin's behalf. */
static int noted(struct job *job, int rc)
{
	if (rc < 0)
		job->fails++;
	return rc;
}

/* ---- say ---- */

PRINTF_LIKE(3, 0)
static void host_log(struct sl_job *border, int level, const char *fmt, va_list ap)
{
	log_vsay(of(border)->log, level, fmt, ap);
}

PRINTF_LIKE(3, 0)
static int host_fail(struct sl_job *border, int err, const char *fmt, va_list ap)
{
	return noted(of(border), log_vfail(of(border)->log, err, fmt, ap));
}

static void host_progress(struct sl_job *border, uint64_t done, uint64_t total)
{
	log_progress(of(border)->log, of(border)->plugin->p.name, done, total);
}

static int host_cancelled(struct sl_job *border)
{
	const struct job *job = of(border);

	return job->stop && job->stop();
}

/* ---- ask ---- */

static const struct sl_image *host_image(struct sl_job *border)
{
	return of(border)->image;
}

static const char *host_asked(struct sl_job *border)
{
	return of(border)->asked;
}

static const char *host_path(struct sl_job *border, int which)
{
	return which > 0 && which < JOB_FOLDERS ? of(border)->folders[which] : NULL;
}

static const struct sl_option *declared(struct job *job, const char *name)
{
	const struct sl_option *option = option_find(job->plugin->opts, name);

	if (!option)
		log_warn(job->log,
			 "plugin %s asked for its option %s, which it never declared",
			 job->plugin->p.name, name);
	return option;
}

static const char *host_opt(struct sl_job *border, const char *name)
{
	struct job *job = of(border);
	const struct sl_option *option = declared(job, name);

	return option ? settings_text(job->scopes, job->plugin->p.name, option) : NULL;
}

static int64_t host_opt_int(struct sl_job *border, const char *name)
{
	struct job *job = of(border);
	const struct sl_option *option = declared(job, name);

	return option ? settings_number(job->scopes, job->plugin->p.name, option) : 0;
}

static const char *host_opt_item(struct sl_job *border, const char *name, uint32_t index)
{
	struct job *job = of(border);
	const struct sl_option *option = declared(job, name);

	return option ? settings_item(job->scopes, job->plugin->p.name, option, index)
		      : NULL;
}

static const char *host_node_opt(struct sl_job *border, const struct sl_node *node,
				 const char *name)
{
	struct job *job = of(border);
	const char *value = NULL;

	if (!declared(job, name))
		return NULL;
	if (job->ops->node_opt)
		value = job->ops->node_opt(job->owner, node, name);
	return value ? value : host_opt(border, name);
}

/* ---- do ---- */

static int refused(struct job *job, const char *call)
{
	return noted(job,
		     log_fail(job->log, ENOTSUP,
			      "plugin %s called %s in its hook %s, where it has no place",
			      job->plugin->p.name, call, job->hook ? job->hook : "open"));
}

static int host_run(struct sl_job *border, const struct sl_command *command)
{
	struct job *job = of(border);
	struct exec exec = {
		.argv = command->argv,
		.env = command->env,
		.input = command->input,
		.output = command->output,
		.line = command->line,
		.arg = command->arg,
		.folder = job->folders[SL_OUTPUT] ? job->folders[SL_OUTPUT]
						  : job->folders[SL_WORK],
	};

	if (job->pure)
		return refused(job, "run()");
	if (command->flags & SL_RUN_QUIET)
		exec.flags |= EXEC_QUIET;
	if (command->flags & SL_RUN_STATUS)
		exec.flags |= EXEC_STATUS;
	if (command->flags & SL_RUN_MERGED)
		exec.flags |= EXEC_MERGED;
	if (command->flags & SL_RUN_IN_TREE)
		return noted(job, chroot_run(job->log, job->folders[SL_TREE], job->tree,
					     &exec));
	return noted(job, exec_run(job->log, &exec));
}

static int host_openat(struct sl_job *border, const char *path, int flags, unsigned mode)
{
	struct job *job = of(border);
	int fd;

	if (job->pure || job->tree < 0)
		return refused(job, "openat()");
	fd = intree_open(job->tree, path, flags, mode);
	if (fd == -ENOENT) {
		/* A hook may look for a file and do without. */
		snprintf(job->pending, sizeof(job->pending), "there is no %s in the tree",
			 path);
		if (job->missed && !strv_has(job->missed, path))
			strv_add(job->missed, path);
		return fd;
	}
	if (fd < 0)
		return noted(job,
			     log_fail(job->log, -fd, "cannot open %s in the tree: %s",
				      path, strerror(-fd)));
	return fd;
}

static int host_write(struct sl_job *border, const char *path, unsigned mode,
		      const void *data, size_t bytes)
{
	struct job *job = of(border);
	int rc;

	if (job->pure || job->tree < 0)
		return refused(job, "write()");
	rc = intree_write(job->tree, path, mode, data, bytes);
	if (rc < 0)
		return noted(job,
			     log_fail(job->log, -rc, "cannot write %s in the tree: %s",
				      path, strerror(-rc)));
	return 0;
}

/* ---- hand back: each goes to the owner, who may have no place for it ---- */

#define TO_OWNER(call, ...)                                                              \
	do {                                                                             \
		struct job *job = of(border);                                            \
		if (!job->ops->call)                                                     \
			return refused(job, #call "()");                                 \
		return noted(job, job->ops->call(job->owner, __VA_ARGS__));              \
	} while (0)

static int host_delegate(struct sl_job *border, const char *method)
{
	TO_OWNER(delegate, method);
}

static int host_kernel_has(struct sl_job *border, const char *symbol)
{
	TO_OWNER(kernel_has, symbol);
}

static int host_set_medium(struct sl_job *border, const char *distro, const char *version,
			   const char *arch)
{
	TO_OWNER(set_medium, distro, version, arch);
}

static int host_add_kernel(struct sl_job *border, const struct sl_kernel *kernel)
{
	TO_OWNER(add_kernel, kernel);
}

static int host_add_package(struct sl_job *border, const char *name, const char *version,
			    const char *arch)
{
	TO_OWNER(add_package, name, version, arch);
}

static int host_add_output(struct sl_job *border, int role, const char *name,
			   const char *file)
{
	TO_OWNER(add_output, role, name, file);
}

static int host_add_module(struct sl_job *border, const char *module)
{
	TO_OWNER(add_module, module);
}

static int host_add_initrd_file(struct sl_job *border, const char *path, const char *file,
				unsigned mode)
{
	TO_OWNER(add_initrd_file, path, file, mode);
}

static int host_set_root(struct sl_job *border, const struct sl_root *root)
{
	TO_OWNER(set_root, root);
}

static int host_set_memory(struct sl_job *border, const struct sl_memory *memory)
{
	TO_OWNER(set_memory, memory);
}

static int host_add_writable(struct sl_job *border, const struct sl_writable *writable)
{
	TO_OWNER(add_writable, writable);
}

static int host_add_server(struct sl_job *border, const char *const *argv)
{
	TO_OWNER(add_server, argv);
}

static int host_add_file(struct sl_job *border, int place, const char *path,
			 unsigned mode, const void *data, size_t bytes)
{
	TO_OWNER(add_file, place, path, mode, data, bytes);
}

static int host_add_link(struct sl_job *border, int place, const char *path,
			 const char *target)
{
	TO_OWNER(add_link, place, path, target);
}

static int host_add_dhcp(struct sl_job *border, const struct sl_boot *boot,
			 const struct sl_dhcp *answer)
{
	TO_OWNER(add_dhcp, boot, answer);
}

static int host_add_arg(struct sl_job *border, const char *arg)
{
	TO_OWNER(add_arg, arg);
}

static const struct sl_image *host_used_image(struct sl_job *border, uint32_t index)
{
	struct job *job = of(border);

	if (job->ops->used_image)
		return job->ops->used_image(job->owner, index);
	return index == 0 ? job->image : NULL;
}

static const char *host_network(struct sl_job *border, uint32_t index)
{
	const struct strv *networks = of(border)->networks;

	return networks && index < networks->n ? networks->v[index] : NULL;
}

static const struct sl_host table = {
	.size = SL_SIZE_OF(struct sl_host),
	.minor = SL_MINOR,
	.log = host_log,
	.fail = host_fail,
	.progress = host_progress,
	.cancelled = host_cancelled,
	.image = host_image,
	.asked = host_asked,
	.path = host_path,
	.opt = host_opt,
	.opt_int = host_opt_int,
	.opt_item = host_opt_item,
	.node_opt = host_node_opt,
	.run = host_run,
	.openat = host_openat,
	.write = host_write,
	.delegate = host_delegate,
	.kernel_has = host_kernel_has,
	.set_medium = host_set_medium,
	.add_kernel = host_add_kernel,
	.add_output = host_add_output,
	.add_module = host_add_module,
	.add_initrd_file = host_add_initrd_file,
	.set_root = host_set_root,
	.set_memory = host_set_memory,
	.add_server = host_add_server,
	.add_file = host_add_file,
	.add_link = host_add_link,
	.add_dhcp = host_add_dhcp,
	.add_arg = host_add_arg,
	.add_package = host_add_package,
	.add_writable = host_add_writable,
	.network = host_network,
	.used_image = host_used_image,
};

const struct sl_host *host_table(void)
{
	return &table;
}
