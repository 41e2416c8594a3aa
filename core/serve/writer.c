/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/writer.c - the process that writes what nodes report into the inventory.
 *
 * One thread empties the channel, the other stores what has gathered in a fifth of a
 * second as one transaction: ten thousand nodes that boot are some hundred commits.  This
 * process keeps its user, so it believes nothing: a report is read, checked against the
 * inventory's addresses and written anew here too.
 */
#include "writer.h"
#include "backlog.h"
#include "channel.h"
#include "child.h"
#include "known_hosts.h"
#include "peers.h"
#include "served.h"

#include "core/base/file.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

enum {
	GATHER_MS = 200,
	TICK_MS = 2000,
	ATTEMPTS = 5, /* of a batch; each may wait ten seconds for another writer */
	KNOWN_HOSTS_MS = 2000,
	KNOWN_HOSTS_SHARE = 20 /* at most a 20th of the time goes into that file */
};

struct writer {
	struct log log; /* of the storing thread */
	const struct writer_setup *setup;
	struct backlog backlog;
	struct inventory *inventory;
	int64_t version;  /* of the inventory that `peers` was read from */
	char *peers_text; /* as last sent                                */
	struct peers peers;
	struct known_hosts *known;
	bool known_changed;
	int64_t known_due_ms; /* not written before */
};

/* ---- who is who ---- */

static void add_further(const struct writer *writer, struct str *text)
{
	const char *const *pair = writer->setup->addresses;

	for (; pair && *pair; pair++)
		str_addf(text, "node %s\n", *pair);
}

static int read_peers(struct writer *writer, struct str *text)
{
	struct objects nodes = { 0 }, networks = { 0 };
	int rc = inventory_load(&writer->log, writer->inventory, OBJECT_NODE, NULL, true,
				&nodes);

	if (rc == 0)
		rc = inventory_load(&writer->log, writer->inventory, OBJECT_NETWORK, NULL,
				    false, &networks);
	if (rc == 0)
		peers_write(&nodes, &networks, text);
	objects_fini(&nodes);
	objects_fini(&networks);
	add_further(writer, text);
	return rc;
}

/* Both processes hold the same table from here on. */
static int send_peers(struct writer *writer, struct str *text)
{
	int rc = channel_send_lines(writer->setup->channel, str_text(text));

	if (rc < 0)
		return rc == -EPIPE ? rc
				    : log_fail(&writer->log, -rc,
					       "cannot tell the HTTP process the nodes' "
					       "addresses: %s",
					       strerror(-rc));
	free(writer->peers_text);
	writer->peers_text = str_take(text);
	peers_fini(&writer->peers);
	peers_read(writer->peers_text, &writer->peers);
	writer->known_changed = true;
	return 0;
}

static int refresh_peers(struct writer *writer)
{
	struct str text CLEANUP_STR = { 0 };
	int64_t version;
	int rc = inventory_version(&writer->log, writer->inventory, &version);

	if (rc < 0 || (writer->peers_text && version == writer->version))
		return rc;
	rc = read_peers(writer, &text);
	if (rc < 0)
		return rc;
	writer->version = version;
	if (writer->peers_text && strcmp(writer->peers_text, str_text(&text)) == 0)
		return 0;
	return send_peers(writer, &text);
}

/* ---- storing ---- */

/* A node that was removed in the meantime is no failure of the batch. */
static int store_report(struct writer *writer, const struct pending *pending)
{
	char text[WIRE_REPORT_MOST], address[PEERS_ADDRESS];
	struct wire_report report;
	int rc;

	if (wire_report_read(pending->text, strlen(pending->text), &report) < 0 ||
	    !peers_is(&writer->peers, &pending->address, report.node) ||
	    wire_report_write(&report, text, sizeof(text)) < 0)
		return 0;
	rc = inventory_put_report(&writer->log, writer->inventory, report.node,
				  peers_show(&pending->address, address), text);
	if (rc == 0 && known_hosts_take(writer->known, &pending->address, &report))
		writer->known_changed = true;
	return rc == -ENOENT ? 0 : rc;
}

static bool is_phase(const char *text)
{
	for (int i = 0; i < SERVED_PHASES; i++)
		if (strcmp(text, served_phase_name((enum served_phase)i)) == 0)
			return true;
	return false;
}

static int store_seen(struct writer *writer, const struct pending *pending)
{
	const char *node = peers_node(&writer->peers, &pending->address);
	struct node_seen seen = { .node = (char *)(uintptr_t)node,
				  .phase = pending->text,
				  .at = pending->at };
	int rc;

	if (!node || !is_phase(pending->text))
		return 0;
	rc = inventory_put_seen(&writer->log, writer->inventory, &seen);
	return rc == -ENOENT ? 0 : rc;
}

static int store_once(struct writer *writer, const struct pendings *batch)
{
	int rc = inventory_begin(&writer->log, writer->inventory);

	for (size_t i = 0; rc == 0 && i < batch->n; i++) {
		const struct pending *pending = &batch->v[i];

		if (pending->kind == CHANNEL_REPORT)
			rc = store_report(writer, pending);
		else if (pending->kind == CHANNEL_SEEN)
			rc = store_seen(writer, pending);
	}
	if (rc == 0)
		rc = inventory_commit(&writer->log, writer->inventory);
	if (rc < 0)
		inventory_undo(writer->inventory);
	return rc;
}

/* Another command may hold the database for long; a full disk may be cleared. */
static void store(struct writer *writer, const struct pendings *batch)
{
	const struct timespec pause = { 1, 0 };

	for (int i = 0; batch->n && i < ATTEMPTS; i++) {
		if (store_once(writer, batch) == 0)
			return;
		nanosleep(&pause, NULL);
	}
	if (batch->n)
		log_fail(&writer->log, EIO,
			 "gave up storing %zu reports of nodes; the nodes' next ones "
			 "replace them",
			 batch->n);
}

/* ---- ssh_known_hosts ---- */

static void read_known_hosts(struct writer *writer)
{
	struct node_reports reports;

	if (inventory_reports(&writer->log, writer->inventory, NULL, &reports) < 0)
		return;
	for (size_t i = 0; i < reports.n; i++) {
		const struct node_report *r = &reports.v[i];
		struct wire_report report;
		struct in6_addr address;

		if (peers_address(r->address, &address) &&
		    wire_report_read(r->text, strlen(r->text), &report) == 0)
			known_hosts_take(writer->known, &address, &report);
	}
	node_reports_fini(&reports);
	writer->known_changed = true;
}

static void write_known_hosts(struct writer *writer, bool now)
{
	struct str text CLEANUP_STR = { 0 };
	int64_t start = log_now_ms();

	if (!writer->setup->known_hosts || !writer->known_changed ||
	    (!now && start < writer->known_due_ms))
		return;
	known_hosts_write(writer->known, &writer->peers, &text);
	writer->known_changed = file_write(&writer->log, writer->setup->known_hosts, 0644,
					   str_text(&text), text.n) < 0;
	writer->known_due_ms = log_now_ms() + KNOWN_HOSTS_MS +
			       KNOWN_HOSTS_SHARE * (log_now_ms() - start);
}

/* ---- the process ---- */

static void *store_all(void *arg)
{
	struct writer *writer = arg;
	struct pendings batch;
	bool more;

	do {
		more = backlog_take(&writer->backlog, TICK_MS, GATHER_MS, &batch);
		if (more)
			(void)refresh_peers(writer); /* said; the old ones go on */
		store(writer, &batch);
		pendings_fini(&batch);
		write_known_hosts(writer, !more);
	} while (more);
	return NULL;
}

static int open_all(struct writer *writer)
{
	int rc = inventory_open(&writer->log, writer->setup->inventory,
				&writer->inventory);

	writer->known = known_hosts_new();
	if (rc == 0)
		rc = refresh_peers(writer);
	if (rc == 0 && writer->setup->known_hosts)
		read_known_hosts(writer);
	return rc;
}

/* Until the other side closes it.  A malformed message can only come from a process that
 * was taken over: there is no going on with it. */
static int receive_all(struct writer *writer)
{
	struct channel_message *message CLEANUP_FREE = mem_alloc(sizeof(*message));
	int rc;

	while ((rc = channel_receive(writer->setup->channel, TICK_MS, message)) >= 0)
		if (rc > 0)
			backlog_put(&writer->backlog, message);
	return rc == -EPIPE ? 0 : rc;
}

static int work(struct writer *writer, int ready)
{
	pthread_t thread;
	int rc;

	rc = pthread_create(&thread, NULL, store_all, writer);
	if (rc != 0)
		return log_fail(&writer->log, rc, "cannot start a thread: %s",
				strerror(rc));
	child_say_ready(ready);
	rc = receive_all(writer);
	backlog_end(&writer->backlog);
	pthread_join(thread, NULL);
	return rc;
}

int writer_run(void *arg, int ready)
{
	struct writer_setup *setup = arg;
	struct writer writer = { .log = setup->log, .setup = setup };
	int rc;

	(void)prctl(PR_SET_NAME, "stateless-store", 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	backlog_init(&writer.backlog);
	rc = open_all(&writer);
	if (rc == 0)
		rc = work(&writer, ready);
	inventory_close(writer.inventory);
	known_hosts_free(writer.known);
	peers_fini(&writer.peers);
	free(writer.peers_text);
	backlog_fini(&writer.backlog);
	return rc < 0;
}
