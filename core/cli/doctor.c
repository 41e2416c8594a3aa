/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/doctor.c - stateless doctor: what is in order, and what is not.
 */
#include "commands.h"
#include "report_doctor.h"

#include "core/doctor/doctor.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

static void print_text(const struct cli *cli, const struct doctor *doctor)
{
	size_t counts[DOCTOR_PROBLEM + 1] = { 0 };
	bool brief = cli->log.level < LOG_LEVEL_WARNING;

	for (size_t i = 0; i < doctor->n; i++) {
		const struct doctor_finding *found = &doctor->v[i];

		counts[found->verdict]++;
		if (!brief || found->verdict == DOCTOR_PROBLEM)
			printf("%-7s  %s: %s\n", doctor_word(found->verdict),
			       found->check, found->text);
	}
	printf("%zu ok, %zu warnings, %zu problems\n", counts[DOCTOR_OK],
	       counts[DOCTOR_WARNING], counts[DOCTOR_PROBLEM]);
}

static int print_json(struct cli *cli, const struct doctor *doctor)
{
	json_t *list = json_array();
	int rc = 0;

	for (size_t i = 0; i < doctor->n; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "check",
						      doctor->v[i].check, "verdict",
						      doctor_word(doctor->v[i].verdict),
						      "text", doctor->v[i].text));
	if (json_dumpf(list, stdout, JSON_INDENT(2)) != 0)
		rc = log_fail(&cli->log, EIO, "cannot write the findings as JSON");
	putchar('\n');
	json_decref(list);
	return rc;
}

int report_doctor(struct cli *cli)
{
	struct log log = cli->log;
	struct doctor doctor;
	int status, rc = 0;

	doctor_init(&doctor);
	/* What is wrong with plugins and stateless.conf is found, not said. */
	cli->log = doctor.log;
	status = cli_open(cli);
	cli->log = log;
	if (!status)
		doctor_run(&doctor, &cli->site, &cli->registry);
	if (cli->json)
		rc = print_json(cli, &doctor);
	else
		print_text(cli, &doctor);
	if (status || rc < 0 || doctor_verdict(&doctor) == DOCTOR_PROBLEM)
		status = CLI_FAILED;
	doctor_fini(&doctor);
	return status;
}

static int run(struct cli *cli)
{
	if (cli->rest.n)
		return cli_usage(cli, "doctor takes no words: %s", cli->rest.v[0]);
	return report_doctor(cli);
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "doctor",
	.help = "Check that everything is there that the site needs, and works",
	.more = "Programs, folders, configuration, inventory, generations, what packing "
		"and test\n"
		"boots ask of this host, DHCP, TFTP and HTTP servers.  Says what to do "
		"about\n"
		"each finding and changes nothing.  Ends with 0 when there is no "
		"problem, else\n"
		"with 1.",
	.reports = true,
	.run = run,
};
