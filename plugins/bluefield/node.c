/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/node.c - what the host of a card is given to start it.
 *
 * The rshim driver makes a folder /dev/rshimN for each card.  Whoever opens `boot` in it
 * resets the card, which then reads its boot stream from there.  `misc` has a line for each
 * KEY and its value; "KEY VALUE" sets one (rshim(8)).  With DISPLAY_LEVEL 2 the card's log
 * of its boot follows, in lines such as " INFO[UEFI]: exit Boot Service".
 */
#include "bluefield.h"

#include "plugins/lib/bootwords.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PLAN_ROOM = 8192,
	ID_DIGITS = 3,
	DRIVER_SECONDS =
		120, /* until the driver has found the card, after a boot of the host */
	MODE_SECONDS = 30,
	MOST_SECONDS = 3600 /* of stateless-hostboot */
};

/* The file that UEFI shows as a neighbour of the kernel, as EFI's stub is told. */
#define INITRD " initrd=initramfs"

/* Crashes of the card's firmware, as the driver tells them in `misc`. */
#define CRASHED "PANIC(*|Exception(*|ASSERT[*"

struct text {
	char s[PLAN_ROOM];
	size_t n; /* PLAN_ROOM when there was more than fits */
};

SL_PRINTF(2, 3) static void put(struct text *text, const char *fmt, ...)
{
	size_t room = PLAN_ROOM - text->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text->s + text->n, room, fmt, ap);
	va_end(ap);
	text->n = n < 0 || (size_t)n >= room ? PLAN_ROOM : text->n + (size_t)n;
}

/* A card and how long it may take. */
struct card {
	const struct sl_boot *boot;
	const char *id, *up, *seconds;
};

const char *node_device(struct sl_job *job, const struct sl_node *node)
{
	const char *id = node->id ? node->id : "";
	size_t n = strlen(id);

	if (n > 0 && n <= ID_DIGITS && strspn(id, "0123456789") == n &&
	    (n == 1 || id[0] != '0'))
		return id;
	(void)!sl_fail(job, EINVAL,
		       "%s: its id \"%.20s\" is no number of an rshim device; set id=0 "
		       "for /dev/rshim0 of its host",
		       node->name, id);
	return NULL;
}

/* What the agent would refuse, it would refuse only on the host. */
static int check_waits(struct sl_job *job, const struct card *card)
{
	char *end;
	unsigned long seconds = strtoul(card->seconds, &end, 10);
	size_t n = strlen(card->up);

	if (*end || seconds < 1 || seconds > MOST_SECONDS)
		return sl_fail(
			job, EINVAL,
			"%s: bluefield.timeout is \"%.20s\", wanted 1 to %d seconds",
			card->boot->node->name, card->seconds, MOST_SECONDS);
	for (size_t i = 0; i < n; i++)
		if (card->up[i] < ' ' || card->up[i] > '~')
			n = 0;
	if (n == 0 || card->up[0] == ' ' || card->up[n - 1] == ' ' ||
	    strstr(card->up, "||") || card->up[0] == '|' || card->up[n - 1] == '|' ||
	    strstr(card->up, " |") || strstr(card->up, "| "))
		return sl_fail(
			job, EINVAL,
			"%s: bluefield.up is no line of the card's log, or several "
			"with only a | between them",
			card->boot->node->name);
	return 0;
}

static int find_card(struct sl_job *job, const struct sl_boot *boot, struct card *card)
{
	card->boot = boot;
	card->id = node_device(job, boot->node);
	card->up = job->host->node_opt(job, boot->node, "up");
	card->seconds = job->host->node_opt(job, boot->node, "timeout");
	return card->id ? check_waits(job, card) : -EINVAL;
}

/* ---- the command line ---- */

static int add_arguments(struct sl_job *job, const struct card *card)
{
	static const struct bfb_header header = { .id = BFB_BOOT_ARGS,
						  .following = BLUEFIELD_BOOT_IDS };
	unsigned char image[BFB_HEADER + BLUEFIELD_CMDLINE + 8];
	const struct sl_boot *boot = card->boot;
	char line[BLUEFIELD_CMDLINE + 1], own[BOOTWORDS_ROOM + sizeof(INITRD)], path[64];
	size_t n, used;
	int rc;

	bootwords_format(boot->node, own);
	used = strlen(own);
	snprintf(own + used, sizeof(own) - used, INITRD);
	n = strlen(boot->cmdline) + strlen(own);
	rc = bootwords_check(job, boot, strlen(own), BLUEFIELD_CMDLINE);
	if (rc < 0)
		return rc;
	snprintf(line, sizeof(line), "%s%s", boot->cmdline, own);
	bfb_pack(&header, line, (uint32_t)n, image);
	snprintf(path, sizeof(path), "etc/stateless/boot.d/rshim%s.bfb", card->id);
	return job->host->add_file(job, SL_HOST, path, 0644, image,
				   BFB_HEADER + (size_t)bfb_padded(n));
}

/* ---- plans ---- */

static int add_plan(struct sl_job *job, const struct card *card, const char *ending,
		    const struct text *text)
{
	char path[64];

	if (text->n == PLAN_ROOM)
		return sl_fail(job, EOVERFLOW, "%s: its boot plan is too long",
			       card->boot->node->name);
	snprintf(path, sizeof(path), "etc/stateless/boot.d/rshim%s.%s", card->id, ending);
	return job->host->add_file(job, SL_HOST, path, 0644, text->s, text->n);
}

static void put_fetch(struct text *text, const struct card *card,
		      const struct sl_artefact *file, const char *name)
{
	put(text, "fetch %s sha256:%s rshim%s-%s.bfb\n", file->urlpath, file->sha256,
	    card->id, name);
}

/* The driver reads on behind what it was written, up to a blank: without one at the end, what
 * an earlier text left in its buffer would be part of the value. */
static void put_set(struct text *text, const char *id, const char *key, int value)
{
	put(text, "write /dev/rshim%s/misc %s %d \n", id, key, value);
}

/* From where the card boots: 0 its host, 1 its own flash memory. */
static void put_mode(struct text *text, const char *id, int mode)
{
	put_set(text, id, "BOOT_MODE", mode);
	put(text, "wait /dev/rshim%s/misc BOOT_MODE       %d * %d\n", id, mode,
	    MODE_SECONDS);
}

static void put_driver(struct text *text, const char *id)
{
	put(text, "wait /dev/rshim%s/misc DISPLAY_LEVEL * %d\n", id, DRIVER_SECONDS);
}

/* The log is shown, and that of the last boot forgotten by being read once: it would tell
 * that the card is up. */
static void put_begin(struct text *text, const char *id, int mode)
{
	put_driver(text, id);
	put_set(text, id, "DISPLAY_LEVEL", 2);
	put_set(text, id, "CLEAR_ON_READ", 1);
	put_mode(text, id, mode);
	put_set(text, id, "CLEAR_ON_READ", 0);
}

static void put_end(struct text *text, const struct card *card)
{
	put(text, "fail " CRASHED "\n");
	put(text, "wait /dev/rshim%s/misc %s %s\n", card->id, card->up, card->seconds);
}

static int add_boot(struct sl_job *job, const struct card *card)
{
	const struct sl_image *image = card->boot->image;
	const struct sl_artefact *firmware = loaderfile_of(image, BLUEFIELD_FIRMWARE);
	const struct sl_artefact *boot = loaderfile_of(image, BLUEFIELD_BOOT);
	const char *id = card->id;
	struct text text = { .n = 0 };

	if (!firmware || !boot)
		return sl_fail(job, ENOENT,
			       "%s: image %s was not packed for these cards; add "
			       "platforms = { \"bluefield\" } to it, and run packimage",
			       card->boot->node->name, image->name);
	put(&text, "# starts %s: image %s, generation %s\n", card->boot->node->name,
	    image->name, image->generation);
	put_fetch(&text, card, firmware, "firmware");
	put_fetch(&text, card, boot, "boot");
	put_begin(&text, id, 0);
	put(&text,
	    "stream /dev/rshim%s/boot rshim%s-firmware.bfb "
	    "/etc/stateless/boot.d/rshim%s.bfb rshim%s-boot.bfb\n",
	    id, id, id, id);
	put_end(&text, card);
	return add_plan(job, card, "plan", &text);
}

static int add_local_boot(struct sl_job *job, const struct card *card)
{
	struct text text = { .n = 0 };

	put(&text, "# starts %s from its own flash memory\n", card->boot->node->name);
	put_begin(&text, card->id, 1);
	put_set(&text, card->id, "SW_RESET", 1);
	put_end(&text, card);
	return add_plan(job, card, "plan", &text);
}

/* The card stops, and its boot ROM waits for a stream. */
static int add_stops(struct sl_job *job, const struct card *card)
{
	struct text text = { .n = 0 };
	int rc;

	put(&text, "# stops %s, which then waits for its host\n", card->boot->node->name);
	put_driver(&text, card->id);
	put_mode(&text, card->id, 0);
	put_set(&text, card->id, "SW_RESET", 1);
	put_driver(&text, card->id);
	rc = add_plan(job, card, "reset", &text);
	return rc < 0 ? rc : add_plan(job, card, "shutdown", &text);
}

int node_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	struct card card;
	int rc = find_card(job, boot, &card);

	(void)self;
	if (rc == 0 && boot->state == SL_NETBOOT)
		rc = add_arguments(job, &card);
	if (rc == 0)
		rc = boot->state == SL_NETBOOT ? add_boot(job, &card)
					       : add_local_boot(job, &card);
	return rc < 0 ? rc : add_stops(job, &card);
}
