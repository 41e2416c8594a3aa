/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/sles.c - trees of SUSE Linux Enterprise and openSUSE.
 */
#include "medium.h"
#include "zypper.h"

#include "plugins/lib/dracut.h"

static const struct sl_option options[] = {
	RPMTREE_OPTIONS,
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const struct rpmtree_leftover leftovers[] = {
	{ "var/log/zypp", "*" },
	{ "var/log", "zypper.log*" },
	{ "run", "zypp.pid" },
	{ "run", "zypp-rpm.pid" },
	{ "var/cache/ldconfig", "aux-cache" },
	{ NULL, NULL },
};

static const char *const key_units[] = { "sshd.service", "sshd@.service", NULL };

/* The program of SUSE's sshd.service. */
static const char *const key_makers[] = { "usr/sbin/sshd-gen-keys-start", NULL };

static const struct rpmtree kind = {
	.plugin = "sles",
	.cache = "zypp",
	.cache_place = ZYPPER_CACHE,
	.leftovers = leftovers,
	.key_units = key_units,
	.key_makers = key_makers,
	.open = zypper_open,
	.fini = zypper_fini,
	.repositories = zypper_repositories,
	.install = zypper_install,
	.remove = zypper_remove,
	.upgrade = zypper_upgrade,
};

static int install(struct sl_job *job, void *self)
{
	struct zypper zypper = { 0 };

	(void)self;
	return rpmtree_install(job, &kind, &zypper);
}

static int update(struct sl_job *job, void *self)
{
	struct zypper zypper = { 0 };

	(void)self;
	return rpmtree_update(job, &kind, &zypper);
}

static int configure(struct sl_job *job, void *self)
{
	(void)self;
	return rpmtree_configure(job, &kind);
}

/* Of the files in data: see CMakeLists.txt. */
static const char *const names[] = { SLES_NAMES, NULL };

static const struct sl_genimage genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.network = "wicked|NetworkManager|networkd",
	.medium = medium_recognise,
	.install = install,
	.update = update,
	.configure = configure,
	.initrd = dracut_build,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "sles",
	.version = "0.1.0",
	.summary = "SUSE Linux Enterprise, Leap, MicroOS and Tumbleweed, by zypper",
	.opts = options,
	.genimage = &genimage,
};
