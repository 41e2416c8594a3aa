/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/media_test.c - a copy that is stopped anywhere leaves nothing.
 *
 * tests/cli/copycds.py has the rest.
 */
#include "media.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 20 };

static int calls, stop_at;

static bool stop(void)
{
	return ++calls == stop_at || (stop_at && calls > stop_at);
}

static int says_toy(struct sl_job *job, void *self)
{
	int fd = job->host->openat(job, "toy.info", O_RDONLY, 0);

	(void)self;
	if (fd < 0)
		return 0;
	close(fd);
	return job->host->set_medium(job, "toy", "1", "riscv64") < 0 ? -EIO : 50;
}

static struct sl_option none[] = { { .type = 0 } };
static struct plugin toy = { .p = { .name = "toy" }, .opts = none };
static struct plugin *all[] = { &toy };

static char *make_medium(struct log *log, const char *folder)
{
	char *medium = path_join(folder, "medium");
	char *info CLEANUP_FREE = path_join(medium, "toy.info");

	CU_ASSERT_FATAL(path_make_folders(log, medium, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, info, 0644, "1\n", 2) == 0);
	for (int i = 0; i < FILES; i++) {
		char *file CLEANUP_FREE = mem_printf("%s/%d", medium, i);

		CU_ASSERT_FATAL(file_create(log, file, 0644, "data", 4) == 0);
	}
	return medium;
}

static void wherever_it_is_stopped_nothing_is_left(void)
{
	struct log log = { .level = -1 };
	const char *folder = unit_folder();
	char *medium CLEANUP_FREE = make_medium(&log, folder);
	char *root CLEANUP_FREE = path_join(folder, "root");
	char *place CLEANUP_FREE = path_join(root, "install/toy1");
	const struct option_table no_plugins[] = { { NULL, NULL } };
	const struct registry registry = { all, 1 };
	struct media_request request = { .registry = &registry,
					 .medium = medium,
					 .stop = stop };
	struct media_result result;
	struct site site;
	int stopped = 0, rc;

	if (geteuid() != 0) {
		puts("(skipped: namespaces need root)");
		return;
	}
	toy.genimage = (struct sl_genimage){ .medium = says_toy };
	toy.p.genimage = &toy.genimage;
	CU_ASSERT_FATAL(path_make_folders(&log, root, 0755) == 0);
	CU_ASSERT_FATAL(site_load(&log, root, no_plugins, &site) == 0);
	request.site = &site;
	stop_at = 1;
	do {
		calls = 0;
		rc = media_copy(&log, &request, &result);
		media_result_fini(&result);
		stopped += rc == -ECANCELED;
		UNIT_INT(rc, calls < stop_at ? 0 : -ECANCELED);
		CU_ASSERT(path_exists(place) == (rc == 0));
		stop_at += 7;
	} while (rc != 0 && stopped < 100);
	CU_ASSERT(stopped >= 4);
	site_fini(&site);
}

const char unit_suite[] = "core/media";
const struct unit_case unit_cases[] = {
	{ "wherever it is stopped, nothing is left",
	  wherever_it_is_stopped_nothing_is_left },
	{ NULL, NULL },
};
