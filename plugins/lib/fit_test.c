/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fit_test.c - touch-ups that make one tree fit for many nodes.
 */
#include "fakehost.h"
#include "fit.h"

#include "tests/unit/unit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fake fake;

static void begin(void)
{
	fake_init(&fake, unit_folder());
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void nothing_of_one_machine_stays(void)
{
	struct stat st;

	begin();
	fake_put(&fake, "etc/hostname", "buildhost\n");
	fake_put(&fake, "etc/machine-id", "0123456789abcdef0123456789abcdef\n");
	fake_put(&fake, "var/lib/dbus/machine-id", "0123456789abcdef\n");
	fake_put(&fake, "var/lib/systemd/random-seed", "seed");
	UNIT_INT(fit_identity(&fake.job), 0);
	UNIT_STR(fake_get(&fake, "etc/hostname"), "");
	UNIT_STR(fake_get(&fake, "etc/machine-id"), "");
	CU_ASSERT(fstatat(fake.tree, "etc/machine-id", &st, 0) == 0);
	UNIT_INT(st.st_mode & 07777, 0444);
	CU_ASSERT(!fake_has(&fake, "var/lib/dbus/machine-id"));
	CU_ASSERT(!fake_has(&fake, "var/lib/systemd/random-seed"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake_get(&fake, "etc/hosts"), "127.0.0.1\tlocalhost\n"));
	fake_put(&fake, "etc/hosts", "192.0.2.1 mine\n");
	UNIT_INT(fit_identity(&fake.job), 0);
	UNIT_STR(fake_get(&fake, "etc/hosts"), "192.0.2.1 mine\n");
	end();
}

static const struct {
	const char *file, *target; /* NULL: an empty file */
} resolvers[] = {
	{ "usr/lib/systemd/systemd-resolved", "../run/systemd/resolve/stub-resolv.conf" },
	{ "lib/systemd/systemd-resolved", "../run/systemd/resolve/stub-resolv.conf" },
	{ "usr/lib/systemd/systemd-networkd", NULL },
};

/* What the link led to is another file's affair. */
static void names_are_resolved_by_what_is_there(void)
{
	for (size_t i = 0; i < sizeof(resolvers) / sizeof(resolvers[0]); i++) {
		char target[64] = "";
		ssize_t n;

		begin();
		fake_put(&fake, resolvers[i].file, "");
		fake_put(&fake, "etc/old", "nameserver 192.0.2.1\n");
		CU_ASSERT(symlinkat("old", fake.tree, "etc/resolv.conf") == 0);
		UNIT_INT(fit_resolver(&fake.job), 0);
		n = readlinkat(fake.tree, "etc/resolv.conf", target, sizeof(target) - 1);
		UNIT_INT(n > 0, resolvers[i].target != NULL);
		if (resolvers[i].target)
			UNIT_STR(target, resolvers[i].target);
		else
			UNIT_STR(fake_get(&fake, "etc/resolv.conf"), "");
		UNIT_STR(fake_get(&fake, "etc/old"), "nameserver 192.0.2.1\n");
		end();
	}
}

#define UNIT          "etc/systemd/system/stateless-hostkeys.service"
#define DROP(service) "etc/systemd/system/" service ".d/stateless-hostkeys.conf"

static const char *const services[] = { "sshd.service", "sshd@.service", NULL };

static const struct {
	const char *file;
	const char *const *services;
	int has_unit;
} hosts[] = {
	{ "usr/sbin/sshd", services, 1 },
	{ "usr/sbin/sshd", NULL, 0 },
	{ "usr/bin/ssh", services, 0 },
};

static void host_keys_are_made_at_boot(void)
{
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		begin();
		fake_put(&fake, hosts[i].file, "");
		fake_put(&fake, "etc/ssh/ssh_host_rsa_key", "secret");
		fake_put(&fake, "etc/ssh/ssh_host_rsa_key.pub", "");
		fake_put(&fake, "etc/ssh/sshd_config", "");
		UNIT_INT(fit_host_keys(&fake.job, hosts[i].services), 0);
		CU_ASSERT(!fake_has(&fake, "etc/ssh/ssh_host_rsa_key"));
		CU_ASSERT(!fake_has(&fake, "etc/ssh/ssh_host_rsa_key.pub"));
		CU_ASSERT(fake_has(&fake, "etc/ssh/sshd_config"));
		UNIT_INT(fake_has(&fake, UNIT), hosts[i].has_unit);
		UNIT_INT(fake_has(&fake, DROP("sshd.service")), hosts[i].has_unit);
		UNIT_INT(fake_has(&fake, DROP("sshd@.service")), hosts[i].has_unit);
		end();
	}
}

static const struct {
	const char *files[2];
	int enabled;
} networks[] = {
	{ { "usr/lib/systemd/systemd-networkd", NULL }, 1 },
	{ { "lib/systemd/systemd-networkd", NULL }, 1 },
	{ { "usr/bin/bash", NULL }, 0 },
	{ { "usr/lib/systemd/systemd-networkd", "usr/sbin/NetworkManager" }, 0 },
	{ { "usr/lib/systemd/systemd-networkd", "usr/sbin/ifup" }, 0 },
	{ { "usr/lib/systemd/systemd-networkd", "usr/sbin/connmand" }, 0 },
	{ { "usr/lib/systemd/systemd-networkd", "usr/sbin/wicked" }, 0 },
};

static void one_manager_looks_after_the_network(void)
{
	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
		begin();
		for (size_t k = 0; k < 2 && networks[i].files[k]; k++)
			fake_put(&fake, networks[i].files[k], "");
		UNIT_INT(fit_network(&fake.job), 0);
		UNIT_STR(fake.notes, networks[i].enabled
					     ? "run in tree: systemctl enable "
					       "systemd-networkd.service\nenv\n"
					     : "");
		end();
	}
}

const char unit_suite[] = "plugin fit";
const struct unit_case unit_cases[] = {
	{ "nothing of one machine stays, the site's hosts do",
	  nothing_of_one_machine_stays },
	{ "names are resolved by what is there", names_are_resolved_by_what_is_there },
	{ "host keys are made at boot, by us where nobody else does",
	  host_keys_are_made_at_boot },
	{ "one manager looks after the network", one_manager_looks_after_the_network },
	{ NULL, NULL }
};
