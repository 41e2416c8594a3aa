/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/notify_test.c
 */
#include "notify.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void the_manager_is_told(void)
{
	char *path CLEANUP_FREE = path_join(unit_folder(), "notify");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd CLEANUP_FD = socket(AF_UNIX, SOCK_DGRAM, 0);
	char got[32] = "";

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	CU_ASSERT(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	setenv("NOTIFY_SOCKET", path, 1);
	UNIT_INT(notify_send("READY=1"), 0);
	CU_ASSERT(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT) == 7);
	UNIT_STR(got, "READY=1");
	unsetenv("NOTIFY_SOCKET");
}

static void without_a_manager_nothing_happens(void)
{
	unsetenv("NOTIFY_SOCKET");
	UNIT_INT(notify_send("READY=1"), 0);
}

static void a_wrong_socket_is_an_error(void)
{
	setenv("NOTIFY_SOCKET", "relative", 1);
	UNIT_INT(notify_send("READY=1"), -EINVAL);
	setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
	CU_ASSERT(notify_send("READY=1") < 0);
	setenv("NOTIFY_SOCKET", "@stateless-test-nobody-listens", 1);
	CU_ASSERT(notify_send("READY=1") < 0);
	unsetenv("NOTIFY_SOCKET");
}

const char unit_suite[] = "notify";
const struct unit_case unit_cases[] = {
	{ "the service manager is told", the_manager_is_told },
	{ "without a manager nothing happens", without_a_manager_nothing_happens },
	{ "a wrong socket is an error", a_wrong_socket_is_an_error },
	{ NULL, NULL },
};
