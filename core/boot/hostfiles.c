/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/hostfiles.c - what platforms rendered for a host.
 */
#include "hostfiles.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

bool hostfiles_has_nodes(const struct plan *plan, const char *host)
{
	return map_get(&plan->hosts_by_name, host) != NULL;
}

/* A run that has some of the host's nodes has all of them; one that is bad keeps its part
 * of what was rendered before. */
static bool is_complete(const struct plan *plan, const char *host)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->v[i].bad && str_is(object_get(plan->v[i].object, "host"), host))
			return false;
	return true;
}

static int read_rendered(struct plan *plan, const char *host,
			 const struct boot_files *files, struct nodefiles *out)
{
	char *prefix CLEANUP_FREE = mem_printf("s/hosts/%s/", host);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->n; i++) {
		const struct boot_file *from = &files->v[i];
		struct nodefile file = { .mode = from->mode, .from = from->name + 2 };

		if (files_is_void(from) || !str_starts(from->name, prefix))
			continue;
		file.path = from->name + strlen(prefix);
		file.type = from->link ? NODEFILE_LINK : NODEFILE_TEXT;
		file.target = from->link;
		rc = nodefiles_add(plan->boot->log, out, &file, from->data, from->len);
	}
	return rc;
}

int hostfiles_read(struct plan *plan, struct plan_node *node,
		   const struct boot_files *files)
{
	const char *host = node->object->name;
	char *folder CLEANUP_FREE =
		mem_printf("%s/hosts/%s", plan->boot->site->statedir, host);
	bool has_rendered = files && hostfiles_has_nodes(plan, host);
	struct nodefiles *out = node->host_files;
	int rc = 0;

	if (!out) {
		out = mem_alloc(sizeof(*out));
		plan->host_files = mem_grow(plan->host_files, plan->n_host_files + 1,
					    sizeof(struct nodefiles *));
		plan->host_files[plan->n_host_files++] = out;
	}
	nodefiles_fini(out);
	node->host_files = out;
	if (!(has_rendered && is_complete(plan, host)) && path_exists(folder))
		rc = nodefiles_read(plan->boot->log, out, folder, "", 0);
	if (rc == 0 && has_rendered)
		rc = read_rendered(plan, host, files, out);
	nodefiles_sort(out);
	return rc;
}
