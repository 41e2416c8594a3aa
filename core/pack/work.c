/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/work.c - what the worker does: a view of the tree, packed, with its initrd.
 */
#include "digests.h"
#include "environment.h"
#include "exclude.h"
#include "packing.h"
#include "seal.h"
#include "secrets.h"
#include "trim.h"
#include "view.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct work {
	struct log *log;
	struct packing *packing;
	struct worker_note *note;
	struct collect collect;
	struct view view;
	struct digests *digests; /* of what the method made */
	char *scratch;           /* SL_WORK */
	char *cache, *live;
	struct strv states; /* SL_STATE of each job: paths that live as long as this */
	int tree;           /* of the tree itself, below the view */
};

static bool is_live(const struct plugin *plugin)
{
	return plugin->packimage.flags & SL_LIVE_TREE;
}

static const char *state_of(struct work *work, const struct plugin *plugin)
{
	strv_addf(&work->states, "%s/%s", work->packing->request->def->site->statedir,
		  plugin->p.name);
	return work->states.v[work->states.n - 1];
}

static struct job job_for(struct work *work, const struct plugin *plugin)
{
	struct packing *packing = work->packing;
	const struct definition *def = packing->request->def;

	return (struct job){
		.log = work->log,
		.plugin = plugin,
		.image = &packing->image,
		.asked = packing->image.method,
		.folders = { [SL_TREE] = work->view.merged,
			     [SL_OUTPUT] = packing->staging,
			     [SL_WORK] = work->scratch,
			     [SL_CACHE] = work->cache,
			     [SL_DATA] = plugin->data,
			     [SL_STATE] = state_of(work, plugin),
			     [SL_LIVE] = is_live(plugin) ? work->live : NULL },
		.tree = work->view.fd,
		.networks = packing->request->networks,
		.scopes = { &def->settings, &def->site->settings },
		.ops = &collect_ops,
		.owner = &work->collect,
		.note = work->note,
		.stop = packing->request->stop,
		.limit = (unsigned)site_number(def->site, "hook_timeout"),
	};
}

typedef int hook(struct sl_job *, void *self);

/* The hook of a method's table by the name that job_hook() is told. */
static hook *hook_named(const struct sl_packimage *hooks, const char *name)
{
	if (strcmp(name, "prepare") == 0)
		return hooks->prepare;
	if (strcmp(name, "pack") == 0)
		return hooks->pack;
	if (strcmp(name, "root") == 0)
		return hooks->root;
	return strcmp(name, "verify") == 0 ? hooks->verify : NULL;
}

struct running {
	struct work *work;
	struct job *job; /* whose hook called delegate() */
};

/* In a wrapper's prepare, pack, root, verify: the same hook of the method it names. */
static int delegate(void *arg, const char *method)
{
	struct running *running = arg;
	struct job *outer = running->job;
	const struct plugin *plugin =
		registry_method(running->work->packing->request->registry, method);
	struct job job;
	hook *inner;
	int rc;

	if (!plugin || plugin == outer->plugin)
		return log_fail(outer->log, ENOENT,
				"plugin %s delegates to method \"%s\", %s",
				outer->plugin->p.name, method ? method : "",
				plugin ? "which is its own" : "which no plugin has");
	inner = hook_named(&plugin->packimage, outer->hook);
	if (!inner)
		return 0;
	job = job_for(running->work, plugin);
	rc = job_open(&job);
	if (rc < 0)
		return rc;
	running->job = &job;
	rc = job_hook(&job, outer->hook, inner);
	running->job = outer;
	job_close(&job);
	return rc;
}

static int run_hook(struct job *job, const char *name)
{
	hook *h = hook_named(&job->plugin->packimage, name);

	return h ? job_hook(job, name, h) : 0;
}

static const char *image_or_site(const struct definition *def, const char *key)
{
	const char *text = definition_text(def, key);

	return text ? text : site_text(def->site, key);
}

static int read_keys(struct log *log, const struct definition *def, struct strv *keys)
{
	const struct setting *site =
		settings_find(&def->site->settings, "", "authorized_keys");
	char *folder CLEANUP_FREE = site ? path_parent(site->file) : NULL;
	struct strv files CLEANUP_STRV = { 0 };

	definition_files(def, "authorized_keys", &files);
	for (size_t i = 0; site && files.n == 0 && i < site->values.n; i++) {
		if (site->values.v[i][0] == '/')
			strv_addf(&files, "%s%s", def->site->root, site->values.v[i]);
		else
			strv_addf(&files, "%s/%s", folder, site->values.v[i]);
	}
	return environment_read_keys(log, &files, keys);
}

/* What the view leaves out: what the lists name, and what building it left behind. */
static int leave_out(struct work *work)
{
	struct exclude_counts counts = { 0 };
	const struct exlist *list = &work->packing->exlist;
	int rc = exclude_apply(work->log, work->view.fd, list, &counts);

	log_info(work->log, "excluded %llu files and folders, %llu MB",
		 (unsigned long long)counts.entries,
		 (unsigned long long)(counts.bytes >> 20));
	if (rc == 0)
		rc = trim_apply(work->log, work->view.fd, list);
	return rc < 0 ? rc : environment_strip(work->log, work->view.fd);
}

static int run_scripts(const struct work *work)
{
	const struct packing *packing = work->packing;
	const struct script_setting setting = {
		.def = packing->request->def,
		.arch = packing->image.arch,
		.kernel = packing->kernels.v[0].version,
		.method = packing->image.method,
		.tree = work->view.merged,
	};

	return scripts_run(work->log, &packing->scripts, &setting);
}

/* What the image leaves out, and what is a site's or a node's own: plain files of the
 * view.  What the configuration says of root and the time zone wins over synced files. */
static int arrange(struct work *work)
{
	struct packing *packing = work->packing;
	const struct definition *def = packing->request->def;
	struct strv keys CLEANUP_STRV = { 0 };
	struct environment environment = {
		.rootpw = image_or_site(def, "rootpw"),
		.timezone = image_or_site(def, "timezone"),
		.keys = &keys,
	};
	int rc = read_keys(work->log, def, &keys);

	if (rc == 0)
		rc = environment_check(work->log, work->tree, &environment);
	if (rc < 0)
		return rc;
	if (environment.rootpw && *environment.rootpw)
		log_warn(work->log,
			 "the hash of root's password can be read by anyone on the "
			 "boot network");
	environment_keep(work->tree, &environment, &packing->exlist);
	rc = leave_out(work);
	if (rc == 0)
		rc = syncfiles_apply(work->log, work->view.fd, &packing->syncfiles);
	if (rc == 0)
		rc = environment_apply(work->log, work->view.fd, &environment);
	return rc < 0 ? rc : run_scripts(work);
}

static int check_secrets(struct work *work)
{
	const struct definition *def = work->packing->request->def;
	struct strv findings CLEANUP_STRV = { 0 };
	int rc = secrets_find(work->log, work->view.fd, &findings);

	if (rc < 0 || findings.n == 0 ||
	    strcmp(definition_text(def, "secrets"), "published") == 0)
		return rc;
	for (size_t i = 0; i < findings.n; i++)
		log_fail(work->log, EPERM, "%s", findings.v[i]);
	return log_fail(
		work->log, EPERM,
		"anyone on the boot network could read this: remove it, exclude it, or "
		"say secrets = \"published\" in %s",
		def->file);
}

static int add_kernel(struct work *work)
{
	const struct kernel *kernel = &work->packing->kernels.v[0];

	if (collect_role(&work->collect, SL_KERNEL))
		return 0;
	return collect_ops.add_output(&work->collect, SL_KERNEL, "kernel", kernel->file);
}

static int kernel_has(void *arg, const char *symbol)
{
	return collect_kernel_has(arg, symbol);
}

static int write_own_initrd(struct work *work)
{
	const struct definition *def = work->packing->request->def;
	struct collect *collect = &work->collect;
	char *path CLEANUP_FREE = path_join(work->packing->staging, "initrd");
	struct initrd_request request = {
		.tree = work->tree,
		.kernel = collect->kernel,
		.program = work->packing->program,
		.modules = &collect->modules,
		.drivers = definition_list(def, "drivers"),
		.files = collect->files,
		.n_files = collect->n_files,
		.compression = initrd_compression(kernel_has, collect),
		.time = work->view.time,
	};
	struct initrd_result result = { 0 };
	int rc = initrd_write(work->log, &request, path, &result);

	for (size_t i = 0; i < result.missing.n; i++)
		log_warn(work->log, "%s", result.missing.v[i]);
	strv_fini(&result.missing);
	return rc < 0 ? rc : collect_add(collect, SL_INITRD, "initrd");
}

static int write_initrd(struct work *work)
{
	if (collect_role(&work->collect, SL_INITRD))
		return 0;
	if (!work->packing->program)
		return log_fail(
			work->log, EPROTO,
			"method %s has no hook root, and made no initrd that holds "
			"the root",
			work->packing->image.method);
	return write_own_initrd(work);
}

/* initrd = "distro": the tree's own builder, in the view. */
static int run_distro_initrd(struct work *work)
{
	const struct packing *packing = work->packing;
	struct job job = job_for(work, packing->distro);
	int rc;

	if (strcmp(definition_text(packing->request->def, "initrd"), "distro") != 0)
		return 0;
	if (!packing->distro->genimage.initrd)
		return log_fail(
			work->log, ENOTSUP,
			"plugin %s cannot run its distribution's initrd builder; say "
			"initrd = \"own\" in %s",
			packing->distro->p.name, packing->request->def->file);
	rc = job_open(&job);
	if (rc < 0)
		return rc;
	rc = job_hook(&job, "initrd", packing->distro->genimage.initrd);
	job_close(&job);
	return rc;
}

/* What platforms see of the generation; its digests come last. */
static const struct sl_artefact **show_artefacts(const struct collect *collect,
						 struct sl_artefact **all)
{
	const struct sl_artefact **list =
		mem_alloc((collect->n_outputs + 1) * sizeof(struct sl_artefact *));

	*all = mem_alloc((collect->n_outputs + 1) * sizeof(**all));
	for (size_t i = 0; i < collect->n_outputs; i++) {
		(*all)[i] = (struct sl_artefact){
			.size = SL_SIZE_OF(struct sl_artefact),
			.role = collect->outputs[i].role,
			.name = collect->outputs[i].name,
			.path = collect->outputs[i].path,
		};
		list[i] = &(*all)[i];
	}
	return list;
}

/* The whole tree is at hand: an exclude list may keep /boot out of the view. */
static int prepare_platform(struct work *work, const struct plugin *platform)
{
	struct packing *packing = work->packing;
	struct sl_artefact *all;
	const struct sl_artefact **list = show_artefacts(&work->collect, &all);
	struct job job = job_for(work, platform);
	int rc;

	packing->image.artefacts = list;
	job.folders[SL_TREE] = packing->request->def->tree;
	job.tree = work->tree;
	job.asked = platform->bootloader.names[0];
	rc = job_open(&job);
	if (rc == 0) {
		if (platform->bootloader.prepare)
			rc = job_hook(&job, "prepare", platform->bootloader.prepare);
		job_close(&job);
	}
	packing->image.artefacts = NULL;
	mem_cleanup_free(&list);
	mem_cleanup_free(&all);
	return rc;
}

static int check_way(struct work *work)
{
	const struct collect *collect = &work->collect;

	if (collect->writables.n && !(collect->root_flags & SL_ROOT_READONLY))
		return log_fail(work->log, EPROTO,
				"method %s lists paths that can be written to, of a root "
				"that can be written to everywhere",
				work->packing->image.method);
	if (collect->way && collect->root_output) {
		for (size_t i = 0; i < collect->n_outputs; i++)
			if (strcmp(collect->outputs[i].name, collect->root_output) == 0)
				return 0;
		return log_fail(work->log, EPROTO,
				"method %s says that its root is in %s, which "
				"it did not make",
				work->packing->image.method, collect->root_output);
	}
	if (collect->way || collect_role(collect, SL_INITRD))
		return 0;
	return log_fail(work->log, EPROTO,
			"method %s made neither a root nor an initrd that holds one",
			work->packing->image.method);
}

/* The view's own policy: an image may get it while it is packed. */
static int finish_view(struct work *work)
{
	struct labels *labels;
	int rc = labels_open(work->log, work->view.fd, work->scratch, &labels);

	if (rc == 0)
		rc = view_finish(work->log, &work->view, labels);
	labels_close(labels);
	return rc;
}

static int run_method(struct work *work)
{
	struct job job = job_for(work, work->packing->method);
	struct running running = { work, &job };
	int rc = job_open(&job);

	if (rc < 0)
		return rc;
	work->collect.delegate = delegate;
	work->collect.delegate_arg = &running;
	rc = run_hook(&job, "prepare");
	if (rc == 0)
		rc = check_secrets(work);
	if (rc == 0)
		rc = run_distro_initrd(work);
	if (rc == 0)
		rc = finish_view(work);
	if (rc == 0)
		rc = run_hook(&job, "pack");
	if (rc == 0)
		rc = run_hook(&job, "root");
	if (rc == 0)
		rc = check_way(work);
	if (rc == 0)
		work->digests = digests_begin(&work->collect);
	if (rc == 0)
		rc = run_hook(&job, "verify");
	job_close(&job);
	work->collect.delegate = NULL;
	work->collect.delegate_arg = NULL;
	return rc;
}

static int run_all(struct work *work)
{
	const struct packing *packing = work->packing;
	struct seal seal = {
		.def = packing->request->def,
		.image = &packing->image,
		.method = packing->method,
		.network = packing->distro->genimage.network,
		.packages = packing->packages,
	};
	int rc = arrange(work);

	if (rc == 0)
		rc = run_method(work);
	if (rc == 0)
		rc = add_kernel(work);
	if (rc == 0)
		rc = write_initrd(work);
	for (size_t i = 0; rc == 0 && i < packing->n_platforms; i++)
		rc = prepare_platform(work, packing->platforms[i]);
	seal.digests = work->digests;
	return rc < 0 ? rc : seal_write(work->log, &seal, &work->collect);
}

static int make_scratch(struct work *work)
{
	const struct packing *packing = work->packing;
	int rc;

	work->scratch = path_join(packing->scratch, "work");
	work->cache = mem_printf("%s/%s", packing->request->def->site->cachedir,
				 packing->method->p.name);
	work->live = mem_printf("%s/live.%s", packing->request->def->netboot,
				packing->image.method);
	rc = path_make_folders(work->log, work->scratch, 0700);
	return rc < 0 ? rc : path_make_folders(work->log, work->cache, 0755);
}

static int open_view(struct work *work, const char *folder)
{
	const struct pack_request *request = work->packing->request;

	if (request->copy)
		return view_open_copy(work->log, request->def->tree, folder,
				      request->stop, &work->view);
	return view_open(work->log, request->def->tree, folder, &work->view);
}

int packing_work(void *arg, struct worker_note *note)
{
	struct packing *packing = arg;
	struct work work = { .log = packing->log, .packing = packing, .note = note };
	char *view CLEANUP_FREE = path_join(packing->scratch, "view");
	int rc = make_scratch(&work);

	work.tree = open(packing->request->def->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rc == 0 && work.tree < 0)
		rc = log_fail(packing->log, errno, "cannot open %s: %s",
			      packing->request->def->tree, strerror(errno));
	if (rc == 0)
		rc = path_make_folders(packing->log, view, 0700);
	if (rc < 0)
		return rc;
	work.collect = (struct collect){
		.log = packing->log,
		.output = packing->staging,
		.work = work.scratch,
		.tree = work.tree,
		.kernel = packing->kernels.v[0].version,
	};
	rc = open_view(&work, view);
	if (rc == 0) {
		rc = run_all(&work);
		digests_free(work.digests);
		view_close(&work.view);
	}
	collect_fini(&work.collect);
	close(work.tree);
	mem_cleanup_free(&work.scratch);
	mem_cleanup_free(&work.cache);
	strv_fini(&work.states);
	mem_cleanup_free(&work.live);
	return rc;
}
