/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/host.c - nodeset's hooks: a card's files for its host, and what cards share.
 */
#include "host.h"

#include "plugins/lib/hostconf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CMDLINE =
		2047 /* of the core's; what a card takes is checked when it is composed */
};

/* What loads the driver of a flavour, a module a line. */
static const char *const modules[FLAVOURS] = {
	[FLAVOUR_MPSS3] = "mic\n",
	[FLAVOUR_MPSS4] = ("mic_x200_dma\nscif_bus\nvop_bus\ncosm_bus\nscif\nvop\n"
			   "mic_cosm\nmic_x200\n"),
	[FLAVOUR_UPSTREAM] = "mic_host\nmic_x100_dma\nscif\nvop\n",
};

static int render_conf(struct sl_job *job, const struct card *card, struct text *text)
{
	char path[CARD_PATH];

	if (card->flavour == FLAVOUR_UPSTREAM)
		return 0;
	if (card->flavour == FLAVOUR_MPSS3)
		conf_mpss3(card, text);
	else
		conf_mpss4(card, text);
	snprintf(path, sizeof(path), "etc/mpss/%s.conf", card->name);
	return text_give(job, path, 0644, text);
}

static int host_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	struct card card;
	struct text text = { .n = 0 };
	int rc = card_read(job, boot, &card);

	(void)self;
	if (rc == 0)
		rc = bootplan_render(job, &card, &text);
	if (rc == 0)
		rc = render_conf(job, &card, &text);
	if (rc == 0)
		rc = cardfiles_render(job, &card, &text);
	return rc < 0 ? rc : hostnet_card(job, &card, &text);
}

/* ---- what cards share ---- */

struct shared {
	struct card *cards;
	size_t n;
	struct bridge *bridges; /* that cards are in, each once */
	size_t n_bridges;
	const char **ports; /* room for all cards and the end */
};

static void add_bridge(struct shared *shared, const struct bridge *bridge)
{
	for (size_t i = 0; i < shared->n_bridges; i++)
		if (strcmp(shared->bridges[i].name, bridge->name) == 0)
			return;
	shared->bridges[shared->n_bridges++] = *bridge;
}

static int read_cards(struct sl_job *job, const struct sl_boot *const *attached,
		      struct shared *shared)
{
	int rc = 0;

	for (; rc == 0 && attached[shared->n]; shared->n += rc == 0) {
		struct card *card = &shared->cards[shared->n];

		rc = card_read(job, attached[shared->n], card);
		if (rc == 0 && card->bridged)
			add_bridge(shared, &card->bridge);
	}
	return rc;
}

/* The host has the same address of both networks: one card of two would not be reached. */
static int check_pairs(struct sl_job *job, const struct shared *shared)
{
	for (size_t i = 1; i < shared->n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct card *a = &shared->cards[k], *b = &shared->cards[i];

			if (a->bridged || b->bridged ||
			    strcmp(a->host_ip, b->host_ip) != 0)
				continue;
			return sl_fail(
				job, EINVAL,
				"nodes %s and %s: both are in the network of %s/%u "
				"of their host %s, each by an interface of its "
				"own; put them into a bridge (chdef %s,%s "
				"mic.bridge=NAME), or give each an ip of another "
				"network",
				a->node->name, b->node->name, a->host_ip, a->bits,
				a->host->name, a->node->name, b->node->name);
		}
	return 0;
}

static int has_flavour(const struct shared *shared, enum flavour flavour)
{
	for (size_t i = 0; i < shared->n; i++)
		if (shared->cards[i].flavour == flavour)
			return 1;
	return 0;
}

static int render_modules(struct sl_job *job, const struct shared *shared,
			  struct text *text)
{
	for (int i = 0; i < FLAVOURS; i++)
		if (has_flavour(shared, (enum flavour)i))
			text_put(text, "%s", modules[i]);
	return text_give(job, "etc/modules-load.d/mic.conf", 0644, text);
}

static int render_bridges(struct sl_job *job, const struct sl_node *host,
			  const struct shared *shared, struct text *text)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < shared->n_bridges; i++) {
		const struct bridge *bridge = &shared->bridges[i];
		size_t n = 0;

		for (size_t k = 0; k < shared->n; k++)
			if (shared->cards[k].bridged &&
			    strcmp(shared->cards[k].bridge.name, bridge->name) == 0)
				shared->ports[n++] = shared->cards[k].name;
		shared->ports[n] = NULL;
		rc = hostnet_bridge(job, host, bridge, shared->ports, text);
	}
	return rc;
}

/* The vendor's tools do not start without the folder, in which nothing has to be. */
static int render_common(struct sl_job *job, const struct shared *shared,
			 struct text *text)
{
	int rc;

	if (!has_flavour(shared, FLAVOUR_MPSS3))
		return 0;
	conf_default(shared->bridges, shared->n_bridges, text);
	rc = text_give(job, "etc/mpss/default.conf", 0644, text);
	if (rc < 0)
		return rc;
	text_put(text, "Cards of this host start from images made elsewhere: what lies "
		       "here reaches none.\n");
	return text_give(job, "var/mpss/common/README", 0644, text);
}

static int render_all(struct sl_job *job, const struct sl_node *host,
		      const struct sl_boot *const *attached, struct shared *shared)
{
	struct text text = { .n = 0 };
	int rc = read_cards(job, attached, shared);

	if (rc == 0)
		rc = check_pairs(job, shared);
	if (rc == 0)
		rc = render_common(job, shared, &text);
	if (rc == 0)
		rc = render_modules(job, shared, &text);
	if (rc == 0)
		rc = render_bridges(job, host, shared, &text);
	return rc < 0 ? rc : hostconf_add(job, host);
}

static int host_render_host(struct sl_job *job, void *self, const struct sl_node *host,
			    const struct sl_boot *const *attached)
{
	struct shared shared = { .n = 0 };
	size_t n = 0;
	int rc;

	(void)self;
	while (attached[n])
		n++;
	shared.cards = calloc(n + 1, sizeof(*shared.cards));
	shared.bridges = calloc(n + 1, sizeof(*shared.bridges));
	shared.ports = calloc(n + 1, sizeof(*shared.ports));
	rc = shared.cards && shared.bridges && shared.ports
		     ? render_all(job, host, attached, &shared)
		     : sl_fail(job, ENOMEM, "%s: out of memory", host->name);
	free(shared.cards);
	free(shared.bridges);
	free(shared.ports);
	return rc;
}

static const char *const archs[] = { "k1om", "x86_64", NULL };

/* A node of k1om is a card; one of x86_64 only when it says platform=mic. */
static const char *const names[] = { "mic", "k1om", NULL };

const struct sl_bootloader host_bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_HOST,
	.max_cmdline = CMDLINE,
	.names = names,
	.archs = archs,
	.render = host_render,
	.render_host = host_render_host,
	.serial = "hvc",
};
