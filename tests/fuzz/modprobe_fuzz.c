/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/modprobe_fuzz.c - any bytes as each text of a tree's modules.
 */
#include "core/base/intree.h"
#include "core/initrd/drivers.h"
#include "core/initrd/modules.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hush(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

/* One text beside a small tree that is in order; the first byte says which. */
static void fill(int tree, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "lib/modules/1/modules.dep",
					     "lib/modules/1/modules.softdep",
					     "lib/modules/1/modules.alias",
					     "lib/modules/1/modules.builtin",
					     "etc/modprobe.d/a.conf" };
	static const char dep[] = "kernel/a.ko: kernel/b.ko\nkernel/b.ko:\n";
	size_t which = size ? data[0] % (sizeof(names) / sizeof(names[0])) : 0;

	if (intree_write(tree, names[0], 0644, dep, sizeof(dep) - 1) < 0 ||
	    (size && intree_write(tree, names[which], 0644, data + 1, size - 1) < 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char folder[] = "/dev/shm/modprobe-fuzz-XXXXXX";
	struct strv order CLEANUP_STRV = { 0 }, none = { 0 };
	struct modules modules;
	struct log log;
	int tree CLEANUP_FD = -1;

	if (!mkdtemp(folder))
		return 0;
	tree = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fill(tree, data, size);
	log_init(&log, "fuzz");
	log.sink = hush;
	if (modules_read(&log, tree, "1", &modules) == 0) {
		if (drivers_select(&log, &modules, &none, NULL, NULL) < 0)
			abort();
		for (size_t i = 0; i < modules.n; i++) {
			modules_carry(&modules, &modules.v[i]);
			modules_order(&modules, &modules.v[i], &order);
		}
		modules_fini(&modules);
	}
	if (intree_remove(tree, "lib") < 0 || intree_remove(tree, "etc") < 0)
		abort();
	rmdir(folder);
	return 0;
}
