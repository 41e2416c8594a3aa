/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/pxe_test.c - PXELINUX: where it comes from, and what it is told of one node.
 */
#include "pxe.h"
#include "x86_64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "netboot/c/0123456789abcdef/"

const char unit_suite[] = "x86_64 pxe";

/* ---- one node ---- */

static const char *const servers[] = { "10.1.0.1:80", NULL };
static const struct sl_net net = { .prefix = 16,
				   .gateway = "10.1.255.254",
				   .servers = servers };
static const struct sl_artefact kernel = { .role = SL_KERNEL,
					   .urlpath = "/" PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD,
					   .urlpath = "/" PLACE "initrd" };
static const struct sl_artefact early = { .role = SL_EARLY_INITRD,
					  .urlpath = "/" PLACE "microcode.cpio" };
static const struct sl_artefact *const plain[] = { &kernel, &initrd, NULL };
static const struct sl_artefact *const with_early[] = { &kernel, &early, &initrd, NULL };

struct row {
	const struct sl_artefact *const *artefacts;
	const char *cmdline, *console, *ip, *kernel;
};

/* A member that is NULL has its usual value. */
static int render(struct fake_host *fake, uint32_t state, const struct row *row)
{
	const struct sl_node node = { .name = "n1",
				      .mac = "52:54:00:AB:cd:01",
				      .ip = row->ip ? row->ip : "10.1.0.11",
				      .console = row->console,
				      .net = &net };
	const struct sl_image image = { .name = "c",
					.method = "squashfs",
					.generation = "0123456789abcdef",
					.artefacts =
						row->artefacts ? row->artefacts : plain };
	struct sl_artefact used = kernel;
	const struct sl_boot boot = { .state = state,
				      .node = &node,
				      .image = state == SL_NETBOOT ? &image : NULL,
				      .kernel = &used,
				      .initrd = &initrd,
				      .cmdline = row->cmdline ? row->cmdline
							      : "sl.root=/x quiet" };

	if (row->kernel)
		used.urlpath = row->kernel;
	fake_host_init(fake, sl_plugin_0.opts);
	return pxe_render(&fake->border, &boot);
}

#define HEAD "# n1: netboot c:squashfs@0123456789abcdef\n"
#define DEFAULT                                                                          \
	"DEFAULT stateless\nPROMPT 0\nTIMEOUT 300\nONTIMEOUT reboot\n"                   \
	"LABEL stateless\n\tKERNEL " PLACE "kernel\n"
#define TAIL                                                                             \
	"\tAPPEND sl.root=/x quiet ip=10.1.0.11::10.1.255.254:255.255.0.0:n1::none\n"    \
	"\tIPAPPEND 2\nLABEL reboot\n\tCOM32 reboot.c32\n"

static void netboot(void)
{
	static const struct row row = { 0 };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, SL_NETBOOT, &row), 0);
	UNIT_STR(str_text(&fake.notes),
		 "link 1 " PLACE "kernel /" PLACE "kernel\n"
		 "link 1 " PLACE "initrd /" PLACE "initrd\n"
		 "file 1 pxelinux.cfg/01-52-54-00-ab-cd-01 0644\n"
		 "link 1 pxelinux.cfg/0A01000B 01-52-54-00-ab-cd-01\n");
	UNIT_STR(str_text(&fake.data), HEAD DEFAULT "\tINITRD " PLACE "initrd\n" TAIL);
}

static void with_microcode(void)
{
	static const struct row row = { .artefacts = with_early };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, SL_NETBOOT, &row), 0);
	CU_ASSERT(fake_host_noted(&fake, "link 1 " PLACE "microcode.cpio /" PLACE
					 "microcode.cpio"));
	UNIT_STR(str_text(&fake.data),
		 HEAD DEFAULT "\tINITRD " PLACE "microcode.cpio," PLACE "initrd\n" TAIL);
}

static void serial(void)
{
	static const struct {
		const char *console, *wanted;
	} rows[] = {
		{ "ttyS1,115200n8", HEAD "SERIAL 1 115200\n" DEFAULT },
		{ "ttyS0,9600n8r", HEAD "SERIAL 0 9600\n" DEFAULT },
		{ "ttyAMA0,115200n8", HEAD DEFAULT },
		{ NULL, HEAD DEFAULT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row row = { .console = rows[i].console };
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		UNIT_INT(render(&fake, SL_NETBOOT, &row), 0);
		CU_ASSERT(strncmp(str_text(&fake.data), rows[i].wanted,
				  strlen(rows[i].wanted)) == 0);
	}
}

static void local(void)
{
	static const struct row row = { 0 };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(render(&fake, SL_LOCALBOOT, &row), 0);
	UNIT_STR(str_text(&fake.notes),
		 "file 1 pxelinux.cfg/01-52-54-00-ab-cd-01 0644\n"
		 "link 1 pxelinux.cfg/0A01000B 01-52-54-00-ab-cd-01\n");
	UNIT_STR(str_text(&fake.data),
		 "# n1: boot\nDEFAULT local\nLABEL local\n\tLOCALBOOT 0\n");
}

static void refused(void)
{
	static char longest[200] = "/";
	static const struct {
		struct row row;
		const char *why;
	} rows[] = {
		{ { .cmdline = "rd.initrd=x" }, "has \"initrd=\"" },
		{ { .ip = "fd00::11" }, "PXELINUX knows IPv4 only, and ip=fd00::11" },
		{ { .kernel = "/netboot/a,b/0123456789abcdef/kernel" }, "no comma" },
		{ { .kernel = longest }, "at most 127 bytes" },
	};

	memset(longest + 1, 'x', sizeof(longest) - 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		CU_ASSERT(render(&fake, SL_NETBOOT, &rows[i].row) < 0);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].why) != NULL);
		CU_ASSERT(strstr(str_text(&fake.notes), "file ") == NULL);
	}
}

/* What PXELINUX makes of the file, less its NUL, is as long as it may be, or one longer. */
static void length(void)
{
	static const char around[] = "BOOT_IMAGE=" PLACE "kernel "
				     " ip=10.1.0.11::10.1.255.254:255.255.0.0:n1::none"
				     " initrd=" PLACE "initrd"
				     " BOOTIF=01-52-54-00-ab-cd-01";
	char cmdline[PXE_CMDLINE + 1];

	for (size_t over = 0; over < 3; over++) {
		const struct row row = { .cmdline = cmdline };
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		size_t n = PXE_CMDLINE - strlen(around) + over;
		int rc;

		memset(cmdline, 'x', n);
		cmdline[n] = '\0';
		rc = render(&fake, SL_NETBOOT, &row);
		UNIT_INT(rc<0, over> 0);
		if (over > 0)
			CU_ASSERT(strstr(str_text(&fake.said), "2046 are the most") !=
				  NULL);
	}
}

/* ---- the loader ---- */

static void put(const char *folder, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	for (char *slash = path + strlen(folder); (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs("loader", file);
	fclose(file);
}

static const char *const debian[] = { "usr/lib/PXELINUX/pxelinux.0",
				      "usr/lib/syslinux/modules/bios/ldlinux.c32",
				      "usr/lib/syslinux/modules/bios/libcom32.c32",
				      "usr/lib/syslinux/modules/bios/reboot.c32", NULL };
static const char *const sles[] = { "usr/share/syslinux/pxelinux.0",
				    "usr/share/syslinux/ldlinux.c32",
				    "usr/share/syslinux/libcom32.c32",
				    "usr/share/syslinux/reboot.c32", NULL };
static const char *const rhel[] = { "tftpboot/pxelinux.0", "tftpboot/ldlinux.c32",
				    "tftpboot/libcom32.c32", "tftpboot/reboot.c32",
				    NULL };
static const char *const half[] = { "usr/share/syslinux/pxelinux.0",
				    "tftpboot/ldlinux.c32", NULL };

static void of_the_tree(void)
{
	static const struct {
		const char *const *tree;
		int whole, wanted;
	} rows[] = { { debian, 1, 1 },
		     { sles, 1, 1 },
		     { rhel, 1, 0 },
		     { half, 0, 1 },
		     { half, 0, 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char folder[512], wanted[1024] = "";

		snprintf(folder, sizeof(folder), "%s/%zu", unit_folder(), i);
		mkdir(folder, 0755);
		for (const char *const *name = rows[i].tree; *name; name++) {
			const char *base = strrchr(*name, '/') + 1;
			size_t n = strlen(wanted);

			put(folder, *name);
			snprintf(wanted + n, sizeof(wanted) - n, "output 4 %s %s\n", base,
				 *name);
		}
		fake_host_init(&fake, sl_plugin_0.opts);
		fake.folders[SL_TREE] = folder;
		UNIT_INT(pxe_prepare(&fake.border, rows[i].wanted), 0);
		if (!rows[i].whole)
			snprintf(wanted, sizeof(wanted), "%s",
				 rows[i].wanted ? "log 1 the image has no PXELINUX" : "");
		CU_ASSERT(strncmp(str_text(&fake.notes), wanted, strlen(wanted)) == 0);
		UNIT_INT(fake.notes.n > 0, rows[i].whole || rows[i].wanted);
	}
}

#define RULES                                                                            \
	"dhcp * 0 - - pxelinux.0\n"                                                      \
	"dhcp * 0 iPXE - pxelinux.0\n"
#define PUBLISHED                                                                        \
	"file 1 pxelinux.0 0644\nfile 1 ldlinux.c32 0644\nfile 1 libcom32.c32 0644\n"    \
	"file 1 reboot.c32 0644\n"

static void of_a_folder(void)
{
	static const struct {
		const char *const *tree;
		const char *option;
	} rows[] = { { debian, "usr/lib" }, { sles, "usr/share/syslinux" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const char *folder = unit_folder();
		char option[512];

		for (const char *const *name = rows[i].tree; *name; name++)
			put(folder, *name);
		snprintf(option, sizeof(option), "%s/%s", folder, rows[i].option);
		fake_host_init(&fake, sl_plugin_0.opts);
		fake.options[0][0] = "pxelinux_dir";
		fake.options[0][1] = option;
		UNIT_INT(pxe_setup(&fake.border), 0);
		UNIT_STR(str_text(&fake.notes), PUBLISHED RULES);
	}
}

static void of_a_folder_without(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.options[0][0] = "pxelinux_dir";
	fake.options[0][1] = unit_folder();
	CU_ASSERT(pxe_setup(&fake.border) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(strstr(str_text(&fake.said), "pxelinux.0: No such file") != NULL);
	CU_ASSERT(strstr(str_text(&fake.said), "syslinux-tftpboot") != NULL);
	UNIT_STR(str_text(&fake.notes), "");
}

static void of_the_image(void)
{
	static char path[512];
	static const struct sl_artefact loaders[] = {
		{ .role = SL_LOADER, .name = "pxelinux.0", .path = path },
		{ .role = SL_LOADER, .name = "ldlinux.c32", .path = path },
		{ .role = SL_LOADER, .name = "libcom32.c32", .path = path },
		{ .role = SL_LOADER, .name = "reboot.c32", .path = path },
	};
	static const struct sl_artefact *const all[] = { &loaders[0], &loaders[1],
							 &loaders[2], &loaders[3], NULL };
	static const struct sl_image with = { .name = "c", .artefacts = all };
	static const struct sl_image without = { .name = "c", .artefacts = plain };
	static const struct {
		const struct sl_image *image;
		int fails;
		const char *notes;
	} rows[] = { { &with, 0, PUBLISHED RULES },
		     { &without, 1, "" },
		     { NULL, 0, RULES } };
	const char *folder = unit_folder();

	put(folder, "loader");
	snprintf(path, sizeof(path), "%s/loader", folder);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.image = rows[i].image;
		UNIT_INT(pxe_setup(&fake.border) < 0, rows[i].fails);
		UNIT_INT(fake.fails, rows[i].fails);
		UNIT_STR(str_text(&fake.notes), rows[i].notes);
		if (rows[i].fails)
			CU_ASSERT(strstr(str_text(&fake.said),
					 "image c has no PXELINUX (pxelinux.0); install "
					 "it (Debian: pxelinux and syslinux-common") !=
				  NULL);
	}
}

const struct unit_case unit_cases[] = {
	{ "a node's file is found by MAC and by address, and loads through links",
	  netboot },
	{ "microcode is the first initrd", with_microcode },
	{ "messages go to the node's serial console", serial },
	{ "a local boot goes back to the BIOS", local },
	{ "what PXELINUX would take otherwise is refused, and no file written", refused },
	{ "the loader's own words count for the length of the command line", length },
	{ "prepare takes the loader of any distribution, or none of it", of_the_tree },
	{ "a folder of the site is published, and BIOS clients are sent there",
	  of_a_folder },
	{ "a folder without it is named with what to install", of_a_folder_without },
	{ "the image's loader is published; an image without one is refused",
	  of_the_image },
	{ NULL, NULL }
};
