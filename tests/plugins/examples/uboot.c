/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/examples/uboot.c - a third party's platform: RISC-V boards that U-Boot
 * starts by PXE. */
#include <stdio.h>
#include <string.h>

#include <stateless/plugin.h>

static const struct sl_artefact *find(const struct sl_image *image, uint32_t role)
{
	const struct sl_artefact *const *a;

	for (a = image->artefacts; a && *a; a++)
		if ((*a)->role == role)
			return *a;
	return NULL;
}

static int uboot_prepare(struct sl_job *job, void *self)
{
	const char *dtb = sl_opt(job, "dtb");

	(void)self;
	if (!dtb)
		return 0;
	return job->host->add_output(job, SL_DTB, "board.dtb", dtb);
}

static int uboot_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const struct sl_artefact *dtb = boot->image ? find(boot->image, SL_DTB) : NULL;
	char path[64], text[2048], *c;
	int n;

	(void)self;
	snprintf(path, sizeof(path), "pxelinux.cfg/01-%s", boot->node->mac);
	for (c = path; *c; c++)
		if (*c == ':')
			*c = '-';
	if (boot->state == SL_LOCALBOOT)
		n = snprintf(text, sizeof(text),
			     "default local\nlabel local\n\tlocalboot 1\n");
	else
		n = snprintf(text, sizeof(text),
			     "default sl\nlabel sl\n\tkernel %s\n\tinitrd "
			     "%s\n%s%s%s\tappend %s\n",
			     boot->kernel->urlpath, boot->initrd->urlpath,
			     dtb ? "\tfdt " : "", dtb ? dtb->urlpath : "",
			     dtb ? "\n" : "", boot->cmdline);
	if (n < 0 || (size_t)n >= sizeof(text))
		return sl_fail(job, 7, "%s: boot entry is too long", boot->node->name);
	return job->host->add_file(job, SL_TFTP, path, 0644, text, (size_t)n);
}

static int uboot_setup(struct sl_job *job, void *self)
{
	/* 27: riscv64 UEFI is 0x1b; U-Boot's own loader announces nothing we need. */
	const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), 27, NULL, NULL, "pxelinux.0", NULL
	};

	(void)self;
	return job->host->add_dhcp(job, NULL, &rule);
}

static int uboot_emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	static const char *const words[] = {
		"qemu-system-riscv64",       "-M", "virt", "-bios", "default", "-kernel",
		"/usr/lib/u-boot/u-boot.bin"
	};
	char device[96];
	size_t i;
	int rc;

	(void)self;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		rc = job->host->add_arg(job, words[i]);
		if (rc < 0)
			return rc;
	}
	snprintf(device, sizeof(device), "virtio-net-device,netdev=%s,mac=%s",
		 machine->netdev, machine->mac);
	rc = job->host->add_arg(job, "-device");
	return rc < 0 ? rc : job->host->add_arg(job, device);
}

static const struct sl_option uboot_opts[] = {
	{ .type = SL_PATH,
	  .flags = SL_IN_IMAGE,
	  .name = "dtb",
	  .help = "device tree, a path in the tree" },
	{ .type = 0 },
};

static const char *const uboot_names[] = { "uboot", NULL };
static const char *const uboot_archs[] = { "riscv64", NULL };

static const struct sl_bootloader uboot_bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_MAC | SL_NEED_IP,
	.max_cmdline = 1023,
	.names = uboot_names,
	.archs = uboot_archs,
	.setup = uboot_setup,
	.prepare = uboot_prepare,
	.render = uboot_render,
	.emulate = uboot_emulate,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "uboot",
	.version = "1.0",
	.summary = "RISC-V boards, started by U-Boot over the network",
	.opts = uboot_opts,
	.bootloader = &uboot_bootloader,
};
