/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/guard.h - hooks that run in this very process, and must not end it unsaid.
 *
 * Hooks without I/O (bid, setup, render, emulate) run here and not in a worker, because
 * 100,000 follow one another.  A crash, an exit() or an endless loop in one cannot be
 * survived, but it is said with the plugin's name, and the exit status is 1.  What is
 * written is written later, so nothing is half done then.
 */
#ifndef JOB_GUARD_H
#define JOB_GUARD_H

/* From here to guard_leave() a hook of a plugin runs, for at most `seconds` (0: without
 * end) of real time.  Both strings are borrowed until then.  Not nested. */
void guard_enter(const char *plugin, const char *hook, unsigned seconds);
void guard_leave(void);

#endif
