/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/medium.c - installation media of Debian and Ubuntu.
 *
 * .disk/info is one line:
 *   Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 DVD Binary-1 with firmware ...
 *   Ubuntu-Server 22.04.3 LTS "Jammy Jellyfish" - Release amd64 (20230810)
 */
#include "medium.h"
#include "release.h"

#include "plugins/lib/args.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *begin, *distro;
} media[] = { { "Debian ", "debian" }, { "Ubuntu", "ubuntu" } };

/* The first word that begins with a digit, and the first that is an architecture.  1 when
 * both are there. */
static int set_found(struct sl_job *job, const char *distro, const struct args *words)
{
	const char *version = NULL, *machine = NULL;
	int rc;

	for (size_t i = 0; i < words->n; i++) {
		if (!version && isdigit((unsigned char)words->v[i][0]))
			version = words->v[i];
		else if (!machine)
			machine = release_machine(words->v[i]);
	}
	if (!version || !machine)
		return 0;
	rc = job->host->set_medium(job, distro, version, machine);
	return rc < 0 ? rc : 1;
}

static const char *distro_of(const char *line)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++)
		if (strncmp(line, media[i].begin, strlen(media[i].begin)) == 0)
			return media[i].distro;
	return NULL;
}

int medium_recognise(struct sl_job *job, void *self)
{
	int fd = job->host->openat(job, ".disk/info", O_RDONLY, 0), rc;
	ARGS words = { 0 };
	const char *distro;
	char line[512];
	ssize_t n;

	(void)self;
	if (fd < 0)
		return 0;
	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	distro = distro_of(line);
	if (!distro)
		return 0;
	args_split(&words, line, " ");
	rc = args_check(job, &words);
	if (rc == 0)
		rc = set_found(job, distro, &words);
	return rc > 0 ? 100 : rc;
}
