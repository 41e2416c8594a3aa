/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/init/init_test.c - which words a new site takes.
 */
#include "init.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void ignore(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static const struct {
	const char *network, *server, *interface;
	int rc;
} rows[] = {
	{ NULL, NULL, NULL, 0 },
	{ "10.1.0.0/16", "10.1.0.1", "eth0", 0 },
	{ "10.1.2.128/25", "10.1.0.1:8080", "br-lan", 0 },
	{ "fd00::/64", "fd00::1", NULL, 0 },
	{ "fd00::/128", NULL, NULL, 0 },
	{ "10.1.0.1/16", NULL, NULL, -EINVAL },
	{ "10.1.0.0", NULL, NULL, -EINVAL },
	{ "10.1.0.0/0", NULL, NULL, -EINVAL },
	{ "10.1.0.0/33", NULL, NULL, -EINVAL },
	{ "10.1.0.0/", NULL, NULL, -EINVAL },
	{ "10.1.0.0/-1", NULL, NULL, -EINVAL },
	{ "10.1.0.0/16x", NULL, NULL, -EINVAL },
	{ "10.1.0.0/1600", NULL, NULL, -EINVAL },
	{ "/16", NULL, NULL, -EINVAL },
	{ "fd00::/129", NULL, NULL, -EINVAL },
	{ "fd00::1/64", NULL, NULL, -EINVAL },
	{ NULL, "head.cluster", NULL, -EINVAL },
	{ NULL, "", NULL, -EINVAL },
	{ NULL, NULL, "a name that is long", -EINVAL },
	{ NULL, NULL, "eth0\"", -EINVAL },
	{ NULL, NULL, "interface0123456", -EINVAL },
};

static void words_are_checked(void)
{
	struct log log;

	log_init(&log, "test");
	log.sink = ignore;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct init_request request = { .network = rows[i].network,
						      .server = rows[i].server,
						      .interface = rows[i].interface };

		UNIT_INT(init_check(&log, &request), rows[i].rc);
	}
}

static const struct {
	const char *installdir, *home, *tmp;
} units[] = {
	{ "/install", "ProtectHome=yes", "PrivateTmp=no" },
	{ "/home/admin/install", "ProtectHome=read-only", "PrivateTmp=no" },
	{ "/root/install", "ProtectHome=read-only", "PrivateTmp=no" },
	{ "/rooted/install", "ProtectHome=yes", "PrivateTmp=no" },
};

static void check_unit(const char *root, size_t i)
{
	char *unit CLEANUP_FREE = path_join(root, "packaged");
	char *made CLEANUP_FREE =
		path_join(root, "etc/systemd/system/stateless-serve.service");
	char *wanted CLEANUP_FREE = NULL;
	char installdir[64], run[] = "/run/stateless", state[] = "/var/lib/stateless";
	struct str text CLEANUP_STR = { 0 };
	FILE *show = fopen("/dev/null", "we");
	struct site site = { .root = mem_dup(root),
			     .installdir = installdir,
			     .statedir = state,
			     .rundir = run };
	const struct init_request request = { .program = "/usr/bin/stateless",
					      .unit = unit,
					      .show = show };
	struct log log;

	log_init(&log, "test");
	log.sink = ignore;
	snprintf(installdir, sizeof(installdir), "%s", units[i].installdir);
	UNIT_INT(path_remove(&log, made), 0);
	UNIT_INT(init_services(&log, &request, &site), 0);
	UNIT_INT(file_read(&log, made, 4096, &text), 0);
	wanted = mem_printf("[Service]\nExecStart=\"/usr/bin/stateless\" --root \"%s\" "
			    "serve\n%s\n%s\nReadWritePaths=-%s -%s\n",
			    root, units[i].home, units[i].tmp, installdir, state);
	UNIT_STR(str_text(&text), wanted);
	free(site.root);
	fclose(show);
}

/* The root itself is a folder of /tmp here. */
static void a_unit_hides_nothing_of_the_site(void)
{
	static const char packaged[] = "[Service]\nExecStart=/x serve\nProtectHome=yes\n"
				       "PrivateTmp=yes\nReadWritePaths=-/install\n";
	const char *root = unit_folder();
	char *unit CLEANUP_FREE = path_join(root, "packaged");
	struct log log;

	log_init(&log, "test");
	UNIT_INT(file_create(&log, unit, 0644, packaged, strlen(packaged)), 0);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		check_unit(root, i);
}

const char unit_suite[] = "new sites";
const struct unit_case unit_cases[] = {
	{ "words are checked", words_are_checked },
	{ "a unit hides nothing of the site", a_unit_hides_nothing_of_the_site },
	{ NULL, NULL },
};
