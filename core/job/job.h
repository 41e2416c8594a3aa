/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/job.h - one run of a plugin's hooks, and the host table it is handed.
 *
 * The folder knows nothing of images or boot: what plugins hand back goes to `ops`, which
 * the job's owner (core/build, core/pack, core/boot) fills.
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/config/settings.h"
#include "core/plugin/registry.h"
#include "worker.h"

#include <stdbool.h>
#include <stddef.h>

/* What the owner does with what plugins hand back; `owner` is job->owner.  A NULL member
 * means that the call has no place in this kind of job: it is refused for the plugin.
 * Every one returns 0, or -errno after saying why (log_fail on job->log). */
struct job_ops {
	int (*set_medium)(void *owner, const char *distro, const char *version,
			  const char *arch);
	int (*add_kernel)(void *owner, const struct sl_kernel *);
	int (*add_package)(void *owner, const char *name, const char *version,
			   const char *arch);
	int (*add_output)(void *owner, int role, const char *name, const char *file);
	int (*add_module)(void *owner, const char *module);
	int (*add_initrd_file)(void *owner, const char *path, const char *file,
			       unsigned mode);
	int (*set_root)(void *owner, const struct sl_root *);
	int (*set_memory)(void *owner, const struct sl_memory *);
	int (*add_writable)(void *owner, const struct sl_writable *);
	int (*add_server)(void *owner, const char *const *argv);
	int (*delegate)(void *owner, const char *method);
	int (*kernel_has)(void *owner, const char *symbol);
	/* node: the node whose file it is (as given to render or render_host), or NULL */
	int (*add_file)(void *owner, int place, const char *path, unsigned mode,
			const void *data, size_t len);
	int (*add_link)(void *owner, int place, const char *path, const char *target);
	int (*add_dhcp)(void *owner, const struct sl_boot *, const struct sl_dhcp *);
	int (*add_arg)(void *owner, const char *arg);
	const char *(*node_opt)(void *owner, const struct sl_node *, const char *name);
	const struct sl_image *(*used_image)(void *owner, uint32_t index);
};

/* Seconds.  The second is for hooks that do no I/O and run outside of a worker. */
enum { JOB_LIMIT = 4 * 3600, JOB_PURE_LIMIT = 10 };

enum { JOB_SCOPES = 4, JOB_FOLDERS = 8 /* enum sl_folder counts from 1 */ };

/* Filled by its owner, then handed to job_open().  All is borrowed for the job's life. */
struct job {
	struct sl_job border; /* first: what plugins see of it */
	struct log *log;
	const struct plugin *plugin;
	const struct sl_image *image; /* NULL where there is none */
	const char *asked;            /* which of the table's names matched */
	const char *folders[JOB_FOLDERS];
	int tree;                    /* descriptor of folders[SL_TREE], or -1 */
	const struct strv *networks; /* "10.0.0.0/24"; NULL: none */
	/* Settings, narrowest first, ended by NULL. */
	const struct settings *scopes[JOB_SCOPES];
	const struct job_ops *ops;
	void *owner;
	struct worker_note *note; /* of the worker that runs it, or NULL */
	bool (*stop)(void);       /* cancelled(); or NULL */
	bool pure;                /* render: no run, no openat, no write */
	void *self;               /* the plugin's */
	char pending[512]; /* why a file was not there: said only if the hook fails for it
			    */
	unsigned limit;    /* seconds that a hook may take; 0: JOB_LIMIT */
	struct strv *missed; /* gets every file that openat() did not find; or NULL */
	unsigned fails; /* how often this hook said fail(), itself or through the host */
	const char *hook; /* the running hook's name, or NULL */
	struct worker_hook
		outer; /* the hook that runs around this one, as delegate() does
				   */
};

/* Opens the plugin for the job (its own open(), if it has one).  The host table is ready
 * then. */
int job_open(struct job *) MUST_CHECK;
void job_close(struct job *);

/* Runs one hook: job_hook(job, "pack", job->plugin->packimage.pack).  Tells the parent of
 * the worker which hook runs; a hook that fails without a word, or says more than one, is
 * reported as the plugin's defect.  0 or -errno. */
int job_hook(struct job *, const char *name,
	     int (*hook)(struct sl_job *, void *self)) MUST_CHECK;
void job_enter(struct job *, const char *hook); /* around a hook of another shape */
int job_leave(struct job *, int rc) MUST_CHECK;

#endif
