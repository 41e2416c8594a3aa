/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/cardfiles.c - what is the card's alone: its name and its network.
 *
 * They lie on the host twice: in the card's MicDir, for the vendor's tools, and as an
 * archive that the boot plan joins to the image, which is the same for all cards.
 */
#include "host.h"
#include "newc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void put_hostname(const struct card *card, struct text *text)
{
	text_put(text, "%s\n", card->node->name);
}

/* The card's interface is called mic0 whatever its number is on the host. */
static void put_interfaces(const struct card *card, struct text *text)
{
	char mask[BRIDGE_ADDRESS];

	bridge_mask(card->bits, mask);
	text_put(text, "auto lo\niface lo inet loopback\n\nauto mic0\n");
	if (!card->ip[0]) {
		text_put(text,
			 "iface mic0 inet dhcp\n"
			 "\tpre-up /bin/ip link set $IFACE mtu %u\n\thostname %s\n",
			 card->mtu, card->node->name);
		return;
	}
	text_put(text, "iface mic0 inet static\n\taddress %s\n", card->ip);
	if (card->gateway[0])
		text_put(text, "\tgateway %s\n", card->gateway);
	text_put(text, "\tnetmask %s\n\tmtu %u\n", mask, card->mtu);
}

/* In the archive's order: sorted, folders before what is in them. */
static const struct {
	const char *path;
	void (*make)(const struct card *, struct text *); /* NULL: a folder */
} files[] = {
	{ "etc", NULL },
	{ "etc/hostname", put_hostname },
	{ "etc/network", NULL },
	{ "etc/network/interfaces", put_interfaces },
};

enum { FILES = sizeof(files) / sizeof(files[0]) };

static int put_bytes(void *arg, const void *data, size_t n)
{
	struct text *text = arg;

	if (n > sizeof(text->s) - text->n) {
		text->full = 1;
		return 0; /* said by text_give() */
	}
	memcpy(text->s + text->n, data, n);
	text->n += n;
	return 0;
}

static int add_entry(struct newc_writer *writer, unsigned i, const struct text *file)
{
	const int is_file = files[i].make != NULL;
	const struct newc_entry entry = {
		.path = files[i].path,
		.ino = NEWC_INO + i,
		.mode = is_file ? S_IFREG | 0644 : S_IFDIR | 0755,
		.nlink = is_file ? 1 : 2,
		.size = (uint32_t)file->n,
		.dev_major = NEWC_DEV_MAJOR,
		.dev_minor = NEWC_DEV_MINOR,
	};
	int rc = newc_write_entry(writer, &entry);

	if (rc == 0)
		rc = newc_write(writer, file->s, file->n);
	return rc < 0 ? rc : newc_pad(writer, NEWC_ALIGN);
}

static int add_archive(struct sl_job *job, const struct card *card, struct text *archive)
{
	struct newc_writer writer = { .put = put_bytes, .arg = archive };
	char path[CARD_PATH];
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < FILES; i++) {
		struct text file;

		file.n = 0;
		file.full = 0;
		if (files[i].make)
			files[i].make(card, &file);
		rc = add_entry(&writer, i, &file);
	}
	if (rc == 0)
		rc = newc_write_end(&writer);
	if (rc < 0)
		return rc;
	snprintf(path, sizeof(path), "var/mpss/%s.cpio", card->name);
	return text_give(job, path, 0644, archive);
}

int cardfiles_render(struct sl_job *job, const struct card *card, struct text *text)
{
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < FILES; i++) {
		char path[CARD_PATH];

		if (!files[i].make)
			continue;
		files[i].make(card, text);
		snprintf(path, sizeof(path), "var/mpss/%s/%s", card->name, files[i].path);
		rc = text_give(job, path, 0644, text);
	}
	return rc < 0 ? rc : add_archive(job, card, text);
}
