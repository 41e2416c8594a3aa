/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/job.c - opens a plugin for a job, runs its hooks, closes it.
 */
#include "job.h"
#include "guard.h"
#include "host.h"

#include <errno.h>

static void watch(struct job *job, const char *hook)
{
	unsigned limit = job->limit ? job->limit : JOB_LIMIT;

	if (!job->note) {
		guard_enter(job->plugin->p.name, hook,
			    limit < JOB_PURE_LIMIT ? limit : JOB_PURE_LIMIT);
		return;
	}
	job->outer = job->note->hook;
	worker_note_hook(job->note, job->plugin->p.name, hook, limit);
}

static void unwatch(struct job *job)
{
	if (job->note)
		job->note->hook = job->outer;
	else
		guard_leave();
}

void job_enter(struct job *job, const char *hook)
{
	job->border.host = host_table();
	job->hook = hook;
	job->fails = 0;
	job->pending[0] = '\0';
	watch(job, hook);
}

/* The border's rule: a failing hook has said why, once. */
int job_leave(struct job *job, int rc)
{
	unwatch(job);
	if (rc > 0)
		rc = log_fail(
			job->log, EPROTO,
			"plugin %s: hook %s returned %d, which is neither 0 nor -errno",
			job->plugin->p.name, job->hook, rc);
	else if (rc < 0 && job->fails == 0 && job->pending[0])
		log_fail(job->log, -rc, "plugin %s: %s", job->plugin->p.name,
			 job->pending);
	else if (rc < 0 && job->fails == 0)
		log_fail(job->log, EPROTO,
			 "plugin %s: hook %s failed (%d) and did not say why",
			 job->plugin->p.name, job->hook, rc);
	else if (rc == 0 && job->fails > 0)
		rc = log_fail(job->log, EPROTO,
			      "plugin %s: hook %s said that it failed, yet returned 0",
			      job->plugin->p.name, job->hook);
	job->hook = NULL;
	return rc;
}

int job_hook(struct job *job, const char *name, int (*hook)(struct sl_job *, void *self))
{
	job_enter(job, name);
	return job_leave(job, hook(&job->border, job->self));
}

int job_open(struct job *job)
{
	job->border.host = host_table();
	job->self = NULL;
	if (!job->plugin->p.open)
		return 0;
	job_enter(job, "open");
	return job_leave(job, job->plugin->p.open(&job->border, &job->self));
}

void job_close(struct job *job)
{
	if (!job->plugin->p.close)
		return;
	watch(job, "close");
	job->plugin->p.close(&job->border, job->self);
	unwatch(job);
}
