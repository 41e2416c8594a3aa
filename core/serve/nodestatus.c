/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/nodestatus.c - what a node is set to, and what is known of it.
 */
#include "nodestatus.h"
#include "core/base/natural.h"
#include "core/base/str.h"

#include <stdio.h>
#include <string.h>

const char *nodestatus_word(enum nodestatus_life life)
{
	static const char *const words[] = { "unheard", "booting", "up", "failed" };

	return words[life];
}

int nodestatus_load(struct log *log, struct inventory *inventory,
		    const struct strv *names, struct nodestatus_source *source)
{
	int rc;

	*source = (struct nodestatus_source){ .states = { 0 } };
	rc = inventory_states(log, inventory, names, &source->states);
	if (rc == 0)
		rc = inventory_reports(log, inventory, names, &source->reports);
	if (rc == 0)
		rc = inventory_seen(log, inventory, names, &source->seens);
	if (rc < 0)
		nodestatus_fini(source);
	return rc;
}

void nodestatus_fini(struct nodestatus_source *source)
{
	node_states_fini(&source->states);
	node_reports_fini(&source->reports);
	node_seens_fini(&source->seens);
}

static const struct node_report *find_report(const struct node_reports *reports,
					     const char *node)
{
	size_t low = 0, high = reports->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = natural_compare(reports->v[middle].node, node);

		if (order == 0)
			return &reports->v[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* A boot begins when its loader is seen; what is older is of an earlier boot.  Phases of
 * one second come in any order, so that it is the time that counts. */
static void find_seen(const struct node_seens *seens, struct nodestatus *status)
{
	size_t low = 0, high = seens->n, end;
	int64_t begin = INT64_MIN;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (natural_compare(seens->v[middle].node, status->node) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < seens->n && strcmp(seens->v[end].node, status->node) == 0)
		end++;
	for (size_t i = low; i < end; i++)
		if (strcmp(seens->v[i].phase, "loader") == 0)
			begin = seens->v[i].at;
	while (low < end && seens->v[low].at < begin)
		low++;
	status->n_seen = end - low;
	if (status->n_seen)
		status->seen = seens->v + low;
}

static void take_report(struct nodestatus *status, int64_t now)
{
	const struct node_report *received = status->received;
	const struct wire_report *report = &status->report;

	if (!received ||
	    wire_report_read(received->text, strlen(received->text), &status->report) < 0)
		return;
	status->age = now - received->received;
	if (strcmp(report->state, "up") == 0)
		status->life = NODESTATUS_UP;
	else if (strcmp(report->state, "failed") == 0)
		status->life = NODESTATUS_FAILED;
	else
		status->life = NODESTATUS_BOOTING;
	if (report->n_phases)
		snprintf(status->phase, sizeof(status->phase), "%s",
			 report->phases[report->n_phases - 1].name);
}

/* A node that fetches its kernel after its last report boots anew; one that is set to
 * boot from its disk only asks the loader what to do. */
static void take_seen(struct nodestatus *status, int64_t now)
{
	const struct node_seen *last =
		status->n_seen ? &status->seen[status->n_seen - 1] : NULL;

	if (!last || (status->received && last->at <= status->received->received))
		return;
	if (status->wanted && strcmp(status->wanted->state, "netboot") != 0)
		return;
	status->life = NODESTATUS_BOOTING;
	status->age = now - last->at;
	snprintf(status->phase, sizeof(status->phase), "%s", last->phase);
}

void nodestatus_find(const struct nodestatus_source *source, const char *node,
		     int64_t now, struct nodestatus *status)
{
	const char *set;

	*status = (struct nodestatus){ .node = node, .age = -1 };
	status->wanted = node_states_find(&source->states, node);
	status->received = find_report(&source->reports, node);
	find_seen(&source->seens, status);
	take_report(status, now);
	take_seen(status, now);
	if (status->life != NODESTATUS_BOOTING)
		status->phase[0] = '\0';
	set = status->wanted ? status->wanted->generation : NULL;
	status->other = status->report.generation[0] && set && *set &&
			strcmp(status->report.generation, set) != 0;
	status->stale = status->other || (status->life == NODESTATUS_BOOTING &&
					  status->age > NODESTATUS_STALE_SECONDS);
}
