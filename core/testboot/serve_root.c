/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/serve_root.c - the server that an image's method needs while its nodes
 * run.
 */
#include "network.h"
#include "scene.h"

#include "core/base/exec.h"
#include "core/base/path.h"
#include "core/job/job.h"

#include <errno.h>
#include <string.h>

struct serving {
	struct log *log;
	struct scene *scene;
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

/* The image is as it was packed; where its generations really lie: a server of files
 * looks at file systems, and would stumble over the scene's bind mount. */
static int run_hook(struct log *log, struct scene *scene, const struct plugin *plugin,
		    const struct sl_image *image)
{
	static const struct job_ops ops = { .add_server = add_server };
	const struct generation *generation = scene->request->generation;
	struct serving serving = { log, scene };
	struct strv networks CLEANUP_STRV = { 0 };
	char *parent CLEANUP_FREE = path_parent(generation->folder);
	char *live CLEANUP_FREE = mem_printf("%s/live.%s", parent, image->method);
	char *work CLEANUP_FREE = path_join(scene->folder, "servers");
	char *state CLEANUP_FREE =
		mem_printf("%s/%s", scene->site.statedir, plugin->p.name);
	struct job job = {
		.log = log,
		.plugin = plugin,
		.image = image,
		.asked = image->method,
		.folders = { [SL_OUTPUT] = generation->folder,
			     [SL_LIVE] = live,
			     [SL_WORK] = work,
			     [SL_STATE] = state,
			     [SL_DATA] = plugin->data },
		.tree = -1,
		.networks = &networks,
		.scopes = { &scene->site.settings },
		.ops = &ops,
		.owner = &serving,
		.note = scene->note,
		.stop = scene->request->stop,
		.limit = (unsigned)site_number(scene->request->site, "hook_timeout"),
	};
	int rc = path_make_folders(log, work, 0700);

	strv_add(&networks, NETWORK_CIDR);
	if (rc == 0)
		rc = job_open(&job);
	if (rc < 0)
		return rc;
	rc = job_hook(&job, "serve", plugin->packimage.serve);
	job_close(&job);
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
	return run_hook(log, scene, plugin, &image);
}
