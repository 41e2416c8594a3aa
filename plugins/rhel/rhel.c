/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/rhel.c - trees of Red Hat Enterprise Linux, its rebuilds, and Fedora.
 */
#include "dnf.h"
#include "medium.h"

#include "plugins/lib/dracut.h"
#include "plugins/lib/stage.h"

static const struct sl_option options[] = {
	RPMTREE_OPTIONS,
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "modules", NULL, NULL,
	  "streams of modules to enable, as nodejs:20" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "program", NULL, NULL,
	  "dnf, dnf5 or yum; default: the first of these that is there" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const struct rpmtree_leftover leftovers[] = {
	{ "var/log", "dnf*.log*" },
	{ "var/log", "hawkey.log*" },
	{ "var/log", "yum.log*" },
	{ "var/cache/ldconfig", "aux-cache" },
	{ NULL, NULL },
};

static const char *const key_units[] = { "sshd.service", "sshd@.service", "ssh.service",
					 NULL };

static const char *const key_makers[] = {
	"usr/lib/systemd/system/sshd-keygen@.service",
	"usr/lib/systemd/system/sshd-keygen.service",
	NULL,
};

static const struct rpmtree kind = {
	.plugin = "rhel",
	.cache = "dnf",
	.cache_place = STAGE_CACHE,
	.leftovers = leftovers,
	.key_units = key_units,
	.key_makers = key_makers,
	.open = dnf_open,
	.fini = dnf_fini,
	.repositories = dnf_repositories,
	.prepare = dnf_modules,
	.install = dnf_install,
	.remove = dnf_remove,
	.upgrade = dnf_upgrade,
};

static int install(struct sl_job *job, void *self)
{
	struct dnf dnf = { 0 };

	(void)self;
	return rpmtree_install(job, &kind, &dnf);
}

static int update(struct sl_job *job, void *self)
{
	struct dnf dnf = { 0 };

	(void)self;
	return rpmtree_update(job, &kind, &dnf);
}

static int configure(struct sl_job *job, void *self)
{
	(void)self;
	return rpmtree_configure(job, &kind);
}

/* Of the files in data: see CMakeLists.txt. */
static const char *const names[] = { RHEL_NAMES, NULL };

static const struct sl_genimage genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.network = "NetworkManager|networkd",
	.medium = medium_recognise,
	.install = install,
	.update = update,
	.configure = configure,
	.initrd = dracut_build,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "rhel",
	.version = "0.1.0",
	.summary = "Red Hat Enterprise Linux, its rebuilds, and Fedora, by dnf",
	.opts = options,
	.genimage = &genimage,
};
