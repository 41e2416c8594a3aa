/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/make_loader.c - make_loader TREE FOLDER [KERNEL]: what the plugin makes of a
 * tree, for the tests that boot it: FOLDER/work/grub-ppc64.elf, or of KERNEL, a path in TREE,
 * FOLDER/work/kernel.slof.
 */
#include "ppc64.h"

#include "plugins/lib/fakehost.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static struct fake fake;
	int rc;

	if (argc < 3 || argc > 4) {
		fprintf(stderr,
			"usage: make_loader TREE FOLDER [KERNEL], of the plugin %s\n",
			sl_plugin_0.name);
		return 2;
	}
	fake_init(&fake, argv[2]);
	close(fake.tree);
	fake.tree = open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC);
	fake.runs = 1;
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s/plugins/ppc64",
		 getenv("SOURCE_DIR"));
	rc = argc == 4 ? slof_add(&fake.job, argv[3]) : grubcore_add(&fake.job);
	if (rc < 0)
		fprintf(stderr, "%s\n", fake.said);
	fake_fini(&fake);
	return rc < 0;
}
