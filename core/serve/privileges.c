/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/privileges.c - giving up what a process that reads the network must not
 * have.
 */
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

int privileges_plan(struct log *log, const char *user, struct identity *identity)
{
	const char *name = user ? user : "nobody";
	const struct passwd *entry;

	*identity = (struct identity){ .uid = geteuid(), .gid = getegid() };
	if (!user && geteuid() != 0)
		return 0;
	errno = 0;
	entry = getpwnam(name);
	if (!entry)
		return log_fail(log, ENOENT,
				"cannot become the user %s: %s; name another with --user",
				name, errno ? strerror(errno) : "there is no such user");
	if (entry->pw_uid == geteuid())
		return 0;
	if (geteuid() != 0)
		return log_fail(log, EPERM,
				"cannot become the user %s: only root can; leave out "
				"--user, or start it as root",
				name);
	*identity = (struct identity){ true, entry->pw_uid, entry->pw_gid };
	return 0;
}

static int change(const struct identity *identity)
{
	if (setgroups(0, NULL) != 0 ||
	    setresgid(identity->gid, identity->gid, identity->gid) != 0 ||
	    setresuid(identity->uid, identity->uid, identity->uid) != 0)
		return -errno;
	/* A way back would make all of it worthless. */
	return identity->uid != 0 && setuid(0) == 0 ? -EPERM : 0;
}

int privileges_drop(struct log *log, const struct identity *identity)
{
	int rc = identity->change ? change(identity) : 0;

	if (rc == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		rc = -errno;
	if (rc < 0)
		return log_fail(log, -rc, "cannot give up privileges for user id %u: %s",
				(unsigned)identity->uid, strerror(-rc));
	return 0;
}

unsigned privileges_open_files(unsigned wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1024;
	if (limit.rlim_cur >= wanted)
		return wanted;
	limit.rlim_cur = wanted;
	if (limit.rlim_max < wanted)
		limit.rlim_max = wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		return wanted;
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return (unsigned)limit.rlim_cur;
}
