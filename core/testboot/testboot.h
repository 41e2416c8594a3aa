/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/testboot.h - one emulated node, from its NIC's ROM to the image's
 * services.
 *
 * The node lives in a network namespace with our own dnsmasq and our own server, from the
 * files that nodeset writes: what is proven is the way that real nodes take.
 */
#ifndef TESTBOOT_TESTBOOT_H
#define TESTBOOT_TESTBOOT_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/config/site.h"
#include "core/image/generation.h"
#include "core/plugin/registry.h"

#include <stdbool.h>
#include <stdint.h>

struct testboot_request {
	const struct site *site;
	const struct registry *registry;
	const struct generation *generation;
	const char *platform; /* NULL: of those of the image (platform.h)  */
	const char *firmware; /* NULL: the platform's first                */
	uint64_t memory;      /* bytes                                     */
	unsigned cpus;
	unsigned timeout_s;          /* from power on to the report that it is up */
	const struct strv *commands; /* run on the node by its own shell   */
	bool keep;                   /* leave files and logs, and say where       */
	bool json;
	bool (*stop)(void);
};

/* Prints phases, memory, and what the commands printed.  0: the node came up and every
 * command ended with 0; -ECHILD: a command did not; another -errno, said with the phase
 * that failed and the end of the console. */
int testboot_run(struct log *, const struct testboot_request *) MUST_CHECK;

#endif
