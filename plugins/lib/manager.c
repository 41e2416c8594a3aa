/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/manager.c - an RPM package manager, and what it says while it works.
 *
 * rpm says "warning: %post(NAME) scriptlet failed, exit status 3" behind what the script
 * said itself, and "error: %prein(NAME) scriptlet failed" where the package is not
 * installed for it; dnf and zypper pass both on.
 */
#include "manager.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { RECENT = 4, LAST = 16 };

/* What Debian's rpm says for every package: it is no news of this one. */
static const char *const noise[] = {
	"rpm: RPM should not be used directly",
	"rpm: However assuming you know",
};

static void remember(struct args *lines, const char *line, size_t most)
{
	args_add(lines, line);
	if (lines->n <= most)
		return;
	free(lines->v[0]);
	memmove((void *)lines->v, (void *)(lines->v + 1), lines->n * sizeof(*lines->v));
	lines->n--;
}

static int is_noise(const char *line)
{
	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (strncmp(line, noise[i], strlen(noise[i])) == 0)
			return 1;
	return 0;
}

/* "  Installing : bash-5.1    12/160": how far it is. */
static void show_progress(struct sl_job *job, const char *line)
{
	size_t n = strlen(line);
	unsigned long total, done;
	const char *slash;

	while (n && line[n - 1] == ' ')
		n--;
	while (n && isdigit((unsigned char)line[n - 1]))
		n--;
	if (n < 2 || line[n - 1] != '/')
		return;
	slash = line + n - 1;
	for (n--; n && isdigit((unsigned char)line[n - 1]); n--)
		;
	if (line + n == slash || (n && !isspace((unsigned char)line[n - 1])))
		return;
	done = strtoul(line + n, NULL, 10);
	total = strtoul(slash + 1, NULL, 10);
	if (total > 1 && done <= total && SL_HAS(job->host, progress))
		job->host->progress(job, done, total);
}

void manager_line(void *manager, const char *line)
{
	struct manager *watch = manager;

	sl_log(watch->job, SL_DEBUG, "%s", line);
	if (line[strspn(line, " \t")] == '\0' || is_noise(line))
		return;
	remember(&watch->last, line, LAST);
	if (strstr(line, "scriptlet failed")) {
		for (size_t i = 0; i < watch->recent.n; i++)
			args_add(&watch->failed, watch->recent.v[i]);
		args_add(&watch->failed, line);
		watch->refused |= strncmp(line, "error:", strlen("error:")) == 0;
	}
	/* what a script says stands behind the line that tells of it */
	if (strstr(line, "scriptlet"))
		args_fini(&watch->recent);
	else
		remember(&watch->recent, line, RECENT);
	show_progress(watch->job, line);
}

/* ended: as the program did.  What its scripts said is not in its own message. */
static int judge(struct manager *watch, unsigned flags, const char *program, int ended)
{
	char *text = args_text(&watch->failed, "\n    ", "");
	/* zypper has statuses for success */
	int stopped = ended < 0 || (ended > 0 && watch->refused);
	int rc = 0;

	if (!text)
		rc = sl_fail(watch->job, ENOMEM, "memory is out");
	else if (watch->failed.n && stopped)
		sl_log(watch->job, SL_ERROR, "a package's script failed:\n    %s", text);
	else if (watch->failed.n && flags & MANAGER_LENIENT)
		sl_log(watch->job, SL_WARNING,
		       "%s installed a package whose script failed:\n    %s", program,
		       text);
	else if (watch->failed.n)
		rc = sl_fail(watch->job, EIO,
			     "%s installed a package whose script failed (scriptlets = "
			     "\"lenient\" would let that pass):\n    %s",
			     program, text);
	free(text);
	return rc;
}

int manager_run(struct sl_job *job, unsigned flags, const struct args *words,
		const struct args *env, struct args *last)
{
	struct manager watch = { .job = job };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.flags = flags & MANAGER_STATUS ? SL_RUN_STATUS | SL_RUN_MERGED : 0,
		.argv = (const char *const *)words->v,
		.env = env ? (const char *const *)env->v : NULL,
		.line = manager_line,
		.arg = &watch,
	};
	int judged, rc = args_check(job, words);

	if (rc == 0 && env)
		rc = args_check(job, env);
	if (rc == 0)
		rc = job->host->run(job, &command);
	judged = judge(&watch, flags, words->v ? words->v[0] : "", rc);
	rc = judged < 0 ? judged : rc;
	if (last && rc > 0)
		*last = watch.last;
	else
		args_fini(&watch.last);
	args_fini(&watch.recent);
	args_fini(&watch.failed);
	return rc;
}

void manager_environment(struct args *env, const char *home, const char *const *more)
{
	args_addf(env, "HOME=%s", home);
	args_add(env, "SYSTEMD_OFFLINE=1");
	/* asks kernel packages for no initrd and no boot entries: systemd's
	 * kernel-install, and SUSE's regenerate-initrd-posttrans */
	args_add(env, "KERNEL_INSTALL_BYPASS=1");
	args_add(env, "SKIP_REGENERATE_INITRD_ALL=1");
	for (; more && *more; more++)
		args_add(env, *more);
}
