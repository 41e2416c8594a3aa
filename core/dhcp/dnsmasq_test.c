/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_test.c - dnsmasq's files, read back by dnsmasq itself.
 */
#include "dnsmasq.h"

#include "core/base/exec.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <stateless/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DNSMASQ_TEST_HEAD "# Written by stateless; what is changed here is lost.\n"

const char unit_suite[] = "dnsmasq";

static void add_rule(struct dhcp_rules *rules, const struct sl_dhcp *rule)
{
	char why[256];

	UNIT_INT(dhcp_rules_add(rules, rule, why, sizeof(why)), 0);
}

/* Two networks, one platform with rules of every kind, two nodes. */
static void fill(struct dhcp_answers *answers)
{
	static const char *const forced[] = { "60=HTTPClient", NULL };
	static const char *const own[] = { "209=petitboot/n1", NULL };
	struct dhcp_net *net;

	*answers = (struct dhcp_answers){ .n_platforms = 1, .n_nets = 2 };
	answers->platforms = mem_alloc(sizeof(*answers->platforms));
	answers->platforms->name = mem_dup("pc");
	add_rule(&answers->platforms->rules,
		 &(struct sl_dhcp){ .client_arch = -1,
				    .user_class = "iPXE",
				    .file = "http://${server}/${mac}.ipxe" });
	add_rule(&answers->platforms->rules,
		 &(struct sl_dhcp){ .client_arch = 0, .file = "x.kpxe" });
	add_rule(&answers->platforms->rules,
		 &(struct sl_dhcp){ .client_arch = 16,
				    .vendor_class = "HTTPClient",
				    .file = "http://${server}/x.efi",
				    .options = forced });
	answers->nets = mem_alloc(2 * sizeof(*answers->nets));
	net = &answers->nets[0];
	net->name = mem_dup("a");
	net->address = mem_dup("10.1.0.0");
	net->mask = mem_dup("255.255.0.0");
	net->gateway = mem_dup("10.1.0.254");
	net->domain = mem_dup("cluster.local");
	net->server = mem_dup("10.1.0.1:80");
	strv_add(&net->dns, "10.1.0.1");
	strv_add(&net->dns, "10.1.0.2");
	net = &answers->nets[1];
	net->name = mem_dup("b");
	net->address = mem_dup("10.2.0.0");
	net->mask = mem_dup("255.255.255.0");
	net->server = mem_dup("10.2.0.1:8080");
	dhcp_answers_add(answers, "n2", "52:54:00:00:00:02", "10.1.0.12");
	dhcp_answers_add(answers, "n1", "52:54:00:00:00:01", "10.1.0.11");
	add_rule(&answers->hosts[1].rules,
		 &(struct sl_dhcp){ .client_arch = 14,
				    .file = "http://${server}/k",
				    .options = own });
	answers->hosts[1].server = "10.1.0.1:80";
}

static const char host_lines[] =
	DNSMASQ_TEST_HEAD "52:54:00:00:00:01,10.1.0.11,n1,infinite\n"
			  "52:54:00:00:00:02,10.1.0.12,n2,infinite\n";

static void hosts(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct dhcp_answers answers;

	fill(&answers);
	dnsmasq_hosts("", &answers, &text);
	UNIT_STR(str_text(&text), host_lines);
	dhcp_answers_fini(&answers);
}

static void merge(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct dhcp_answers answers = { 0 };

	dhcp_answers_add(&answers, "n2", "52:54:00:00:00:99", "10.1.0.12");
	dhcp_answers_add(&answers, "n0", "52:54:00:00:00:98", "10.1.0.10");
	strv_add(&answers.gone, "n1");
	dnsmasq_hosts(DNSMASQ_TEST_HEAD "52:54:00:00:00:01,10.1.0.11,n1,infinite\n"
					"52:54:00:00:00:02,10.1.0.12,n2,infinite\n"
					"52:54:00:00:00:03,10.1.0.13,n3,infinite\n",
		      &answers, &text);
	UNIT_STR(str_text(&text),
		 DNSMASQ_TEST_HEAD "52:54:00:00:00:98,10.1.0.10,n0,infinite\n"
				   "52:54:00:00:00:99,10.1.0.12,n2,infinite\n"
				   "52:54:00:00:00:03,10.1.0.13,n3,infinite\n");
	answers.whole = true;
	text.n = 0;
	dnsmasq_hosts(host_lines, &answers, &text);
	CU_ASSERT(strstr(str_text(&text), "n3") == NULL);
	dhcp_answers_fini(&answers);
}

static void options(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct dhcp_answers answers;

	fill(&answers);
	dnsmasq_options("tag:sl-node-n1,209,old\ntag:sl-node-n7,209,kept\n", &answers,
			&text);
	UNIT_STR(str_text(&text), DNSMASQ_TEST_HEAD
		 "tag:sl-net-a,option:router,10.1.0.254\n"
		 "tag:sl-net-a,option:dns-server,10.1.0.1,10.1.0.2\n"
		 "tag:sl-net-a,option:domain-name,cluster.local\n"
		 "tag:sl-net-b,option:router\n"
		 "tag:sl-net-b,option:dns-server\n"
		 "tag:sl-node-n1,tag:sl-arch-14,209,petitboot/n1\n"
		 "tag:sl-node-n1,tag:sl-arch-14,option:bootfile-name,http://10.1.0.1/k\n"
		 "tag:sl-node-n7,209,kept\n");
	dhcp_answers_fini(&answers);
}

static void macs(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct dhcp_answers answers;

	fill(&answers);
	dnsmasq_macs("dhcp-mac=set:sl-node-n2,52:54:00:00:00:77\n"
		     "dhcp-mac=set:sl-node-n3,52:54:00:00:00:03\nodd\n",
		     &answers, &text);
	UNIT_STR(str_text(&text),
		 DNSMASQ_TEST_HEAD "dhcp-mac=set:sl-node-n1,52:54:00:00:00:01\n"
				   "dhcp-mac=set:sl-node-n3,52:54:00:00:00:03\n");
	dhcp_answers_fini(&answers);
}

static void known(void)
{
	struct map macs CLEANUP_MAP = { 0 }, ips CLEANUP_MAP = { 0 };
	struct arena arena = { 0 };

	dnsmasq_known(host_lines, &arena, &macs, &ips);
	UNIT_STR((char *)map_get(&macs, "52:54:00:00:00:01"), "n1");
	UNIT_STR((char *)map_get(&ips, "10.1.0.12"), "n2");
	UNIT_INT(macs.n, 2);
	UNIT_INT(ips.n, 2);
	dnsmasq_known("garbage\n,infinite\na,infinite\n,,infinite\n\n", &arena, &macs,
		      &ips);
	arena_fini(&arena);
}

static void put(struct log *log, const char *folder, const char *name,
		const struct str *text)
{
	char *path CLEANUP_FREE = path_join(folder, name);

	UNIT_INT(file_create(log, path, 0644, str_text(text), text->n), 0);
}

static void write_all(struct log *log, const char *folder,
		      const struct dhcp_answers *answers)
{
	static const struct strv no_interfaces;
	const struct dnsmasq_site site = { folder, folder, &no_interfaces };
	char *rules CLEANUP_FREE = path_join(folder, "rules");
	struct str texts[5] = { { 0 } };

	UNIT_INT(path_make_folders(log, rules, 0755), 0);
	dnsmasq_conf(&site, answers, &texts[0]);
	dnsmasq_rules(answers->platforms, answers, &texts[1]);
	dnsmasq_hosts("", answers, &texts[2]);
	dnsmasq_options("", answers, &texts[3]);
	dnsmasq_macs("", answers, &texts[4]);
	put(log, folder, "stateless.conf", &texts[0]);
	put(log, rules, "pc.conf", &texts[1]);
	put(log, folder, "hosts", &texts[2]);
	put(log, folder, "options", &texts[3]);
	put(log, folder, "macs.conf", &texts[4]);
	for (int i = 0; i < 5; i++)
		str_fini(&texts[i]);
}

static void a_class_of_two_rules_is_matched_once(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct dhcp_answers answers;
	const char *line = "dhcp-match=set:sl-arch-16,option:client-arch,16\n", *first;

	fill(&answers);
	add_rule(&answers.platforms->rules,
		 &(struct sl_dhcp){ .client_arch = 16, .file = "y.efi" });
	dnsmasq_rules(answers.platforms, &answers, &text);
	first = strstr(str_text(&text), line);
	CU_ASSERT_PTR_NOT_NULL_FATAL(first);
	CU_ASSERT_PTR_NULL(strstr(first + 1, line));
	CU_ASSERT_PTR_NOT_NULL(strstr(first, "y.efi"));
	dhcp_answers_fini(&answers);
}

/* The real program judges what we write; without it there is nothing to judge by. */
static void accepted(void)
{
	char *program CLEANUP_FREE = exec_find("dnsmasq");
	const char *folder = unit_folder();
	char *conf CLEANUP_FREE = mem_printf("--conf-file=%s/stateless.conf", folder);
	struct dhcp_answers answers;
	struct log log;

	log_init(&log, "test");
	fill(&answers);
	write_all(&log, folder, &answers);
	if (program)
		UNIT_INT(exec_run(&log, &(struct exec){ .argv =
								(const char *const[]){
									program, "--test",
									conf, NULL } }),
			 0);
	dhcp_answers_fini(&answers);
}

/* We are no dnsmasq: a stale pid file must not get us a SIGHUP, which would end us. */
static void stranger(void)
{
	char *path CLEANUP_FREE = path_join(unit_folder(), "pid");
	char *pid CLEANUP_FREE = mem_printf("%d\n", (int)getpid());
	struct log log;

	log_init(&log, "test");
	log.level = LOG_LEVEL_WARNING;
	UNIT_INT(file_create(&log, path, 0644, pid, strlen(pid)), 0);
	UNIT_INT(dnsmasq_reload(&log, path, true), 0);
	UNIT_INT(dnsmasq_reload(&log, "/no/such/file", false), 0);
	UNIT_INT(log.errors, 0);
}

const struct unit_case unit_cases[] = {
	{ "hosts have one line each, in order of name", hosts },
	{ "lines of other nodes stay, unless the answers are whole", merge },
	{ "options hold networks first, then single nodes", options },
	{ "only nodes with answers of their own have a tag", macs },
	{ "a hosts file tells whose a MAC and an address are", known },
	{ "a class that two rules name is matched once",
	  a_class_of_two_rules_is_matched_once },
	{ "dnsmasq accepts all that is written", accepted },
	{ "a process that is no dnsmasq is left alone", stranger },
	{ NULL, NULL }
};
