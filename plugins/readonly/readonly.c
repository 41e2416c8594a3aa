/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/readonly.c - another method's root without an overlay, with the paths of
 * a list writable.
 */
#include "readonly.h"

#include "plugins/lib/ganesha.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_MOST = 1 << 20, NFS_PORT = 2049 };

static int read_text(struct sl_job *job, const char *file, char **text, size_t *n)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	char *room = malloc(LIST_MOST + 1);
	ssize_t got = fd < 0 || !room ? -1 : 0;

	for (*n = 0; got >= 0 && *n <= LIST_MOST; *n += (size_t)got) {
		got = read(fd, room + *n, LIST_MOST + 1 - *n);
		if (got <= 0)
			break;
	}
	if (got < 0 || *n > LIST_MOST) {
		int err = got < 0 ? errno : EFBIG;

		free(room);
		if (fd >= 0)
			close(fd);
		return sl_fail(job, err, "cannot read the list of writable paths %s: %s",
			       file, strerror(err));
	}
	close(fd);
	*text = room;
	return 0;
}

static int read_list(struct sl_job *job, struct litefile *list)
{
	const char *file = sl_opt(job, "litefile");
	char *text = NULL;
	size_t n;
	int rc;

	if (!file)
		return litefile_read(job, "the usual list", readonly_usual,
				     strlen(readonly_usual), list);
	rc = read_text(job, file, &text, &n);
	if (rc == 0)
		rc = litefile_read(job, file, text, n, list);
	free(text);
	return rc < 0 ? rc : litefile_check(job, file, list);
}

static const struct lite *first_state(const struct litefile *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].how == SL_WRITABLE_STATE)
			return &list->v[i];
	return NULL;
}

/* "ADDRESS:/PATH", or ":/PATH" of the server that the node boots from. */
static const char *path_of_state(const char *state)
{
	const char *colon = strstr(state, ":/");

	return colon && colon[2] && !strpbrk(state, " \t\n\"\\") ? colon + 1 : NULL;
}

static int check_state(struct sl_job *job, const struct litefile *list)
{
	const struct lite *lite = first_state(list);
	const char *state = sl_opt(job, "state");

	if (state && !path_of_state(state))
		return sl_fail(job, EINVAL,
			       "readonly: state = \"%s\" is not ADDRESS:/PATH", state);
	if (!lite || state)
		return 0;
	return sl_fail(job, EINVAL,
		       "%s:%u: %s is persistent, and no export is named that keeps it: "
		       "set readonly { state = \"ADDRESS:/PATH\" }",
		       sl_opt(job, "litefile"), lite->line, lite->path);
}

static int readonly_open(struct sl_job *job, void **self)
{
	struct litefile *list = calloc(1, sizeof(*list));
	int rc;

	if (!list)
		return sl_fail(job, ENOMEM, "memory is out");
	rc = read_list(job, list);
	if (rc == 0)
		rc = check_state(job, list);
	if (rc < 0) {
		litefile_fini(list);
		free(list);
		return rc;
	}
	*self = list;
	return 0;
}

static void readonly_close(struct sl_job *job, void *self)
{
	(void)job;
	litefile_fini(self);
	free(self);
}

static int readonly_prepare(struct sl_job *job, void *self)
{
	int rc = job->host->delegate(job, sl_opt(job, "delegate"));

	return rc < 0 ? rc : paths_make(job, sl_opt(job, "litefile"), self);
}

static int readonly_pack(struct sl_job *job, void *self)
{
	struct sl_memory more = { .size = SL_SIZE_OF(struct sl_memory),
				  .flags = SL_MEMORY_MORE };
	int rc = job->host->delegate(job, sl_opt(job, "delegate"));

	if (rc == 0)
		rc = paths_measure(job, self, &more.resident);
	more.peak = more.resident;
	return rc < 0 ? rc : job->host->set_memory(job, &more);
}

static int add_modules(struct sl_job *job)
{
	static const char *const modules[] = { "nfs", "nfsv4", "nfsv3" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = job->host->add_module(job, modules[i]);
	return rc;
}

static int readonly_root(struct sl_job *job, void *self)
{
	const struct sl_root root = { .size = SL_SIZE_OF(struct sl_root),
				      .flags = SL_ROOT_READONLY };
	const struct litefile *list = self;
	int rc = job->host->delegate(job, sl_opt(job, "delegate"));

	if (rc == 0)
		rc = job->host->set_root(job, &root);
	if (rc == 0 && first_state(list))
		rc = add_modules(job);
	for (size_t i = 0; rc == 0 && i < list->n; i++) {
		const struct lite *lite = &list->v[i];
		const struct sl_writable writable = {
			.size = SL_SIZE_OF(struct sl_writable),
			.how = lite->how,
			.path = lite->path,
			.source = lite->how == SL_WRITABLE_STATE ? sl_opt(job, "state")
								 : NULL,
		};

		rc = job->host->add_writable(job, &writable);
	}
	return rc;
}

static int readonly_verify(struct sl_job *job, void *self)
{
	(void)self;
	return job->host->delegate(job, sl_opt(job, "delegate"));
}

/* The test boot's own, empty one, in place of the site's. */
static int add_state(struct sl_job *job)
{
	const char *state = sl_opt(job, "state");
	char *folder = work_path(job, "state");
	int rc = folder ? work_make_folder(job, folder) : -ENOMEM;

	if (*state != ':')
		sl_log(job, SL_WARNING,
		       "a test boot reaches nothing at %s: with state = \"%s\" it has an "
		       "export of its own",
		       state, strstr(state, ":/"));
	if (rc == 0)
		rc = ganesha_add_writable(job, path_of_state(state), folder);
	free(folder);
	return rc;
}

static int readonly_serve(struct sl_job *job, void *self)
{
	int rc = first_state(self) ? add_state(job) : 0;

	if (rc == 0)
		rc = job->host->delegate(job, sl_opt(job, "delegate"));
	return rc == 0 && first_state(self) ? ganesha_serve(job, NFS_PORT, NULL) : rc;
}

static const struct sl_option readonly_options[] = {
	{ SL_METHOD, SL_IN_SITE | SL_IN_IMAGE, "delegate", "squashfs", NULL,
	  "method by which the root is packed and gets to the node" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "litefile", NULL, NULL,
	  "list of the paths that can be written to; default: what systemd needs" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "state", NULL, NULL,
	  "NFS export of persistent paths, ADDRESS:/PATH; :/PATH: of the node's server" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const names[] = { "readonly", "statelite", NULL };

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.prepare = readonly_prepare,
	.pack = readonly_pack,
	.verify = readonly_verify,
	.root = readonly_root,
	.serve = readonly_serve,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "readonly",
	.version = "0.1.0",
	.summary = "another method's root without an overlay; listed paths are writable",
	.opts = readonly_options,
	.packimage = &packimage,
	.open = readonly_open,
	.close = readonly_close,
};
