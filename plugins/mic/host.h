/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/host.h - cards that their host starts: what nodeset makes for the host.
 *
 * A card is a node with `host` and `id`.  render() makes its own configuration, archive and
 * boot plans, render_host() what the cards of a host share.  Three drivers ("flavours")
 * start cards: MPSS 3's for Knights Corner, MPSS 4's for the x200 card, and that of Linux
 * 3.13 to 5.9 for Knights Corner.  Each has files in sysfs and words of its own.
 */
#ifndef MIC_HOST_H
#define MIC_HOST_H

#include "bridge.h"
#include "power.h"
#include "text.h"

#include <stateless/plugin.h>

extern const struct sl_bootloader host_bootloader;

enum flavour { FLAVOUR_MPSS3, FLAVOUR_MPSS4, FLAVOUR_UPSTREAM, FLAVOURS };

enum {
	CARD_NAME = 8, /* "mic255" */
	CARD_PATH = 512,
	CARD_WORDS = 2048,
	CARD_IDS = 256,
	CARD_PAIR_MTU = 64512,
	CARD_PAIR_BITS = 24
};

/* All that is told of one card, checked. */
struct card {
	const struct sl_boot *boot;
	const struct sl_node *node, *host;
	enum flavour flavour;
	unsigned id;
	char name[CARD_NAME]; /* of the device, and of its interface on the host */
	int agent, onboot, verbose;
	char power[POWER_ROOM];
	char words[CARD_WORDS]; /* the kernel's, but for those that say how it starts */
	const char *efi_image;  /* path on the host */
	int bridged;
	struct bridge bridge;                                  /* where bridged */
	char ip[BRIDGE_ADDRESS];                               /* "": from DHCP */
	char host_ip[BRIDGE_ADDRESS], gateway[BRIDGE_ADDRESS]; /* "": none */
	unsigned bits, mtu;
	/* Of the generation; NULL where it has none. */
	const struct sl_artefact *kernel, *initrd, *map, *root;
	/* Where they are on the host. */
	char kernel_path[CARD_PATH], initrd_path[CARD_PATH], map_path[CARD_PATH];
	char root_path[CARD_PATH], image_path[CARD_PATH];
};

/* Fills the card; 0, or -EINVAL after saying what is wrong and what to do. */
int card_read(struct sl_job *, const struct sl_boot *, struct card *);

/* The kernel's command line as the driver gets it: its length, or -EINVAL, said. */
int words_of_card(struct sl_job *, const struct card *, char line[CARD_WORDS]);

/* /etc/mpss/micN.conf of MPSS 3 and of MPSS 4, which share no grammar. */
void conf_mpss3(const struct card *, struct text *);
void conf_mpss4(const struct card *, struct text *);

/* default.conf of MPSS 3: what its cards share. */
void conf_default(const struct bridge *bridges, size_t n, struct text *);

/* What the host's cards start from, and its plans: micN.plan, .reset and .shutdown. */
int bootplan_render(struct sl_job *, const struct card *, struct text *);

/* Names and addresses that the card's root does not have: as files of its MicDir, and as
 * the archive that is joined to the image. */
int cardfiles_render(struct sl_job *, const struct card *, struct text *);

/* The host's end of a card, and the bridge itself, in the form that the host takes. */
int hostnet_card(struct sl_job *, const struct card *, struct text *);
int hostnet_bridge(struct sl_job *, const struct sl_node *host, const struct bridge *,
		   const char *const *ports, struct text *);

#endif
