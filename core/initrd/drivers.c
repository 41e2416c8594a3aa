/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/drivers.c - which modules an initrd carries.
 */
#include "drivers.h"
#include "core/base/str.h"

#include <errno.h>
#include <string.h>

/* Parts of paths, so that drivers installed beside the kernel's own (updates/, extra/)
 * are found too.  PHY drivers are asked for by the kernel when a device is opened. */
static const char *const folders[] = {
	"drivers/net/ethernet/", "drivers/net/phy/",     "drivers/net/mdio/",
	"drivers/net/hyperv/",   "drivers/net/vmxnet3/",
};

/* Network devices that lie elsewhere, the buses of virtual machines, and the protocols
 * that some kernels have as modules. */
static const char *const names[] = {
	"virtio_net", "xen_netfront", "virtio_pci", "virtio_mmio",
	"hv_vmbus",   "pci_hyperv",   "af_packet",  "ipv6",
};

static bool is_wired(const struct module *module)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strstr(module->path, folders[i]))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(module->name, names[i]) == 0)
			return true;
	return false;
}

static void carry(void *arg, struct module *module)
{
	modules_carry(arg, module);
}

static int carry_named(struct log *log, struct modules *modules, const struct strv *list)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (modules_resolve(modules, list->v[i], carry, modules) == 0 &&
		    !modules_is_builtin(modules, list->v[i]))
			return log_fail(log, ENOENT,
					"kernel %s has no module %s, neither in %s nor "
					"built in; add the package that brings it, or "
					"choose another kernel",
					modules->kernel, list->v[i], modules->folder);
	return 0;
}

int drivers_select(struct log *log, struct modules *modules, const struct strv *loads,
		   const struct strv *drivers)
{
	int rc = carry_named(log, modules, loads);

	if (rc == 0 && drivers && drivers->n)
		return carry_named(log, modules, drivers);
	for (size_t i = 0; rc == 0 && i < modules->n; i++)
		if (is_wired(&modules->v[i]))
			modules_carry(modules, &modules->v[i]);
	return rc;
}
