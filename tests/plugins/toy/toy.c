/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/toy/toy.c - a distribution of no packages, for tests of the core.
 *
 * A medium has a file toy.info, "VERSION ARCH".  Installed is a kernel of that version and
 * a file per package, /pkg/NAME, that holds the environment of its pass.
 */
#include <stateless/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int toy_medium(struct sl_job *job, void *self)
{
	int fd = job->host->openat(job, "toy.info", O_RDONLY, 0), rc;
	char line[256], *version = line, *arch, *rest = NULL;
	ssize_t n;

	(void)self;
	if (fd < 0)
		return 0;
	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	line[n > 0 ? n : 0] = '\0';
	version = strtok_r(line, " \n", &rest);
	arch = strtok_r(NULL, " \n", &rest);
	if (version && strcmp(version, "broken") == 0)
		return sl_fail(job, EBADMSG, "toy.info is broken");
	rc = job->host->set_medium(job, "toy", version, arch);
	return rc < 0 ? rc : 80;
}

static int toy_put(struct sl_job *job, const char *folder, const char *name,
		   const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return job->host->write(job, path, 0644, text, strlen(text));
}

static int toy_kernel(struct sl_job *job, const char *version)
{
	char file[300], modules[300];
	const struct sl_kernel kernel = { SL_SIZE_OF(struct sl_kernel), 0, version,
					  file };
	int rc;

	snprintf(file, sizeof(file), "boot/vmlinuz-%s", version);
	snprintf(modules, sizeof(modules), "lib/modules/%s", version);
	rc = toy_put(job, "boot", file + strlen("boot/"), "kernel\n");
	if (rc == 0)
		rc = toy_put(job, modules, "modules.builtin", "");
	if (rc == 0)
		rc = toy_put(job, modules, "modules.order", "");
	return rc < 0 ? rc : job->host->add_kernel(job, &kernel);
}

/* One package: "kernel-VERSION" is a kernel too. */
static int toy_package(struct sl_job *job, const char *name, const char *text)
{
	int rc = toy_put(job, "pkg", name, text);

	if (rc == 0 && strncmp(name, "kernel-", 7) == 0)
		rc = toy_kernel(job, name + 7);
	return rc < 0 ? rc : job->host->add_package(job, name, "1", "noarch");
}

static int toy_pass(struct sl_job *job, const struct sl_pass *pass)
{
	char text[1024] = "";
	size_t n = 0;
	int rc = 0;

	for (const char *const *one = pass->env; one && *one && n < 900; one++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%.100s\n", *one);
	for (const char *const *one = pass->repositories; one && *one && n < 900; one++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "from %.100s\n", *one);
	for (const char *const *one = pass->install; rc == 0 && one && *one; one++)
		rc = toy_package(job, *one, text);
	return rc;
}

static int toy_install(struct sl_job *job, void *self)
{
	const struct sl_pass *const *pass = sl_image_of(job)->passes;
	int rc = 0;

	(void)self;
	for (; rc == 0 && pass && *pass; pass++)
		rc = toy_pass(job, *pass);
	return rc;
}

static const char *const toy_names[] = { "toy", NULL };

static const struct sl_genimage toy_genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = toy_names,
	.network = "networkd",
	.medium = toy_medium,
	.install = toy_install,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "toy",
	.version = "1",
	.summary = "a distribution of no packages, for tests",
	.genimage = &toy_genimage,
};
