/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/make_http_grub.c - make_http_grub TREE FOLDER: the GRUB that the plugin
 * makes of a tree, for the test that boots it.  It is left as FOLDER/work/grubx64-http.efi.
 */
#include "uefi.h"
#include "x86_64.h"

#include "plugins/lib/fakehost.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static struct fake fake;
	int rc;

	if (argc != 3) {
		fprintf(stderr, "usage: make_http_grub TREE FOLDER, of the plugin %s\n",
			sl_plugin_0.name);
		return 2;
	}
	fake_init(&fake, argv[2]);
	close(fake.tree);
	fake.tree = open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC);
	fake.runs = 1;
	fake_set(&fake, "netboot", "grub2-http");
	fake_set(&fake, "secureboot", "no");
	rc = uefi_prepare(&fake.job, 1);
	if (rc < 0)
		fprintf(stderr, "%s\n", fake.said);
	fake_fini(&fake);
	return rc < 0;
}
