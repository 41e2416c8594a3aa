/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_tags.h - what the files of dnsmasq's writer share.
 */
#ifndef DHCP_DNSMASQ_TAGS_H
#define DHCP_DNSMASQ_TAGS_H

#include "dhcp.h"

#include "core/base/str.h"

#define DNSMASQ_HEAD "# Written by stateless; what is changed here is lost.\n"

/* Appends a rule's conditions: "tag:sl-arch-7,tag:sl-user-iPXE,". */
void dnsmasq_conditions(const struct dhcp_rule *, struct str *);

#endif
