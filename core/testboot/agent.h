/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/agent.h - commands run on the node, over a virtio port.
 *
 *   node: "ready\n"     host: "run BYTES\n" and the script
 *   node: "out BYTES\n" and output, any number of times; then "exit N\n" or "signal N\n"
 */
#ifndef TESTBOOT_AGENT_H
#define TESTBOOT_AGENT_H

#include "core/base/log.h"
#include "core/base/str.h"

#include <stdbool.h>

#define AGENT_PORT "org.stateless.run"

struct agent {
	int fd;
	struct str pending; /* read, not yet used */
	bool ready;
	bool (*stop)(void);
};

/* Connects to the emulator's socket.  0 or -errno, said. */
int agent_open(struct log *, const char *socket, struct agent *) MUST_CHECK;
void agent_close(struct agent *);

/* Runs one script and hands its output over as it comes.  *status: its exit status, or
 * 128 and the signal's number.  -ETIMEDOUT and other -errno are said. */
int agent_run(struct log *, struct agent *, const char *script, int timeout_ms,
	      void (*output)(void *arg, const char *bytes, size_t n), void *arg,
	      int *status) MUST_CHECK;

#endif
