/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/modindex_test.c
 */
#include "wire/modindex.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "stateless-modules 1 6.1.0\nmodule a /m/a.ko\n"

static const char whole[] =
	"stateless-modules 1 6.1.0-50-amd64\n"
	"module net_failover /lib/modules/net_failover.ko failover\n"
	"module virtio_net /lib/modules/virtio-net.ko failover net_failover\n"
	"module loop /lib/modules/loop.ko\n"
	"blacklist net_failover\n"
	"after virtio_net virtio_pci virtio_mmio\n"
	"options loop max_loop=8 hw_queue_depth=64\n"
	"alias virtio_net virtio:d00000001v*\n"
	"alias loop block-major-7-*\n"
	"load loop\n"
	"load virtio_net\n";

static void round_trip(void)
{
	struct wire_modindex index;
	char wrong[128], *text;
	size_t n = 0;

	UNIT_INT(wire_modindex_read(whole, strlen(whole), &index, wrong, 128), 0);
	UNIT_STR(index.kernel, "6.1.0-50-amd64");
	UNIT_INT(index.n_modules, 3);
	UNIT_STR(index.modules[1].deps[1], "net_failover");
	CU_ASSERT_PTR_NULL(index.modules[1].deps[2]);
	UNIT_STR(index.modules[1].after[0], "virtio_pci");
	UNIT_STR(index.modules[2].options, "max_loop=8 hw_queue_depth=64");
	UNIT_STR(index.modules[1].options, "");
	UNIT_INT(index.modules[0].blacklisted, 1);
	UNIT_INT(index.aliases[1].module, 2);
	UNIT_INT(index.loads[0], 2);
	text = wire_modindex_write(&index, &n);
	UNIT_STR(text, whole);
	UNIT_INT(n, strlen(whole));
	free(text);
	wire_modindex_fini(&index);
}

static void dash_is_underscore(void)
{
	static const char *const deps[] = { "failover", NULL };
	struct wire_modindex index = { .kernel = strdup("1") };

	UNIT_INT(wire_modindex_add(&index, "virtio-net", "/v.ko", NULL, deps, NULL, 0),
		 0);
	UNIT_STR(index.modules[0].name, "virtio_net");
	UNIT_INT(wire_modindex_find(&index, "virtio_net"), 0);
	UNIT_INT(wire_modindex_find(&index, "virtio-net"), 0);
	UNIT_INT(wire_modindex_find(&index, "virtio-ne"), -1);
	UNIT_INT(wire_modindex_find(&index, "virtio-nett"), -1);
	UNIT_INT(wire_modindex_find(&index, ""), -1);
	wire_modindex_fini(&index);
}

static void refuses_hostile(void)
{
	static const char *const rows[] = {
		"",
		"module a /a.ko\n",
		"stateless-modules 1\n",
		"stateless-modules 2 6.1.0\n",
		"stateless-modules 1 6.1 0\n",
		"stateless-modules 1 6.1.0",
		HEAD "module b\n",
		HEAD "module b b.ko\n",
		HEAD "module b /../b.ko\n",
		HEAD "module a /again.ko\n",
		HEAD "alias b x\n",
		HEAD "alias a\n",
		HEAD "alias a x y\n",
		HEAD "alias a x\x01\n",
		HEAD "options a\n",
		HEAD "options b x=1\n",
		HEAD "blacklist b\n",
		HEAD "blacklist a b\n",
		HEAD "load b\n",
		HEAD "load\n",
		HEAD "after b c\n",
		HEAD "unknown a\n",
		HEAD "\n",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_modindex index;
		char wrong[128] = "";
		int rc = wire_modindex_read(rows[i], strlen(rows[i]), &index, wrong,
					    sizeof(wrong));

		if (rc != -EINVAL)
			fprintf(stderr, "\n  accepted \"%s\"\n", rows[i]);
		UNIT_INT(rc, -EINVAL);
		CU_ASSERT(wrong[0] != '\0');
	}
}

static void bounds_dependencies(void)
{
	static char text[8192];
	struct wire_modindex index;
	char wrong[128];
	int n = snprintf(text, sizeof(text), "stateless-modules 1 6\nmodule a /a.ko");

	for (int i = 0; i < 300; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, " d%d", i);
	text[n++] = '\n';
	UNIT_INT(wire_modindex_read(text, (size_t)n, &index, wrong, 128), -EINVAL);
}

static void writer_refuses(void)
{
	static const struct {
		const char *name, *path, *options, *alias;
	} rows[] = { { "a b", "/a.ko", "", "x" },
		     { "a", "a.ko", "", "x" },
		     { "a", "/a.ko", "x\ny", "x" },
		     { "a", "/a.ko", "", "x y" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire_modindex index = { .kernel = strdup("6") };
		size_t n;

		wire_modindex_add(&index, rows[i].name, rows[i].path, rows[i].options,
				  NULL, NULL, 0);
		wire_modindex_add_alias(&index, 0, rows[i].alias);
		CU_ASSERT_PTR_NULL(wire_modindex_write(&index, &n));
		wire_modindex_fini(&index);
	}
}

const char unit_suite[] = "wire modindex";
const struct unit_case unit_cases[] = {
	{ "what is written is read back byte for byte", round_trip },
	{ "a dash is an underscore in a module's name", dash_is_underscore },
	{ "hostile texts are refused with a reason", refuses_hostile },
	{ "a list of dependencies without end is refused", bounds_dependencies },
	{ "what could not be read back is not written", writer_refuses },
	{ NULL, NULL }
};
