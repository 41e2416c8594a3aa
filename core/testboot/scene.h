/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/scene.h - a site for one node: folders, inventory, DHCP, TFTP and HTTP.
 */
#ifndef TESTBOOT_SCENE_H
#define TESTBOOT_SCENE_H

#include "testboot.h"

#include "core/inventory/inventory.h"
#include "core/job/worker.h"
#include "core/serve/serve.h"

#include <sys/types.h>

#define SCENE_NODE "testboot"

struct scene {
	const struct testboot_request *request;
	const struct plugin *platform;
	const char *firmware; /* of firmware_choose() */
	char *folder;         /* holds everything below */
	struct site site; /* the request's, with other folders; texts are the scene's */
	struct settings demanded; /* by the firmware; before the site's own */
	struct inventory *inventory;
	struct server *server;
	pid_t dnsmasq;
	pid_t *others; /* what the image's method serves its root by */
	size_t n_others;
	struct worker_note *note; /* of the worker that the test runs in */
};

/* Folders, an inventory with one node that is set to the image, and its boot files, by
 * the same code as nodeset. */
int scene_make(struct log *, struct scene *) MUST_CHECK;

/* Starts what the image's method says that its nodes need besides (packimage.serve).
 * Nothing, for most. */
int scene_serve_root(struct log *, struct scene *) MUST_CHECK;

/* Starts dnsmasq and the servers, in the network of network_make(). */
int scene_start(struct log *, struct scene *) MUST_CHECK;
void scene_stop(struct scene *);

#endif
