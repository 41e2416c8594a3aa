/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/words.c - the kernel's command line, composed as each driver's tools do.
 */
#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	/* The driver's own words come first, 262 bytes were seen, and what is beyond 1024
	 * in all is cut off without a word. */
	MOST_X100 = 700,
	MOST_X200 = 1900 /* 2048 with " mem=...M mic_console=HEX,HEX" */
};

struct line {
	char *s;
	size_t n;
};

SL_PRINTF(2, 3)
static void put(struct line *line, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (line->n >= CARD_WORDS)
		return;
	va_start(ap, fmt);
	n = vsnprintf(line->s + line->n, CARD_WORDS - line->n, fmt, ap);
	va_end(ap);
	line->n += n < 0 ? CARD_WORDS : (size_t)n;
}

/* Without "quiet" it begins with a blank, as micctrl's does. */
static void put_mpss3(struct line *line, const struct card *card)
{
	put(line, "%s root=ramfs console=hvc0 cgroup_disable=memory",
	    card->verbose ? "" : "quiet");
	if (card->words[0])
		put(line, " %s", card->words);
	put(line, " micpm=%s", card->power);
}

static void put_mpss4(struct line *line, const struct card *card)
{
	char mask[BRIDGE_ADDRESS];

	bridge_mask(card->bits, mask);
	put(line, "mic_card_id=%u ", card->id);
	if (card->ip[0])
		put(line,
		    "mic_net_type=static mic_address=\"%s\" mic_gateway=\"%s\" "
		    "mic_netmask=\"%s\"",
		    card->ip, card->gateway, mask);
	else
		put(line, "mic_net_type=dhcp mic_dhcp_hostname=\"%s\"", card->node->name);
	if (card->root)
		put(line, " mic_blk=\"root \" mic_root_in_ram=1");
	if (card->words[0])
		put(line, " %s", card->words);
}

static void put_upstream(struct line *line, const struct card *card)
{
	char mask[BRIDGE_ADDRESS];

	bridge_mask(card->bits, mask);
	if (card->words[0])
		put(line, "%s ", card->words);
	put(line, "%s", card->power);
	if (card->ip[0])
		put(line, " ifcfg=static;address,%s;netmask,%s", card->ip, mask);
	else
		put(line, " ifcfg=dhcp");
}

int words_of_card(struct sl_job *job, const struct card *card, char text[CARD_WORDS])
{
	size_t most = card->flavour == FLAVOUR_MPSS4 ? MOST_X200 : MOST_X100;
	struct line line = { text, 0 };

	if (card->flavour == FLAVOUR_MPSS3)
		put_mpss3(&line, card);
	else if (card->flavour == FLAVOUR_MPSS4)
		put_mpss4(&line, card);
	else
		put_upstream(&line, card);
	if (line.n > most)
		return sl_fail(
			job, EINVAL,
			"node %s: its kernel command line has %zu bytes, the card's "
			"driver takes %zu beside its own; shorten cmdline or "
			"addkcmdline",
			card->node->name, line.n, most);
	return (int)line.n;
}
