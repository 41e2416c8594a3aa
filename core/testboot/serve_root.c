/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/serve_root.c - the server that an image's method needs while its nodes
 * run.
 */
#include "network.h"
#include "scene.h"

#include "core/base/exec.h"
#include "core/base/path.h"
#include "core/image/definition.h"
#include "core/job/job.h"

#include <errno.h>
#include <string.h>

struct serving {
	struct log *log;
	struct scene *scene;
	const struct sl_image *image;
	struct definition def; /* of the image, if there still is one */
	const char *output, *work;
	char *live;
	struct strv networks;
	struct job *job; /* whose hook is running */
};

static int add_server(void *owner, const char *const *argv)
{
	struct serving *serving = owner;
	struct scene *scene = serving->scene;
	char *name CLEANUP_FREE = mem_printf("server-%zu.log", scene->n_others);
	char *output CLEANUP_FREE = path_join(scene->folder, name);
	const struct exec exec = { .argv = argv, .output = output };
	pid_t pid = exec_start(serving->log, &exec);

	if (pid < 0)
		return (int)pid;
	scene->others =
		mem_grow(scene->others, scene->n_others + 1, sizeof(*scene->others));
	scene->others[scene->n_others++] = pid;
	return 0;
}

static int delegate(void *owner, const char *method);

/* The image is as it was packed; where its generations really lie: a server of files
 * looks at file systems, and would stumble over the scene's bind mount. */
static int run_hook(struct serving *serving, const struct plugin *plugin)
{
	static const struct job_ops ops = { .add_server = add_server,
					    .delegate = delegate };
	struct scene *scene = serving->scene;
	char *state CLEANUP_FREE =
		mem_printf("%s/%s", scene->site.statedir, plugin->p.name);
	struct job *outer = serving->job;
	struct job job = {
		.log = serving->log,
		.plugin = plugin,
		.image = serving->image,
		.asked = serving->image->method,
		.folders = { [SL_OUTPUT] = serving->output,
			     [SL_LIVE] = serving->live,
			     [SL_WORK] = serving->work,
			     [SL_STATE] = state,
			     [SL_DATA] = plugin->data },
		.tree = -1,
		.networks = &serving->networks,
		.scopes = { &serving->def.settings, &scene->site.settings },
		.ops = &ops,
		.owner = serving,
		.note = scene->note,
		.stop = scene->request->stop,
		.limit = (unsigned)site_number(scene->request->site, "hook_timeout"),
	};
	int rc = plugin->packimage.serve ? job_open(&job) : 0;

	if (rc < 0 || !plugin->packimage.serve)
		return rc;
	serving->job = &job;
	rc = job_hook(&job, "serve", plugin->packimage.serve);
	serving->job = outer;
	job_close(&job);
	return rc;
}

/* In a wrapper's serve: what the method that it names needs. */
static int delegate(void *owner, const char *method)
{
	struct serving *serving = owner;
	const struct plugin *plugin =
		registry_method(serving->scene->request->registry, method);

	if (!plugin || plugin == serving->job->plugin)
		return log_fail(serving->log, ENOENT,
				"plugin %s delegates to method \"%s\", %s",
				serving->job->plugin->p.name, method ? method : "",
				plugin ? "which is its own" : "which no plugin has");
	return run_hook(serving, plugin);
}

static void say_nothing(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

/* A generation outlives its image's definition: then the site's options count. */
static void load_definition(struct serving *serving)
{
	struct log quiet;

	log_init(&quiet, "testboot");
	quiet.sink = say_nothing;
	if (definition_load(&quiet, serving->scene->request->site, serving->image->name,
			    &serving->def) < 0)
		log_info(serving->log, "the image has no definition any more: its "
				       "servers are those that the "
				       "site's options ask for");
}

static int serve(struct log *log, struct scene *scene, const struct plugin *plugin,
		 const struct sl_image *image)
{
	const struct generation *generation = scene->request->generation;
	char *parent CLEANUP_FREE = path_parent(generation->folder);
	char *live CLEANUP_FREE = mem_printf("%s/live.%s", parent, image->method);
	char *work CLEANUP_FREE = path_join(scene->folder, "servers");
	struct serving serving = { .log = log,
				   .scene = scene,
				   .image = image,
				   .output = generation->folder,
				   .work = work,
				   .live = live };
	int rc = path_make_folders(log, work, 0700);

	strv_add(&serving.networks, NETWORK_CIDR);
	load_definition(&serving);
	if (rc == 0)
		rc = run_hook(&serving, plugin);
	definition_fini(&serving.def);
	strv_fini(&serving.networks);
	return rc;
}

int scene_serve_root(struct log *log, struct scene *scene)
{
	const struct generation *generation = scene->request->generation;
	const struct wire_manifest *manifest = &generation->manifest;
	const struct plugin *plugin =
		registry_method(scene->request->registry, manifest->method);
	const struct sl_image image = {
		.size = SL_SIZE_OF(struct sl_image),
		.name = generation->image,
		.distro = manifest->distro,
		.version = manifest->version,
		.arch = manifest->arch,
		.profile = manifest->profile,
		.method = manifest->method,
		.generation = generation->name,
	};

	if (!plugin)
		log_warn(log,
			 "no plugin packs by \"%s\" any more: nothing but HTTP is served",
			 manifest->method);
	if (!plugin || !plugin->packimage.serve)
		return 0;
	return serve(log, scene, plugin, &image);
}
