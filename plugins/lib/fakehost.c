/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fakehost.c - a small core for the tests of plugins.
 */
#include "fakehost.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fake *of(struct sl_job *job)
{
	return (struct fake *)job;
}

SL_PRINTF(2, 0) static void vnote(char *text, const char *fmt, va_list ap)
{
	size_t n = strlen(text);

	vsnprintf(text + n, FAKE_TEXT - n, fmt, ap);
}

SL_PRINTF(2, 3) static void note(char *text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vnote(text, fmt, ap);
	va_end(ap);
}

SL_PRINTF(3, 0)
static void fake_log(struct sl_job *job, int level, const char *fmt, va_list ap)
{
	note(of(job)->notes, "log %d ", level);
	vnote(of(job)->notes, fmt, ap);
	note(of(job)->notes, "\n");
}

SL_PRINTF(3, 0)
static int fake_fail(struct sl_job *job, int err, const char *fmt, va_list ap)
{
	of(job)->fails++;
	vnote(of(job)->said, fmt, ap);
	note(of(job)->said, "\n");
	return -err;
}

static int fake_cancelled(struct sl_job *job)
{
	return of(job)->stopped;
}

static const struct sl_image *fake_image(struct sl_job *job)
{
	return &of(job)->image;
}

static const char *fake_path(struct sl_job *job, int which)
{
	return of(job)->folders[which][0] ? of(job)->folders[which] : NULL;
}

static const char *fake_opt(struct sl_job *job, const char *name)
{
	const struct sl_option *option = sl_plugin_0.opts;

	for (size_t i = 0; i < FAKE_OPTIONS && of(job)->options[i][0]; i++)
		if (strcmp(of(job)->options[i][0], name) == 0)
			return of(job)->options[i][1];
	while (option->type && strcmp(option->name, name) != 0)
		option++;
	if (!option->type)
		abort(); /* the plugin asks for what it did not declare */
	return option->fallback;
}

static int64_t fake_opt_int(struct sl_job *job, const char *name)
{
	const char *value = fake_opt(job, name);

	return value && strcmp(value, "yes") == 0;
}

/* Lists of one item are enough here. */
static const char *fake_opt_item(struct sl_job *job, const char *name, uint32_t index)
{
	return index == 0 ? fake_opt(job, name) : NULL;
}

static int in_tree(struct fake *fake, const char *path, int flags, unsigned mode)
{
	struct open_how how = { .flags = (uint64_t)flags | O_CLOEXEC,
				.mode = flags & O_CREAT ? mode : 0,
				.resolve = RESOLVE_IN_ROOT };
	long fd = syscall(SYS_openat2, fake->tree, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

static int fake_openat(struct sl_job *job, const char *path, int flags, unsigned mode)
{
	int fd = in_tree(of(job), path, flags, mode);

	if (fd < 0 && fd != -ENOENT)
		return sl_fail(job, -fd, "cannot open %s: %s", path, strerror(-fd));
	return fd;
}

static int fake_write(struct sl_job *job, const char *path, unsigned mode,
		      const void *data, size_t bytes)
{
	char folder[512];
	int fd;

	for (size_t i = 1; path[i]; i++) {
		int at;

		if (path[i] != '/')
			continue;
		snprintf(folder, sizeof(folder), "%.*s", (int)i, path);
		at = in_tree(of(job), folder, O_PATH, 0);
		if (at < 0)
			mkdirat(of(job)->tree, folder, 0755);
		else
			close(at);
	}
	unlinkat(of(job)->tree, path, 0); /* never written through a link */
	fd = in_tree(of(job), path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
		return sl_fail(job, errno, "cannot write %s", path);
	fchmod(fd, mode);
	close(fd);
	return 0;
}

static void become(struct fake *fake, const struct sl_command *command, int out, int err)
{
	dup2(out, 1);
	dup2(err, 2);
	clearenv();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (const char *const *e = command->env; e && *e; e++)
		putenv(strdup(*e));
	if (command->flags & SL_RUN_IN_TREE &&
	    (chroot(fake->folders[SL_TREE]) != 0 || chdir("/") != 0))
		_exit(126);
	execvp(command->argv[0], (char *const *)(uintptr_t)command->argv);
	_exit(127);
}

static void feed(const struct sl_command *command, FILE *from)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, from) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (command->line)
			command->line(command->arg, line);
	}
	free(line);
}

static int really_run(struct sl_job *job, const struct sl_command *command)
{
	struct fake *fake = of(job);
	FILE *err = tmpfile();
	char tail[4096];
	int out[2], status;
	FILE *from;
	pid_t pid;

	if (!err || pipe2(out, O_CLOEXEC) != 0)
		abort();
	pid = fork();
	if (pid == 0)
		become(fake, command, out[1],
		       command->flags & SL_RUN_MERGED ? out[1] : fileno(err));
	close(out[1]);
	from = fdopen(out[0], "r");
	feed(command, from);
	fclose(from);
	waitpid(pid, &status, 0);
	rewind(err);
	tail[fread(tail, 1, sizeof(tail) - 1, err)] = '\0';
	fclose(err);
	if (WIFEXITED(status) &&
	    (WEXITSTATUS(status) == 0 || command->flags & SL_RUN_STATUS))
		return WEXITSTATUS(status);
	return sl_fail(job, EIO, "%s failed: %s", command->argv[0], tail);
}

static void give_lines(const char *lines, const struct sl_command *command)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		char *line = strndup(lines, n);

		command->line(command->arg, line);
		free(line);
		lines += n + (lines[n] == '\n');
	}
}

static int fake_run(struct sl_job *job, const struct sl_command *command)
{
	char *notes = of(job)->notes;

	note(notes, "run%s", command->flags & SL_RUN_IN_TREE ? " in tree:" : "");
	for (const char *const *word = command->argv; *word; word++)
		note(notes, " %s", *word);
	note(notes, "\nenv");
	for (const char *const *e = command->env; e && *e; e++)
		note(notes, " %s", *e);
	note(notes, "\n");
	if (of(job)->runs)
		return really_run(job, command);
	if (of(job)->lines && command->line)
		give_lines(of(job)->lines, command);
	return 0;
}

static int fake_set_medium(struct sl_job *job, const char *distro, const char *version,
			   const char *arch)
{
	note(of(job)->notes, "medium %s %s %s\n", distro, version, arch);
	return 0;
}

static int fake_add_kernel(struct sl_job *job, const struct sl_kernel *kernel)
{
	note(of(job)->notes, "kernel %s %s\n", kernel->version, kernel->file);
	return 0;
}

static int fake_add_output(struct sl_job *job, int role, const char *name,
			   const char *file)
{
	note(of(job)->notes, "output %d %s %s\n", role, name,
	     file + strlen(of(job)->folders[SL_TREE]));
	return 0;
}

static int fake_add_package(struct sl_job *job, const char *name, const char *version,
			    const char *arch)
{
	note(of(job)->notes, "package %s %s %s\n", name, version, arch);
	return 0;
}

static int fake_add_server(struct sl_job *job, const char *const *argv)
{
	note(of(job)->notes, "server");
	for (; *argv; argv++)
		note(of(job)->notes, " %s", *argv);
	note(of(job)->notes, "\n");
	return 0;
}

static const struct sl_image *fake_used_image(struct sl_job *job, uint32_t index)
{
	return index == 0 ? &((struct fake *)job)->image : NULL;
}

static const char *fake_network(struct sl_job *job, uint32_t index)
{
	static const char *const networks[] = { "10.0.0.0/24", "fd00::/64" };

	(void)job;
	return index < 2 ? networks[index] : NULL;
}

/* A kernel of which nothing is known. */
static int fake_kernel_has(struct sl_job *job, const char *symbol)
{
	(void)job;
	(void)symbol;
	return 0;
}

static const struct sl_host host = {
	.size = SL_SIZE_OF(struct sl_host),
	.minor = SL_MINOR,
	.log = fake_log,
	.fail = fake_fail,
	.cancelled = fake_cancelled,
	.image = fake_image,
	.path = fake_path,
	.opt = fake_opt,
	.opt_int = fake_opt_int,
	.opt_item = fake_opt_item,
	.run = fake_run,
	.kernel_has = fake_kernel_has,
	.openat = fake_openat,
	.write = fake_write,
	.set_medium = fake_set_medium,
	.add_kernel = fake_add_kernel,
	.add_output = fake_add_output,
	.add_package = fake_add_package,
	.add_server = fake_add_server,
	.network = fake_network,
	.used_image = fake_used_image,
};

static void make(struct fake *fake, int which, const char *folder, const char *name)
{
	snprintf(fake->folders[which], sizeof(fake->folders[which]), "%s/%s", folder,
		 name);
	if (mkdir(fake->folders[which], 0755) != 0 && errno != EEXIST)
		abort();
}

void fake_init(struct fake *fake, const char *folder)
{
	memset(fake, 0, sizeof(*fake));
	fake->job.host = &host;
	fake->image = (struct sl_image){ .size = SL_SIZE_OF(struct sl_image),
					 .name = "compute",
					 .distro = "debian",
					 .version = "12",
					 .arch = "x86_64",
					 .profile = "compute" };
	make(fake, SL_TREE, folder, "tree");
	make(fake, SL_WORK, folder, "work");
	make(fake, SL_CACHE, folder, "cache");
	fake->tree = open(fake->folders[SL_TREE], O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fake->tree < 0)
		abort();
}

void fake_set(struct fake *fake, const char *option, const char *value)
{
	size_t i = 0;

	while (fake->options[i][0] && strcmp(fake->options[i][0], option) != 0)
		i++;
	if (i == FAKE_OPTIONS)
		abort();
	fake->options[i][0] = option;
	fake->options[i][1] = value;
}

void fake_forget(struct fake *fake)
{
	fake->fails = 0;
	fake->said[0] = '\0';
	fake->notes[0] = '\0';
}

void fake_fini(struct fake *fake)
{
	close(fake->tree);
}

int fake_own_mounts(void)
{
	if (geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return 1;
	fprintf(stderr, "skipped: mounts need root: ");
	return 0;
}

void fake_put(struct fake *fake, const char *path, const char *text)
{
	if (fake_write(&fake->job, path, 0644, text, strlen(text)) != 0)
		abort();
}

int fake_has(const struct fake *fake, const char *path)
{
	struct stat st;

	return fstatat(fake->tree, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

const char *fake_get(struct fake *fake, const char *path)
{
	static char text[65536];
	int fd = in_tree(fake, path, O_RDONLY, 0);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n < 0 ? "(none)" : text;
}
