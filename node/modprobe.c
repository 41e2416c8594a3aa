/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modprobe.c - what the kernel's request_module() starts: modprobe -q -- NAME.
 */
#include "modprobe.h"
#include "modules.h"
#include "sysfile.h"

#include <fcntl.h>
#include <stdlib.h>

int modprobe_main(int argc, char **argv)
{
	static char cmdline[8192];
	struct console console = { .kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC) };
	struct modules modules;
	int status = EXIT_SUCCESS;

	if (sysfile_read("/proc/cmdline", cmdline, sizeof(cmdline)) < 0 ||
	    modules_init(&modules, &console, cmdline) < 0)
		return EXIT_FAILURE;
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' && modules_request(&modules, argv[i]) < 0)
			status = EXIT_FAILURE;
	return status;
}
