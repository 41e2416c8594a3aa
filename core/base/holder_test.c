/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/holder_test.c - who holds a lock.
 */
#include "holder.h"
#include "file.h"
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[256];
static struct log quiet;

static void set_up(void)
{
	snprintf(path, sizeof(path), "%s/lock", unit_folder());
	log_init(&quiet, "test");
}

static void a_holder_is_named_with_its_command(void)
{
	char *said, *wanted = mem_printf("process %d (", (int)getpid());
	int fd;

	set_up();
	fd = file_lock(&quiet, path);
	CU_ASSERT(fd >= 0);
	said = holder_of(path);
	CU_ASSERT(strncmp(said, wanted, strlen(wanted)) == 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "holder_test"));
	close(fd);
	free(said);
	free(wanted);
}

static void a_free_lock_has_none(void)
{
	char *said;

	set_up();
	said = holder_of(path);
	UNIT_STR(said, "another process");
	free(said);
}

/* Takes the lock, leaves it to a child, and ends.  Returns the child's pid. */
static pid_t abandon(void)
{
	int ends[2];
	pid_t pid, heir = 0;

	if (pipe(ends) != 0)
		return 0;
	pid = fork();
	if (pid == 0) {
		int fd = file_lock(&quiet, path);

		heir = fd < 0 ? -1 : fork();
		if (heir == 0) {
			while (pause() < 0)
				;
		}
		_exit(write(ends[1], &heir, sizeof(heir)) != sizeof(heir));
	}
	close(ends[1]);
	if (read(ends[0], &heir, sizeof(heir)) != sizeof(heir))
		heir = 0;
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return heir;
}

static void one_that_left_it_to_a_child_has_ended(void)
{
	pid_t heir;
	char *said;

	set_up();
	heir = abandon();
	CU_ASSERT_FATAL(heir > 0);
	said = holder_of(path);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, ", which has ended"));
	kill(heir, SIGKILL);
	free(said);
}

const char unit_suite[] = "holder";
const struct unit_case unit_cases[] = {
	{ "a holder is named with its command", a_holder_is_named_with_its_command },
	{ "a free lock has none", a_free_lock_has_none },
	{ "one that left it to a child has ended",
	  one_that_left_it_to_a_child_has_ended },
	{ NULL, NULL },
};
