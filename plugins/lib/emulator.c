/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/emulator.c - do programs of the image's architecture run while it is built?
 *
 * Told from the registrations by comparing as the kernel does, since their names are a
 * matter of who made them, and before anything is fetched.
 */
#include "emulator.h"
#include "args.h"
#include "work.h"

#include <ctype.h>
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { ENTRY_MOST = 4096, MOUNTS_MOST = 1 << 20, HEADER = 64 };

static const struct machine {
	const char *name;
	unsigned char word, order;
	unsigned short number;
	const char *host; /* runs it without an emulator, or NULL */
} machines[] = {
	{ "x86_64", ELFCLASS64, ELFDATA2LSB, EM_X86_64, NULL },
	{ "aarch64", ELFCLASS64, ELFDATA2LSB, EM_AARCH64, NULL },
	{ "ppc64le", ELFCLASS64, ELFDATA2LSB, EM_PPC64, NULL },
	{ "ppc64", ELFCLASS64, ELFDATA2MSB, EM_PPC64, NULL },
	{ "riscv64", ELFCLASS64, ELFDATA2LSB, EM_RISCV, NULL },
	{ "s390x", ELFCLASS64, ELFDATA2MSB, EM_S390, NULL },
	{ "loongarch64", ELFCLASS64, ELFDATA2LSB, 258, NULL },
	{ "armv7l", ELFCLASS32, ELFDATA2LSB, EM_ARM, "aarch64" },
	{ "i686", ELFCLASS32, ELFDATA2LSB, EM_386, "x86_64" },
	{ "i386", ELFCLASS32, ELFDATA2LSB, EM_386, "x86_64" },
};

static const struct machine *find_machine(const char *name)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (strcmp(machines[i].name, name) == 0)
			return &machines[i];
	return NULL;
}

/* ---- registrations ---- */

/* The first bytes of a program; what follows e_version is 0 and counts nowhere. */
static void write_header(const struct machine *machine, unsigned char header[HEADER])
{
	const int big = machine->order == ELFDATA2MSB;

	memset(header, 0, HEADER);
	memcpy(header, ELFMAG, SELFMAG);
	header[EI_CLASS] = machine->word;
	header[EI_DATA] = machine->order;
	header[EI_VERSION] = EV_CURRENT;
	header[big ? 17 : 16] = ET_EXEC;
	header[big ? 19 : 18] = machine->number & 0xff;
	header[big ? 18 : 19] = machine->number >> 8;
	header[big ? 23 : 20] = EV_CURRENT;
}

/* The value of the line that begins with the word and a blank; ends at a newline. */
static const char *value_of(const char *text, const char *word)
{
	size_t n = strlen(word);

	while (text && *text) {
		if (strncmp(text, word, n) == 0 && text[n] == ' ')
			return text + n + 1;
		text = strchr(text, '\n');
		text += text ? 1 : 0;
	}
	return NULL;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Bytes in hexadecimal: how many there are, at most HEADER. */
static size_t read_bytes(const char *text, unsigned char bytes[HEADER])
{
	size_t n = 0;

	for (; n < HEADER; n++, text += 2) {
		int high = hex_digit(text[0]);
		int low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0)
			break;
		bytes[n] = (unsigned char)(high << 4 | low);
	}
	return n;
}

static int takes(const char *text, const unsigned char header[HEADER])
{
	const char *magic = value_of(text, "magic"), *mask = value_of(text, "mask");
	const char *offset = value_of(text, "offset");
	unsigned char want[HEADER], bits[HEADER];
	size_t at = offset ? strtoul(offset, NULL, 10) : 0, n;

	if (!magic) /* by the ending of a name */
		return 0;
	n = read_bytes(magic, want);
	memset(bits, 0xff, sizeof(bits));
	if (mask)
		read_bytes(mask, bits);
	if (n == 0 || at > HEADER || n > HEADER - at)
		return 0;
	for (size_t i = 0; i < n; i++)
		if ((want[i] ^ header[at + i]) & bits[i])
			return 0;
	return 1;
}

static enum emulator_state state_of(const char *text)
{
	const char *flags = value_of(text, "flags:");

	if (strncmp(text, "enabled\n", 8) != 0)
		return EMULATOR_OFF;
	return flags && memchr(flags, 'F', strcspn(flags, "\n")) ? EMULATOR_FIT
								 : EMULATOR_LATE;
}

static void look_at(const char *folder, const char *name,
		    const unsigned char header[HEADER], struct emulator *best)
{
	char *path = args_printf("%s/%s", folder, name);
	char *text = path ? work_read(path, ENTRY_MOST) : NULL;
	enum emulator_state state = EMULATOR_NONE;

	if (text && takes(text, header))
		state = state_of(text);
	if (state > best->state) {
		best->state = state;
		snprintf(best->name, sizeof(best->name), "%.*s",
			 (int)sizeof(best->name) - 1, name);
	}
	free(text);
	free(path);
}

/* "status" is the switch of all of them. */
static int all_off(const char *folder)
{
	char *path = args_printf("%s/status", folder);
	char *text = path ? work_read(path, ENTRY_MOST) : NULL;
	int off = text && strncmp(text, "disabled", 8) == 0;

	free(text);
	free(path);
	return off;
}

int emulator_find(const char *folder, const char *machine, struct emulator *best)
{
	const struct machine *wanted = find_machine(machine);
	unsigned char header[HEADER];
	struct dirent *entry;
	DIR *dir;

	*best = (struct emulator){ .state = EMULATOR_NONE };
	if (!wanted)
		return -EINVAL;
	write_header(wanted, header);
	dir = opendir(folder);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "register") != 0)
			look_at(folder, entry->d_name, header, best);
	if (dir)
		closedir(dir);
	if (best->state != EMULATOR_NONE && all_off(folder))
		best->state = EMULATOR_OFF;
	return 0;
}

/* ---- what to type ---- */

static const struct host {
	const char *manager, *install, *enable;
	int named; /* `enable` ends with the name of the registration */
} hosts[] = {
	{ "/usr/bin/apt-get", "apt-get install qemu-user-static binfmt-support",
	  "update-binfmts --enable qemu-", 1 },
	{ "/usr/bin/zypper", "zypper install qemu-linux-user",
	  "systemctl restart systemd-binfmt", 0 },
	{ "", "dnf install qemu-user-static", "systemctl restart systemd-binfmt", 0 },
};

static const struct host *this_host(void)
{
	const struct host *host = hosts;

	while (*host->manager && access(host->manager, X_OK) != 0)
		host++;
	return host;
}

static char *commands(const char *machine, const struct emulator *found, int mounted)
{
	const struct host *host = this_host();
	ARGS all = { 0 };

	if (!mounted)
		args_add(&all, "mount -t binfmt_misc binfmt_misc " EMULATOR_PLACE);
	if (found->state == EMULATOR_OFF) {
		args_add(&all, "echo 1 >" EMULATOR_PLACE "/status");
		args_addf(&all, "echo 1 >" EMULATOR_PLACE "/%s", found->name);
		return args_text(&all, "; ", "");
	}
	if (found->state == EMULATOR_LATE)
		args_addf(&all, "echo -1 >" EMULATOR_PLACE "/%s", found->name);
	args_add(&all, host->install);
	args_addf(&all, "%s%s", host->enable, host->named ? machine : "");
	return args_text(&all, "; ", "");
}

int emulator_refuse(struct sl_job *job, const char *machine, const struct emulator *found,
		    int mounted)
{
	static const char *const causes[] = {
		[EMULATOR_NONE] = "has no emulator of them",
		[EMULATOR_OFF] = "has an emulator of them that is disabled",
		[EMULATOR_LATE] = ("has an emulator of them without the flag F, which "
				   "would be looked for in the tree"),
	};
	char *text = commands(machine, found, mounted);
	int rc = -ENOMEM;

	if (text)
		rc = sl_fail(job, ENOEXEC,
			     "programs of %s do not run on this host, which building an "
			     "image of them takes: " EMULATOR_PLACE " %s; type `%s`",
			     machine, causes[found->state], text);
	free(text);
	return rc;
}

/* By this host: the job's own /proc hides it. */
static int is_mounted(void)
{
	char *mounts = work_read("/proc/self/mounts", MOUNTS_MOST);
	int found = mounts && strstr(mounts, " " EMULATOR_PLACE " binfmt_misc ");

	free(mounts);
	return found;
}

static int is_visible(void)
{
	struct statfs fs;

	return statfs(EMULATOR_PLACE, &fs) == 0 &&
	       (unsigned long)fs.f_type == BINFMTFS_MAGIC;
}

static int runs_natively(const struct machine *machine)
{
	struct utsname host;

	return uname(&host) == 0 &&
	       (strcmp(host.machine, machine->name) == 0 ||
		(machine->host && strcmp(host.machine, machine->host) == 0));
}

int emulator_check(struct sl_job *job, const char *machine)
{
	const struct machine *wanted = find_machine(machine);
	struct emulator found;
	int mounted;

	if (!wanted)
		return sl_fail(
			job, EINVAL,
			"there is no architecture \"%s\" here; set arch as uname -m "
			"spells it, as in x86_64, aarch64 or ppc64le",
			machine);
	if (runs_natively(wanted))
		return 0;
	mounted = is_mounted();
	/* where this fails nothing is registered, which is what is said then */
	if (!is_visible())
		(void)mount("binfmt_misc", EMULATOR_PLACE, "binfmt_misc",
			    MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	emulator_find(EMULATOR_PLACE, machine, &found);
	return found.state == EMULATOR_FIT
		       ? 0
		       : emulator_refuse(job, machine, &found, mounted);
}
