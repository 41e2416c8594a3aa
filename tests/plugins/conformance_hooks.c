/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/conformance_hooks.c - every hook of a plugin, tried with a fake core.
 */
#include "conformance.h"

#include <string.h>

struct trial {
	const struct plugin *plugin;
	const struct world *world;
	struct fake_host host;
	struct str *defects;
	void *self;
	unsigned calls_before; /* of the running hook */
	struct surroundings before;
	bool failed; /* a hook failed: the job goes on to close only */
};

static void enter(struct trial *trial)
{
	trial->host.fails = 0;
	trial->calls_before = trial->host.calls;
	surroundings_note(&trial->before);
}

/* The rules of the border: 0, or -errno after exactly one fail(). */
static void judge(struct trial *trial, const char *hook, int rc)
{
	const struct fake_host *host = &trial->host;
	bool made_to_fail =
		host->fail_at > trial->calls_before && host->fail_at <= host->calls;
	struct surroundings after;
	const char *changed;

	surroundings_note(&after);
	changed = surroundings_compare(&trial->before, &after);
	if (changed)
		str_addf(trial->defects, "%s %s\n", hook, changed);
	if (rc > 0)
		str_addf(trial->defects, "%s returned %d, wanted 0 or -errno\n", hook,
			 rc);
	if (rc < 0 && host->fails != 1)
		str_addf(trial->defects, "%s returned %d after %u fail(), wanted one\n",
			 hook, rc, host->fails);
	if (rc == 0 && host->fails)
		str_addf(trial->defects, "%s returned 0, but said: %s\n", hook,
			 str_text(&host->said));
	if (rc == 0 && made_to_fail)
		str_addf(trial->defects, "%s went on after host call %u failed\n", hook,
			 host->fail_at);
	trial->failed = rc < 0;
}

static void try_hook(struct trial *trial, const char *name,
		     int (*hook)(struct sl_job *, void *))
{
	if (!hook || trial->failed)
		return;
	enter(trial);
	judge(trial, name, hook(&trial->host.border, trial->self));
}

static void try_render(struct trial *trial, const char *name, const struct sl_boot *boot)
{
	if (trial->failed)
		return;
	enter(trial);
	judge(trial, name,
	      trial->plugin->bootloader.render(&trial->host.border, trial->self, boot));
	trial->failed = false; /* one node's failure is no other's */
}

static void try_render_host(struct trial *trial)
{
	const struct world *world = trial->world;

	if (trial->failed || !trial->plugin->bootloader.render_host)
		return;
	enter(trial);
	judge(trial, "bootloader.render_host",
	      trial->plugin->bootloader.render_host(&trial->host.border, trial->self,
						    &world->host, world->attached));
}

static void try_emulate(struct trial *trial)
{
	const struct sl_bootloader *table = &trial->plugin->bootloader;
	struct sl_machine machine = { .size = SL_SIZE_OF(struct sl_machine),
				      .cpus = 1,
				      .memory = UINT64_C(1) << 30,
				      .firmware = table->firmwares ? table->firmwares[0]
								   : NULL,
				      .mac = "52:54:00:12:34:56",
				      .netdev = "net0" };

	if (trial->failed || !table->emulate)
		return;
	enter(trial);
	judge(trial, "bootloader.emulate",
	      table->emulate(&trial->host.border, trial->self, &machine));
}

static void try_genimage(struct trial *trial)
{
	const struct sl_genimage *table = &trial->plugin->genimage;

	if (table->bid) {
		int bid = table->bid(&trial->host.border, &trial->world->image);

		if (bid < 0 || bid > 100)
			str_addf(trial->defects, "genimage.bid returned %d\n", bid);
	}
	try_hook(trial, "genimage.install", table->install);
	try_hook(trial, "genimage.configure", table->configure);
}

static void try_packimage(struct trial *trial)
{
	const struct sl_packimage *table = &trial->plugin->packimage;

	try_hook(trial, "packimage.prepare", table->prepare);
	try_hook(trial, "packimage.pack", table->pack);
	try_hook(trial, "packimage.root", table->root);
	try_hook(trial, "packimage.verify", table->verify);
}

static void try_bootloader(struct trial *trial)
{
	const struct sl_bootloader *table = &trial->plugin->bootloader;

	if (!table->render)
		return;
	try_hook(trial, "bootloader.prepare", table->prepare);
	trial->failed = false; /* prepare and setup are of other jobs than render */
	try_hook(trial, "bootloader.setup", table->setup);
	trial->failed = false;
	try_render(trial, "bootloader.render (netboot)", &trial->world->netboot);
	try_render(trial, "bootloader.render (localboot)", &trial->world->localboot);
	try_render_host(trial);
	trial->failed = false;
	try_emulate(trial);
}

/* open, what one table has, close: as in a job. */
static void try_job(struct trial *trial, const char *asked, void (*hooks)(struct trial *))
{
	const struct sl_plugin *p = &trial->plugin->p;

	trial->self = NULL;
	trial->failed = false;
	trial->host.asked = asked;
	if (p->open) {
		enter(trial);
		judge(trial, "open", p->open(&trial->host.border, &trial->self));
	}
	if (trial->failed)
		return;
	hooks(trial);
	if (p->close)
		p->close(&trial->host.border, trial->self);
}

static void try_jobs(struct trial *trial)
{
	const struct plugin *plugin = trial->plugin;

	if (plugin->genimage.names)
		try_job(trial, plugin->genimage.names[0], try_genimage);
	for (const char *const *name = plugin->packimage.names; name && *name; name++)
		try_job(trial, *name, try_packimage);
	for (const char *const *name = plugin->bootloader.names; name && *name; name++)
		try_job(trial, *name, try_bootloader);
}

unsigned hooks_try(const struct plugin *plugin, const struct world *world,
		   unsigned fail_at, struct str *defects)
{
	struct trial trial = { .plugin = plugin, .world = world, .defects = defects };
	struct sl_image image = world->image;
	unsigned calls;

	fake_host_init(&trial.host, plugin->opts);
	trial.host.image = &image;
	trial.host.fail_at = fail_at;
	for (int i = 0; i < FAKE_FOLDERS; i++)
		trial.host.folders[i] = world->folders[i];
	try_jobs(&trial);
	str_add(defects, str_text(&trial.host.defect));
	calls = trial.host.calls;
	fake_host_fini(&trial.host);
	return calls;
}
