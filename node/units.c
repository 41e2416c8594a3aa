/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/units.c - units that are left for systemd in /run.
 */
#include "units.h"
#include "inroot.h"
#include "sysfile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/run/systemd/system/"

/* Type=simple: a unit that starts at once leaves no job behind, so that the system is
 * "running" while it works.  After=multi-user.target turns round the order that a target
 * otherwise has with what it wants. */
static const char up_unit[] = "[Unit]\n"
			      "Description=Report to the server that this node is up\n"
			      "After=multi-user.target\n"
			      "\n"
			      "[Service]\n"
			      "Type=simple\n"
			      "%s"
			      "ExecStart=/run/stateless/up\n";

/* With SELinux the program needs the label of programs, else it runs in init's own domain,
 * which may not do what it does.  systemd labels all of /run anew when it starts, by a
 * policy that does not know the file: hence not sooner. */
static const char label_line[] =
	"ExecStartPre=-/usr/bin/chcon --reference=/usr/bin /run/stateless/up\n";

static const char agent_unit[] = "[Unit]\n"
				 "Description=Run what a test boot asks for\n"
				 "After=multi-user.target stateless-up.service\n"
				 "\n"
				 "[Service]\n"
				 "Type=simple\n"
				 "ExecStart=/run/stateless/up agent\n";

/* Before sockets too, and therefore without the default order. */
static const char keys_unit[] =
	"[Unit]\n"
	"Description=SSH host keys of this boot\n"
	"DefaultDependencies=no\n"
	"ConditionPathExists=/usr/bin/ssh-keygen\n"
	"ConditionPathExistsGlob=!/etc/ssh/ssh_host_*_key\n"
	"After=local-fs.target\n"
	"Before=ssh.service sshd.service ssh.socket sshd.socket shutdown.target\n"
	"Conflicts=shutdown.target\n"
	"\n"
	"[Service]\n"
	"Type=oneshot\n"
	"RemainAfterExit=yes\n"
	"ExecStart=/usr/bin/ssh-keygen -A\n";

#define KEYS "stateless-hostkeys.service"

static int write_unit(const char *name, const char *text)
{
	char path[128], link[160], target[128];
	int rc;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	snprintf(link, sizeof(link), FOLDER "multi-user.target.wants/%s", name);
	snprintf(target, sizeof(target), "../%s", name);
	rc = sysfile_write(path, 0644, text, strlen(text));
	return rc < 0 ? rc : sysfile_link(target, link);
}

static unsigned long number(const char *device, const char *name)
{
	char path[512], text[32];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", device, name);
	return sysfile_read(path, text, sizeof(text)) > 0 ? strtoul(text, NULL, 16) : 0;
}

/* The driver may be in the image only: the PCI device tells (virtio 1.2, 4.1.2.1). */
static int has_virtio_console(void)
{
	DIR *folder = opendir("/sys/bus/pci/devices");
	const struct dirent *entry;
	int found = 0;

	while (folder && !found && (entry = readdir(folder))) {
		unsigned long device;

		if (entry->d_name[0] == '.' || number(entry->d_name, "vendor") != 0x1af4)
			continue;
		device = number(entry->d_name, "device");
		found = device == 0x1003 || device == 0x1043;
	}
	if (folder)
		closedir(folder);
	return found;
}

/* Some distributions make them with a unit that comes with the server. */
static int needs_keys(const char *root)
{
	static const char *const units[] = {
		"/etc/systemd/system/" KEYS, "/usr/lib/systemd/system/" KEYS,
		"/usr/lib/systemd/system/sshd-keygen.target"
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!inroot_is_missing(root, units[i]))
			return 0;
	return inroot_is_program(root, "/usr/bin/ssh-keygen") &&
	       inroot_is_program(root, "/usr/sbin/sshd");
}

int units_write(const char *root, int has_policy)
{
	char text[sizeof(up_unit) + sizeof(label_line)];
	int rc;

	snprintf(text, sizeof(text), up_unit, has_policy ? label_line : "");
	rc = write_unit("stateless-up.service", text);
	if (rc == 0 && has_virtio_console())
		rc = write_unit(UNITS_AGENT, agent_unit);
	if (rc == 0 && root && needs_keys(root))
		rc = write_unit(KEYS, keys_unit);
	return rc;
}
