/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/fixture.h - a host n001 with card mic0, as in the vendor's examples.
 */
#ifndef MIC_FIXTURE_H
#define MIC_FIXTURE_H

#include "host.h"
#include "mic.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

#define FIXTURE_SHA    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FIXTURE_PLACE  "/netboot/phi/0123456789abcdef/"
#define FIXTURE_BRIDGE "micbr0:internal:192.168.0.254/24"

/* Change what a case is about, then card_read(). */
struct host_fixture {
	struct fake_host fake;
	struct sl_artefact files[4];
	const struct sl_artefact *listed[5];
	struct sl_image image;
	struct sl_net net;
	struct sl_node host, node;
	struct sl_boot boot;
	size_t n_options;
	struct card card;
	struct text text;
};

static const char *const fixture_servers[] = { "10.0.0.1:80", NULL };

static inline void fixture_option(struct host_fixture *f, const char *name,
				  const char *value)
{
	f->fake.node_options[f->n_options][0] = name;
	f->fake.node_options[f->n_options++][1] = value;
	if (strcmp(value, "mpss4") == 0)
		f->image.arch = "x86_64";
}

static inline void fixture_file(struct host_fixture *f, size_t i, uint32_t role,
				const char *name, const char *urlpath)
{
	f->files[i] = (struct sl_artefact){ .size = SL_SIZE_OF(struct sl_artefact),
					    .role = role,
					    .name = name,
					    .urlpath = urlpath,
					    .sha256 = FIXTURE_SHA };
	f->listed[i] = &f->files[i];
}

static inline void fixture_init(struct host_fixture *f)
{
	memset(f, 0, sizeof(*f));
	fake_host_init(&f->fake, sl_plugin_0.opts);
	fixture_file(f, 0, SL_KERNEL, "kernel", FIXTURE_PLACE "kernel");
	fixture_file(f, 1, SL_INITRD, "initrd", FIXTURE_PLACE "initrd");
	fixture_file(f, 2, SL_OTHER, MIC_SHARED, FIXTURE_PLACE MIC_SHARED);
	fixture_file(f, 3, SL_OTHER, MIC_SYMBOLS, FIXTURE_PLACE MIC_SYMBOLS);
	f->image = (struct sl_image){ .size = SL_SIZE_OF(struct sl_image),
				      .name = "phi",
				      .arch = "k1om",
				      .method = "mic",
				      .generation = "0123456789abcdef",
				      .artefacts = f->listed };
	f->net = (struct sl_net){ .size = SL_SIZE_OF(struct sl_net),
				  .servers = fixture_servers };
	f->host = (struct sl_node){ .size = SL_SIZE_OF(struct sl_node),
				    .name = "n001",
				    .net = &f->net };
	f->node = f->host;
	f->node.name = "n001-mic0";
	f->node.id = "0";
	f->node.ip = "192.168.0.1";
	f->node.host = &f->host;
	f->boot = (struct sl_boot){ .size = SL_SIZE_OF(struct sl_boot),
				    .state = SL_NETBOOT,
				    .node = &f->node,
				    .image = &f->image,
				    .kernel = &f->files[0],
				    .initrd = &f->files[1],
				    .cmdline = "sl.root=/x sl.node=n001-mic0 "
					       "systemd.machine_id=00" };
}

static inline void fixture_fini(struct host_fixture *f)
{
	UNIT_STR(str_text(&f->fake.defect), "");
	fake_host_fini(&f->fake);
}

static inline int fixture_card(struct host_fixture *f)
{
	return card_read(&f->fake.border, &f->boot, &f->card);
}

static inline const char *fixture_text(struct host_fixture *f)
{
	f->text.s[f->text.n] = '\0';
	return f->text.s;
}

#endif
