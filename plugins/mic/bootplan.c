/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/bootplan.c - what the agent of the host does to start, reset and stop a card.
 *
 * The grammar is in stateless-hostboot(8).  Every text that a driver gets is one write, so
 * a line's "write" is one command.
 */
#include "host.h"

#include <stdio.h>
#include <string.h>

enum {
	/* A card may be shutting down and then resetting, 180 s each. */
	SETTLE_SECONDS = 360,
	BOOT_SECONDS = 200,  /* the driver of MPSS 3 gives up after 180 */
	RESET_SECONDS = 330, /* and after 300 */
	SHUTDOWN_SECONDS = 630,
	X200_BOOT_SECONDS = 90,
	X200_SHUTDOWN_SECONDS = 60,
	SLACK_SECONDS = 30
};

/* What a driver calls the ways of a card. */
static const struct states {
	const char *up, *failed; /* not ready: it runs, or it went wrong */
	const char *not_reset;   /* went wrong again */
} states[FLAVOURS] = {
	[FLAVOUR_MPSS3] = { "online", "boot failed|reset failed|lost|invalid",
			    "reset failed|lost|invalid" },
	[FLAVOUR_MPSS4] = { "online|online_firmware", "shutdown|error|unknown",
			    "error|unknown" },
	[FLAVOUR_UPSTREAM] = { "online", "reset_failed", "reset_failed" },
};

static void put_head(const struct card *card, const char *does, struct text *text)
{
	text_put(text, "# %s %s, which is %s here. Written by stateless nodeset.\n", does,
		 card->node->name, card->name);
}

static void put_fetch(const struct sl_artefact *artefact, const char *path,
		      struct text *text)
{
	if (artefact)
		text_put(text, "fetch %s sha256:%s %s\n", artefact->urlpath,
			 artefact->sha256, path);
}

/* An initrd is packed, whatever it is called; one that is not says so by its name. */
static int is_archive(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".cpio") == 0;
}

/* One stream of gzip, as the vendor's tools make it, where the image's archive comes as it
 * is; behind one that comes packed a member of its own, which Linux unpacks too: packed
 * once more it would be no archive to any kernel. */
static void put_image(const struct card *card, struct text *text)
{
	const char *name = card->name;

	put_fetch(card->initrd, card->initrd_path, text);
	if (!is_archive(card->initrd->name))
		text_put(text,
			 "gzip %s.cpio.gz /var/mpss/%s.cpio\n"
			 "join %s %s %s.cpio.gz\n",
			 name, name, card->image_path, card->initrd_path, name);
	else
		text_put(text,
			 "join %s.cpio %s /var/mpss/%s.cpio\n"
			 "gzip %s %s.cpio\n",
			 name, card->initrd_path, name, card->image_path, name);
}

static void put_files(const struct card *card, struct text *text)
{
	put_fetch(card->kernel, card->kernel_path, text);
	put_fetch(card->map, card->map_path, text);
	put_fetch(card->root, card->root_path, text);
	put_image(card, text);
}

static void put_mpss3(const struct card *card, const char *line, struct text *text)
{
	text_put(text,
		 "write class/mic/%s/cmdline %s\n"
		 "write class/mic/%s/state boot:linux:%s:%s\n",
		 card->name, line, card->name, card->kernel_path, card->image_path);
}

static void put_x200_link(const struct card *card, const char *name, const char *target,
			  struct text *text)
{
	text_put(text, "link /lib/firmware/mic/%s/%s %s\n", card->name, name, target);
}

static void put_mpss4(const struct card *card, const char *line, struct text *text)
{
	static const char *const images[] = { "efi", "kernel", "initramfs" };
	const char *name = card->name;

	text_put(text, "write class/mic/%s/config/kernel_cmdline %s\n", name, line);
	put_x200_link(card, "efi.image", card->efi_image, text);
	put_x200_link(card, "kernel.image", card->kernel_path, text);
	put_x200_link(card, "initramfs.image", card->image_path, text);
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		text_put(text, "write class/mic/%s/config/%s_image mic/%s/%s.image\n",
			 name, images[i], name, images[i]);
	text_put(text,
		 "write class/mic/%s/config/boot_timeout %d\n"
		 "write class/mic/%s/config/shutdown_timeout %d\n"
		 "write class/mic/%s/state boot\n",
		 name, X200_BOOT_SECONDS, name, X200_SHUTDOWN_SECONDS, name);
}

/* Its driver looks for both files below /lib/firmware. */
static void put_upstream(const struct card *card, const char *line, struct text *text)
{
	const char *name = card->name;

	text_put(text,
		 "link /lib/firmware/mic/%s/kernel.image %s\n"
		 "link /lib/firmware/mic/%s/initramfs.image %s\n",
		 name, card->kernel_path, name, card->image_path);
	text_put(text,
		 "write class/mic/%s/bootmode linux\n"
		 "write class/mic/%s/firmware mic/%s/kernel.image\n"
		 "write class/mic/%s/ramdisk mic/%s/initramfs.image\n"
		 "write class/mic/%s/cmdline %s\n"
		 "write class/mic/%s/state boot\n",
		 name, name, name, name, name, name, line, name);
}

static void (*const put_boot[FLAVOURS])(const struct card *, const char *,
					struct text *) = {
	[FLAVOUR_MPSS3] = put_mpss3,
	[FLAVOUR_MPSS4] = put_mpss4,
	[FLAVOUR_UPSTREAM] = put_upstream,
};

/* Where the vendor's daemon starts the card, the agent only makes its files. */
static void put_start(const struct card *card, const char *line, struct text *text)
{
	const struct states *s = &states[card->flavour];

	put_head(card, "Starts", text);
	put_files(card, text);
	if (!card->agent) {
		text_put(text, "wait class/mic/%s/state ready|booting|online %d\n",
			 card->name, SETTLE_SECONDS);
		return;
	}
	text_put(text, "fail %s|%s\nwait class/mic/%s/state ready %d\n", s->up, s->failed,
		 card->name, SETTLE_SECONDS);
	put_boot[card->flavour](card, line, text);
	text_put(text, "fail %s\nwait class/mic/%s/state online %d\n", s->failed,
		 card->name, BOOT_SECONDS);
}

static void put_reset(const struct card *card, struct text *text)
{
	put_head(card, "Resets", text);
	text_put(text,
		 "write class/mic/%s/state reset\n"
		 "fail %s\n"
		 "wait class/mic/%s/state ready %d\n",
		 card->name, states[card->flavour].not_reset, card->name, RESET_SECONDS);
}

/* A card of x200 stays down until it is reset, and could not be started again. */
static void put_shutdown(const struct card *card, struct text *text)
{
	const char *name = card->name;

	put_head(card, "Stops", text);
	text_put(text, "write class/mic/%s/state shutdown\nfail %s\n", name,
		 states[card->flavour].not_reset);
	if (card->flavour == FLAVOUR_MPSS4)
		text_put(text,
			 "wait class/mic/%s/state shutdown %d\n"
			 "write class/mic/%s/state reset\n"
			 "wait class/mic/%s/state ready %d\n",
			 name, X200_SHUTDOWN_SECONDS + SLACK_SECONDS, name, name,
			 RESET_SECONDS);
	else
		text_put(text, "wait class/mic/%s/state ready %d\n", name,
			 SHUTDOWN_SECONDS);
}

static int give(struct sl_job *job, const struct card *card, const char *ending,
		struct text *text)
{
	char path[CARD_PATH];

	snprintf(path, sizeof(path), "etc/stateless/boot.d/%s.%s", card->name, ending);
	return text_give(job, path, 0644, text);
}

int bootplan_render(struct sl_job *job, const struct card *card, struct text *text)
{
	char line[CARD_WORDS];
	int rc = words_of_card(job, card, line);

	if (rc < 0)
		return rc;
	put_start(card, line, text);
	rc = give(job, card, "plan", text);
	if (rc == 0) {
		put_reset(card, text);
		rc = give(job, card, "reset", text);
	}
	if (rc == 0) {
		put_shutdown(card, text);
		rc = give(job, card, "shutdown", text);
	}
	if (rc == 0 && card->agent && !card->onboot)
		rc = give(job, card, "manual", text);
	return rc;
}
