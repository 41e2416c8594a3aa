/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/fake_host.c - a core that notes what a plugin's hooks do and hand back.
 */
#include "fake_host.h"

#include "core/base/intree.h"
#include "core/config/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* `border` is the first member. */
static struct fake_host *of(struct sl_job *border)
{
	return (struct fake_host *)border;
}

static const char *shown(const char *text)
{
	return text ? text : "-";
}

PRINTF_LIKE(3, 4)
static int record(struct fake_host *host, int err, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	host->fails++;
	host->said.n = 0;
	str_add(&host->said, text);
	mem_cleanup_free(&text);
	return -err;
}

/* Every call that can fail begins here. */
static int begin(struct fake_host *host, const char *call)
{
	if (++host->calls != host->fail_at)
		return 0;
	return record(host, EIO, "%s was made to fail", call);
}

/* ---- say ---- */

PRINTF_LIKE(3, 0)
static void fake_log(struct sl_job *border, int level, const char *fmt, va_list ap)
{
	char *text CLEANUP_FREE = mem_vprintf(fmt, ap);

	if (level < SL_ERROR || level > SL_DEBUG)
		str_addf(&of(border)->defect, "log() with level %d\n", level);
	str_addf(&of(border)->notes, "log %d %s\n", level, text);
}

PRINTF_LIKE(3, 0)
static int fake_fail(struct sl_job *border, int err, const char *fmt, va_list ap)
{
	char *text CLEANUP_FREE = mem_vprintf(fmt, ap);

	if (err <= 0)
		str_addf(&of(border)->defect, "fail() with errno %d: %s\n", err, text);
	return record(of(border), err > 0 ? err : 1, "%s", text);
}

static void fake_progress(struct sl_job *border, uint64_t done, uint64_t total)
{
	if (total && done > total)
		str_addf(&of(border)->defect, "progress() %" PRIu64 " of %" PRIu64 "\n",
			 done, total);
}

static int fake_cancelled(struct sl_job *border)
{
	(void)border;
	return 0;
}

/* ---- ask ---- */

static const struct sl_image *fake_image(struct sl_job *border)
{
	return of(border)->image;
}

static const char *fake_asked(struct sl_job *border)
{
	return of(border)->asked;
}

static const char *fake_path(struct sl_job *border, int which)
{
	return which > 0 && which < FAKE_FOLDERS ? of(border)->folders[which] : NULL;
}

/* That of image(), then the others. */
static const struct sl_image *fake_used_image(struct sl_job *border, uint32_t index)
{
	const struct fake_host *fake = of(border);
	const struct sl_image *const *used = fake->used;

	if (index == 0)
		return fake->image;
	for (; used && *used && index > 1; index--)
		used++;
	return used ? *used : NULL;
}

static const char *fake_network(struct sl_job *border, uint32_t index)
{
	const char *const *networks = of(border)->networks;

	for (; networks && *networks && index > 0; index--)
		networks++;
	return networks ? *networks : NULL;
}

static const char *given(const char *const table[FAKE_OPTIONS][2], const char *name,
			 uint32_t index)
{
	for (size_t i = 0; i < FAKE_OPTIONS && table[i][0]; i++)
		if (strcmp(table[i][0], name) == 0 && index-- == 0)
			return table[i][1];
	return NULL;
}

/* The option's own description; asking for one that is not declared is a defect. */
static const struct sl_option *declared(struct fake_host *host, const char *name)
{
	const struct sl_option *option = option_find(host->opts, name);

	if (!option)
		str_addf(&host->defect, "option %s was never declared\n", name);
	return option;
}

static const char *fake_opt_item(struct sl_job *border, const char *name, uint32_t index)
{
	struct fake_host *host = of(border);
	const struct sl_option *option = declared(host, name);
	const char *value = given(host->options, name, index);

	if (!value && option && index == 0)
		value = option->fallback;
	return value;
}

static const char *fake_opt(struct sl_job *border, const char *name)
{
	return fake_opt_item(border, name, 0);
}

static int64_t fake_opt_int(struct sl_job *border, const char *name)
{
	const struct sl_option *option = declared(of(border), name);
	const char *value = fake_opt_item(border, name, 0);

	return option && value ? option_number(option->type, value) : 0;
}

static const char *fake_node_opt(struct sl_job *border, const struct sl_node *node,
				 const char *name)
{
	const char *value = given(of(border)->node_options, name, 0);

	(void)node;
	return value ? value : fake_opt(border, name);
}

/* ---- do ---- */

static void note_command(struct fake_host *host, const struct sl_command *command)
{
	str_add(&host->notes, command->flags & SL_RUN_IN_TREE ? "run-in-tree" : "run");
	for (const char *const *word = command->argv; *word; word++)
		str_addf(&host->notes, " %s", *word);
	str_add(&host->notes, "\n");
}

static int fake_run(struct sl_job *border, const struct sl_command *command)
{
	struct fake_host *host = of(border);

	note_command(host, command);
	for (const char *const *l = host->lines; l && *l && command->line; l++)
		command->line(command->arg, *l);
	return begin(host, "run()");
}

static int tree_of(struct fake_host *host)
{
	const char *tree = host->folders[SL_TREE];

	return tree ? open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
}

static int fake_openat(struct sl_job *border, const char *path, int flags, unsigned mode)
{
	struct fake_host *host = of(border);
	int tree CLEANUP_FD = tree_of(host);
	int rc = begin(host, "openat()");

	if (rc < 0)
		return rc;
	rc = tree < 0 ? -ENOENT : intree_open(tree, path, flags, mode);
	/* A hook may look for a file and do without. */
	return rc < 0 && rc != -ENOENT
		       ? record(host, -rc, "openat(%s): %s", path, strerror(-rc))
		       : rc;
}

static void keep_data(struct fake_host *host, const void *data, size_t bytes)
{
	host->data.n = 0;
	str_addn(&host->data, data, bytes);
}

static int fake_write(struct sl_job *border, const char *path, unsigned mode,
		      const void *data, size_t bytes)
{
	struct fake_host *host = of(border);
	int tree CLEANUP_FD = tree_of(host);
	int rc = begin(host, "write()");

	str_addf(&host->notes, "write %s %04o\n", path, mode);
	keep_data(host, data, bytes);
	if (rc < 0 || tree < 0)
		return rc;
	rc = intree_write(tree, path, mode, data, bytes);
	return rc < 0 ? record(host, -rc, "write(%s): %s", path, strerror(-rc)) : 0;
}

static int fake_kernel_has(struct sl_job *border, const char *symbol)
{
	const char *const *has = of(border)->kernel_has;

	for (; has && *has; has++)
		if (strcmp(*has, symbol) == 0)
			return 1;
	return of(border)->kernel_has == NULL;
}

/* ---- hand back ---- */

#define NOTE(call, ...)                                                                  \
	do {                                                                             \
		str_addf(&of(border)->notes, __VA_ARGS__);                               \
		return begin(of(border), call);                                          \
	} while (0)

static int fake_delegate(struct sl_job *border, const char *method)
{
	NOTE("delegate()", "delegate %s\n", shown(method));
}

static int fake_set_medium(struct sl_job *border, const char *distro, const char *version,
			   const char *arch)
{
	NOTE("set_medium()", "medium %s %s %s\n", shown(distro), shown(version),
	     shown(arch));
}

static int fake_add_kernel(struct sl_job *border, const struct sl_kernel *kernel)
{
	NOTE("add_kernel()", "kernel %s %s\n", shown(kernel->version),
	     shown(kernel->file));
}

static int fake_add_package(struct sl_job *border, const char *name, const char *version,
			    const char *arch)
{
	NOTE("add_package()", "package %s %s %s\n", shown(name), shown(version),
	     shown(arch));
}

static int fake_add_output(struct sl_job *border, int role, const char *name,
			   const char *file)
{
	if (role < SL_KERNEL || role > SL_OTHER)
		str_addf(&of(border)->defect, "add_output() with role %d\n", role);
	NOTE("add_output()", "output %d %s %s\n", role, shown(name), shown(file));
}

static int fake_add_module(struct sl_job *border, const char *module)
{
	NOTE("add_module()", "module %s\n", shown(module));
}

static int fake_add_initrd_file(struct sl_job *border, const char *path, const char *file,
				unsigned mode)
{
	NOTE("add_initrd_file()", "initrd %s %s %04o\n", shown(path), shown(file), mode);
}

static int fake_set_root(struct sl_job *border, const struct sl_root *root)
{
	NOTE("set_root()", "root %s %u %s %s\n", shown(root->way), root->flags,
	     shown(root->output), shown(root->words));
}

static int fake_set_memory(struct sl_job *border, const struct sl_memory *memory)
{
	NOTE("set_memory()", "memory %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	     memory->resident, memory->per_cpu, memory->peak);
}

static int fake_add_writable(struct sl_job *border, const struct sl_writable *writable)
{
	NOTE("add_writable()", "writable %u %s %s\n", writable->how,
	     shown(writable->path), shown(writable->source));
}

static int fake_add_server(struct sl_job *border, const char *const *argv)
{
	NOTE("add_server()", "server %s\n", shown(argv[0]));
}

static int fake_add_file(struct sl_job *border, int place, const char *path,
			 unsigned mode, const void *data, size_t bytes)
{
	if (place < SL_TFTP || place > SL_HOST)
		str_addf(&of(border)->defect, "add_file() with place %d\n", place);
	if (!path || !*path || *path == '/')
		str_addf(&of(border)->defect, "add_file() of \"%s\"\n", shown(path));
	keep_data(of(border), data, bytes);
	NOTE("add_file()", "file %d %s %04o\n", place, shown(path), mode);
}

static int fake_add_link(struct sl_job *border, int place, const char *path,
			 const char *target)
{
	NOTE("add_link()", "link %d %s %s\n", place, shown(path), shown(target));
}

static int fake_add_dhcp(struct sl_job *border, const struct sl_boot *boot,
			 const struct sl_dhcp *answer)
{
	NOTE("add_dhcp()", "dhcp %s %d %s %s %s\n", boot ? boot->node->name : "*",
	     answer->client_arch, shown(answer->user_class), shown(answer->vendor_class),
	     shown(answer->file));
}

static int fake_add_arg(struct sl_job *border, const char *arg)
{
	NOTE("add_arg()", "arg %s\n", shown(arg));
}

static const struct sl_host table = {
	.size = SL_SIZE_OF(struct sl_host),
	.minor = SL_MINOR,
	.log = fake_log,
	.fail = fake_fail,
	.progress = fake_progress,
	.cancelled = fake_cancelled,
	.image = fake_image,
	.asked = fake_asked,
	.path = fake_path,
	.opt = fake_opt,
	.opt_int = fake_opt_int,
	.opt_item = fake_opt_item,
	.node_opt = fake_node_opt,
	.run = fake_run,
	.openat = fake_openat,
	.write = fake_write,
	.delegate = fake_delegate,
	.kernel_has = fake_kernel_has,
	.set_medium = fake_set_medium,
	.add_kernel = fake_add_kernel,
	.add_output = fake_add_output,
	.add_module = fake_add_module,
	.add_initrd_file = fake_add_initrd_file,
	.set_root = fake_set_root,
	.set_memory = fake_set_memory,
	.add_server = fake_add_server,
	.add_file = fake_add_file,
	.add_link = fake_add_link,
	.add_dhcp = fake_add_dhcp,
	.add_arg = fake_add_arg,
	.add_package = fake_add_package,
	.add_writable = fake_add_writable,
	.network = fake_network,
	.used_image = fake_used_image,
};

void fake_host_init(struct fake_host *host, const struct sl_option *opts)
{
	*host = (struct fake_host){ .border = { &table }, .opts = opts };
}

void fake_host_fini(struct fake_host *host)
{
	str_fini(&host->notes);
	str_fini(&host->data);
	str_fini(&host->said);
	str_fini(&host->defect);
}

bool fake_host_noted(const struct fake_host *host, const char *line)
{
	size_t n = strlen(line);
	const char *at = str_text(&host->notes);

	for (; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (strncmp(at, line, n) == 0 && at[n] == '\n')
			return true;
	return false;
}
