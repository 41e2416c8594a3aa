/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/plan.h - a boot plan: what a host does to start one of its devices.
 *
 * A text of lines that end with a newline, in printable characters, one step a line.  The
 * keyword stands in the first column; exactly one blank parts the words.  Empty lines, and
 * lines that begin with '#', say nothing.
 *
 *   fetch URL sha256:HEX FILE       "http://ADDRESS[:PORT]/PATH", or "/PATH" of a server
 *   join FILE FROM...               one after the other
 *   gzip FILE FROM                  one member, without name and time
 *   link FILE TARGET                a symbolic link, replaced if there is one
 *   wait DEVICE VALUE[|VALUE]... SECONDS
 *   write DEVICE TEXT               the rest of the line, by one write(2)
 *   stream DEVICE FROM...           the bytes of the files, through one open descriptor
 *   fail VALUE[|VALUE]...           values that end a wait further down: the device failed
 *
 * A VALUE may have blanks in it, and "X*" is every line that begins with X; the blanks
 * around a line of the device are not looked at.  FILE and FROM are relative to the agent's work folder,
 * DEVICE to the root of sysfs; an absolute path is one of the host.
 */
#ifndef HOSTBOOT_PLAN_H
#define HOSTBOOT_PLAN_H

#include "core/base/log.h"
#include "core/base/strv.h"

enum {
	PLAN_BYTES = 65536, /* at most, of a plan */
	PLAN_STEPS = 256,
	PLAN_SECONDS = 3600 /* at most, of one wait */
};

enum step_kind {
	STEP_FETCH = 1,
	STEP_JOIN,
	STEP_GZIP,
	STEP_LINK,
	STEP_WAIT,
	STEP_WRITE,
	STEP_STREAM,
	STEP_FAIL
};

/* What a kind does not have is NULL, empty or 0. */
struct step {
	enum step_kind kind;
	unsigned line, seconds;
	char *path; /* FILE or DEVICE */
	char *text; /* URL, TARGET or TEXT */
	char *sha256;
	struct strv list; /* FROM or VALUE */
};

struct boot_plan {
	struct step *v;
	size_t n;
};

/* name: what messages call it, "FILE:LINE: ...".  0, or -EINVAL after saying what is wrong
 * in which line; the plan is to be given to boot_plan_fini() either way. */
int boot_plan_parse(struct log *, const char *name, const char *text, size_t n,
		    struct boot_plan *) MUST_CHECK;
void boot_plan_fini(struct boot_plan *);
#define CLEANUP_PLAN __attribute__((cleanup(boot_plan_fini)))

const char *step_word(enum step_kind);

/* The file whose value says in what state the device is: that of the last wait; or NULL. */
const char *boot_plan_state_file(const struct boot_plan *);

#endif
