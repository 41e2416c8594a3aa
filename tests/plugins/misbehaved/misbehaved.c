/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/misbehaved/misbehaved.c - a distribution, a method and a platform in one,
 * which works, but for the hook that the environment names.
 *
 *   MISBEHAVE=HOOK:HOW    HOW is crash, overflow, abort, exit or hang
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stateless/plugin.h>

#define VERSION "6.1.0-test"
#define BUILTIN                                                                          \
	"kernel/fs/squashfs/squashfs.ko\nkernel/drivers/block/loop.ko\n"                 \
	"kernel/fs/overlayfs/overlay.ko\n"
#define CONFIG                                                                           \
	"CONFIG_SQUASHFS=y\nCONFIG_SQUASHFS_ZSTD=y\nCONFIG_BLK_DEV_LOOP=y\n"             \
	"CONFIG_OVERLAY_FS=y\nCONFIG_RD_ZSTD=y\n"
#define PASSWD "root:x:0:0:root:/root:/bin/sh\n"
#define SHADOW "root:*:19000:0:99999:7:::\n"

/* Not a tail call, and no loop that a compiler may see through. */
static int overflow(volatile int depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return overflow(depth + 1) + room[0];
}

static void hang(void)
{
	volatile int forever = 1;

	while (forever)
		;
}

static void maybe(const char *hook)
{
	const char *wish = getenv("MISBEHAVE");
	size_t n = strlen(hook);
	int *volatile nowhere = NULL;

	if (!wish || strncmp(wish, hook, n) != 0 || wish[n] != ':')
		return;
	wish += n + 1;
	if (strcmp(wish, "crash") == 0)
		*nowhere = 1;
	else if (strcmp(wish, "overflow") == 0)
		overflow(0);
	else if (strcmp(wish, "abort") == 0)
		abort();
	else if (strcmp(wish, "exit") == 0)
		exit(0);
	else if (strcmp(wish, "hang") == 0)
		hang();
}

static int my_open(struct sl_job *job, void **self)
{
	(void)job;
	(void)self;
	maybe("open");
	return 0;
}

static int bid(struct sl_job *job, const struct sl_image *image)
{
	(void)job;
	(void)image;
	maybe("bid");
	return BID;
}

static int install(struct sl_job *job, void *self)
{
	static const struct sl_kernel kernel = { SL_SIZE_OF(struct sl_kernel), 0, VERSION,
						 "boot/vmlinuz" };
	int rc;

	(void)self;
	maybe("install");
	rc = job->host->write(job, "boot/vmlinuz", 0644, "kernel", 6);
	if (rc == 0)
		rc = job->host->write(job, "etc/passwd", 0644, PASSWD,
				      sizeof(PASSWD) - 1);
	if (rc == 0)
		rc = job->host->write(job, "etc/shadow", 0600, SHADOW,
				      sizeof(SHADOW) - 1);
	if (rc == 0)
		rc = job->host->write(job, "lib/modules/" VERSION "/modules.dep", 0644,
				      "", 0);
	if (rc == 0)
		rc = job->host->write(job, "lib/modules/" VERSION "/modules.builtin",
				      0644, BUILTIN, sizeof(BUILTIN) - 1);
	if (rc == 0)
		rc = job->host->write(job, "boot/config-" VERSION, 0644, CONFIG,
				      sizeof(CONFIG) - 1);
	return rc < 0 ? rc : job->host->add_kernel(job, &kernel);
}

/* One file is new, one is another, the others stay. */
static int update(struct sl_job *job, void *self)
{
	static const struct sl_kernel kernel = { SL_SIZE_OF(struct sl_kernel), 0, VERSION,
						 "boot/vmlinuz" };
	int rc;

	(void)self;
	maybe("update");
	rc = job->host->write(job, "etc/updated", 0644, "", 0);
	if (rc == 0)
		rc = job->host->write(job, "boot/vmlinuz", 0644, "newer kernel", 12);
	return rc < 0 ? rc : job->host->add_kernel(job, &kernel);
}

static int configure(struct sl_job *job, void *self)
{
	(void)self;
	maybe("configure");
	return job->host->write(job, "etc/configured", 0644, "", 0);
}

static int initrd(struct sl_job *job, void *self)
{
	(void)self;
	maybe("initrd");
	return job->host->write(job, "boot/initrd", 0644, "initrd", 6);
}

static int method_prepare(struct sl_job *job, void *self)
{
	(void)self;
	maybe("method.prepare");
	return job->host->write(job, "etc/prepared", 0644, "", 0);
}

static int pack(struct sl_job *job, void *self)
{
	static const struct sl_memory memory = { SL_SIZE_OF(struct sl_memory), 0, 1, 1,
						 1 };
	int rc;

	(void)self;
	maybe("pack");
	rc = job->host->add_output(job, SL_INITRD, "initrd", "boot/vmlinuz");
	return rc < 0 ? rc : job->host->set_memory(job, &memory);
}

static int verify(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	maybe("verify");
	return 0;
}

static int setup(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	maybe("setup");
	return 0;
}

static int platform_prepare(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	maybe("platform.prepare");
	return 0;
}

static int render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	char path[128];

	(void)self;
	maybe("render");
	snprintf(path, sizeof(path), "misbehaved/%s", boot->node->name);
	return job->host->add_file(job, SL_TFTP, path, 0644, boot->cmdline,
				   strlen(boot->cmdline));
}

static int render_host(struct sl_job *job, void *self, const struct sl_node *host,
		       const struct sl_boot *const *attached)
{
	(void)job;
	(void)self;
	(void)host;
	(void)attached;
	maybe("render_host");
	return 0;
}

static int emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	(void)self;
	(void)machine;
	maybe("emulate");
	return sl_fail(job, 38, "there is no emulator");
}

static const char *const names[] = { "misbehaved", NULL };
static const char *const archs[] = { "x86_64", "aarch64", "ppc64le", "riscv64", NULL };

static const struct sl_genimage genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.bid = bid,
	.install = install,
	.update = update,
	.configure = configure,
	.initrd = initrd,
};

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.prepare = method_prepare,
	.pack = pack,
	.verify = verify,
};

static const struct sl_bootloader bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.max_cmdline = 2047,
	.names = names,
	.archs = archs,
	.firmwares = names,
	.setup = setup,
	.prepare = platform_prepare,
	.render = render,
	.render_host = render_host,
	.emulate = emulate,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = NAME,
	.version = "1",
	.summary = "breaks down where it is told to",
	.genimage = &genimage,
	.packimage = FIRST ? &packimage : NULL,
	.bootloader = FIRST ? &bootloader : NULL,
	.open = my_open,
};
