/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/collect.h - what the hooks of a packing hand back.
 */
#ifndef PACK_COLLECT_H
#define PACK_COLLECT_H

#include "core/base/strv.h"
#include "core/initrd/initrd.h"
#include "core/job/job.h"

#include <stdbool.h>

struct collected_output {
	uint32_t role;
	char *name, *path;
};

/* Fields that no hook filled are zero. */
struct collect {
	struct log *log;
	const char *output; /* the staging folder: files are moved into it */
	const char *work;
	int tree; /* the whole tree below the view: kernels and modules are read there */
	const char *kernel; /* version */
	struct collected_output *outputs;
	size_t n_outputs;
	struct strv modules;
	struct initrd_file *files;
	size_t n_files;
	char *way, *root_output, *words;
	uint32_t root_flags;
	uint64_t resident, per_cpu, peak;
	struct strv writables; /* "HOW SOURCE PATH", as the manifest has them */
	char *kernel_config;   /* read once; "\n": the tree has none */
	bool warned_of_config; /* that it has none */
	/* Runs the hook of another method that corresponds to the running one. */
	int (*delegate)(void *arg, const char *method);
	void *delegate_arg;
};

extern const struct job_ops collect_ops; /* owner: a struct collect */

const struct collected_output *collect_role(const struct collect *, uint32_t role);

/* Adds a file that already lies in the output folder. */
int collect_add(struct collect *, uint32_t role, const char *name) MUST_CHECK;

/* 1: the kernel of the tree was configured with that symbol =y or =m; else 0.  What hangs on
 * the answer is less without a configuration, which is warned about once. */
int collect_kernel_has(struct collect *, const char *symbol);

/* The same for an estimate: nobody is told that there is no configuration. */
int collect_config_has(struct collect *, const char *symbol);

/* Bytes of a page of the tree's kernel, for the same. */
uint64_t collect_kernel_page(struct collect *);

void collect_fini(struct collect *);

#endif
