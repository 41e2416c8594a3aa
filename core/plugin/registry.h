/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/registry.h - the plugins that are loaded, and how one is chosen.
 */
#ifndef PLUGIN_REGISTRY_H
#define PLUGIN_REGISTRY_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stateless/plugin.h>

/* One loaded plugin.  Never unloaded: strings of it stay valid until the end. */
struct plugin {
	struct sl_plugin p;     /* our copy; what its maker did not know is zero     */
	struct sl_option *opts; /* our copies, ended by type 0; never NULL           */
	struct sl_genimage genimage; /* copies; p.genimage points here, or is NULL    */
	struct sl_packimage packimage;
	struct sl_bootloader bootloader;
	char *path; /* of its .so                                        */
	char *data; /* its installed data folder; may not exist          */
};

struct registry {
	struct plugin **v; /* by name */
	size_t n;
};

/* Loads every NAME.so of the folders, in order.  An unfit one is refused with a warning
 * that names file, field, found and wanted, and is passed over; of two with one name the
 * first stays.  data: folder that holds a folder of data per plugin.  Returns 0, or
 * -errno when a folder cannot be read. */
int registry_load(struct log *, const struct strv *folders, const char *data,
		  struct registry *) MUST_CHECK;
void registry_fini(struct registry *);

const struct plugin *registry_find(const struct registry *, const char *name);

/* The plugin with this packimage method, platform (bootloader name), or NULL. */
const struct plugin *registry_method(const struct registry *, const char *method);
const struct plugin *registry_platform(const struct registry *, const char *platform);

/* The platform whose first name equals the architecture, else the one that has it among
 * its names, or NULL. */
const struct plugin *registry_platform_of(const struct registry *, const char *arch);

struct registry_match {
	const struct plugin *plugin;
	const char *name; /* the pattern of its names that matched first */
};

/* Plugins whose genimage.names match the distribution ('*' matches any text), in order of
 * name, into found[0..room).  Returns how many match in all. */
size_t registry_distro(const struct registry *, const char *distro,
		       struct registry_match *found, size_t room);

#endif
