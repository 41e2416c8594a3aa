/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/recognise.c - asks the plugins what a medium is.
 */
#include "recognise.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/job/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* `best` is memory that the worker shares with its parent. */
struct asking {
	struct log *log;
	const struct registry *registry;
	const struct site *site;
	const char *medium, *folder;
	struct recognised *best;
	struct recognised now; /* of the plugin that is being asked */
	const char *tied;      /* another plugin that bid as much as the best, or NULL */
};

/* The words become names of folders and of an image. */
static int take(struct asking *asking, char to[RECOGNISED_MOST], const char *word,
		const char *what)
{
	if (!word || !*word) {
		to[0] = '\0';
		return 0;
	}
	if (!path_is_name(word) || strlen(word) >= RECOGNISED_MOST)
		return log_fail(asking->log, EINVAL,
				"%s: its %s has characters that no folder's name should "
				"have; name it with -n NAME and -a ARCH",
				asking->medium, what);
	memcpy(to, word, strlen(word) + 1);
	return 0;
}

static int set_medium(void *owner, const char *distro, const char *version,
		      const char *arch)
{
	struct asking *asking = owner;
	int rc = take(asking, asking->now.distro, distro, "distribution");

	if (rc == 0)
		rc = take(asking, asking->now.version, version, "version");
	return rc < 0 ? rc : take(asking, asking->now.arch, arch, "architecture");
}

static void add_looked(struct asking *asking, const struct strv *missed)
{
	char *looked = asking->best->looked;
	size_t n = strlen(looked), room = sizeof(asking->best->looked);

	for (size_t i = 0; i < missed->n && n + strlen(missed->v[i]) + 3 < room; i++)
		n += (size_t)snprintf(looked + n, room - n, "%s%s", n ? ", " : "",
				      missed->v[i]);
}

static void compare(struct asking *asking, const char *plugin, int bid)
{
	if (!asking->now.distro[0])
		return;
	if (bid == asking->best->bid) {
		asking->tied = plugin;
		return;
	}
	if (bid < asking->best->bid)
		return;
	asking->now.bid = bid;
	snprintf(asking->now.plugin, RECOGNISED_MOST, "%s", plugin);
	memcpy(asking->now.looked, asking->best->looked, sizeof(asking->now.looked));
	*asking->best = asking->now;
	asking->tied = NULL;
}

static int ask(struct asking *asking, const struct plugin *plugin, int tree,
	       struct worker_note *note)
{
	static const struct job_ops ops = { .set_medium = set_medium };
	struct strv missed CLEANUP_STRV = { 0 };
	struct job job = {
		.log = asking->log,
		.plugin = plugin,
		.folders = { [SL_TREE] = asking->folder, [SL_DATA] = plugin->data },
		.tree = tree,
		.scopes = { &asking->site->settings },
		.ops = &ops,
		.owner = asking,
		.note = note,
		.missed = &missed,
	};
	int bid, rc;

	asking->now = (struct recognised){ .bid = 0 };
	job_enter(&job, "medium");
	bid = plugin->genimage.medium(&job.border, NULL);
	rc = job_leave(&job, bid < 0 ? bid : 0);
	if (rc < 0)
		return rc;
	add_looked(asking, &missed);
	if (bid > 0)
		compare(asking, plugin->p.name, bid);
	return 0;
}

/* In the worker. */
static int ask_all(void *arg, struct worker_note *note)
{
	struct asking *asking = arg;
	int tree CLEANUP_FD = open(asking->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = tree < 0 ? log_fail(asking->log, errno, "cannot read %s: %s",
				     asking->folder, strerror(errno))
			  : 0;

	for (size_t i = 0; rc == 0 && i < asking->registry->n; i++) {
		const struct plugin *plugin = asking->registry->v[i];

		if (plugin->p.genimage && plugin->genimage.medium)
			rc = ask(asking, plugin, tree, note);
	}
	if (rc == 0 && asking->tied)
		rc = log_fail(asking->log, EINVAL,
			      "plugins %s and %s both take %s for theirs: remove one",
			      asking->best->plugin, asking->tied, asking->medium);
	return rc;
}

int medium_recognise(struct log *log, const struct registry *registry,
		     const struct site *site, const char *medium, const char *folder,
		     struct recognised *found)
{
	struct recognised *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct asking asking = { log,    registry, site,         medium,
				 folder, shared,   { .bid = 0 }, NULL };
	int rc;

	if (shared == MAP_FAILED)
		return log_fail(log, ENOMEM, "cannot map memory for the worker");
	rc = worker_run(log, ask_all, &asking, NULL);
	*found = *shared;
	munmap(shared, sizeof(*shared));
	return rc;
}

void osver_split(const char *osver, char **distro, char **version)
{
	size_t n = strcspn(osver, "0123456789");

	*distro = mem_ndup(osver, n);
	*version = osver[n] ? mem_dup(osver + n) : NULL;
}

const struct plugin *distro_plugin(const struct registry *registry, const char *distro)
{
	struct registry_match found;

	return *distro && registry_distro(registry, distro, &found, 1) ? found.plugin
								       : NULL;
}

char *distro_known(const struct registry *registry)
{
	struct strv names CLEANUP_STRV = { 0 };

	for (size_t i = 0; i < registry->n; i++)
		for (const char *const *name = registry->v[i]->p.genimage
						       ? registry->v[i]->genimage.names
						       : NULL;
		     name && *name; name++)
			strv_add(&names, *name);
	if (names.n == 0)
		strv_add(&names, "none (no such plugin is loaded)");
	return strv_join(&names, ", ");
}
