/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/drivers.c - which modules an initrd carries.
 */
#include "drivers.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define NET "drivers/net/"

/* Parts of paths, so that drivers installed beside the kernel's own (updates/, extra/) with
 * their folders are found too.  PHY drivers are asked for by the kernel when a device is opened. */
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

static bool is_wired_path(const char *path)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strstr(path, folders[i]))
			return true;
	return false;
}

static bool is_wired(const struct module *module, const struct strv *own)
{
	if (is_wired_path(module->path))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(module->name, names[i]) == 0)
			return true;
	return !str_starts(module->path, "kernel/") && own && strv_has(own, module->name);
}

/* path: below kernel/drivers/net. */
static int see_driver(void *arg, const struct visit_entry *entry)
{
	char *path CLEANUP_FREE = mem_printf(NET "%s", entry->path);
	const char *end = strstr(entry->name, ".ko");

	if (!S_ISDIR(entry->st->st_mode) && end && is_wired_path(path)) {
		char *name CLEANUP_FREE =
			mem_ndup(entry->name, (size_t)(end - entry->name));

		strv_add(arg, modules_spell(name));
	}
	return VISIT_GO_ON;
}

int drivers_own(struct log *log, int tree, const struct modules *modules,
		struct strv *own)
{
	char *path CLEANUP_FREE = mem_printf("%s/kernel/" NET, modules->folder);
	int fd CLEANUP_FD = intree_open(tree, path, O_RDONLY | O_DIRECTORY, 0);

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (fd < 0)
		return log_fail(log, -fd, "cannot read /%s of the tree: %s", path,
				strerror(-fd));
	return visit_tree(log, fd, path, see_driver, own);
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
		   const struct strv *drivers, const struct strv *own)
{
	int rc = carry_named(log, modules, loads);

	if (rc == 0 && drivers && drivers->n)
		return carry_named(log, modules, drivers);
	for (size_t i = 0; rc == 0 && i < modules->n; i++)
		if (is_wired(&modules->v[i], own))
			modules_carry(modules, &modules->v[i]);
	return rc;
}
