/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ipxe_test.c - scripts against the files in golden/.
 */
#include "ipxe.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite[] = "plugins/lib ipxe";

enum { CMDLINE = 2047 };

static const struct ipxe_how how = { .cmdline = CMDLINE };
static const char *const one_server[] = { "10.1.0.1:80", NULL };
static const char *const two_servers[] = { "10.1.0.1:80", "10.1.0.2:8080", NULL };

static const struct sl_artefact kernel = { .role = SL_KERNEL,
					   .urlpath =
						   "/netboot/c/0123456789abcdef/kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD,
					   .urlpath =
						   "/netboot/c/0123456789abcdef/initrd" };
static const struct sl_artefact early = {
	.role = SL_EARLY_INITRD, .urlpath = "/netboot/c/0123456789abcdef/microcode.cpio"
};
static const struct sl_artefact *const plain[] = { &kernel, &initrd, NULL };
static const struct sl_artefact *const with_early[] = { &kernel, &early, &initrd, NULL };

struct fixture {
	struct sl_net net;
	struct sl_node node;
	struct sl_image image;
	struct sl_boot boot;
	struct fake_host fake;
};

static void set_up(struct fixture *f)
{
	f->net = (struct sl_net){ .prefix = 16,
				  .gateway = "10.1.255.254",
				  .servers = one_server };
	f->node = (struct sl_node){ .name = "n1",
				    .mac = "52:54:00:AB:cd:01",
				    .ip = "10.1.0.11",
				    .net = &f->net };
	f->image = (struct sl_image){ .name = "c",
				      .method = "squashfs",
				      .generation = "0123456789abcdef",
				      .artefacts = plain };
	f->boot = (struct sl_boot){ .state = SL_NETBOOT,
				    .node = &f->node,
				    .image = &f->image,
				    .kernel = &kernel,
				    .initrd = &initrd,
				    .cmdline = "sl.root=/netboot/c/0123456789abcdef "
					       "console=ttyS0,115200n8" };
	fake_host_init(&f->fake, NULL);
}

static void tear_down(struct fixture *f)
{
	fake_host_fini(&f->fake);
}

#define CLEANUP_FIXTURE __attribute__((cleanup(tear_down)))

static void golden(const char *name, const char *actual)
{
	static char text[16384];
	char path[512];
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/plugins/lib/golden/%s", getenv("SOURCE_DIR"),
		 name);
	file = fopen(path, "r");
	CU_ASSERT_FATAL(file != NULL);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	UNIT_STR(actual, text);
}

static void netboot(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	UNIT_STR(str_text(&f.fake.notes), "file 2 52-54-00-ab-cd-01.ipxe 0644\n");
	golden("netboot.ipxe", str_text(&f.fake.data));
}

static void servers_and_microcode(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.net.servers = two_servers;
	f.net.gateway = NULL;
	f.image.artefacts = with_early;
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	golden("servers.ipxe", str_text(&f.fake.data));
}

static void each_server(void)
{
	static const char *const servers[] = { "s0", "s1", "s2", "s3", "s4",
					       "s5", "s6", "s7", NULL };
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.net.servers = servers;
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	CU_ASSERT(strstr(str_text(&f.fake.data), "iseq ${attempt} 7 && set base "
						 "http://s7 ||\n") != NULL);
	CU_ASSERT(strstr(str_text(&f.fake.data), "iseq ${attempt} 8 && goto failed") !=
		  NULL);
}

/* UEFI's option string has the image's name in front: 2047 bytes are "kernel " and 2040. */
static void to_the_last_byte(void)
{
	struct fixture f CLEANUP_FIXTURE;
	const char *words;
	char line[2100];
	size_t own;

	set_up(&f);
	f.boot.cmdline = "x";
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	words = strstr(str_text(&f.fake.data), " initrd=initrd");
	CU_ASSERT_FATAL(words != NULL);
	own = (size_t)(strstr(words, " || ") - words) - 2;
	for (size_t more = 0; more < 2; more++) {
		memset(line, 'x', sizeof(line));
		line[2040 - own + more] = '\0';
		f.boot.cmdline = line;
		UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how) < 0, more);
	}
}

static void localboot(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.boot = (struct sl_boot){ .state = SL_LOCALBOOT, .node = &f.node };
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	golden("localboot.ipxe", str_text(&f.fake.data));
}

static void sixth_version(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.node.ip = "fd00::11";
	f.net.prefix = 64;
	f.net.gateway = "fd00::1";
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
	CU_ASSERT(strstr(str_text(&f.fake.data),
			 " ip=[fd00::11]::[fd00::1]:64:n1::none ") != NULL);
}

static void syntax(void)
{
	static const struct {
		const char *cmdline, *named;
	} rows[] = {
		{ "a ${net0/ip}", "\"${\"" }, { "a || b", "\"||\"" },
		{ "a && b", "\"&&\"" },       { "a ; b", "\";\"" },
		{ "a #b", "\"#b\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f CLEANUP_FIXTURE;

		set_up(&f);
		f.boot.cmdline = rows[i].cmdline;
		CU_ASSERT(ipxe_render(&f.fake.border, &f.boot, &how) < 0);
		UNIT_INT(f.fake.fails, 1);
		CU_ASSERT(strstr(str_text(&f.fake.said), rows[i].named) != NULL);
		UNIT_STR(str_text(&f.fake.notes), "");
	}
}

static void harmless(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.boot.cmdline = "a=b;c x#y $a";
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
}

/* The limit counts initrd=, BOOTIF= and ip= too. */
static void too_long(void)
{
	static char words[CMDLINE + 1];
	struct fixture f CLEANUP_FIXTURE;

	memset(words, 'a', sizeof(words) - 1);
	set_up(&f);
	f.boot.cmdline = words;
	CU_ASSERT(ipxe_render(&f.fake.border, &f.boot, &how) < 0);
	CU_ASSERT(strstr(str_text(&f.fake.said), "longer than 2047") != NULL);
	words[CMDLINE - 120] = '\0';
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &how), 0);
}

static void unpacked(void)
{
	const struct ipxe_how own = { .cmdline = CMDLINE, .kernel = "/netboot/c/Image" };
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	UNIT_INT(ipxe_render(&f.fake.border, &f.boot, &own), 0);
	CU_ASSERT(strstr(str_text(&f.fake.data),
			 "kernel --name kernel ${base}/netboot/c/Image initrd=initrd ") !=
		  NULL);
}

static void answers(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	UNIT_INT(ipxe_add_script(&f.fake.border, "sparc64", 7), 0);
	UNIT_INT(ipxe_add_http(&f.fake.border, "sparc64", 16, "own.efi"), 0);
	UNIT_STR(str_text(&f.fake.notes),
		 "dhcp * 7 iPXE - http://${server}/boot/sparc64/${netX/mac:hexhyp}.ipxe\n"
		 "dhcp * 16 - HTTPClient http://${server}/boot/sparc64/own.efi\n");
}

static void no_server(void)
{
	struct fixture f CLEANUP_FIXTURE;

	set_up(&f);
	f.node.net = NULL;
	CU_ASSERT(ipxe_render(&f.fake.border, &f.boot, &how) < 0);
	CU_ASSERT(strstr(str_text(&f.fake.said), "no server") != NULL);
}

const struct unit_case unit_cases[] = {
	{ "a node is started with its static address and its card", netboot },
	{ "attempts rotate over the servers, microcode comes first",
	  servers_and_microcode },
	{ "every server is asked, however many there are", each_server },
	{ "the limit is to the byte, the image's name included", to_the_last_byte },
	{ "a local boot leaves for the disk", localboot },
	{ "an IPv6 address stands in brackets", sixth_version },
	{ "words that are iPXE's own syntax are refused by name", syntax },
	{ "characters of that syntax inside words pass", harmless },
	{ "the loader's words count against the kernel's limit", too_long },
	{ "a kernel that the platform made is started instead", unpacked },
	{ "an iPXE is sent to its script, an HTTP client to iPXE", answers },
	{ "a node without servers is refused", no_server },
	{ NULL, NULL }
};
