/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/doctor.h - is everything there that the site needs, and does it work?
 */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/config/site.h"
#include "core/plugin/registry.h"

#include <stddef.h>

enum doctor_verdict { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_PROBLEM };

struct doctor_finding {
	const char *check; /* its name in the table of checks     */
	enum doctor_verdict verdict;
	char *text; /* what is so, and what to do about it */
};

struct doctor {
	struct log log; /* what is said here becomes a finding: an error a problem */
	const struct site *site; /* borrowed */
	const struct registry *registry;
	struct doctor_finding *v; /* in the order they were found */
	size_t n;
	const char *check;         /* that runs                                       */
	enum doctor_verdict worst; /* what an error counts for in this check, at most */
	struct strv images;        /* that are defined */
	struct strv used;          /* plugins that they need */
	struct strv archs;         /* that they are for; an image's name follows each */
};

void doctor_init(struct doctor *);

/* Runs every check, each in bounded time; changes nothing. */
void doctor_run(struct doctor *, const struct site *, const struct registry *);

/* The worst verdict of all findings. */
enum doctor_verdict doctor_verdict(const struct doctor *);

/* "ok", "warning", "problem" */
const char *doctor_word(enum doctor_verdict);

void doctor_fini(struct doctor *);

#endif
