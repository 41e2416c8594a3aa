/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result_test.c - packages, touch-ups, command lines.
 */
#include "configure.h"
#include "initrd.h"
#include "mmdebstrap.h"
#include "result.h"
#include "tidy.h"

#include "plugins/lib/fakehost.h"

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

static const char status[] = "Package: bash\n"
			     "Status: install ok installed\n"
			     "Architecture: amd64\n"
			     "Version: 5.2-2+b1\n"
			     "Maintainer: nobody\n"
			     "Description: a shell\n"
			     "\n"
			     "Package: gone\n"
			     "Status: deinstall ok config-files\n"
			     "Architecture: all\n"
			     "Version: 1\n"
			     "Maintainer: nobody\n"
			     "Description: was removed\n";

static void packages_are_listed(void)
{
	begin();
	fake.runs = 1;
	fake_put(&fake, "var/lib/dpkg/status", status);
	UNIT_INT(result_packages(&fake.job), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "package bash 5.2-2+b1 amd64\n"));
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "package gone"));
	end();
}

static void a_tree_is_made_fit_for_many(void)
{
	begin();
	fake_put(&fake, "etc/hostname", "buildhost\n");
	fake_put(&fake, "etc/resolv.conf", "nameserver 192.0.2.1\n");
	fake_put(&fake, "etc/ssh/ssh_host_rsa_key", "secret");
	fake_put(&fake, "etc/ssh/ssh_host_rsa_key.pub", "public");
	fake_put(&fake, "etc/ssh/sshd_config", "");
	fake_put(&fake, "usr/sbin/sshd", "");
	fake_put(&fake, "usr/lib/systemd/systemd-networkd", "");
	UNIT_INT(configure_tree(&fake.job, NULL), 0);
	UNIT_STR(fake_get(&fake, "etc/hostname"), "");
	CU_ASSERT(!fake_has(&fake, "etc/ssh/ssh_host_rsa_key"));
	CU_ASSERT(!fake_has(&fake, "etc/ssh/ssh_host_rsa_key.pub"));
	CU_ASSERT(fake_has(&fake, "etc/ssh/sshd_config"));
	CU_ASSERT(fake_has(&fake,
			   "etc/systemd/system/ssh.service.d/stateless-hostkeys.conf"));
	UNIT_STR(fake_get(&fake, "etc/resolv.conf"), "");
	UNIT_STR(fake_get(&fake, "etc/machine-id"), "");
	CU_ASSERT_PTR_NOT_NULL(strstr(fake_get(&fake, "etc/hosts"), "localhost"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
		fake.notes, "run in tree: systemctl enable systemd-networkd.service\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "\nrun dpkg-query "));
	end();
}

static void another_network_manager_is_left_alone(void)
{
	begin();
	fake_put(&fake, "etc/passwd", "");
	fake_put(&fake, "usr/lib/systemd/systemd-networkd", "");
	fake_put(&fake, "usr/lib/systemd/systemd-resolved", "");
	fake_put(&fake, "usr/sbin/NetworkManager", "");
	UNIT_INT(configure_tree(&fake.job, NULL), 0);
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "systemctl"));
	CU_ASSERT(fake_has(&fake, "etc/resolv.conf"));
	CU_ASSERT(!fake_has(&fake, "etc/systemd/system"));
	end();
}

static void usr_is_merged_from_the_start(void)
{
	struct release release;
	char target[64] = "";

	begin();
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
	UNIT_INT(mmdebstrap_prepare(&fake.job, &release), 0);
	CU_ASSERT(readlinkat(fake.tree, "lib64", target, sizeof(target) - 1) == 9);
	UNIT_STR(target, "usr/lib64");
	CU_ASSERT(fake_has(&fake, "usr/sbin"));
	CU_ASSERT(fake_has(&fake, "etc/apt/preferences.d/99stateless"));
	fake_fini(&fake);

	begin();
	fake.image.version = "11";
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
	UNIT_INT(mmdebstrap_prepare(&fake.job, &release), 0);
	CU_ASSERT(!fake_has(&fake, "bin"));
	end();
}

static void names_are_words(void)
{
	static const char *const install[] = { "bash", "@web-server", "g++", NULL };
	static const char *const before[] = { "perl", NULL };
	static const char *const env[] = { "A=b c", NULL };
	static const struct sl_pass pass = { .size = SL_SIZE_OF(struct sl_pass),
					     .env = env,
					     .install = install,
					     .remove_before = before };
	struct release release;
	ARGS lines = { 0 };

	begin();
	args_add(&lines, "deb http://m/ bookworm main");
	fake_set(&fake, "proxy", "http://p:3128/");
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
	UNIT_INT(mmdebstrap_run(&fake.job, &release, &lines, &pass), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "run mmdebstrap --mode=root "));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --variant=apt "));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --include=bash --include=web-server^ "
						  "--include=g++ --include=perl- "
						  "bookworm "));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake.notes, "Acquire::http::Proxy \"http://p:3128/\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " INITRD=No A=b c\n"));
	end();
}

static void the_distributions_initrd_is_built(void)
{
	static const struct sl_kernel kernel = { .size = SL_SIZE_OF(struct sl_kernel),
						 .version = "6.1" };
	static const struct sl_kernel *const kernels[] = { &kernel, NULL };

	begin();
	CU_ASSERT(initrd_build(&fake.job, NULL) < 0);
	fake.image.kernels = kernels;
	CU_ASSERT(initrd_build(&fake.job, NULL) < 0);
	UNIT_INT(fake.fails, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "needs initramfs-tools or dracut"));
	fake_put(&fake, "usr/sbin/mkinitramfs", "");
	UNIT_INT(initrd_build(&fake.job, NULL), 0);
	UNIT_STR(fake.notes,
		 "run in tree: mkinitramfs -o /run/stateless-initrd 6.1\nenv\n"
		 "output 2 initrd /run/stateless-initrd\n");
	fake_fini(&fake);
}

const char unit_suite[] = "debian result";
const struct unit_case unit_cases[] = {
	{ "installed packages are listed, others not", packages_are_listed },
	{ "a tree is made fit for many nodes", a_tree_is_made_fit_for_many },
	{ "another network manager is left alone",
	  another_network_manager_is_left_alone },
	{ "/usr is merged from the start, where the release is",
	  usr_is_merged_from_the_start },
	{ "names are words of mmdebstrap's command line", names_are_words },
	{ "the distribution's own initrd is built when asked for",
	  the_distributions_initrd_is_built },
	{ NULL, NULL }
};
