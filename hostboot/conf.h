/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/conf.h - hostboot.conf: where a host fetches what its plans name.
 *
 * Lines KEY=VALUE, of which one is known: HOSTBOOT_SERVERS=ADDRESS[:PORT],...  Others, and
 * those that begin with '#', are passed over.
 */
#ifndef HOSTBOOT_CONF_H
#define HOSTBOOT_CONF_H

#include "core/base/log.h"
#include "node/servers.h"

/* Fills the servers; a file that is not there leaves them as they are.  0, or -errno after
 * saying what is wrong. */
int conf_read(struct log *, const char *path, struct servers *) MUST_CHECK;

/* The same of a text, which is cut up; name: what messages call it. */
int conf_parse(struct log *, const char *name, char *text, struct servers *) MUST_CHECK;

#endif
