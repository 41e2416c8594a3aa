/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modalias_test.c
 */
#include "node/modalias.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] = "stateless-modules 1 6.1\n"
			   "module e1000 /m/e1000.ko\n"
			   "module e1000e /m/e1000e.ko\n"
			   "module virtio_net /m/virtio_net.ko\n"
			   "module bad /m/bad.ko\n"
			   "blacklist bad\n"
			   "options e1000e copybreak=128\n"
			   "alias e1000 pci:v00008086d0000100Esv*sd*bc*sc*i*\n"
			   "alias bad pci:v00008086d*\n"
			   "alias e1000e pci:v00008086d*sv*sd*bc02sc*i*\n"
			   "alias virtio_net virtio:d00000001v*\n"
			   "alias e1000 of:N*T*Cvendor,[ab]x\n";

static void load(struct wire_modindex *index)
{
	char wrong[128];

	UNIT_INT(wire_modindex_read(text, strlen(text), index, wrong, sizeof(wrong)), 0);
}

static void names(const char *cmdline, const char *modalias, char *out, size_t room)
{
	struct wire_modindex index;
	size_t at = 0, n = 0;
	long i;

	load(&index);
	out[0] = '\0';
	while ((i = modalias_next(&index, cmdline, modalias, &at)) >= 0)
		n += (size_t)snprintf(out + n, room - n, "%s ", index.modules[i].name);
	wire_modindex_fini(&index);
}

static void matches_in_order(void)
{
	static const struct {
		const char *cmdline, *modalias, *names;
	} rows[] = {
		{ "", "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00",
		  "e1000 e1000e " },
		{ "", "pci:v00008086d0000100Esv00001AF4sd00001100bc01sc00i00", "e1000 " },
		{ "", "virtio:d00000001v00001AF4", "virtio_net " },
		{ "", "virtio:d00000002v00001AF4", "" },
		{ "", "of:NethTxCvendor,ax", "e1000 " },
		{ "", "of:NethTxCvendor,cx", "" },
		{ "", "", "" },
		{ "modprobe.blacklist=virtio-net", "virtio:d00000001v00001AF4", "" },
		{ "modprobe.blacklist=a,e1000,b quiet",
		  "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00", "e1000e " },
		{ "module_blacklist=e1000e",
		  "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00", "e1000 " },
		{ "modprobe.blacklist=virtio -- x", "virtio:d00000001v00001AF4",
		  "virtio_net " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[256];

		names(rows[i].cmdline, rows[i].modalias, out, sizeof(out));
		UNIT_STR(out, rows[i].names);
	}
}

static void collects_options(void)
{
	static const struct {
		const char *cmdline, *module, *options;
	} rows[] = {
		{ "", "e1000", "" },
		{ "quiet x.y=1", "e1000e", "copybreak=128" },
		{ "e1000e.copybreak=0 e1000.x=1 e1000e.IntMode=2", "e1000e",
		  "copybreak=128 copybreak=0 IntMode=2" },
		{ "virtio-net.napi_tx=0", "virtio_net", " napi_tx=0" },
		{ "virtio_net.name=\"a b\"", "virtio_net", " name=\"a b\"" },
		{ "root=virtio_net.x=1", "virtio_net", "" },
		{ "virtio_net.debug", "virtio_net", " debug" },
	};
	struct wire_modindex index;

	load(&index);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		long at = wire_modindex_find(&index, rows[i].module);
		char *options = modalias_options(rows[i].cmdline, &index.modules[at]);

		UNIT_STR(options, rows[i].options);
		free(options);
	}
	wire_modindex_fini(&index);
}

const char unit_suite[] = "node modalias";
const struct unit_case unit_cases[] = {
	{ "all modules that match are given in the index's order, but for blacklisted "
	  "ones",
	  matches_in_order },
	{ "options come from the index, then from the command line", collects_options },
	{ NULL, NULL }
};
