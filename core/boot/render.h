/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/render.h - the platforms' plugins make files and DHCP answers of a plan.
 */
#ifndef BOOT_RENDER_H
#define BOOT_RENDER_H

#include "files.h"
#include "plan.h"

#include "core/dhcp/dhcp.h"

/* Runs each platform's setup, renders its nodes and hosts.  Nodes that a plugin refuses
 * are marked bad; their files stay in the set and are passed over by whoever reads it. */
void render_plan(struct plan *, struct boot_files *, struct dhcp_answers *);

#endif
