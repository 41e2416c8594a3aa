/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/build.c - genimage: packages become a tree.
 */
#include "build.h"
#include "kernels.h"
#include "plan.h"
#include "staging.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/space.h"
#include "core/image/lock.h"
#include "core/job/job.h"
#include "core/label/label.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the worker gathers. */
struct build {
	struct log *log;
	struct build_plan *plan;
	const struct staging *staging;
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

/* What makes or changes the tree, as the request wants it. */
static int run_first(struct build *build, struct job *job)
{
	const struct sl_genimage *hooks = &build->plan->distro->genimage;
	const struct inside *command = &build->plan->request->command;

	if (command->argv)
		return inside_run(build->log, job->folders[SL_TREE], job->tree, command);
	return build->plan->update ? job_hook(job, "update", hooks->update)
				   : job_hook(job, "install", hooks->install);
}

static int run_hooks(struct build *build, struct job *job)
{
	const struct sl_genimage *hooks = &build->plan->distro->genimage;
	int rc = job_open(job);

	if (rc < 0)
		return rc;
	rc = run_first(build, job);
	if (rc == 0 && hooks->configure)
		rc = job_hook(job, "configure", hooks->configure);
	job_close(job);
	return rc;
}

static int run_scripts(const struct build *build)
{
	const struct script_setting setting = {
		.def = build->plan->request->def,
		.arch = build->plan->arch,
		.kernel = build->kernels.v[0].version,
		.tree = build->staging->tree,
	};

	return scripts_run(build->log, &build->plan->scripts, &setting);
}

static int write_packages(struct build *build)
{
	char *path CLEANUP_FREE = path_join(build->staging->folder, "packages");
	char *text CLEANUP_FREE = NULL;

	strv_sort(&build->packages);
	strv_add(&build->packages, "");
	text = strv_join(&build->packages, "\n");
	return file_create(build->log, path, 0644, text, strlen(text));
}

static int label_tree(struct build *build, int tree)
{
	struct labels *labels;
	int rc = labels_open(build->log, tree, build->staging->work, &labels);

	if (rc == 0 && labels)
		rc = labels_set_tree(build->log, labels, tree, build->staging->tree);
	labels_close(labels);
	return rc;
}

/* After a command in the tree only configure() has run: a plugin that tells nothing there
 * leaves the lists of before. */
static int run_scripts_and_list(struct build *build)
{
	const struct build_request *request = build->plan->request;
	char *path CLEANUP_FREE = path_join(build->staging->folder, "kernels");
	const char *wanted = request->kernel;
	int rc;

	if (request->command.argv && build->kernels.n == 0 && build->packages.n == 0) {
		log_warn(
			build->log,
			"plugin %s does not tell which kernels and packages the tree has "
			"now: `stateless genimage --update %s` does",
			build->plan->distro->p.name, request->def->name);
		return 0;
	}
	if (!wanted)
		wanted = definition_text(request->def, "kernelver");
	rc = kernels_choose(build->log, &build->kernels, wanted);
	if (rc == 0 && !request->command.argv)
		rc = run_scripts(build);
	if (rc == 0)
		rc = kernels_write(build->log, &build->kernels, path);
	return rc < 0 ? rc : write_packages(build);
}

static int make_tree(struct build *build, struct worker_note *note)
{
	const struct build_plan *plan = build->plan;
	const char *tree = build->staging->tree;
	int fd CLEANUP_FD = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct job job = {
		.log = build->log,
		.plugin = plan->distro,
		.image = &plan->image,
		.asked = plan->asked,
		.folders = { [SL_TREE] = tree,
			     [SL_WORK] = build->staging->work,
			     [SL_CACHE] = plan->cache,
			     [SL_DATA] = plan->distro->data },
		.tree = fd,
		.scopes = { &plan->request->def->settings,
			    &plan->request->def->site->settings },
		.ops = &ops,
		.owner = build,
		.note = note,
		.stop = plan->request->stop,
		.limit = (unsigned)site_number(plan->request->def->site, "hook_timeout"),
	};
	int rc = fd < 0 ? log_fail(build->log, errno, "cannot open %s: %s", tree,
				   strerror(errno))
			: run_hooks(build, &job);

	if (rc == 0)
		rc = run_scripts_and_list(build);
	return rc < 0 ? rc : label_tree(build, fd);
}

/* In the worker. */
static int work(void *arg, struct worker_note *note)
{
	struct build *build = arg;
	const struct build_plan *plan = build->plan;
	int layered = 0, rc;

	if (plan->update || plan->request->command.argv)
		layered = staging_fill(build->log, build->staging, plan->request->stop);
	rc = layered < 0 ? layered : make_tree(build, note);
	if (rc == 0 && layered)
		rc = staging_settle(build->log, build->staging, plan->request->stop);
	return rc;
}

static int build_locked(struct log *log, struct build_plan *plan)
{
	const struct build_request *request = plan->request;
	struct build build = { .log = log, .plan = plan };
	struct staging staging;
	int rc = staging_open(log, request->def, &staging);

	build.staging = &staging;
	if (rc == 0)
		rc = path_make_folders(log, plan->cache, 0755);
	if (rc == 0)
		rc = worker_run(log, work, &build, request->stop);
	if (rc == 0)
		rc = staging_keep(log, &staging);
	if (rc < 0 && rc != -ECANCELED &&
	    !space_blame(log, request->def->site->installdir))
		space_blame(log, plan->cache);
	return staging_close(log, &staging, rc);
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
