/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/release.c - what a plugin knows of the release that an image is of.
 */
#include "release.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

static int is_foreign(const char *arch)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.machine, arch) != 0;
}

static int find_number(struct sl_job *job, struct release *release)
{
	size_t n = strspn(release->version, "0123456789");

	if ((n == 0 && !data_get(&release->data, release->version, "rolling")) ||
	    n >= sizeof(release->number))
		return sl_fail(job, EINVAL,
			       "%s has no release \"%s\"; set version to a number, as in "
			       "9.4",
			       release->title, release->version);
	snprintf(release->number, sizeof(release->number), "%.*s", (int)n,
		 release->version);
	return 0;
}

/* Names of files, with the release's number in the place of @release@. */
static void find_keys(struct release *release)
{
	static const char mark[] = "@release@";
	ARGS names = { 0 };

	data_list(&release->data, release->version, "keys", &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *at = strstr(names.v[i], mark);

		if (at)
			args_addf(&release->keys, "%.*s%s%s", (int)(at - names.v[i]),
				  names.v[i], release->number, at + strlen(mark));
		else
			args_add(&release->keys, names.v[i]);
	}
	release->keys.failed |= names.failed;
}

static int fill(struct sl_job *job, struct release *release)
{
	const struct data *data = &release->data;
	int rc;

	release->title = data_get(data, release->version, "title");
	release->db.path = data_get(data, release->version, "rpmdb");
	release->db.backend = data_get(data, release->version, "backend");
	if (!release->title || !release->db.path || !release->db.backend)
		return sl_fail(job, EINVAL,
			       "%s lacks title, rpmdb or backend for release \"%s\"",
			       data->name, release->version);
	rc = find_number(job, release);
	if (rc < 0)
		return rc;
	find_keys(release);
	return args_check(job, &release->keys);
}

int release_find(struct sl_job *job, const struct sl_image *image,
		 struct release *release)
{
	int rc;

	*release = (struct release){ .version = data_release(image),
				     .arch = image->arch,
				     .foreign = is_foreign(image->arch) };
	rc = data_find(job, "names", image->distro, &release->data);
	if (rc == 0)
		rc = sl_fail(
			job, ENOENT,
			"nothing is known of distro \"%s\": no file of %s/data names "
			"it",
			image->distro, sl_path(job, SL_DATA));
	return rc < 0 ? rc : fill(job, release);
}

void release_fini(struct release *release)
{
	data_fini(&release->data);
	args_fini(&release->keys);
}
