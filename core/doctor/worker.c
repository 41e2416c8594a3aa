/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/worker.c - can this host do what packing and test boots ask of it?
 */
#include "checks.h"

#include "core/base/path.h"
#include "core/job/worker.h"
#include "core/pack/view.h"
#include "core/testboot/network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A worker's memory is its own, so what it says comes back through this. */
struct trial {
	struct doctor *doctor;
	const char *folder;
	int (*attempt)(struct log *, const char *folder);
	char *said; /* shared: the first thing that was wrong */
};

enum { SAID_ROOM = 4096 };

static void keep_first(void *arg, int level, const char *line)
{
	struct trial *trial = arg;

	if (level == LOG_LEVEL_ERROR && !trial->said[0])
		strncpy(trial->said, line, SAID_ROOM - 1);
}

static int work(void *arg, struct worker_note *note)
{
	struct trial *trial = arg;
	struct log log;

	(void)note;
	log_init(&log, "doctor");
	log.sink = keep_first;
	log.arg = trial;
	return trial->attempt(&log, trial->folder);
}

static int try(struct doctor *doctor, const char *folder,
	       int (*attempt)(struct log *, const char *folder))
{
	struct trial trial = { .doctor = doctor, .folder = folder, .attempt = attempt };
	int rc;

	trial.said = mmap(NULL, SAID_ROOM, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (trial.said == MAP_FAILED)
		return log_fail(&doctor->log, ENOMEM, "cannot map memory for a worker");
	rc = worker_run(&doctor->log, work, &trial, NULL);
	if (rc < 0 && trial.said[0])
		log_fail(&doctor->log, -rc, "%s", trial.said);
	munmap(trial.said, SAID_ROOM);
	return rc;
}

static int make_view(struct log *log, const char *folder)
{
	char *tree CLEANUP_FREE = path_join(folder, "tree");
	char *scratch CLEANUP_FREE = path_join(folder, "scratch");
	struct view view;
	int rc = path_make_folders(log, tree, 0755);

	if (rc == 0)
		rc = path_make_folders(log, scratch, 0700);
	if (rc == 0)
		rc = view_open(log, tree, scratch, &view);
	if (rc == 0)
		view_close(&view);
	return rc;
}

/* Where packing works.  The folder is called the same each time, so that what was left by
 * a doctor that was killed goes now. */
void doctor_check_packing(struct doctor *doctor)
{
	char *trees CLEANUP_FREE = path_join(doctor->site->installdir, "trees");
	char *folder CLEANUP_FREE = path_join(trees, ".doctor");
	bool made = !path_exists(trees) || path_exists(folder);

	if (!path_is_folder(doctor->site->installdir))
		return; /* said with the folders */
	if (path_remove(&doctor->log, folder) == 0 &&
	    path_make_folders(&doctor->log, folder, 0700) == 0 &&
	    try(doctor, folder, make_view) == 0)
		doctor_ok(doctor, "views can be laid over trees in %s", trees);
	if (path_remove(&doctor->log, folder) == 0 && made)
		rmdir(trees);
}

static int make_network(struct log *log, const char *folder)
{
	(void)folder;
	return network_make(log);
}

void doctor_check_testboot(struct doctor *doctor)
{
	if (try(doctor, NULL, make_network) == 0)
		doctor_ok(doctor, "a network of its own can be made for a test boot");
}
