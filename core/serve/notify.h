/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/notify.h - tells the service manager that we are ready, or about to end.
 */
#ifndef SERVE_NOTIFY_H
#define SERVE_NOTIFY_H

/* Sends `state` ("READY=1") to the socket named by $NOTIFY_SOCKET (sd_notify(3)).  0,
 * also without one, or -errno. */
int notify_send(const char *state);

#endif
