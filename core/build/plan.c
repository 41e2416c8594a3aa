/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/plan.c - everything genimage must know, checked before anything is touched.
 */
#include "plan.h"
#include "packages.h"
#include "staging.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/job/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

char *build_own_arch(void)
{
	struct utsname name;

	return mem_dup(uname(&name) == 0 ? name.machine : "unknown");
}

static void show_to_border(struct build_plan *plan)
{
	const struct definition *def = plan->request->def;
	const struct pkglist *list = &plan->packages;

	plan->passes = mem_alloc((list->n + 1) * sizeof(*plan->passes));
	plan->pass_pointers = mem_alloc((list->n + 1) * sizeof(struct sl_pass *));
	for (size_t i = 0; i < list->n; i++) {
		plan->passes[i] = (struct sl_pass){
			.size = SL_SIZE_OF(struct sl_pass),
			.env = strv_argv(&list->passes[i].env),
			.remove_before = strv_argv(&list->passes[i].remove_before),
			.install = strv_argv(&list->passes[i].install),
			.remove_after = strv_argv(&list->passes[i].remove_after),
			.repositories = strv_argv(&list->passes[i].repositories),
		};
		plan->pass_pointers[i] = &plan->passes[i];
	}
	plan->image = (struct sl_image){
		.size = SL_SIZE_OF(struct sl_image),
		.name = def->name,
		.distro = definition_text(def, "distro"),
		.version = definition_text(def, "version"),
		.arch = plan->arch,
		.profile = definition_text(def, "profile"),
		.sources = strv_argv(&plan->sources),
		.passes = plan->pass_pointers,
	};
}

/* The border's rule: who has no update() is asked to install anew. */
static int choose_hook(struct log *log, struct build_plan *plan)
{
	const struct plugin *distro = plan->distro;

	if (plan->request->command.argv)
		return staging_needs_tree(log, plan->request->def);
	if (!plan->request->update)
		return 0;
	plan->update = distro->genimage.update != NULL;
	if (plan->update)
		return staging_needs_tree(log, plan->request->def);
	log_info(log, "plugin %s cannot update a tree: it builds a new one",
		 distro->p.name);
	return 0;
}

int build_plan_make(struct log *log, const struct build_request *request,
		    struct build_plan *plan)
{
	const struct definition *def = request->def;
	const char *arch = definition_text(def, "arch");
	int rc;

	*plan = (struct build_plan){ .request = request };
	plan->arch = arch ? mem_dup(arch) : build_own_arch();
	rc = build_find_distro(log, request->registry, def, &plan->distro, &plan->asked);
	if (rc == 0)
		rc = definition_check_plugin(log, def, plan->distro->p.name,
					     plan->distro->opts);
	if (rc == 0)
		rc = choose_hook(log, plan);
	if (rc == 0) {
		plan->cache =
			mem_printf("%s/%s", def->site->cachedir, plan->distro->p.name);
		packages_sources(def, "pkgdir", &plan->sources);
		rc = packages_read(log, def, &plan->packages);
	}
	if (rc == 0)
		rc = scripts_read(log, def, "postinstall", &plan->scripts);
	if (rc == 0)
		show_to_border(plan);
	return rc;
}

/* The files, whether the image or its profile names them. */
static void say_lists(const struct definition *def)
{
	static const char *const keys[] = { "pkglist", "otherpkglist", "exlist",
					    "synclists" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct strv files CLEANUP_STRV = { 0 };

		definition_files(def, keys[i], &files);
		for (size_t k = 0; k < files.n; k++)
			printf("  %-13s %s\n", keys[i], files.v[k]);
	}
}

void build_plan_say(const struct build_plan *plan)
{
	char *sources CLEANUP_FREE = strv_join(&plan->sources, " ");

	printf("image %s: %s %s %s, by plugin %s\n", plan->image.name, plan->image.distro,
	       plan->image.version ? plan->image.version : "", plan->arch,
	       plan->distro->p.name);
	if (plan->request->command.argv) {
		printf("  runs      %s in a copy of %s\n", plan->request->command.argv[0],
		       plan->request->def->tree);
		return;
	}
	printf("  tree      %s%s\n", plan->request->def->tree,
	       plan->update ? " (brought up to date in a copy)" : "");
	say_lists(plan->request->def);
	printf("  sources   %s\n", plan->sources.n ? sources : "the distribution's own");
	for (size_t i = 0; i < plan->packages.n; i++) {
		char *names CLEANUP_FREE =
			strv_join(&plan->packages.passes[i].install, " ");

		printf("  packages  %s\n", names);
	}
	for (size_t i = 0; i < plan->scripts.n; i++)
		printf("  script    %s\n", plan->scripts.v[i].v[0]);
}

void build_plan_fini(struct build_plan *plan)
{
	scripts_fini(&plan->scripts);
	free(plan->passes);
	free((void *)plan->pass_pointers);
	pkglist_fini(&plan->packages);
	strv_fini(&plan->sources);
	free(plan->arch);
	free(plan->cache);
	*plan = (struct build_plan){ 0 };
}
