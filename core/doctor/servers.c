/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/servers.c - do the servers that nodes load from answer?
 */
#include "ask.h"
#include "checks.h"

#include "core/base/path.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { TFTP_PORT = 69 };

/* "[fd00::1]:8080" -> fd00::1 and 8080 */
static char *split_server(const char *server, int *port)
{
	const char *colon = strrchr(server, ':');
	const char *address = server[0] == '[' ? server + 1 : server;
	size_t n = (size_t)(colon - address);

	*port = atoi(colon + 1);
	return mem_ndup(address, server[0] == '[' ? n - 1 : n);
}

/* Other servers and caches may give out images and boot files; reports are taken by ours
 * alone, which nodes expect at the first address. */
static void judge_server(struct doctor *doctor, const char *server, bool first, bool ours)
{
	if (ours)
		doctor_ok(doctor, "stateless serve answers at %s", server);
	else if (!first)
		doctor_ok(doctor, "an HTTP server answers at %s, which is none of ours",
			  server);
	else
		log_warn(&doctor->log,
			 "what answers at %s is another HTTP server than `stateless "
			 "serve`: nodes' reports go there and are lost; end it, or set "
			 "httpport and servers in stateless.conf",
			 server);
}

static void ask_server(struct doctor *doctor, const char *server, bool first)
{
	char why[ASK_WHY];
	bool ours;
	int port, status;
	char *address CLEANUP_FREE = split_server(server, &port);

	status = ask_http(address, port, &ours, why);
	if (status < 0)
		log_fail(&doctor->log, -status,
			 "no HTTP server answers at %s: %s; start it: systemctl enable "
			 "--now stateless-serve",
			 server, why);
	else
		judge_server(doctor, server, first, ours);
}

static int take_file(void *arg, const struct visit_entry *entry)
{
	char **found = arg;

	if (!S_ISREG(entry->st->st_mode) || !(entry->st->st_mode & S_IROTH))
		return VISIT_GO_ON;
	*found = mem_dup(entry->path);
	return -ECANCELED;
}

/* Any file that was published; the caller frees. */
static char *find_file(struct doctor *doctor)
{
	const char *folder = doctor->site->tftpdir;
	int fd CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *found = NULL;

	if (fd >= 0)
		(void)!visit_tree(&doctor->log, fd, folder, take_file, &found);
	return found;
}

/* dnsmasq may listen on the nodes' network alone, so one that answers is enough. */
static bool ask_all(const struct strv *servers, const char *file, struct strv *asked,
		    char why[ASK_WHY])
{
	for (size_t i = 0; i < servers->n; i++) {
		int port;
		char *address CLEANUP_FREE = split_server(servers->v[i], &port);

		strv_add(asked, address);
		if (ask_tftp(address, TFTP_PORT, file, why) == 0)
			return true;
	}
	return false;
}

static void check_tftp(struct doctor *doctor, const struct strv *servers)
{
	char *file CLEANUP_FREE = find_file(doctor);
	struct strv asked CLEANUP_STRV = { 0 };
	char *names CLEANUP_FREE = NULL;
	char why[ASK_WHY] = "";

	if (!file)
		return;
	if (ask_all(servers, file, &asked, why)) {
		doctor_ok(doctor, "a TFTP server sends %s", file);
		return;
	}
	names = strv_join(&asked, ", ");
	log_fail(&doctor->log, EIO,
		 "no TFTP server sends %s of %s (asked at %s): %s; start dnsmasq "
		 "with the file that nodeset writes",
		 file, doctor->site->tftpdir, names, why);
}

void doctor_check_servers(struct doctor *doctor)
{
	struct strv servers CLEANUP_STRV = { 0 };

	strv_add_all(&servers, &doctor->site->servers);
	if (servers.n == 0)
		strv_addf(&servers, "127.0.0.1:%d", doctor->site->http_port);
	for (size_t i = 0; i < servers.n; i++)
		ask_server(doctor, servers.v[i], i == 0);
	check_tftp(doctor, &servers);
}
