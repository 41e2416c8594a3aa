/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modules.c - kernel modules, loaded for the hardware that is there.
 */
#include "modules.h"
#include "modalias.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

enum {
	INDEX_MOST = 64 << 20, /* bytes */
	ROUNDS = 16,           /* of coldplug: device behind bus behind device */
	DEPTH = 32             /* of folders in /sys/devices */
};

/* Said now, a failure later: without modules a NIC may still work, and then the server
 * is told too. */
static void note_kernel(struct modules *modules)
{
	struct utsname name;

	if (uname(&name) != 0 || strcmp(name.release, modules->index.kernel) == 0)
		return;
	snprintf(modules->running, sizeof(modules->running), "%s", name.release);
	console_say(modules->console,
		    "the initrd has the modules of kernel %s, and kernel %s runs",
		    modules->index.kernel, modules->running);
}

int modules_init(struct modules *modules, struct console *console, const char *cmdline)
{
	char *text, wrong[128];
	size_t n;
	int rc;

	*modules = (struct modules){ .console = console, .cmdline = cmdline };
	rc = sysfile_load(MODULES_INDEX, INDEX_MOST, &text, &n);
	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return console_fail(console, -rc, "cannot read %s of the initrd: %s",
				    MODULES_INDEX, strerror(-rc));
	rc = wire_modindex_read(text, n, &modules->index, wrong, sizeof(wrong));
	free(text);
	if (rc < 0)
		return console_fail(console, -rc, "%s of the initrd is damaged: %s",
				    MODULES_INDEX, wrong);
	note_kernel(modules);
	modules->tried = calloc(modules->index.n_modules + 1, 1);
	if (!modules->tried)
		return console_fail(console, ENOMEM, "out of memory for the modules");
	return 0;
}

static int insert_file(const struct wire_module *module, const char *options)
{
	int fd = open(module->path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -errno;
	rc = syscall(SYS_finit_module, fd, options, 0) == 0 || errno == EEXIST ? 0
									       : -errno;
	close(fd);
	return rc;
}

static int insert(struct modules *modules, size_t i)
{
	const struct wire_module *module = &modules->index.modules[i];
	char *options;
	int rc = -ENOMEM;

	if (modules->tried[i])
		return 0;
	modules->tried[i] = 1;
	options = modalias_options(modules->cmdline, module);
	if (options)
		rc = insert_file(module, options);
	free(options);
	if (rc == 0)
		modules->inserted++;
	else if (rc != -ENODEV)
		console_say(modules->console, "module %s (%s) cannot be loaded: %s",
			    module->name, module->path, strerror(-rc));
	return rc;
}

static int load_index(struct modules *modules, size_t i);

static void load_each(struct modules *modules, char *const *names)
{
	for (; *names; names++) {
		long i = wire_modindex_find(&modules->index, *names);

		if (i >= 0)
			load_index(modules, (size_t)i);
	}
}

/* The index lists a module's dependencies whole and in order; those of `after` have
 * their own.  What was tried is not tried again, so a circle ends. */
static int load_index(struct modules *modules, size_t i)
{
	const struct wire_module *module = &modules->index.modules[i];
	int rc;

	if (modules->tried[i])
		return 0;
	for (char *const *dep = module->deps; *dep; dep++) {
		long at = wire_modindex_find(&modules->index, *dep);

		if (at >= 0)
			insert(modules, (size_t)at);
	}
	rc = insert(modules, i);
	if (rc == 0)
		load_each(modules, module->after);
	return rc;
}

int modules_load(struct modules *modules, const char *name)
{
	long i = wire_modindex_find(&modules->index, name);

	return i < 0 ? -ENOENT : load_index(modules, (size_t)i);
}

static int load_alias(struct modules *modules, const char *modalias)
{
	size_t at = 0;
	long i;
	int rc = -ENOENT;

	while ((i = modalias_next(&modules->index, modules->cmdline, modalias, &at)) >= 0)
		rc = load_index(modules, (size_t)i);
	return rc;
}

int modules_request(struct modules *modules, const char *name)
{
	int rc = load_alias(modules, name);

	return rc == -ENOENT ? modules_load(modules, name) : rc;
}

void modules_load_listed(struct modules *modules)
{
	for (size_t i = 0; i < modules->index.n_loads; i++)
		load_index(modules, modules->index.loads[i]);
}

/* True the first time.  The list is kept sorted. */
static int is_new(struct modules *modules, const char *modalias)
{
	size_t low = 0, high = modules->n_seen;
	char *copy;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(modalias, modules->seen[middle]);

		if (order == 0)
			return 0;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (modules->n_seen == modules->room_seen) {
		size_t room = modules->room_seen ? modules->room_seen * 2 : 64;
		char **more = reallocarray(modules->seen, room, sizeof(*more));

		if (!more)
			return 1;
		modules->seen = more;
		modules->room_seen = room;
	}
	copy = strdup(modalias);
	if (!copy)
		return 1;
	memmove(modules->seen + low + 1, modules->seen + low,
		(modules->n_seen - low) * sizeof(*modules->seen));
	modules->seen[low] = copy;
	modules->n_seen++;
	return 1;
}

static void look_at(struct modules *modules, const char *path)
{
	char modalias[4096];

	if (sysfile_read(path, modalias, sizeof(modalias)) > 0 &&
	    is_new(modules, modalias))
		load_alias(modules, modalias);
}

static void walk(struct modules *modules, const char *folder, int depth)
{
	DIR *dir = depth < DEPTH ? opendir(folder) : NULL;
	const struct dirent *entry;
	char path[1024];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", folder,
				     entry->d_name) >= sizeof(path))
			continue;
		if (entry->d_type == DT_DIR)
			walk(modules, path, depth + 1);
		else if (strcmp(entry->d_name, "modalias") == 0)
			look_at(modules, path);
	}
	if (dir)
		closedir(dir);
}

void modules_coldplug(struct modules *modules)
{
	for (int i = 0; i < ROUNDS; i++) {
		unsigned before = modules->inserted;

		walk(modules, "/sys/devices", 0);
		if (modules->inserted == before)
			return;
	}
}
