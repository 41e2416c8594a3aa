/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ganesha.h - an nfs-ganesha for a test boot: packimage.serve.
 *
 * Its files lie in SL_WORK, which a hook and those that it delegates to share: whoever comes
 * first adds exports, whoever starts the server serves them all.
 */
#ifndef LIB_GANESHA_H
#define LIB_GANESHA_H

#include <stateless/plugin.h>

/* An export that the nodes of the test boot, and they alone, may write to: the folder, under
 * the path `pseudo`.  0, or -errno after saying why. */
int ganesha_add_writable(struct sl_job *, const char *pseudo, const char *folder);

/* Starts a server on this port, with what was added and with the file `more` of exports
 * (NULL: none).  Where a hook of this job has started one, it does nothing.  0, or -errno
 * after saying why. */
int ganesha_serve(struct sl_job *, uint16_t port, const char *more);

#endif
