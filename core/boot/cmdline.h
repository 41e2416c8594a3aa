/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/cmdline.h - the kernel command line of one node, without the loader's words.
 */
#ifndef BOOT_CMDLINE_H
#define BOOT_CMDLINE_H

#include <stddef.h>

struct sl_net;

enum { CMDLINE_MOST = 8192 };

/* What it is made of; texts that are NULL are left out. */
struct cmdline {
	const char *root;           /* the generation's urlpath                 */
	const char *digest;         /* of its manifest, 64 hex digits           */
	const char *const *servers; /* "ADDRESS:PORT", at least one             */
	const char *files;          /* of NODE.tar, 64 hex digits               */
	const char *node, *domain;
	const char *machine_id; /* 32 hex digits                            */
	const char *console;    /* "ttyS0,115200n8"                         */
	const char *overlay;    /* SIZE, PERCENT, none                      */
	const char *after;      /* "reboot", "wait": when it cannot boot    */
	const char *timeout;    /* seconds without progress                 */
	const char *way;        /* words of the way                         */
	const char *added[3];   /* addkcmdline: site, image, node: the last
				 * setting of a word wins in the kernel     */
};

/* Returns the length of `text`, or -EINVAL with the reason in `why`: a control character
 * or quote, a word that belongs to us or to the loader (sl.*, ip=, BOOTIF=), or too much.
 * Words of the form R::WORD (xCAT: for the installed system) are dropped. */
int cmdline_format(const struct cmdline *, char text[CMDLINE_MOST], char *why,
		   size_t room);

/* serialport "0" or "ttyAMA0", serialspeed "115200" (its default) -> "ttyS0,115200n8",
 * and an "r" after it for serialflow "hard".  0, or -EINVAL when port or speed have other
 * characters. */
struct cmdline_serial {
	const char *port, *speed, *flow; /* speed, flow: or NULL */
	const char *line; /* what stands before a port that is a number; NULL: "ttyS" */
};
int cmdline_console(const struct cmdline_serial *, char *text, size_t room);

#endif
