/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/pack.c - packimage: a tree becomes a generation.
 */
#include "pack.h"
#include "packing.h"
#include "program.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/space.h"
#include "core/base/str.h"
#include "core/image/lock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int find_method(struct log *log, struct packing *packing)
{
	const struct pack_request *request = packing->request;
	const char *method = request->method;

	if (!method)
		method = definition_text(request->def, "method");
	packing->method = registry_method(request->registry, method);
	packing->image.method = method;
	if (packing->method)
		return definition_check_plugin(log, request->def, packing->method->p.name,
					       packing->method->opts);
	return log_fail(
		log, ENOENT,
		"image %s: no plugin packs by \"%s\"; `stateless plugins` lists methods",
		request->def->name, method);
}

static int find_platforms(struct log *log, struct packing *packing)
{
	const struct strv *names = definition_list(packing->request->def, "platforms");
	const struct registry *registry = packing->request->registry;
	const struct plugin *own = registry_platform_of(registry, packing->image.arch);

	packing->platforms = mem_alloc((names->n + 2) * sizeof(*packing->platforms));
	if (names->n == 0 && own)
		packing->platforms[packing->n_platforms++] = own;
	for (size_t i = 0; i < names->n; i++) {
		const struct plugin *platform = registry_platform(registry, names->v[i]);

		if (!platform)
			return log_fail(log, ENOENT,
					"%s: there is no platform \"%s\" for image %s",
					packing->request->def->file, names->v[i],
					packing->request->def->name);
		packing->platforms[packing->n_platforms++] = platform;
	}
	return 0;
}

static int check_platforms(struct log *log, const struct packing *packing)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < packing->n_platforms; i++)
		rc = definition_check_plugin(log, packing->request->def,
					     packing->platforms[i]->p.name,
					     packing->platforms[i]->opts);
	return rc;
}

/* A method without root() writes the whole initrd itself: nothing of ours runs there. */
static int find_program(struct log *log, struct packing *packing)
{
	if (!packing->method->packimage.root)
		return 0;
	packing->program =
		mem_printf("%s/%s/init", packing->request->programs, packing->image.arch);
	return program_check(log, packing->program, packing->image.arch,
			     packing->request->def->tree);
}

static int read_tree_facts(struct log *log, struct packing *packing)
{
	const struct definition *def = packing->request->def;
	char *kernels CLEANUP_FREE = path_join(def->folder, "kernels");
	int rc;

	errno = 0;
	if ((!path_is_folder(def->tree) || !path_exists(kernels)) && errno == EACCES)
		return log_fail(log, EACCES, "cannot look into %s: %s; run this as root",
				def->folder, strerror(errno));
	if (!path_is_folder(def->tree) || !path_exists(kernels))
		return log_fail(
			log, ENOENT,
			"image %s has no tree yet: run `stateless genimage %s` first",
			def->name, def->name);
	packing->packages = path_join(def->folder, "packages");
	rc = kernels_read(log, kernels, &packing->kernels);
	if (rc == 0 && packing->kernels.n == 0)
		rc = log_fail(
			log, ENOENT,
			"the tree of image %s has no kernel (%s names none): add the "
			"distribution's kernel package to its package list and run "
			"`stateless genimage %s`",
			def->name, kernels, def->name);
	return rc;
}

static void show_to_border(struct packing *packing)
{
	size_t n = packing->kernels.n;

	packing->border_kernels = mem_alloc((n + 1) * sizeof(*packing->border_kernels));
	packing->kernel_pointers = mem_alloc((n + 1) * sizeof(struct sl_kernel *));
	for (size_t i = 0; i < n; i++) {
		packing->border_kernels[i] = (struct sl_kernel){
			.size = SL_SIZE_OF(struct sl_kernel),
			.version = packing->kernels.v[i].version,
			.file = packing->kernels.v[i].file,
		};
		packing->kernel_pointers[i] = &packing->border_kernels[i];
	}
	packing->image.kernels = packing->kernel_pointers;
}

static int read_lists(struct log *log, struct packing *packing)
{
	const struct definition *def = packing->request->def;
	struct strv files CLEANUP_STRV = { 0 };
	int rc;

	definition_files(def, "exlist", &files);
	rc = exlist_read(log, &files, &packing->exlist);
	if (rc == 0)
		rc = syncfiles_read(log, def, &packing->syncfiles);
	return rc < 0 ? rc : scripts_read(log, def, "packscripts", &packing->scripts);
}

/* What the user wrote: each plugin that it names is there and knows its keys. */
static int check_configuration(struct log *log, struct packing *packing)
{
	const char *asked;
	int rc = build_find_distro(log, packing->request->registry, packing->request->def,
				   &packing->distro, &asked);

	if (rc == 0)
		rc = find_method(log, packing);
	if (rc == 0)
		rc = find_platforms(log, packing);
	if (rc == 0)
		rc = check_platforms(log, packing);
	if (rc == 0)
		rc = read_lists(log, packing);
	return rc < 0 ? -EBADRQC : 0;
}

static int make_plan(struct log *log, const struct pack_request *request,
		     struct packing *packing)
{
	const struct definition *def = request->def;
	const char *arch = definition_text(def, "arch");
	int rc;

	*packing = (struct packing){ .log = log, .request = request };
	packing->arch = arch ? mem_dup(arch) : build_own_arch();
	packing->image = (struct sl_image){
		.size = SL_SIZE_OF(struct sl_image),
		.name = def->name,
		.distro = definition_text(def, "distro"),
		.version = definition_text(def, "version"),
		.arch = packing->arch,
		.profile = definition_text(def, "profile"),
	};
	packing->staging = mem_printf("%s/.new-%d", def->netboot, (int)getpid());
	packing->scratch =
		mem_printf("%s/trees/.pack-%s", def->site->installdir, def->name);
	rc = check_configuration(log, packing);
	if (rc == 0)
		rc = read_tree_facts(log, packing);
	if (rc == 0)
		rc = find_program(log, packing);
	if (rc == 0)
		show_to_border(packing);
	return rc;
}

static void fini(struct packing *packing)
{
	kernels_fini(&packing->kernels);
	exlist_fini(&packing->exlist);
	syncfiles_fini(&packing->syncfiles);
	scripts_fini(&packing->scripts);
	free((void *)packing->platforms);
	free(packing->border_kernels);
	free((void *)packing->kernel_pointers);
	free(packing->arch);
	free(packing->program);
	free(packing->packages);
	free(packing->staging);
	free(packing->scratch);
}

static void say_plan(const struct packing *packing)
{
	printf("image %s: pack by %s (plugin %s)\n", packing->image.name,
	       packing->image.method, packing->method->p.name);
	printf("  tree      %s\n", packing->request->def->tree);
	printf("  kernel    %s\n", packing->kernels.v[0].version);
	printf("  excludes  %zu patterns, %zu of them brought back\n",
	       packing->exlist.excludes.n, packing->exlist.includes.n);
	for (size_t i = 0; i < packing->syncfiles.list.n; i++)
		if (!packing->syncfiles.list.v[i].nodes)
			printf("  synced    /%s\n", packing->syncfiles.list.v[i].path);
	for (size_t i = 0; i < packing->scripts.n; i++)
		printf("  script    %s\n", packing->scripts.v[i].v[0]);
	for (size_t i = 0; i < packing->n_platforms; i++)
		printf("  platform  %s\n", packing->platforms[i]->p.name);
	printf("  into      %s\n", packing->request->def->netboot);
}

/* Under the image's lock, what an earlier packing left behind has no owner any more. */
static int make_folders(struct log *log, const struct packing *packing)
{
	int rc = pack_clear_leftovers(log, packing->request->def->netboot);

	if (rc == 0)
		rc = path_remove(log, packing->scratch);
	if (rc == 0)
		rc = path_make_folders(log, packing->scratch, 0700);
	if (rc == 0)
		rc = path_make_folders(log, packing->request->def->netboot, 0755);
	return rc < 0 ? rc : path_make_folders(log, packing->staging, 0700);
}

static int pack_locked(struct log *log, struct packing *packing,
		       struct generation *generation)
{
	const struct definition *def = packing->request->def;
	bool own = strcmp(packing->image.method, definition_text(def, "method")) == 0;
	int rc = make_folders(log, packing), gone;

	if (rc == 0)
		rc = worker_run(log, packing_work, packing, packing->request->stop);
	if (rc == 0)
		rc = generation_publish(log, def->site, def->name, packing->staging, own,
					generation);
	if (rc < 0 && rc != -ECANCELED && !space_blame(log, packing->staging))
		space_blame(log, packing->scratch);
	gone = path_remove(log, packing->scratch);
	if (rc < 0)
		gone = path_remove(log, packing->staging);
	if (gone < 0)
		log_warn(log, "the next packimage of %s removes what was left over",
			 def->name);
	return rc;
}

int pack_image(struct log *log, const struct pack_request *request,
	       struct generation *generation)
{
	struct packing packing;
	int lock CLEANUP_FD = -1;
	int rc = make_plan(log, request, &packing);

	*generation = (struct generation){ 0 };
	if (rc == 0 && request->dry_run) {
		say_plan(&packing);
	} else if (rc == 0) {
		lock = image_lock(log, request->def->site, request->def->name);
		rc = lock < 0 ? lock : pack_locked(log, &packing, generation);
	}
	fini(&packing);
	return rc;
}
