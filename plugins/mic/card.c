/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/card.c - what is told of one card, read and checked.
 */
#include "host.h"
#include "mic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WHY = 320 };

/* What the tools of each driver give the kernel where nobody says otherwise. */
static const char *const usual_words[FLAVOURS] = {
	[FLAVOUR_MPSS3] = "highres=off noautogroup",
	[FLAVOUR_MPSS4] = "",
	[FLAVOUR_UPSTREAM] = "clocksource=tsc highres=off nohz=off",
};

/* What the cards of each driver are. */
static const char *const archs[FLAVOURS] = {
	[FLAVOUR_MPSS3] = "k1om",
	[FLAVOUR_MPSS4] = "x86_64",
	[FLAVOUR_UPSTREAM] = "k1om",
};

static const char *option(struct sl_job *job, const struct card *card, const char *name)
{
	return job->host->node_opt(job, card->node, name);
}

/* The core checked that it is one of the words for no and yes. */
static int is_yes(const char *value)
{
	static const char *const words[] = { "yes", "on", "true", "1" };

	for (size_t i = 0; value && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(value, words[i]) == 0)
			return 1;
	return 0;
}

/* Digits without leading zeros: the core compares ids as they are written, so that one card
 * must have one id. */
static int read_id(struct sl_job *job, struct card *card)
{
	const char *id = card->node->id, *digits = id ? id : "";
	size_t n = strlen(digits);

	if (n == 0 || n > 3 || strspn(digits, "0123456789") != n ||
	    (n > 1 && *digits == '0') || strtoul(digits, NULL, 10) >= CARD_IDS)
		return sl_fail(
			job, EINVAL,
			"node %s: its id is %s; set the number that its host gives "
			"the card, 0 for mic0: chdef %s id=0",
			card->node->name, id ? id : "not set", card->node->name);
	card->id = (unsigned)strtoul(digits, NULL, 10);
	snprintf(card->name, sizeof(card->name), "mic%u", card->id);
	return 0;
}

static enum flavour find_flavour(const char *name)
{
	if (strcmp(name, "mpss4") == 0)
		return FLAVOUR_MPSS4;
	return strcmp(name, "upstream") == 0 ? FLAVOUR_UPSTREAM : FLAVOUR_MPSS3;
}

static int is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"')
			return 0;
	return 1;
}

/* ---- the kernel's words ---- */

static int starts(const char *word, size_t n, const char *with)
{
	size_t k = strlen(with);

	return n >= k && memcmp(word, with, k) == 0;
}

/* Those of the node program, and of serial lines: Knights Corner has none, and the last
 * console= is where its init would talk to. */
static int is_foreign(const struct card *card, const char *word, size_t n)
{
	if (starts(word, n, "sl.") || starts(word, n, "systemd.machine_id="))
		return 1;
	return card->flavour != FLAVOUR_MPSS4 && starts(word, n, "console=") &&
	       !starts(word, n, "console=hvc");
}

/* The core's command line ends with addkcmdline; what stands before it is for a program
 * that such an image does not have. */
static int read_words(struct sl_job *job, struct card *card)
{
	const char *own = option(job, card, "cmdline");
	const char *word = card->boot->cmdline ? card->boot->cmdline : "";
	size_t used;

	if (!own)
		own = usual_words[card->flavour];
	used = (size_t)snprintf(card->words, sizeof(card->words), "%s", own);
	while (*(word += strspn(word, " "))) {
		size_t n = strcspn(word, " ");

		if (!is_foreign(card, word, n) && used < sizeof(card->words))
			used += (size_t)snprintf(card->words + used,
						 sizeof(card->words) - used, "%s%.*s",
						 used ? " " : "", (int)n, word);
		word += n;
	}
	if (used >= sizeof(card->words))
		return sl_fail(job, EINVAL,
			       "node %s: its kernel words are over %d bytes; shorten "
			       "cmdline or addkcmdline",
			       card->node->name, CARD_WORDS - 1);
	if (!is_printable(card->words))
		return sl_fail(job, EINVAL,
			       "node %s: its cmdline has a quote or a character that is "
			       "not of ASCII, which no configuration of cards can hold",
			       card->node->name);
	return 0;
}

/* ---- its network ---- */

/* Of a bridge whose address is known. */
static int check_place(struct sl_job *job, const struct card *card)
{
	const struct bridge *bridge = &card->bridge;
	const char *node = card->node->name, *host = card->host->name;
	struct in_addr ip, of_host;

	if (!card->ip[0] || inet_pton(AF_INET, bridge->ip, &of_host) != 1 ||
	    inet_pton(AF_INET, card->ip, &ip) != 1)
		return 0;
	if (ip.s_addr == of_host.s_addr)
		return sl_fail(job, EINVAL,
			       "node %s: its address %s is that of its host %s in bridge "
			       "%s; set another ip",
			       node, card->ip, host, bridge->name);
	if ((ntohl(ip.s_addr) ^ ntohl(of_host.s_addr)) >> (32 - bridge->bits))
		return sl_fail(job, EINVAL,
			       "node %s: its address %s is not in the network of bridge "
			       "%s of its host %s, %s/%u; set another ip or mic.bridge",
			       node, card->ip, bridge->name, host, bridge->ip,
			       bridge->bits);
	return 0;
}

static int read_bridge(struct sl_job *job, struct card *card, const char *name)
{
	const char *list = job->host->node_opt(job, card->host, "bridges");
	const char *node = card->node->name, *host = card->host->name;
	char why[WHY];
	int rc = -ENOENT;

	if (list)
		rc = bridge_find(list, name, &card->bridge, why, sizeof(why));
	if (rc == -ENOENT)
		return sl_fail(job, EINVAL,
			       "node %s: its host %s has no bridge %s; define it: chdef "
			       "%s mic.bridges=%s:internal:ADDRESS/BITS",
			       node, host, name, host, name);
	if (rc < 0)
		return sl_fail(job, EINVAL, "node %s: host %s: %s", node, host, why);
	if (!card->ip[0] && !card->bridge.external)
		return sl_fail(job, EINVAL,
			       "node %s: bridge %s of its host %s is internal, where no "
			       "DHCP server is; set ip",
			       node, name, host);
	card->bridged = 1;
	card->bits = card->bridge.bits;
	card->mtu = card->bridge.mtu;
	snprintf(card->host_ip, sizeof(card->host_ip), "%s", card->bridge.ip);
	return check_place(job, card);
}

/* A network of card and host alone: the vendor's addresses, or the card's with .254. */
static int read_pair(struct sl_job *job, struct card *card)
{
	struct in_addr address;

	if (!card->ip[0])
		snprintf(card->ip, sizeof(card->ip), "172.31.%u.1", (card->id + 1) % 256);
	inet_pton(AF_INET, card->ip, &address);
	address.s_addr = htonl(ntohl(address.s_addr) | 0xff) & htonl(0xfffffffe);
	inet_ntop(AF_INET, &address, card->host_ip, sizeof(card->host_ip));
	if (strcmp(card->ip, card->host_ip) == 0)
		return sl_fail(job, EINVAL,
			       "node %s: its address %s is that of its host's end, which "
			       "has the last of the network; set another ip",
			       card->node->name, card->ip);
	card->bits = CARD_PAIR_BITS;
	card->mtu = CARD_PAIR_MTU;
	return 0;
}

/* The first and the last of a network are nobody's. */
static int check_own(struct sl_job *job, const struct card *card)
{
	const uint32_t hosts = (1u << (32 - card->bits)) - 1;
	struct in_addr ip;

	if (inet_pton(AF_INET, card->ip, &ip) != 1 ||
	    ((ntohl(ip.s_addr) & hosts) != 0 && (ntohl(ip.s_addr) & hosts) != hosts))
		return 0;
	return sl_fail(job, EINVAL,
		       "node %s: its address %s is that of its network or the broadcast "
		       "address of it, with %u bits; set another ip",
		       card->node->name, card->ip, card->bits);
}

static int read_network(struct sl_job *job, struct card *card)
{
	const char *bridge = option(job, card, "bridge"), *ip = card->node->ip;
	const struct sl_net *net = card->node->net;
	struct in_addr address;
	int rc;

	if (ip && inet_pton(AF_INET, ip, &address) != 1)
		return sl_fail(
			job, EINVAL,
			"node %s: its address %s is not of IPv4, which alone cards "
			"are configured with",
			card->node->name, ip);
	snprintf(card->ip, sizeof(card->ip), "%s", ip ? ip : "");
	/* "none": of a card whose group has one. */
	rc = strcmp(bridge, "none") != 0 ? read_bridge(job, card, bridge)
					 : read_pair(job, card);
	if (rc == 0)
		rc = check_own(job, card);
	if (rc < 0)
		return rc;
	if (!card->bridged || !card->bridge.external)
		snprintf(card->gateway, sizeof(card->gateway), "%s", card->host_ip);
	else if (net && net->gateway && inet_pton(AF_INET, net->gateway, &address) == 1)
		snprintf(card->gateway, sizeof(card->gateway), "%s", net->gateway);
	if (card->flavour == FLAVOUR_MPSS4 && card->ip[0] && !card->gateway[0])
		return sl_fail(job, EINVAL,
			       "node %s: MPSS 4 wants a gateway with an address, and its "
			       "network has none; set gateway of the network",
			       card->node->name);
	return 0;
}

/* ---- what it starts from ---- */

/* A link's or a file's place on the host; its generation in the path keeps two images
 * of one host apart. */
static void place(const struct card *card, const struct sl_artefact *artefact,
		  char path[CARD_PATH])
{
	if (artefact)
		snprintf(path, CARD_PATH, "/var/mpss/boot/%s/%s",
			 card->boot->image->generation, artefact->name);
}

/* The platform starts images of both kinds of cards, a card those of its own. */
static int check_arch(struct sl_job *job, const struct card *card)
{
	const struct sl_image *image = card->boot->image;
	const char *own = card->node->arch, *name = card->node->name;

	if (own && strcmp(own, image->arch) != 0)
		return sl_fail(job, EINVAL,
			       "node %s: its arch is %s, image %s is for %s; choose "
			       "another image, or set arch",
			       name, own, image->name, image->arch);
	if (strcmp(archs[card->flavour], image->arch) != 0)
		return sl_fail(job, EINVAL,
			       "node %s: cards of flavour %s are %s, image %s is for %s; "
			       "choose another image, or set mic.flavour",
			       name, option(job, card, "flavour"), archs[card->flavour],
			       image->name, image->arch);
	return 0;
}

static int read_image(struct sl_job *job, struct card *card)
{
	const struct sl_image *image = card->boot->image;
	const struct sl_artefact *const *a = image->artefacts;
	int rc = check_arch(job, card);

	if (rc < 0)
		return rc;
	/* The root unpacked, where there is one: what is the card's goes behind it. */
	card->kernel = card->boot->kernel;
	card->initrd = card->boot->initrd;
	for (; *a; a++)
		if ((*a)->role == SL_ROOT)
			card->root = *a;
		else if (strcmp((*a)->name, MIC_SYMBOLS) == 0)
			card->map = *a;
		else if (strcmp((*a)->name, MIC_SHARED) == 0)
			card->initrd = *a;
	place(card, card->kernel, card->kernel_path);
	place(card, card->initrd, card->initrd_path);
	place(card, card->map, card->map_path);
	place(card, card->root, card->root_path);
	snprintf(card->image_path, CARD_PATH, "/var/mpss/%s.image.gz", card->name);
	if (card->root && card->flavour != FLAVOUR_MPSS4)
		return sl_fail(job, EINVAL,
			       "node %s: image %s has a root of its own (%s), which only "
			       "cards of flavour mpss4 can use; pack it with another "
			       "method: packimage -m mic %s",
			       card->node->name, image->name, card->root->name,
			       image->name);
	return 0;
}

static int read_options(struct sl_job *job, struct card *card)
{
	char why[WHY];

	card->flavour = find_flavour(option(job, card, "flavour"));
	card->agent = strcmp(option(job, card, "starter"), "agent") == 0;
	card->onboot = is_yes(option(job, card, "onboot"));
	card->verbose = is_yes(option(job, card, "vlog"));
	card->efi_image = option(job, card, "efi_image");
	if (card->efi_image[0] != '/' || strchr(card->efi_image, ' ') ||
	    !is_printable(card->efi_image))
		return sl_fail(
			job, EINVAL,
			"node %s: its efi_image is no absolute path without blanks",
			card->node->name);
	if (card->flavour == FLAVOUR_UPSTREAM && !card->agent)
		return sl_fail(
			job, EINVAL,
			"node %s: starter=mpssd goes with flavour mpss3 and mpss4; "
			"the driver of Linux has no such daemon",
			card->node->name);
	if (power_parse(option(job, card, "powermgt"), card->power, why, sizeof(why)) < 0)
		return sl_fail(job, EINVAL, "node %s: %s", card->node->name, why);
	return 0;
}

int card_read(struct sl_job *job, const struct sl_boot *boot, struct card *card)
{
	int rc;

	memset(card, 0, sizeof(*card));
	card->boot = boot;
	card->node = boot->node;
	card->host = boot->node->host;
	if (!boot->image)
		return sl_fail(
			job, EINVAL,
			"node %s: a card has no disk to boot from; set it netboot, "
			"or offline",
			card->node->name);
	rc = read_id(job, card);
	if (rc == 0)
		rc = read_options(job, card);
	if (rc == 0)
		rc = read_words(job, card);
	if (rc == 0)
		rc = read_network(job, card);
	return rc < 0 ? rc : read_image(job, card);
}
