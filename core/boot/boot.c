/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/boot.c - nodeset: plan, render, compare, record, write.
 */
#include "answers.h"
#include "changes.h"
#include "plan.h"
#include "record.h"
#include "render.h"
#include "write.h"

#include "core/base/file.h"
#include "core/base/holder.h"
#include "core/base/path.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

enum { LOCK_WAIT_MS = 10000, LOCK_STEP_MS = 100 };

struct run {
	const struct boot *boot;
	const struct boot_request *request;
	struct plan plan;
	struct boot_files files;
	struct dhcp_answers answers;
	struct changes changes;
};

/* Returns the lock's descriptor. */
static int lock(const struct boot *boot, int wait_ms)
{
	char *path CLEANUP_FREE = path_join(boot->site->rundir, "nodeset.lock");
	int fd = path_make_folders(boot->log, boot->site->rundir, 0755);

	if (fd == 0)
		fd = file_lock(boot->log, path);
	for (; fd == -EBUSY && wait_ms > 0; wait_ms -= LOCK_STEP_MS) {
		poll(NULL, 0, LOCK_STEP_MS);
		fd = file_lock(boot->log, path);
	}
	if (fd == -EBUSY) {
		char *holder CLEANUP_FREE = holder_of(path);

		log_fail(boot->log, EBUSY,
			 "another nodeset is at work: %s holds %s; wait for it and try "
			 "again",
			 holder, path);
	}
	return fd;
}

static void run_fini(struct run *run)
{
	changes_fini(&run->changes);
	dhcp_answers_fini(&run->answers);
	files_fini(&run->files);
	plan_fini(&run->plan);
}

/* A node that is refused leaves no trace, nor do the loaders that it would have had; and
 * where nobody could be answered, the answers of before stay. */
static bool is_refused(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		if (!plan->v[i].bad)
			return false;
	return plan->n > 0;
}

/* Everything up to the point where something would change. */
static int prepare(struct run *run, bool whole)
{
	int rc = plan_make(run->boot, run->request, &run->plan);

	run->changes.plan = &run->plan;
	run->changes.files = &run->files;
	run->changes.shared_only = whole;
	run->answers.whole = whole;
	if (rc < 0)
		return rc;
	render_plan(&run->plan, &run->files, &run->answers);
	if (is_refused(&run->plan)) {
		files_fini(&run->files);
		return 0;
	}
	rc = changes_compare(&run->changes);
	if (rc == 0)
		rc = answers_add(&run->changes, &run->answers);
	if (rc == 0)
		rc = changes_compare(&run->changes);
	return rc < 0 || whole ? rc : changes_remove(&run->changes);
}

static int apply(struct run *run)
{
	const struct boot *boot = run->boot;
	int rc = record_wanted(&run->plan);

	if (rc == 0)
		rc = answers_prepare(boot);
	if (rc == 0)
		rc = write_changes(boot->log, boot->site, &run->changes);
	if (rc == 0)
		rc = record_applied(&run->plan);
	return rc < 0 ? rc : answers_tell(&run->changes);
}

static void count(const struct run *run, struct boot_result *result)
{
	for (size_t i = 0; i < run->plan.n; i++) {
		const struct plan_node *node = &run->plan.v[i];

		result->set += !node->bad && !node->extra;
		result->failed += node->bad && !node->extra;
	}
	/* Names that are no node were never planned. */
	for (size_t i = 0; i < run->request->nodes->n; i++)
		if (!objects_find(&run->plan.nodes, run->request->nodes->v[i])) {
			log_fail(run->boot->log, ENOENT, "there is no node %s",
				 run->request->nodes->v[i]);
			result->failed++;
		}
	for (size_t i = 0; i < run->files.n; i++) {
		const struct boot_file *file = &run->files.v[i];

		if (changes_has(&run->changes, file))
			result->written++;
		else if (!files_is_void(file) &&
			 !(file->node && run->changes.shared_only))
			result->same++;
	}
	result->removed = run->changes.removed.n;
	result->left = run->plan.left;
}

/* What a later run names to get the same generation. */
static void name_image(struct run *run, struct boot_result *result)
{
	const char *image = run->request->image;
	const struct boot_image *found =
		image ? images_resolve(&run->plan.images, image) : NULL;

	if (found)
		snprintf(result->image, sizeof(result->image), "%s:%s@%s",
			 found->image.name, found->image.method, found->image.generation);
}

static void show_nodes(const struct plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct plan_node *node = &plan->v[i];
		const struct boot_image *image = node->image;
		const char *state = plan_state(node->set);

		if (node->bad)
			continue;
		fprintf(out, "%s: %s", node->node.name, state ? state : "unset");
		if (image)
			fprintf(out, " %s:%s@%s", image->image.name, image->image.method,
				image->image.generation);
		fputs("\n", out);
	}
}

static int set(const struct boot *boot, const struct boot_request *request,
	       struct boot_result *result, int wait_ms)
{
	struct run run = { .boot = boot, .request = request };
	int fd CLEANUP_FD = request->dry_run ? -1 : lock(boot, wait_ms);
	int rc = fd < 0 && !request->dry_run ? fd : prepare(&run, false);

	*result = (struct boot_result){ 0 };
	if (rc == 0) {
		count(&run, result);
		name_image(&run, result);
		if (request->show)
			show_nodes(&run.plan, request->show);
		if (request->show && request->dry_run)
			changes_show(&run.changes, request->show);
		if (!request->dry_run && !is_refused(&run.plan))
			rc = apply(&run);
	}
	run_fini(&run);
	return rc;
}

int boot_set(const struct boot *boot, const struct boot_request *request,
	     struct boot_result *result)
{
	return set(boot, request, result, 0);
}

int boot_finish(const struct boot *boot)
{
	static const struct strv nobody;
	const struct boot_request request = { .set = BOOT_AS_RECORDED, .nodes = &nobody };
	struct strv due CLEANUP_STRV = { 0 };
	struct boot_result result;
	int rc = inventory_unapplied(boot->log, boot->inventory, &due);

	return rc < 0 || due.n == 0 ? rc : set(boot, &request, &result, LOCK_WAIT_MS);
}

int boot_forget(const struct boot *boot, const struct strv *nodes)
{
	const struct boot_request request = { .set = BOOT_OFFLINE, .nodes = nodes };
	struct boot_result result;

	return set(boot, &request, &result, LOCK_WAIT_MS);
}

int boot_refresh(const struct boot *boot, const struct strv *nodes, size_t *failed)
{
	const struct boot_request request = { .set = BOOT_AS_RECORDED, .nodes = nodes };
	struct run run = { .boot = boot, .request = &request };
	struct boot_result result = { 0 };
	int rc = prepare(&run, false);

	if (rc == 0) {
		count(&run, &result);
		rc = record_due(&run.plan);
	}
	*failed = result.failed;
	run_fini(&run);
	return rc;
}

static int all_nodes(const struct boot *boot, struct strv *names)
{
	struct objects nodes;
	int rc = inventory_load(boot->log, boot->inventory, OBJECT_NODE, NULL, false,
				&nodes);

	for (size_t i = 0; rc == 0 && i < nodes.n; i++)
		strv_add(names, nodes.v[i].name);
	if (rc == 0)
		objects_fini(&nodes);
	return rc;
}

static int write_answers(struct run *run)
{
	const struct boot *boot = run->boot;
	int rc = answers_prepare(boot);

	if (rc == 0)
		rc = write_changes(boot->log, boot->site, &run->changes);
	return rc < 0 ? rc : answers_tell(&run->changes);
}

int boot_dhcp(const struct boot *boot, const struct boot_request *request,
	      struct boot_result *result)
{
	struct strv names CLEANUP_STRV = { 0 };
	struct boot_request all = *request;
	struct run run = { .boot = boot, .request = &all };
	int fd CLEANUP_FD = request->dry_run ? -1 : lock(boot, 0);
	int rc = fd < 0 && !request->dry_run ? fd : all_nodes(boot, &names);

	*result = (struct boot_result){ 0 };
	all.set = BOOT_AS_RECORDED;
	all.nodes = &names;
	if (rc == 0)
		rc = prepare(&run, true);
	else
		run.plan.boot = boot;
	if (rc == 0) {
		count(&run, result);
		result->set = run.answers.n_hosts;
		if (request->show && request->dry_run)
			changes_show(&run.changes, request->show);
		if (!request->dry_run && !is_refused(&run.plan))
			rc = write_answers(&run);
	}
	run_fini(&run);
	return rc;
}
