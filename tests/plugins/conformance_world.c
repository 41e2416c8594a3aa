/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/conformance_world.c - what a plugin is tried with.
 */
#include "conformance.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHA     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define VERSION "6.1.0-test"

static const char *const folder_names[FAKE_FOLDERS] = {
	[SL_TREE] = "tree",   [SL_OUTPUT] = "output", [SL_LIVE] = "live",
	[SL_WORK] = "work",   [SL_CACHE] = "cache",   [SL_DATA] = "data",
	[SL_STATE] = "state",
};

static void make_folders(struct world *world)
{
	struct log log = { .program = "conformance" };
	char template[] = "/tmp/stateless-conformance-XXXXXX";

	if (!mkdtemp(template)) {
		perror(template);
		exit(1);
	}
	world->folder = mem_dup(template);
	for (int i = SL_TREE; i < FAKE_FOLDERS; i++) {
		world->folders[i] = path_join(world->folder, folder_names[i]);
		if (path_make_folders(&log, world->folders[i], 0755) < 0)
			exit(1);
	}
}

static void make_file(const struct world *world, const char *path)
{
	struct log log = { .program = "conformance" };
	char *full CLEANUP_FREE = path_join(world->folders[SL_TREE], path);
	char *parent CLEANUP_FREE = path_parent(full);

	if (path_make_folders(&log, parent, 0755) < 0 ||
	    file_create(&log, full, 0644, "test\n", 5) < 0)
		exit(1);
}

static void make_artefacts(struct world *world)
{
	const uint32_t roles[] = { SL_KERNEL, SL_INITRD, SL_ROOT };
	static const char *const names[] = { "kernel", "initrd", "root.img" };
	static const char *const urls[] = { "/netboot/test/0123456789abcdef/kernel",
					    "/netboot/test/0123456789abcdef/initrd",
					    "/netboot/test/0123456789abcdef/root.img" };

	for (size_t i = 0; i < 3; i++) {
		world->artefacts[i] = (struct sl_artefact){
			.size = SL_SIZE_OF(struct sl_artefact),
			.role = roles[i],
			.name = names[i],
			.path = "/nonexistent",
			.urlpath = urls[i],
			.sha256 = SHA,
			.bytes = 4096,
		};
		world->listed[i] = &world->artefacts[i];
	}
}

static void make_image(struct world *world, const struct plugin *plugin)
{
	const char *const *archs = plugin->bootloader.archs;

	world->install[0] = "bash";
	world->sources[0] = "/install/test";
	world->pass = (struct sl_pass){ .size = SL_SIZE_OF(struct sl_pass),
					.env = world->names + 1,
					.remove_before = world->names + 1,
					.install = world->install,
					.remove_after = world->names + 1,
					.repositories = world->names + 1 };
	world->passes[0] = &world->pass;
	world->kernel = (struct sl_kernel){ .size = SL_SIZE_OF(struct sl_kernel),
					    .version = VERSION,
					    .file = "boot/vmlinuz-" VERSION };
	world->kernels[0] = &world->kernel;
	world->image = (struct sl_image){
		.size = SL_SIZE_OF(struct sl_image),
		.name = "test",
		.distro = plugin->genimage.names ? plugin->genimage.names[0] : "test",
		.version = "1",
		.arch = archs ? archs[0] : "x86_64",
		.profile = "compute",
		.method = plugin->packimage.names ? plugin->packimage.names[0] : NULL,
		.sources = world->sources,
		.passes = world->passes,
		.kernels = world->kernels,
		.artefacts = world->listed,
	};
}

static void make_nodes(struct world *world, const struct plugin *plugin)
{
	const char *const *names = plugin->bootloader.names;

	world->servers[0] = "10.0.0.1:80";
	world->net = (struct sl_net){ .size = SL_SIZE_OF(struct sl_net),
				      .prefix = 24,
				      .name = "test",
				      .gateway = "10.0.0.254",
				      .domain = "example.org",
				      .dns = world->names + 1,
				      .servers = world->servers };
	world->host = (struct sl_node){ .size = SL_SIZE_OF(struct sl_node),
					.name = "h1",
					.arch = world->image.arch,
					.platform = names ? names[0] : "test",
					.mac = "52:54:00:12:34:57",
					.ip = "10.0.0.3",
					.net = &world->net };
	world->node = world->host;
	world->node.name = "n1";
	world->node.mac = "52:54:00:12:34:56";
	world->node.ip = "10.0.0.2";
	world->node.console = "ttyS0,115200n8";
	world->node.id = "0";
	world->node.host = &world->host;
}

static void make_boots(struct world *world)
{
	world->localboot = (struct sl_boot){ .size = SL_SIZE_OF(struct sl_boot),
					     .state = SL_LOCALBOOT,
					     .node = &world->node,
					     .cmdline = "" };
	world->netboot = (struct sl_boot){ .size = SL_SIZE_OF(struct sl_boot),
					   .state = SL_NETBOOT,
					   .node = &world->node,
					   .image = &world->image,
					   .kernel = &world->artefacts[0],
					   .initrd = &world->artefacts[1],
					   .cmdline = "sl.root=/netboot/test/"
						      "0123456789abcdef quiet" };
	world->attached[0] = &world->netboot;
}

void world_init(struct world *world, const struct plugin *plugin)
{
	*world = (struct world){ 0 };
	make_folders(world);
	make_file(world, "boot/vmlinuz-" VERSION);
	make_file(world, "lib/modules/" VERSION "/modules.dep");
	make_file(world, "etc/os-release");
	make_artefacts(world);
	make_image(world, plugin);
	make_nodes(world, plugin);
	make_boots(world);
}

void world_fini(struct world *world)
{
	struct log log = { .program = "conformance" };

	if (path_remove(&log, world->folder) < 0)
		exit(1);
	for (int i = 0; i < FAKE_FOLDERS; i++)
		free(world->folders[i]);
	free(world->folder);
}

static size_t sum_environment(void)
{
	size_t sum = 0;

	for (char **text = environ; text && *text; text++)
		for (const char *c = *text; *c; c++)
			sum = sum * 31 + (unsigned char)*c;
	return sum;
}

static size_t count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static uint64_t blocked_signals(void)
{
	uint64_t bits = 0;
	sigset_t set;

	sigprocmask(SIG_SETMASK, NULL, &set);
	for (int i = 1; i < 64; i++)
		if (sigismember(&set, i) == 1)
			bits |= UINT64_C(1) << i;
	return bits;
}

void surroundings_note(struct surroundings *now)
{
	*now = (struct surroundings){ .environment = sum_environment(),
				      .descriptors = count_descriptors(),
				      .blocked = blocked_signals() };
	now->mask = umask(0);
	umask(now->mask);
	if (!getcwd(now->cwd, sizeof(now->cwd)))
		now->cwd[0] = '\0';
	fflush(NULL);
	for (int i = 0; i < 2; i++)
		now->said[i] = lseek(i + 1, 0, SEEK_CUR);
}

const char *surroundings_compare(const struct surroundings *before,
				 const struct surroundings *after)
{
	if (strcmp(before->cwd, after->cwd) != 0)
		return "changed the working directory";
	if (before->mask != after->mask)
		return "changed the umask";
	if (before->environment != after->environment)
		return "changed the environment";
	if (before->descriptors != after->descriptors)
		return "left a descriptor open, or closed one that is not its own";
	if (before->blocked != after->blocked)
		return "changed the signal mask";
	if (before->said[0] != after->said[0])
		return "wrote to standard output";
	if (before->said[1] != after->said[1])
		return "wrote to standard error";
	return NULL;
}
