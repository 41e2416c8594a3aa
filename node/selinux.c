/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/selinux.c - the image's SELinux policy, loaded before anything is written.
 */
#include "selinux.h"
#include "inroot.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { CONFIG_MOST = 64 << 10, POLICY_MOST = 64 << 20 /* bytes */ };

#define SELINUXFS "/sys/fs/selinux"

/* The value of a line NAME=VALUE into room bytes; what does not fit is no value. */
static void take_value(const char *line, const char *name, char *value, size_t room)
{
	size_t n = strlen(name), length;

	line += strspn(line, " \t");
	if (strncmp(line, name, n) != 0 || line[n] != '=')
		return;
	line += n + 1 + strspn(line + n + 1, " \t");
	length = strcspn(line, " \t\r\n");
	if (length < room)
		snprintf(value, room, "%.*s", (int)length, line);
}

void selinux_read_config(const char *text, struct selinux_config *config)
{
	char state[32] = "";

	*config = (struct selinux_config){ 0 };
	for (const char *line = text; *line; line += *line == '\n') {
		take_value(line, "SELINUX", state, sizeof(state));
		take_value(line, "SELINUXTYPE", config->type, sizeof(config->type));
		line += strcspn(line, "\n");
	}
	if (strchr(config->type, '/') || config->type[0] == '.')
		config->type[0] = '\0';
	config->is_wanted = state[0] && strcmp(state, "disabled") != 0;
	config->is_enforcing = strcmp(state, "enforcing") == 0;
}

int selinux_policy_version(const char *name, int most)
{
	char *end;
	long version;

	if (strncmp(name, "policy.", 7) != 0 || name[7] < '1' || name[7] > '9')
		return -1;
	version = strtol(name + 7, &end, 10);
	return *end || version > most ? -1 : (int)version;
}

/* What the child in the root is given, and what its parent must know. */
struct load {
	int to;   /* the kernel's file */
	int most; /* the highest version that the kernel takes */
	const struct selinux_config *config;
};

static int best_policy(const char *folder, int most)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int best = -1;

	while (dir && (entry = readdir(dir))) {
		int version = selinux_policy_version(entry->d_name, most);

		best = version > best ? version : best;
	}
	if (dir)
		closedir(dir);
	return best;
}

/* In the root.  The kernel takes a policy by a single write. */
static int run_load(void *arg)
{
	const struct load *load = arg;
	char folder[128], path[160], *policy;
	size_t n;
	int version, rc;

	snprintf(folder, sizeof(folder), "/etc/selinux/%s/policy", load->config->type);
	version = best_policy(folder, load->most);
	if (version < 0)
		return -ENOENT;
	snprintf(path, sizeof(path), "%s/policy.%d", folder, version);
	rc = sysfile_load(path, POLICY_MOST, &policy, &n);
	if (rc < 0)
		return rc;
	rc = write(load->to, policy, n) == (ssize_t)n ? 0 : -errno;
	free(policy);
	return rc;
}

/* In the root; what is found is written to the pipe. */
static int run_read_config(void *arg)
{
	struct selinux_config config;
	char *text;
	size_t n;
	int rc = sysfile_load("/etc/selinux/config", CONFIG_MOST, &text, &n);

	if (rc < 0)
		return rc;
	selinux_read_config(text, &config);
	free(text);
	return sysfile_write_all(*(int *)arg, &config, sizeof(config));
}

static int read_config(const char *root, struct selinux_config *config)
{
	int ends[2], rc;

	*config = (struct selinux_config){ 0 };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	rc = inroot_run(root, run_read_config, &ends[1]);
	close(ends[1]);
	if (rc == 0 && read(ends[0], config, sizeof(*config)) != sizeof(*config))
		rc = -EIO;
	close(ends[0]);
	return rc == -ENOENT || rc == -ENOTDIR ? 0 : rc;
}

static int load_policy(const char *root, const struct selinux_config *config)
{
	struct load load = { .to = -1, .config = config };
	char text[32];
	int rc;

	if (mount("selinuxfs", SELINUXFS, "selinuxfs", MS_NOSUID | MS_NOEXEC, NULL) !=
		    0 &&
	    errno != EBUSY)
		return -errno;
	if (sysfile_read(SELINUXFS "/policyvers", text, sizeof(text)) <= 0)
		return -EIO;
	load.most = atoi(text);
	load.to = open(SELINUXFS "/load", O_WRONLY | O_CLOEXEC);
	if (load.to < 0)
		return -errno;
	rc = inroot_run(root, run_load, &load);
	close(load.to);
	return rc;
}

int selinux_is_there(void)
{
	return access(SELINUXFS, F_OK) == 0;
}

int selinux_load(struct node *node, const char *root)
{
	struct selinux_config config;
	int rc;

	if (!selinux_is_there())
		return 0;
	rc = read_config(root, &config);
	if (rc == 0 && !config.is_wanted)
		return 0;
	if (rc == 0)
		rc = config.type[0] ? load_policy(root, &config) : -EINVAL;
	node->has_policy = rc == 0;
	if (rc == 0)
		return 0;
	console_fail(&node->console, -rc,
		     "cannot load the SELinux policy \"%s\" of image %s: %s", config.type,
		     node->manifest.image, strerror(-rc));
	return config.is_enforcing ? rc : 0;
}

int selinux_copy_label(const struct node *node, const char *from, const char *to)
{
	char label[512];
	ssize_t n;

	if (!node->has_policy)
		return 0;
	n = lgetxattr(from, "security.selinux", label, sizeof(label));
	if (n < 0)
		return errno == ENODATA || errno == ENOTSUP ? 0 : -errno;
	return lsetxattr(to, "security.selinux", label, (size_t)n, 0) == 0 ? 0 : -errno;
}
