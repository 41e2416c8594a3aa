/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/main.c - stateless-hostboot: starts the devices of a host by their boot plans.
 */
#include "conf.h"
#include "verbs.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: stateless-hostboot [OPTION]... run PLAN...\n"
	"       stateless-hostboot [OPTION]... status|boot|reset|shutdown [DEVICE]...\n"
	"Starts the devices of this host that cannot start by themselves.  Without "
	"DEVICE,\n"
	"all that have a plan.\n"
	"\n"
	"  --plans DIR       DEVICE.plan, .reset, .shutdown (/etc/stateless/boot.d)\n"
	"  --servers LIST    where a plan's files are fetched: ADDRESS[:PORT],...\n"
	"                    (HOSTBOOT_SERVERS of /etc/stateless/hostboot.conf)\n"
	"  --root DIR        take DIR for /\n"
	"  --sysfs-root DIR  what a plan's devices are relative to (/sys)\n"
	"  --work DIR        fetched files and records (/var/lib/stateless/hostboot)\n"
	"  -n, --dry-run     check the plans and show what would be done\n"
	"  --json            status and results as JSON\n"
	"  -v, --verbose     say each step\n"
	"  -h, --help        this text\n"
	"  -V, --version     the version\n"
	"Exit status: 0 all done, 1 failed, 2 usage or a wrong plan, 3 done for some.\n";

enum { OPT_PLANS = 256, OPT_SERVERS, OPT_ROOT, OPT_SYSFS, OPT_WORK, OPT_JSON };

static const struct option options[] = {
	{ "plans", required_argument, NULL, OPT_PLANS },
	{ "servers", required_argument, NULL, OPT_SERVERS },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "sysfs-root", required_argument, NULL, OPT_SYSFS },
	{ "work", required_argument, NULL, OPT_WORK },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static int wrong(const char *what, const char *on)
{
	fprintf(stderr, "stateless-hostboot: %s%s; see --help\n", what, on);
	exit(EXIT_WRONG);
}

static void take_option(int option, struct agent *agent, struct request *request)
{
	switch (option) {
	case OPT_PLANS:
		request->plans = optarg;
		break;
	case OPT_SERVERS:
		if (*optarg && servers_parse(optarg, &agent->servers) < 0)
			wrong("no list of numeric addresses: ", optarg);
		break;
	case OPT_ROOT:
		agent->root = optarg;
		break;
	case OPT_SYSFS:
		agent->sysfs = optarg;
		break;
	case OPT_WORK:
		agent->work = optarg;
		break;
	case OPT_JSON:
		request->json = true;
		break;
	case 'n':
		request->dry_run = true;
		break;
	case 'v':
		agent->log->level = LOG_LEVEL_INFO;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_DONE);
	case 'V':
		puts("stateless-hostboot " STATELESS_VERSION);
		exit(EXIT_DONE);
	default:
		exit(EXIT_WRONG);
	}
}

int main(int argc, char **argv)
{
	struct log log;
	struct agent agent = { .log = &log, .root = "" };
	struct request request = { 0 };
	char *plans CLEANUP_FREE = NULL, *sysfs CLEANUP_FREE = NULL;
	char *work CLEANUP_FREE = NULL, *conf CLEANUP_FREE = NULL;
	int option;

	log_init(&log, "stateless-hostboot");
	while ((option = getopt_long(argc, argv, "+nvhV", options, NULL)) >= 0)
		take_option(option, &agent, &request);
	if (optind == argc || !verb_is_known(argv[optind]))
		wrong("no such verb: ", optind == argc ? "(none)" : argv[optind]);
	request.verb = argv[optind++];
	request.names = (const char *const *)argv + optind;
	if (strcmp(request.verb, "run") == 0 && optind == argc)
		wrong("run wants plans", "");
	plans = mem_printf("%s/etc/stateless/boot.d", agent.root);
	sysfs = mem_printf("%s/sys", agent.root);
	work = mem_printf("%s/var/lib/stateless/hostboot", agent.root);
	conf = mem_printf("%s/etc/stateless/hostboot.conf", agent.root);
	if (agent.servers.n == 0 && conf_read(&log, conf, &agent.servers) < 0)
		return EXIT_WRONG;
	request.plans = request.plans ? request.plans : plans;
	agent.sysfs = agent.sysfs ? agent.sysfs : sysfs;
	agent.work = agent.work ? agent.work : work;
	return verb_do(&agent, &request);
}
