/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/build.c - genimage: packages become a tree.
 */
#include "build.h"
#include "kernels.h"
#include "plan.h"

#include "core/base/exec.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/image/lock.h"
#include "core/job/job.h"
#include "core/label/label.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the worker gathers. */
struct build {
	struct log *log;
	struct build_plan *plan;
	char *tree;
	struct kernels kernels;
	struct strv packages;
};

static int build_add_kernel(void *owner, const struct sl_kernel *kernel)
{
	struct build *build = owner;

	kernels_add(&build->kernels, kernel->version, kernel->file);
	return 0;
}

static int build_add_package(void *owner, const char *name, const char *version,
			     const char *arch)
{
	struct build *build = owner;

	strv_addf(&build->packages, "%s %s %s", name, version, arch);
	return 0;
}

static const struct job_ops ops = {
	.add_kernel = build_add_kernel,
	.add_package = build_add_package,
};

static int run_hooks(struct build *build, struct job *job)
{
	const struct sl_genimage *hooks = &build->plan->distro->genimage;
	int rc = job_open(job);

	if (rc < 0)
		return rc;
	rc = job_hook(job, "install", hooks->install);
	if (rc == 0 && hooks->configure)
		rc = job_hook(job, "configure", hooks->configure);
	job_close(job);
	return rc;
}

static void script_environment(const struct build *build, struct strv *env)
{
	const struct build_plan *plan = build->plan;
	const struct definition *def = plan->request->def;
	char *lists CLEANUP_FREE = strv_join(definition_list(def, "pkglist"), ",");
	char *folders CLEANUP_FREE = strv_join(&plan->sources, ",");

	strv_addf(env, "IMG_NAME=%s", def->name);
	strv_addf(env, "IMG_ARCH=%s", plan->arch);
	strv_addf(env, "IMG_OSVER=%s%s", plan->image.distro,
		  plan->image.version ? plan->image.version : "");
	strv_addf(env, "IMG_KERNELVERSION=%s", build->kernels.v[0].version);
	strv_addf(env, "IMG_PROFILE=%s", plan->image.profile);
	strv_addf(env, "IMG_PKGLIST=%s", lists);
	strv_addf(env, "IMG_PKGDIR=%s", folders);
	strv_addf(env, "IMG_ROOTIMGDIR=%s", build->tree);
}

/* xCAT's order of arguments: tree, release, architecture, profile, then the user's own.
 */
static int run_script(struct build *build, const struct strv *script)
{
	struct strv argv CLEANUP_STRV = { 0 }, env CLEANUP_STRV = { 0 };
	const struct sl_image *image = &build->plan->image;
	struct exec exec = { .folder = build->tree };

	strv_add(&argv, script->v[0]);
	strv_add(&argv, build->tree);
	strv_addf(&argv, "%s%s", image->distro, image->version ? image->version : "");
	strv_add(&argv, build->plan->arch);
	strv_add(&argv, image->profile);
	for (size_t i = 1; i < script->n; i++)
		strv_add(&argv, script->v[i]);
	script_environment(build, &env);
	exec.argv = strv_argv(&argv);
	exec.env = strv_argv(&env);
	log_info(build->log, "running %s", argv.v[0]);
	return exec_run(build->log, &exec);
}

static int write_packages(struct build *build)
{
	char *path CLEANUP_FREE = path_join(build->plan->staging, "packages");
	char *text CLEANUP_FREE = NULL;

	strv_sort(&build->packages);
	strv_add(&build->packages, "");
	text = strv_join(&build->packages, "\n");
	return file_create(build->log, path, 0644, text, strlen(text));
}

static int label_tree(struct build *build, int tree, const char *scratch)
{
	struct labels *labels;
	int rc = labels_open(build->log, tree, scratch, &labels);

	if (rc == 0 && labels)
		rc = labels_set_tree(build->log, labels, tree, build->tree);
	labels_close(labels);
	return rc;
}

/* In the worker. */
static int work(void *arg, struct worker_note *note)
{
	struct build *build = arg;
	const struct build_plan *plan = build->plan;
	char *scratch CLEANUP_FREE = path_join(plan->staging, "work");
	char *kernels CLEANUP_FREE = path_join(plan->staging, "kernels");
	int tree CLEANUP_FD = open(build->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct job job = {
		.log = build->log,
		.plugin = plan->distro,
		.image = &plan->image,
		.asked = plan->asked,
		.folders = { [SL_TREE] = build->tree,
			     [SL_WORK] = scratch,
			     [SL_CACHE] = plan->cache,
			     [SL_DATA] = plan->distro->data },
		.tree = tree,
		.scopes = { &plan->request->def->settings,
			    &plan->request->def->site->settings },
		.ops = &ops,
		.owner = build,
		.note = note,
		.stop = plan->request->stop,
	};
	const char *wanted = plan->request->kernel;
	int rc = tree < 0 ? log_fail(build->log, errno, "cannot open %s: %s", build->tree,
				     strerror(errno))
			  : run_hooks(build, &job);

	if (!wanted)
		wanted = definition_text(plan->request->def, "kernelver");
	if (rc == 0)
		rc = kernels_choose(build->log, &build->kernels, wanted);
	for (size_t i = 0; rc == 0 && i < plan->n_scripts; i++)
		rc = run_script(build, &plan->scripts[i]);
	if (rc == 0)
		rc = label_tree(build, tree, scratch);
	if (rc == 0)
		rc = kernels_write(build->log, &build->kernels, kernels);
	if (rc == 0)
		rc = write_packages(build);
	return rc == 0 ? path_remove(build->log, scratch) : rc;
}

static int make_staging(struct log *log, const struct build_plan *plan, const char *tree)
{
	char *trees CLEANUP_FREE = path_parent(plan->staging);
	char *scratch CLEANUP_FREE = path_join(plan->staging, "work");
	int rc = path_make_folders(log, trees, 0700);

	if (rc == 0)
		rc = path_make_folders(log, plan->cache, 0755);
	if (rc == 0)
		rc = path_remove(log, plan->staging);
	if (rc == 0)
		rc = path_make_folders(log, plan->staging, 0700);
	if (rc == 0)
		rc = path_make_folders(log, scratch, 0700);
	return rc < 0 ? rc : path_make_folders(log, tree, 0755);
}

/* The new tree takes the old one's place by one rename; the old one then goes. */
static int exchange(struct log *log, const struct build_plan *plan)
{
	const char *folder = plan->request->def->folder;
	int rc = file_sync_system(log, plan->staging);

	if (rc < 0)
		return rc;
	if (renameat2(AT_FDCWD, plan->staging, AT_FDCWD, folder,
		      path_exists(folder) ? RENAME_EXCHANGE : RENAME_NOREPLACE) != 0)
		return log_fail(log, errno, "cannot put %s in the place of %s: %s",
				plan->staging, folder, strerror(errno));
	if (path_remove(log, plan->staging) < 0)
		log_warn(log, "the new tree is in place; %s, the old one, is left over",
			 plan->staging);
	return 0;
}

static int build_locked(struct log *log, struct build_plan *plan)
{
	struct build build = { .log = log, .plan = plan };
	int rc;

	build.tree = path_join(plan->staging, "rootimg");
	rc = make_staging(log, plan, build.tree);
	if (rc == 0)
		rc = worker_run(log, work, &build, plan->request->stop);
	if (rc == 0)
		rc = exchange(log, plan);
	if (rc < 0 && path_exists(plan->staging) && path_remove(log, plan->staging) < 0)
		log_warn(log, "%s is left over; the next genimage removes it",
			 plan->staging);
	free(build.tree);
	return rc;
}

int build_image(struct log *log, const struct build_request *request)
{
	struct build_plan plan;
	int lock CLEANUP_FD = -1;
	int rc = build_plan_make(log, request, &plan) < 0 ? -EBADRQC : 0;

	if (rc == 0 && request->dry_run) {
		build_plan_say(&plan);
	} else if (rc == 0) {
		lock = image_lock(log, request->def->site, request->def->name);
		rc = lock < 0 ? lock : build_locked(log, &plan);
	}
	build_plan_fini(&plan);
	return rc;
}
