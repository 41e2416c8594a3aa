/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nic.c - the network interface that the node was booted through.
 */
#include "nic.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t attribute(const char *nic, const char *name, char *text, size_t room)
{
	char path[300];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", nic, name);
	return sysfile_read(path, text, room);
}

static int has(const char *nic, const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", nic, name);
	return access(path, F_OK) == 0;
}

/* A device of its own (no bridge, no VLAN), with a cable. */
static int load(const char *name, struct nic *nic)
{
	char type[16], mac[HWADDR_TEXT + 1];

	*nic = (struct nic){ 0 };
	if (strlen(name) >= sizeof(nic->name) || !has(name, "device") ||
	    has(name, "phy80211") || has(name, "wireless") ||
	    attribute(name, "type", type, sizeof(type)) < 0 ||
	    attribute(name, "address", mac, sizeof(mac)) < 0 ||
	    hwaddr_parse(mac, &nic->mac) < 0)
		return 0;
	nic->infiniband = atoi(type) == ARPHRD_INFINIBAND;
	if (!nic->infiniband && atoi(type) != ARPHRD_ETHER)
		return 0;
	snprintf(nic->name, sizeof(nic->name), "%s", name);
	nic->index = (int)if_nametoindex(name);
	return nic->index > 0;
}

static int is_wanted(const struct nic_wanted *wanted, const struct nic *nic)
{
	if (wanted->bootif.n)
		return bootif_matches(&wanted->bootif, &nic->mac);
	return !*wanted->device || strcmp(wanted->device, nic->name) == 0;
}

int nic_find(const struct nic_wanted *wanted, struct nic *found)
{
	DIR *folder = opendir("/sys/class/net");
	const struct dirent *entry;
	int n = 0;

	while (folder && (entry = readdir(folder))) {
		struct nic nic;

		if (entry->d_name[0] == '.' || !load(entry->d_name, &nic) ||
		    !is_wanted(wanted, &nic))
			continue;
		if (n++ == 0)
			*found = nic;
	}
	if (folder)
		closedir(folder);
	return n > 1 && !wanted->bootif.n ? -EEXIST : n > 0;
}

int nic_has_carrier(const struct nic *nic)
{
	char text[8];

	return attribute(nic->name, "carrier", text, sizeof(text)) > 0 && text[0] == '1';
}

void nic_list(char *text, unsigned room)
{
	DIR *folder = opendir("/sys/class/net");
	const struct dirent *entry;
	unsigned n = 0;

	text[0] = '\0';
	while (folder && (entry = readdir(folder)) && n < room) {
		char mac[HWADDR_TEXT];
		struct nic nic;

		if (entry->d_name[0] == '.' || !load(entry->d_name, &nic))
			continue;
		n += (unsigned)snprintf(text + n, room - n, "%s%s %s", n ? ", " : "",
					nic.name, hwaddr_text(&nic.mac, mac));
	}
	if (folder)
		closedir(folder);
	if (n == 0)
		snprintf(text, room, "none");
}
