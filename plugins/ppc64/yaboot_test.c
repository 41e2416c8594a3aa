/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/yaboot_test.c - what yaboot is told of one node, and where it comes from.
 */
#include "ppc64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "/netboot/c/0123456789abcdef/"
#define HEX64        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define USUAL                                                                            \
	"sl.root=" PLACE " sl.servers=10.1.0.1 sl.digest=sha256:" HEX64                  \
	" sl.node=n1 sl.status=http://10.1.0.1/status "                                  \
	"systemd.machine_id=0123456789abcdef0123456789abcdef console=hvc0,115200n8"
#define LOADERS " BOOTIF=01-52-54-00-ab-cd-01 ip=10.1.0.11:::255.255.0.0:n1::none"

const char unit_suite[] = "ppc64 yaboot";

static const struct sl_artefact kernel = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_net net = { .prefix = 16 };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};

static int render(struct fake_host *fake, uint32_t state, const char *cmdline)
{
	const struct sl_image image = { .name = "c",
					.method = "ramdisk",
					.generation = "0123456789abcdef" };
	const struct sl_boot boot = { .state = state,
				      .node = &node,
				      .image = state == SL_NETBOOT ? &image : NULL,
				      .kernel = &kernel,
				      .initrd = &initrd,
				      .cmdline = cmdline };

	fake_host_init(fake, sl_plugin_0.opts);
	return yaboot_render(&fake->border, &boot);
}

/* Reads the text as cfg_get_token() does, strictly: NAME=VALUE, a value of 200 bytes is an
 * error; `line` becomes what make_params() joins.  0, or -1. */
static int read_as_yaboot(const char *text, char *line, size_t room)
{
	static const char *const names[] = { "timeout", "image",   "label", "initrd",
					     "root",    "ramdisk", "append" };
	int last = -1;

	*line = '\0';
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		char name[16] = "", quoted[400] = "", plain[400] = "";
		const char *value = quoted;
		int i = 0;

		if (*text == '#')
			continue;
		if (sscanf(text, " %15[a-z]=\"%399[^\"\n]\"", name, quoted) != 2) {
			if (sscanf(text, " %15[a-z]=%399[^ \t\n#=\"]", name, plain) != 2)
				return -1;
			value = plain;
		}
		while (i < 7 && strcmp(names[i], name) != 0)
			i++;
		if (i == 7 || i <= last || strlen(value) >= 200)
			return -1; /* unknown, twice or in another order, too long */
		last = i;
		if (i >= 4)
			snprintf(line + strlen(line), room - strlen(line), "%s%s%s ",
				 i == 6 ? "" : name, i == 6 ? "" : "=", value);
	}
	return last >= 4 ? 0 : -1;
}

static void words(void)
{
	const struct {
		const char *cmdline, *line;
	} rows[] = {
		{ "sl.root=/x", "root=none sl.root=/x" LOADERS " " },
		{ USUAL, NULL },
		{ USUAL " from.image=0123456789 from.node=0123456789 quiet", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char line[2048], rest[2048], *at;

		UNIT_INT(render(&fake, SL_NETBOOT, rows[i].cmdline), 0);
		UNIT_INT(read_as_yaboot(str_text(&fake.data), line, sizeof(line)), 0);
		if (rows[i].line)
			UNIT_STR(line, rows[i].line);
		/* without yaboot's own words it is what was given, in its order */
		CU_ASSERT_FATAL(strncmp(line, "root=none ", 10) == 0);
		snprintf(rest, sizeof(rest), "%s", line + 10);
		at = strstr(rest, "ramdisk=0 ");
		if (at)
			memmove(at, at + 10, strlen(at + 10) + 1);
		snprintf(line, sizeof(line), "%s" LOADERS " ", rows[i].cmdline);
		UNIT_STR(rest, line);
	}
}

static void files(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, SL_NETBOOT, "a"), 0);
	UNIT_STR(str_text(&fake.notes),
		 "link 1 netboot/c/0123456789abcdef/kernel " PLACE "kernel\n"
		 "link 1 netboot/c/0123456789abcdef/initrd " PLACE "initrd\n"
		 "file 1 etc/01-52-54-00-ab-cd-01 0644\n"
		 "file 1 yaboot.conf-52-54-00-ab-cd-01 0644\n");
	UNIT_STR(str_text(&fake.data),
		 "# n1: netboot c:ramdisk@0123456789abcdef\ntimeout=5\n"
		 "image=netboot/c/0123456789abcdef/kernel\n\tlabel=stateless\n"
		 "\tinitrd=netboot/c/0123456789abcdef/initrd\n\troot=\"none a" LOADERS
		 "\"\n");
	fake_host_fini(&fake);
	UNIT_INT(render(&fake, SL_LOCALBOOT, NULL), 0);
	UNIT_STR(str_text(&fake.data), "# n1: boot\nbye\n");
}

static void too_long(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	char word[201];

	memset(word, 'x', sizeof(word) - 1);
	word[200] = '\0';
	CU_ASSERT(render(&fake, SL_NETBOOT, word) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "shorten addkcmdline") != NULL);
	UNIT_STR(str_text(&fake.notes), "");
	fake_host_fini(&fake);
	word[197] = '\0'; /* fills the second value */
	UNIT_INT(render(&fake, SL_NETBOOT, word), 0);
}

static void published(void)
{
	const struct sl_image without = { .name = "c" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.image = &without;
	CU_ASSERT(yaboot_setup(&fake.border) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "the package yaboot") != NULL);
	UNIT_STR(str_text(&fake.notes), "");
}

const struct unit_case unit_cases[] = {
	{ "a node has its file under both of yaboot's names", files },
	{ "yaboot makes the words that were given of its values", words },
	{ "words that do not fit into its values are refused", too_long },
	{ "an image without yaboot is refused with the package's name", published },
	{ NULL, NULL }
};
