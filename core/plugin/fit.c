/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/fit.c - is a plugin's description whole?
 */
#include "fit.h"
#include "probe.h"

#include "core/base/str.h"
#include "core/config/settings.h"

#include <ctype.h>
#include <string.h>

enum { MOST_OPTIONS = 1000 };

bool fit_name(const char *name)
{
	const struct sl_option method = { .type = SL_METHOD };
	char why[64];

	return option_check(&method, name, why, sizeof(why)) == 0;
}

static char *check_name(struct plugin *plugin, const char *stem)
{
	const char *name = plugin->p.name;

	if (!name)
		return mem_dup("name is NULL, wanted the file's stem");
	if (!fit_name(name))
		return mem_printf("name is \"%s\", wanted [a-z0-9][a-z0-9_-]*", name);
	if (strcmp(name, stem) != 0)
		return mem_printf("name is \"%s\", wanted the file's stem, \"%s\"", name,
				  stem);
	return NULL;
}

static char *check_texts(struct plugin *plugin, const char *stem)
{
	(void)stem;
	if (!plugin->p.version || !*plugin->p.version)
		return mem_dup("version is not given, wanted a text");
	if (!plugin->p.summary || !*plugin->p.summary)
		return mem_dup("summary is not given, wanted one line");
	return NULL;
}

static char *check_any_table(struct plugin *plugin, const char *stem)
{
	(void)stem;
	if (plugin->p.genimage || plugin->p.packimage || plugin->p.bootloader)
		return NULL;
	return mem_dup("it has no table, wanted at least one of genimage, packimage and "
		       "bootloader");
}

/* Every table begins with its size.  Leaves the smaller of both in the copy, so that
 * SL_HAS on the copy is true for what both sides know. */
static char *copy_table(const char *table, const void *theirs, void *ours, size_t room)
{
	uint32_t size;

	memcpy(&size, theirs, sizeof(size));
	if (size < sizeof(size) || size > PROBE_MOST)
		return mem_printf("%s.size is %u, wanted %zu, at most %d", table, size,
				  room, (int)PROBE_MOST);
	memcpy(ours, theirs, size < room ? size : room);
	if (size > room) {
		size = (uint32_t)room;
		memcpy(ours, &size, sizeof(size));
	}
	return NULL;
}

static char *missing(const char *field)
{
	return mem_printf("%s is missing, and it is required", field);
}

static char *check_strings(const char *field, const char *const *names)
{
	for (; *names; names++)
		if (!fit_name(*names))
			return mem_printf("%s has \"%s\", wanted [a-z0-9][a-z0-9_-]*",
					  field, *names);
	return NULL;
}

static char *check_genimage(struct plugin *plugin, const char *stem)
{
	struct sl_genimage *table = &plugin->genimage;
	char *why;

	(void)stem;
	if (!plugin->p.genimage)
		return NULL;
	why = copy_table("genimage", plugin->p.genimage, table, sizeof(*table));
	plugin->p.genimage = table;
	if (why)
		return why;
	if (!SL_HAS(table, names) || !table->names[0])
		return missing("genimage.names");
	return SL_HAS(table, install) ? NULL : missing("genimage.install");
}

static char *check_packimage(struct plugin *plugin, const char *stem)
{
	struct sl_packimage *table = &plugin->packimage;
	char *why;

	(void)stem;
	if (!plugin->p.packimage)
		return NULL;
	why = copy_table("packimage", plugin->p.packimage, table, sizeof(*table));
	plugin->p.packimage = table;
	if (why)
		return why;
	if (!SL_HAS(table, names) || !table->names[0])
		return missing("packimage.names");
	if (!SL_HAS(table, pack))
		return missing("packimage.pack");
	return check_strings("packimage.names", table->names);
}

static char *check_bootloader(struct plugin *plugin, const char *stem)
{
	struct sl_bootloader *table = &plugin->bootloader;
	char *why;

	(void)stem;
	if (!plugin->p.bootloader)
		return NULL;
	why = copy_table("bootloader", plugin->p.bootloader, table, sizeof(*table));
	plugin->p.bootloader = table;
	if (why)
		return why;
	if (!SL_HAS(table, names) || !table->names[0])
		return missing("bootloader.names");
	if (!SL_HAS(table, archs) || !table->archs[0])
		return missing("bootloader.archs");
	if (!SL_HAS(table, render))
		return missing("bootloader.render");
	return check_strings("bootloader.names", table->names);
}

/* The plugin's own stride, not ours: it may know more of an option, or less. */
static char *copy_options(struct plugin *plugin, const char *stem)
{
	const char *theirs = (const char *)plugin->p.opts;
	size_t stride = plugin->p.head.opt_size, n = 0;
	uint32_t type = 1;

	(void)stem;
	while (theirs && type) {
		if (n > MOST_OPTIONS)
			return mem_printf("opts has no end within %d options",
					  (int)MOST_OPTIONS);
		memcpy(&type, theirs + n * stride, sizeof(type));
		n += type != 0;
	}
	plugin->opts = mem_alloc((n + 1) * sizeof(*plugin->opts));
	for (size_t i = 0; i < n; i++)
		memcpy(&plugin->opts[i], theirs + i * stride,
		       stride < sizeof(*plugin->opts) ? stride : sizeof(*plugin->opts));
	plugin->p.opts = plugin->opts;
	return NULL;
}

static bool is_key(const char *name)
{
	if (!islower((unsigned char)*name))
		return false;
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) &&
		    *name != '_')
			return false;
	return true;
}

static char *check_option(const struct sl_option *opts, const struct sl_option *option)
{
	char why[256];

	if (!option->name || !is_key(option->name))
		return mem_printf("opts[%zu].name is \"%s\", wanted [a-z][a-z0-9_]*",
				  (size_t)(option - opts),
				  option->name ? option->name : "");
	if (option_find(opts, option->name) != option)
		return mem_printf("option %s is described twice", option->name);
	if (!option_type_name(option->type))
		return mem_printf("option %s: type is %u, wanted %d to %d", option->name,
				  option->type, SL_STRING, SL_METHOD);
	if (!(option->flags & (SL_IN_SITE | SL_IN_IMAGE | SL_IN_NODE)))
		return mem_printf("option %s: flags are %#x, wanted SL_IN_SITE, "
				  "SL_IN_IMAGE or SL_IN_NODE among them",
				  option->name, option->flags);
	if (option->fallback &&
	    option_check(option, option->fallback, why, sizeof(why)) < 0)
		return mem_printf("option %s: fallback is \"%s\": %s", option->name,
				  option->fallback, why);
	return NULL;
}

static char *check_options(struct plugin *plugin, const char *stem)
{
	char *why = NULL;

	(void)stem;
	for (const struct sl_option *o = plugin->opts; !why && o->type; o++)
		why = check_option(plugin->opts, o);
	return why;
}

static char *(*const checks[])(struct plugin *, const char *stem) = {
	check_name,      check_texts,      check_any_table, check_genimage,
	check_packimage, check_bootloader, copy_options,    check_options,
};

char *fit_plugin(struct plugin *plugin, const char *stem)
{
	char *why = NULL;

	for (size_t i = 0; !why && i < sizeof(checks) / sizeof(checks[0]); i++)
		why = checks[i](plugin, stem);
	return why;
}
