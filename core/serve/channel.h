/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/channel.h - what the HTTP process and the writer process say to each other.
 *
 * A socket pair of whole messages (SOCK_SEQPACKET).  Its buffer is the queue of reports
 * and its only bound.
 */
#ifndef SERVE_CHANNEL_H
#define SERVE_CHANNEL_H

#include "core/base/log.h"
#include "wire/report.h"

#include <netinet/in.h>

enum channel_kind {
	CHANNEL_REPORT = 1, /* text: a report, as wire_report_write() gives it        */
	CHANNEL_SEEN,       /* text: name of a phase that this address has begun      */
	CHANNEL_PEERS,      /* text: a piece of struct peers' text, of whole lines    */
	CHANNEL_PEERS_END   /* the pieces since the last end are all of it            */
};

enum { CHANNEL_TEXT = 32768 };

struct channel_message {
	uint32_t kind;
	uint32_t bytes;              /* of text                                        */
	struct in6_addr address;     /* of who sent the report                         */
	char text[CHANNEL_TEXT + 1]; /* NUL-ended once received                    */
};

/* ends[0] and ends[1], both close-on-exec. */
int channel_open(struct log *, int ends[2]) MUST_CHECK;

/* 0; -EAGAIN when the other side does not keep up; -EPIPE when it is gone.  Never waits.
 */
int channel_send(int end, enum channel_kind, const struct in6_addr *address,
		 const char *text, size_t bytes) MUST_CHECK;

/* Sends a text of lines in pieces and CHANNEL_PEERS_END; waits up to ten seconds for the
 * other side. */
int channel_send_lines(int end, const char *text) MUST_CHECK;

/* Waits for a message for at most timeout_ms.  1; 0 when none came; -EPIPE at the end;
 * -EBADMSG for one that is malformed. */
int channel_receive(int end, int timeout_ms, struct channel_message *) MUST_CHECK;

#endif
