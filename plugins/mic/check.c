/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/check.c - can a card start with this tree?
 *
 * What shows on a card minutes later, as a state that never becomes "online", is said here.
 */
#include "elf.h"
#include "libraries.h"
#include "mic.h"
#include "own.h"
#include "place.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An init script or program of the card writes there when it is up: mpssboot.c of MPSS. */
#define NOTIFY "host_notified"

enum { NOTIFY_MOST = 4 << 20 /* bytes of a file that is searched for it */ };

struct check {
	struct sl_job *job;
	struct view view;
	struct ramfs base;
	struct own own;
	struct args folders;          /* of libraries */
	unsigned machine;             /* of the card  */
	const struct view_file *file; /* that is being looked at */
	int notifies;
	size_t problems;
	char first[1024]; /* of the problems, in words */
};

/* 1: the file is the vendor's own. */
static int is_of_base(struct check *check, int *rc)
{
	const struct ramfs_file *packed = ramfs_find(&check->base, check->file->path);

	*rc = 0;
	return packed &&
	       !differ(check->job, &check->view, check->file, &check->base, packed, rc);
}

SL_PRINTF(2, 3)
static int problem(struct check *check, const char *fmt, ...)
{
	char text[sizeof(check->first)];
	va_list ap;
	int rc;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (is_of_base(check, &rc)) {
		sl_log(check->job, SL_WARNING, "%s (so it is in the base image)", text);
		return rc;
	}
	if (check->problems++ == 0)
		memcpy(check->first, text, sizeof(text));
	else
		sl_log(check->job, SL_ERROR, "%s", text);
	return rc;
}

static int check_interpreter(struct check *check, const char *interpreter)
{
	struct stat st;
	int rc = place_has(check->job, interpreter, &st);

	return rc ? rc < 0 ? rc : 0
		  : problem(check, "/%s needs %s to start, which the image does not have",
			    check->file->path, interpreter);
}

static int check_needs(struct check *check, const struct elf *elf)
{
	const char *path = check->file->path;
	int rc = elf->interpreter ? check_interpreter(check, elf->interpreter) : 0;

	for (size_t i = 0; rc == 0 && i < elf->needed.n; i++) {
		const char *name = elf->needed.v[i];
		int has = libraries_has(check->job, &check->folders, path, elf->rpath,
					name);

		if (has < 0)
			rc = has;
		else if (!has)
			rc = problem(check,
				     "/%s needs the library %s, which the image does not "
				     "have",
				     path, name);
	}
	return rc;
}

static int check_elf(struct check *check, const struct mapped *mapped)
{
	char is[ELF_NAME], wanted[ELF_NAME];
	const char *path = check->file->path, *why = NULL;
	struct elf elf;
	int rc = elf_read(mapped->data, mapped->n, &elf, &why);

	if (rc == 0)
		return 0;
	if (rc < 0)
		rc = problem(check, "/%s is a damaged ELF file: %s", path, why);
	else if (elf.machine != check->machine)
		rc = problem(check, "/%s is for %s, the card is %s", path,
			     elf_machine(elf.machine, is),
			     elf_machine(check->machine, wanted));
	else
		rc = args_check(check->job, &elf.needed) < 0 ? -ENOMEM
							     : check_needs(check, &elf);
	elf_fini(&elf);
	return rc;
}

static int check_secrets(struct check *check, const struct mapped *mapped)
{
	const char *path = check->file->path, *account, *secret;
	size_t n = 0;

	secret = mapped->n ? own_find(&check->own, mapped->data, mapped->n) : NULL;
	if (secret)
		return problem(
			check,
			"/%s is this machine's own %s, which every card could read", path,
			secret);
	if (strcmp(path, "etc/shadow") != 0 && strcmp(path, "etc/passwd") != 0)
		return 0;
	account = own_find_hash(&check->own, (const char *)mapped->data, mapped->n, &n);
	if (!account)
		return 0;
	return problem(check,
		       "/%s gives %.*s a password hash of this machine's /etc/shadow, "
		       "which every card could read",
		       path, (int)n, account);
}

static int check_file(struct check *check, const struct view_file *file)
{
	struct mapped mapped;
	int rc;

	if (!S_ISREG(file->st.st_mode))
		return 0;
	check->file = file;
	rc = view_map(check->job, &check->view, file, &mapped);
	if (rc < 0)
		return rc;
	rc = check_elf(check, &mapped);
	if (rc == 0)
		rc = check_secrets(check, &mapped);
	if (!check->notifies && mapped.n <= NOTIFY_MOST)
		check->notifies =
			memmem(mapped.data, mapped.n, NOTIFY, sizeof(NOTIFY) - 1) != NULL;
	map_close(&mapped);
	return rc;
}

static int check_init(struct sl_job *job)
{
	struct stat st = { 0 };
	int rc = place_has(job, "init", &st);

	if (rc < 0 || (S_ISREG(st.st_mode) && st.st_mode & 0111))
		return rc < 0 ? rc : 0;
	return sl_fail(job, ENOENT,
		       "the image has no /init that can be run, which the card's kernel "
		       "starts; is the base image whole?");
}

static int check_files(struct check *check)
{
	struct sl_job *job = check->job;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < check->view.n; i++)
		rc = job->host->cancelled(job) ? -ECANCELED
					       : check_file(check, &check->view.v[i]);
	if (rc < 0 || check->problems == 0)
		return rc;
	if (check->problems == 1)
		return sl_fail(job, EINVAL, "%s; replace it, or leave it out",
			       check->first);
	return sl_fail(job, EINVAL,
		       "%s; and %zu more problems, named above: replace these files, or "
		       "leave them out",
		       check->first, check->problems - 1);
}

/* Without it the card's driver waits 180 s and tells "boot failed", whatever runs there. */
static int check_notice(const struct check *check)
{
	if (check->machine != ELF_K1OM || check->notifies)
		return 0;
	return sl_fail(
		check->job, ENOENT,
		"no file of the image writes to /sys/class/micnotify/notify/" NOTIFY
		", so that a card's host would never see it online; use the "
		"vendor's base image, or add an init script that does");
}

static int check_all(struct check *check)
{
	struct sl_job *job = check->job;
	int rc = own_open(job, "", &check->own);

	if (rc == 0)
		rc = libraries_folders(job, &check->folders);
	if (rc == 0)
		rc = check_files(check);
	if (rc == 0)
		rc = check_notice(check);
	own_close(&check->own);
	args_fini(&check->folders);
	return rc;
}

int check_tree(struct sl_job *job)
{
	struct check check = { .job = job,
			       .machine = mic_machine(sl_image_of(job)->arch) };
	int rc = check_init(job);

	if (rc == 0)
		rc = base_open(job, &check.base);
	if (rc == 0)
		rc = view_open(job, &check.view);
	if (rc == 0)
		rc = check_all(&check);
	view_close(&check.view);
	ramfs_close(&check.base);
	return rc;
}
