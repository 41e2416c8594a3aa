/* SPDX-License-Identifier: BSD-2-Clause
 * third-party/dpu.c - network cards that run their own Linux, started by their host.
 *
 * Such a card has no MAC that boots, and no DHCP: its host writes kernel and initrd into
 * it over PCIe.  So all of its files belong to the host.
 */
#include <errno.h>
#include <stdio.h>

#include <stateless/plugin.h>

/* The vendor ships a root as a tar archive; the image's first source is its path. */
static int dpu_install(struct sl_job *job, void *self)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_kernel kernel = { SL_SIZE_OF(struct sl_kernel), 0, "5.15.0-dpu",
					  "boot/Image" };
	int rc;

	(void)self;
	if (!image->sources || !image->sources[0])
		return sl_fail(job, EINVAL, "%s: pkgdir must name the vendor's archive",
			       image->name);
	rc = sl_run(job, 0, "tar", "--numeric-owner", "--xattrs", "-xpf",
		    image->sources[0], "-C", sl_path(job, SL_TREE));
	return rc < 0 ? rc : job->host->add_kernel(job, &kernel);
}

/* The whole root is the initrd, so there is no root to mount and no hook for it. */
static int dpu_pack(struct sl_job *job, void *self)
{
	static const struct sl_memory need = { SL_SIZE_OF(struct sl_memory), 0,
					       512u << 20, 0, 1024u << 20 };
	int rc;

	(void)self;
	rc = sl_run(job, 0, "bsdtar", "--format=newc", "-cf", "root.cpio", "-C",
		    sl_path(job, SL_TREE), ".");
	if (rc < 0)
		return rc;
	rc = job->host->add_output(job, SL_INITRD, "initrd", "root.cpio");
	return rc < 0 ? rc : job->host->set_memory(job, &need);
}

static int dpu_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const char *id = boot->node->id ? boot->node->id : "0";
	char path[64], text[4096];
	int n;

	(void)self;
	if (boot->state == SL_LOCALBOOT)
		n = snprintf(text, sizeof(text), "boot=flash\n");
	else
		n = snprintf(text, sizeof(text),
			     "boot=push\nkernel=%s %s\ninitrd=%s %s\nargs=%s\n",
			     boot->kernel->urlpath, boot->kernel->sha256,
			     boot->initrd->urlpath, boot->initrd->sha256, boot->cmdline);
	if (n < 0 || (size_t)n >= sizeof(text))
		return sl_fail(job, EOVERFLOW, "%s: the plan is too long",
			       boot->node->name);
	snprintf(path, sizeof(path), "etc/dpu/%.32s.plan", id);
	return job->host->add_file(job, SL_HOST, path, 0644, text, (size_t)n);
}

/* One file that lists all cards of a host, with the bridge each is plugged into. */
static int dpu_render_host(struct sl_job *job, void *self, const struct sl_node *host,
			   const struct sl_boot *const *attached)
{
	char text[8192];
	size_t used = 0;

	(void)self;
	for (; *attached; attached++) {
		const struct sl_node *node = (*attached)->node;
		const char *bridge = job->host->node_opt(job, node, "bridge");
		int n = snprintf(text + used, sizeof(text) - used, "%s %s %s\n",
				 node->id ? node->id : "0", node->name,
				 bridge ? bridge : "-");

		if (n < 0 || (size_t)n >= sizeof(text) - used)
			return sl_fail(job, EOVERFLOW, "%s has too many cards",
				       host->name);
		used += (size_t)n;
	}
	return job->host->add_file(job, SL_HOST, "etc/dpu/cards", 0644, text, used);
}

static const struct sl_option dpu_opts[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_NODE, "bridge", "br0", NULL,
	  "bridge on the host that the card's port joins" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const dpu_distros[] = { "dpuos*", NULL };
static const char *const dpu_names[] = { "dpu", NULL };
static const char *const dpu_archs[] = { "aarch64", NULL };

static const struct sl_genimage dpu_genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = dpu_distros,
	.network = "networkd",
	.install = dpu_install,
};

static const struct sl_packimage dpu_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = dpu_names,
	.pack = dpu_pack,
};

static const struct sl_bootloader dpu_bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_HOST,
	.max_cmdline = 1023,
	.names = dpu_names,
	.archs = dpu_archs,
	.render = dpu_render,
	.render_host = dpu_render_host,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "dpu",
	.version = "1.0",
	.summary = "network cards that run their own Linux, started by their host",
	.opts = dpu_opts,
	.genimage = &dpu_genimage,
	.packimage = &dpu_packimage,
	.bootloader = &dpu_bootloader,
};
