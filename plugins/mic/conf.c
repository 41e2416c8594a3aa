/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/conf.c - the configuration of the vendor's tools on the host.
 *
 * MPSS 3 (libmpssconfig/mpssconfig.c): a directive a line, its keyword in the first column,
 * one blank between words, quotes around a word with blanks, '#' in the first column for a
 * comment; of a directive given twice the last counts; a wrong line makes micctrl refuse to
 * boot the card.  MPSS 4 has other keywords and passes over those that it does not know.
 */
#include "host.h"

#include <string.h>

enum { SHUTDOWN_SECONDS = 300, X200_BOOT_SECONDS = 90, X200_SHUTDOWN_SECONDS = 60 };

static const char *enabled(int value)
{
	return value ? "Enabled" : "Disabled";
}

static const char *domain_of(const struct card *card)
{
	const char *domain = card->node->net ? card->node->net->domain : NULL;

	return domain ? domain : "";
}

/* What boots the card is one of two: where it is the agent, the daemon must not. */
static int is_booted_by_daemon(const struct card *card)
{
	return !card->agent && card->onboot;
}

static void put_comment(const struct card *card, struct text *text)
{
	text_put(text, "# %s: image %s, generation %s. Written by stateless nodeset.\n\n",
		 card->node->name, card->boot->image->name,
		 card->boot->image->generation);
}

static void put_network(const struct card *card, struct text *text)
{
	if (!card->bridged)
		text_put(text,
			 "Network class=StaticPair micip=%s hostip=%s modhost=no "
			 "modcard=no netbits=%u mtu=%u\n\n",
			 card->ip, card->host_ip, card->bits, card->mtu);
	else if (card->ip[0])
		text_put(text,
			 "Network class=StaticBridge bridge=%s micip=%s modhost=no "
			 "modcard=no\n\n",
			 card->bridge.name, card->ip);
	else
		text_put(text, "Network class=Bridge bridge=%s\n\n", card->bridge.name);
}

void conf_default(const struct bridge *bridges, size_t n, struct text *text)
{
	text_put(text,
		 "# What the cards of this host share. Written by stateless nodeset.\n\n"
		 "CommonDir /var/mpss/common\n\n"
		 "ShutdownTimeout %d\n\n"
		 "CrashDump /var/crash/mic 16\n\n"
		 "Console \"hvc0\"\n",
		 SHUTDOWN_SECONDS);
	for (size_t i = 0; i < n; i++)
		text_put(text, "\nBridge %s %s %s %u %u\n", bridges[i].name,
			 bridges[i].external ? "External" : "Internal",
			 bridges[i].ip[0] ? bridges[i].ip : "dhcp", bridges[i].bits,
			 bridges[i].mtu);
}

/* No Base and no Overlay: the image is given as it is, and never made on the host. */
void conf_mpss3(const struct card *card, struct text *text)
{
	const char *domain = domain_of(card);

	put_comment(card, text);
	text_put(text,
		 "Version 1 1\n\nInclude default.conf\n\nInclude \"conf.d/*.conf\"\n\n"
		 "Family x100\n\nMPSSVersion 3.x\n\nMicDir /var/mpss/%s\n\n"
		 "HostName %s%s%s\n\nMacAddrs Serial\n\n",
		 card->name, card->node->name, *domain ? "." : "", domain);
	put_network(card, text);
	text_put(text, "VerboseLogging %s\n\nOSimage %s%s%s\n\nBootOnStart %s\n\n",
		 enabled(card->verbose), card->kernel_path, card->map ? " " : "",
		 card->map_path, enabled(is_booted_by_daemon(card)));
	text_put(text,
		 "ExtraCommandLine \"%s\"\n\nRootDevice StaticRamFS %s\n\n"
		 "PowerManagement \"%s\"\n\nCgroup memory=disabled\n",
		 card->words, card->image_path, card->power);
}

static void put_x200_network(const struct card *card, struct text *text)
{
	char mask[BRIDGE_ADDRESS];

	bridge_mask(card->bits, mask);
	if (card->bridged)
		text_put(text, "HostNetworkConfig bridge %s\n", card->bridge.name);
	else
		text_put(text, "HostNetworkConfig inet static address=%s netmask=%s\n",
			 card->host_ip, mask);
	if (card->ip[0])
		text_put(text,
			 "CardNetworkConfig inet static address=%s netmask=%s "
			 "gateway=%s\n",
			 card->ip, mask, card->gateway);
	else
		text_put(text, "CardNetworkConfig inet dhcp hostname=%s\n",
			 card->node->name);
	text_put(text, "HostMacAddress Serial\nCardMacAddress Serial\n");
}

void conf_mpss4(const struct card *card, struct text *text)
{
	put_comment(card, text);
	text_put(text, "EfiImage %s\nKernelImage %s\n", card->efi_image,
		 card->kernel_path);
	if (card->map)
		text_put(text, "KernelSymbols %s\n", card->map_path);
	text_put(text, "InitRamFsImage %s\n", card->image_path);
	if (card->root)
		text_put(text, "RootFsImage %s\n", card->root_path);
	text_put(text, "AutoBoot %s\nShutdownTimeout %d\nBootTimeout %d\n",
		 enabled(is_booted_by_daemon(card)), X200_SHUTDOWN_SECONDS,
		 X200_BOOT_SECONDS);
	if (card->root || card->words[0])
		text_put(text, "KernelExtraCommandLine \"%s%s%s\"\n",
			 card->root ? "mic_root_in_ram=1" : "",
			 card->root && card->words[0] ? " " : "", card->words);
	put_x200_network(card, text);
}
