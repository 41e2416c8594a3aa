/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/medium.c - installation media of SUSE Linux Enterprise and openSUSE.
 *
 * media.1/products has a line for each repository of the medium, FOLDER NAME VERSION:
 *   /Module-Basesystem Basesystem-Module 15.4-0
 *   /Product-SLES SLES15-SP4 15.4-0
 * media.1/media says vendor, build and number of media; the build names the architecture:
 *   SLE-15-SP4-Full-x86_64-Build151.1
 */
#include "medium.h"

#include "plugins/lib/data.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 16 };

static const char *const archs[] = { "x86_64",  "aarch64", "ppc64le", "s390x",
				     "riscv64", "ppc64",   "i686",    "i586" };

static char *read_medium(struct sl_job *job, const char *name)
{
	return work_read_fd(job->host->openat(job, name, O_RDONLY, 0), FILE_MOST);
}

static const char *arch_of(const char *media)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++)
		if (strstr(media, archs[i]))
			return archs[i];
	return NULL;
}

/* One line of products: 1 and the medium is set, 0 when it is of no distribution here. */
static int try_product(struct sl_job *job, const char *line, size_t n, const char *arch)
{
	char *copy = strndup(line, n);
	ARGS words = { 0 };
	struct data data = { 0 };
	const char *distro = NULL;
	int rc = 0;

	if (copy)
		args_split(&words, copy, " \t\r");
	free(copy);
	if (words.n < 3 || words.failed)
		return 0;
	words.v[2][strcspn(words.v[2], "-")] = '\0'; /* what follows is a release of it */
	if (!words.v[2][0])
		return 0;
	rc = data_find(job, "family", words.v[1], &data);
	if (rc > 0)
		distro = data_get(&data, words.v[2], "distro");
	if (distro)
		rc = job->host->set_medium(job, distro, words.v[2], arch);
	data_fini(&data);
	if (rc < 0)
		return rc;
	return distro != NULL;
}

int medium_recognise(struct sl_job *job, void *self)
{
	char *media = read_medium(job, "media.1/media");
	char *products = read_medium(job, "media.1/products");
	const char *arch = media ? arch_of(media) : NULL;
	const char *line = arch && products ? products : "";
	int rc = 0;

	(void)self;
	while (rc == 0 && *line) {
		size_t n = strcspn(line, "\n");

		rc = try_product(job, line, n, arch);
		line += n + (line[n] == '\n');
	}
	free(media);
	free(products);
	return rc > 0 ? 100 : rc;
}
