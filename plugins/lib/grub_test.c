/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grub_test.c - configurations compared, and parsed by GRUB's own parser.
 */
#include "grub.h"

#include "core/base/exec.h"
#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "plugins/lib grub";

#define PLACE "/netboot/c/0123456789abcdef/"

static const char *const servers[] = { "10.1.0.1:80", "10.1.0.2:8080", NULL };
static const struct sl_artefact kernel = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_artefact early = { .role = SL_EARLY_INITRD,
					  .urlpath = PLACE "microcode.cpio" };
static const struct sl_artefact *const plain[] = { &kernel, &initrd, NULL };
static const struct sl_artefact *const with_early[] = { &kernel, &early, &initrd, NULL };
static const struct sl_net net = { .prefix = 16, .servers = servers };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};
static const struct sl_image image = { .name = "c",
				       .method = "squashfs",
				       .generation = "0123456789abcdef",
				       .artefacts = plain };
static const struct sl_boot netboot = { .state = SL_NETBOOT,
					.node = &node,
					.image = &image,
					.kernel = &kernel,
					.initrd = &initrd,
					.cmdline = "sl.root=/x a=$b;c quiet" };

static const char http_text[] =
	"# n1: netboot c:squashfs@0123456789abcdef\n"
	"for server in 10.1.0.1 10.1.0.2:8080; do\n"
	"\tset root=http,$server\n"
	"\techo \"n1: loading c from $root\"\n"
	"\tif linux " PLACE
	"kernel sl.root=/x 'a=$b;c' quiet BOOTIF=01-52-54-00-ab-cd-01 "
	"ip=10.1.0.11:::255.255.0.0:n1::none; then\n"
	"\t\tif initrd " PLACE "initrd; then\n\t\t\tboot\n\t\tfi\n\tfi\n"
	"done\n"
	"echo \"n1: cannot load c from any server; rebooting in 30 s\"\n"
	"sleep 30\nreboot\n";

/* 1: GRUB's parser takes it; 0 otherwise; says so where the parser is not there. */
static int parses(const char *text)
{
	char path[512];
	const char *const argv[] = { "grub-script-check", path, NULL };
	const struct exec exec = { .argv = argv };
	struct log log;
	FILE *file;

	if (access("/usr/bin/grub-script-check", X_OK) != 0) {
		fprintf(stderr, "grub-script-check is not installed: nothing parsed\n");
		return 1;
	}
	snprintf(path, sizeof(path), "%s/grub.cfg", unit_folder());
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs(text, file);
	fclose(file);
	log_init(&log, "test");
	return exec_run(&log, &exec) == 0;
}

static void by_http(void)
{
	const struct grub_how how = { .protocol = "http", .cmdline = 2047 };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, NULL);
	UNIT_INT(grub_render(&fake.border, &netboot, &how), 0);
	UNIT_STR(str_text(&fake.notes),
		 "file 1 grub/grub.cfg-01-52-54-00-ab-cd-01 0644\n");
	UNIT_STR(str_text(&fake.data), http_text);
	CU_ASSERT(parses(str_text(&fake.data)));
	CU_ASSERT(!parses("if true; then\n"));
}

static void by_tftp(void)
{
	const struct grub_how how = { "tftp", 2047, PLACE "Image", PLACE "a.dtb" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	struct sl_image other = image;
	struct sl_boot boot = netboot;

	other.artefacts = with_early;
	boot.image = &other;
	fake_host_init(&fake, NULL);
	UNIT_INT(grub_render(&fake.border, &boot, &how), 0);
	CU_ASSERT(fake_host_noted(&fake, "link 1 netboot/c/0123456789abcdef/Image " PLACE
					 "Image"));
	CU_ASSERT(fake_host_noted(
		&fake, "link 1 netboot/c/0123456789abcdef/microcode.cpio " PLACE
		       "microcode.cpio"));
	CU_ASSERT(fake_host_noted(&fake, "link 1 netboot/c/0123456789abcdef/initrd " PLACE
					 "initrd"));
	CU_ASSERT(fake_host_noted(&fake, "link 1 netboot/c/0123456789abcdef/a.dtb " PLACE
					 "a.dtb"));
	CU_ASSERT(strstr(str_text(&fake.data), "\tdevicetree " PLACE "a.dtb\n") != NULL);
	CU_ASSERT(strstr(str_text(&fake.data), "for server in 10.1.0.1 10.1.0.2;") !=
		  NULL);
	CU_ASSERT(strstr(str_text(&fake.data), "linux " PLACE "Image ") != NULL);
	CU_ASSERT(strstr(str_text(&fake.data),
			 "initrd " PLACE "microcode.cpio " PLACE "initrd;") != NULL);
	CU_ASSERT(parses(str_text(&fake.data)));
}

static void from_disk(void)
{
	const struct grub_how how = { .protocol = "tftp", .cmdline = 2047 };
	const struct sl_boot boot = { .state = SL_LOCALBOOT, .node = &node };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, NULL);
	UNIT_INT(grub_render(&fake.border, &boot, &how), 0);
	UNIT_STR(str_text(&fake.data), "# n1: boot\nexit\n");
}

static void refused(void)
{
	static char words[2048];
	const struct grub_how how = { .protocol = "http", .cmdline = 2047 };
	const struct sl_node bare = { .name = "n1", .mac = "52:54:00:00:00:01" };
	struct sl_boot boot = netboot;
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	memset(words, 'a', 1960);
	fake_host_init(&fake, NULL);
	boot.cmdline = words;
	CU_ASSERT(grub_render(&fake.border, &boot, &how) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "2047 are the most") != NULL);
	boot.cmdline = "";
	boot.node = &bare;
	CU_ASSERT(grub_render(&fake.border, &boot, &how) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "no server") != NULL);
	UNIT_INT(fake.fails, 2);
	UNIT_STR(str_text(&fake.notes), "");
}

static void common(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, NULL);
	UNIT_INT(grub_setup_at(&fake.border, "EFI/redhat/grub.cfg"), 0);
	UNIT_INT(grub_setup(&fake.border), 0);
	UNIT_STR(str_text(&fake.notes), "file 1 EFI/redhat/grub.cfg 0644\n"
					"file 1 grub/grub.cfg 0644\n");
	CU_ASSERT(strstr(str_text(&fake.data), "grub.cfg-01-$a-$b-$c-$d-$e-$f\n") !=
		  NULL);
	CU_ASSERT(parses(str_text(&fake.data)));
}

const struct unit_case unit_cases[] = {
	{ "every server is tried in turn by HTTP, what GRUB would expand is quoted",
	  by_http },
	{ "what is fetched by TFTP is linked there", by_tftp },
	{ "a local boot leaves for the firmware's next device", from_disk },
	{ "a long command line and a node without servers are refused", refused },
	{ "one file leads each card to its own", common },
	{ NULL, NULL }
};
