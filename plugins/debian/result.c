/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result.c - the packages that the finished tree has.
 */
#include "result.h"

#include "plugins/lib/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct sl_job *job;
	int rc;
};

/* "installed NAME VERSION ARCH"; what is not installed has another first word. */
static void read_line(void *arg, const char *line)
{
	struct reader *reader = arg;
	ARGS words = { 0 };

	args_split(&words, line, " ");
	if (reader->rc < 0 || words.n == 0 || strcmp(words.v[0], "installed") != 0)
		return;
	if (words.failed || words.n != 4)
		reader->rc = sl_fail(reader->job, words.failed ? ENOMEM : EINVAL,
				     "cannot understand dpkg-query's line \"%s\"", line);
	else
		reader->rc = reader->job->host->add_package(reader->job, words.v[1],
							    words.v[2], words.v[3]);
}

int result_packages(struct sl_job *job)
{
	struct reader reader = { .job = job };
	char *admindir = args_printf("--admindir=%s/var/lib/dpkg", sl_path(job, SL_TREE));
	const char *const argv[] = {
		"dpkg-query",
		admindir,
		"--show",
		"--showformat=${db:Status-Status} ${Package} ${Version} "
		"${Architecture}\n",
		NULL,
	};
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.line = read_line,
		.arg = &reader,
	};
	int rc;

	if (!SL_HAS(job->host, add_package))
		return 0;
	rc = admindir ? job->host->run(job, &command)
		      : sl_fail(job, ENOMEM, "memory is out");
	free(admindir);
	return rc < 0 ? rc : reader.rc;
}
