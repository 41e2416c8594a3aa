/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/node_test.c - what the host of a card is given.
 */
#include "bluefield.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define SHA          "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
/* What this platform adds to the command line. */
#define OWN                                                                              \
	" BOOTIF=01-52-54-00-ab-cd-01 ip=10.1.0.11::10.1.0.254:255.255.0.0:d1::none "    \
	"initrd=initramfs"
#define MISC "/dev/rshim1/misc "

const char unit_suite[] = "bluefield node";

static const struct sl_artefact firmware = { .role = SL_LOADER,
					     .name = BLUEFIELD_FIRMWARE,
					     .urlpath = "/netboot/c/0123/f.bfb",
					     .sha256 = SHA };
static const struct sl_artefact boot_bfb = { .role = SL_LOADER,
					     .name = BLUEFIELD_BOOT,
					     .urlpath = "/netboot/c/0123/b.bfb",
					     .sha256 = SHA };
static const struct sl_artefact *const artefacts[] = { &firmware, &boot_bfb, NULL };
static const struct sl_image image = { .name = "c",
				       .generation = "0123456789abcdef",
				       .artefacts = artefacts };
static const struct sl_image other_image = { .name = "d" };
static const char *const servers[] = { "10.1.0.1:80", "10.1.0.2:8080", NULL };
static const struct sl_net net = { .prefix = 16,
				   .gateway = "10.1.0.254",
				   .servers = servers };
static const struct sl_node host = { .name = "n001", .net = &net };
static const struct sl_node node = { .name = "d1",
				     .id = "1",
				     .mac = "52:54:00:AB:cd:01",
				     .ip = "10.1.0.11",
				     .host = &host,
				     .net = &net };
static const struct sl_boot netboot = { .state = SL_NETBOOT,
					.node = &node,
					.image = &image,
					.cmdline = "sl.node=d1 console=hvc0" };

/* The files that render() adds, in order. */
struct added {
	struct fake_host fake; /* first */
	struct sl_host own;
	char paths[8][64];
	struct str data[8];
	size_t n;
};

static int keep(struct sl_job *job, int place, const char *path, unsigned mode,
		const void *data, size_t n)
{
	struct added *added = (struct added *)job;

	UNIT_INT(place, SL_HOST);
	UNIT_INT(mode, 0644);
	CU_ASSERT_FATAL(added->n < 8);
	snprintf(added->paths[added->n], sizeof(added->paths[0]), "%s", path);
	str_addn(&added->data[added->n++], data, n);
	return 0;
}

static void added_init(struct added *added)
{
	memset(added, 0, sizeof(*added));
	fake_host_init(&added->fake, sl_plugin_0.opts);
	added->own = *added->fake.border.host;
	added->own.add_file = keep;
	added->fake.border.host = &added->own;
}

static void added_fini(struct added *added)
{
	for (size_t i = 0; i < added->n; i++)
		str_fini(&added->data[i]);
	fake_host_fini(&added->fake);
}

static void started(void)
{
	static const char args[] = "sl.node=d1 console=hvc0" OWN;
	struct bfb_header header;
	struct added added;

	added_init(&added);
	UNIT_INT(node_render(&added.fake.border, NULL, &netboot), 0);
	UNIT_INT(added.n, 4);
	UNIT_STR(added.paths[0], "etc/stateless/boot.d/rshim1.bfb");
	CU_ASSERT_FATAL(added.data[0].n == BFB_HEADER + bfb_padded(strlen(args)));
	CU_ASSERT(bfb_decode((const unsigned char *)added.data[0].s, &header) == NULL);
	UNIT_INT(header.id, BFB_BOOT_ARGS);
	UNIT_INT(header.bytes, strlen(args));
	UNIT_INT(header.following, BFB_BIT(BFB_IMAGE) | BFB_BIT(BFB_INITRAMFS));
	UNIT_STR(added.data[0].s + BFB_HEADER, args);
	UNIT_STR(added.paths[1], "etc/stateless/boot.d/rshim1.plan");
	UNIT_STR(str_text(&added.data[1]),
		 "# starts d1: image c, generation 0123456789abcdef\n"
		 "fetch /netboot/c/0123/f.bfb sha256:" SHA " rshim1-firmware.bfb\n"
		 "fetch /netboot/c/0123/b.bfb sha256:" SHA " rshim1-boot.bfb\n"
		 "wait " MISC "DISPLAY_LEVEL * 120\n"
		 "write " MISC "DISPLAY_LEVEL 2 \n"
		 "write " MISC "CLEAR_ON_READ 1 \n"
		 "write " MISC "BOOT_MODE 0 \n"
		 "wait " MISC "BOOT_MODE       0 * 30\n"
		 "write " MISC "CLEAR_ON_READ 0 \n"
		 "stream /dev/rshim1/boot rshim1-firmware.bfb "
		 "/etc/stateless/boot.d/rshim1.bfb rshim1-boot.bfb\n"
		 "fail PANIC(*|Exception(*|ASSERT[*\n"
		 "wait " MISC "INFO[UEFI]: exit Boot Service 600\n");
	UNIT_STR(added.paths[2], "etc/stateless/boot.d/rshim1.reset");
	UNIT_STR(str_text(&added.data[2]), "# stops d1, which then waits for its host\n"
					   "wait " MISC "DISPLAY_LEVEL * 120\n"
					   "write " MISC "BOOT_MODE 0 \n"
					   "wait " MISC "BOOT_MODE       0 * 30\n"
					   "write " MISC "SW_RESET 1 \n"
					   "wait " MISC "DISPLAY_LEVEL * 120\n");
	UNIT_STR(added.paths[3], "etc/stateless/boot.d/rshim1.shutdown");
	UNIT_STR(str_text(&added.data[3]), str_text(&added.data[2]));
	added_fini(&added);
}

static void from_flash(void)
{
	const struct sl_boot boot = { .state = SL_LOCALBOOT, .node = &node };
	struct added added;

	added_init(&added);
	added.fake.node_options[0][0] = "timeout";
	added.fake.node_options[0][1] = "90";
	added.fake.node_options[1][0] = "up";
	added.fake.node_options[1][1] = "INFO[MISC]: Linux up|INFO[MISC]: DPU is ready";
	UNIT_INT(node_render(&added.fake.border, NULL, &boot), 0);
	UNIT_INT(added.n, 3);
	UNIT_STR(added.paths[0], "etc/stateless/boot.d/rshim1.plan");
	UNIT_STR(str_text(&added.data[0]),
		 "# starts d1 from its own flash memory\n"
		 "wait " MISC "DISPLAY_LEVEL * 120\n"
		 "write " MISC "DISPLAY_LEVEL 2 \n"
		 "write " MISC "CLEAR_ON_READ 1 \n"
		 "write " MISC "BOOT_MODE 1 \n"
		 "wait " MISC "BOOT_MODE       1 * 30\n"
		 "write " MISC "CLEAR_ON_READ 0 \n"
		 "write " MISC "SW_RESET 1 \n"
		 "fail PANIC(*|Exception(*|ASSERT[*\n"
		 "wait " MISC "INFO[MISC]: Linux up|INFO[MISC]: DPU is ready 90\n");
	added_fini(&added);
}

static void refused(void)
{
	static const struct {
		const char *id, *key, *value, *why;
		const struct sl_image *image;
		size_t cmdline;
	} rows[] = {
		{ NULL, NULL, NULL, "set id=0 for /dev/rshim0", &image, 10 },
		{ "", NULL, NULL, "set id=0", &image, 10 },
		{ "rshim0", NULL, NULL, "its id \"rshim0\" is no number", &image, 10 },
		{ "01", NULL, NULL, "its id \"01\" is no number", &image, 10 },
		{ "1000", NULL, NULL, "its id \"1000\" is no number", &image, 10 },
		{ "-1", NULL, NULL, "its id \"-1\" is no number", &image, 10 },
		{ "0", "timeout", "0", "wanted 1 to 3600 seconds", &image, 10 },
		{ "0", "timeout", "3601", "wanted 1 to 3600 seconds", &image, 10 },
		{ "0", "timeout", "10m", "wanted 1 to 3600 seconds", &image, 10 },
		{ "0", "up", "", "bluefield.up is no line", &image, 10 },
		{ "0", "up", " x", "bluefield.up is no line", &image, 10 },
		{ "0", "up", "a||b", "bluefield.up is no line", &image, 10 },
		{ "0", "up", "a|", "bluefield.up is no line", &image, 10 },
		{ "0", "up", "a | b", "only a | between them", &image, 10 },
		{ "0", "up", "a| b", "only a | between them", &image, 10 },
		{ "0", "up", "a\nstream x y", "bluefield.up is no line", &image, 10 },
		{ "0", NULL, NULL,
		  "image d was not packed for these cards; add "
		  "platforms = { \"bluefield\" }",
		  &other_image, 10 },
		{ "0", NULL, NULL,
		  "the kernel command line has 2048 bytes with the "
		  "loader's own words, 2047 are the most",
		  &image, 2049 - sizeof(OWN) },
	};
	char cmdline[2048];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		struct sl_node card = node;
		struct sl_boot boot = netboot;

		memset(cmdline, 'x', sizeof(cmdline));
		cmdline[rows[i].cmdline] = '\0';
		card.id = rows[i].id;
		boot.node = &card;
		boot.image = rows[i].image;
		boot.cmdline = cmdline;
		fake_host_init(&fake, sl_plugin_0.opts);
		fake.node_options[0][0] = rows[i].key;
		fake.node_options[0][1] = rows[i].value;
		CU_ASSERT(node_render(&fake.border, NULL, &boot) < 0);
		UNIT_INT(fake.fails, 1);
		if (!strstr(str_text(&fake.said), rows[i].why))
			fprintf(stderr, "\n  got  \"%s\"\n  want \"%s\"\n",
				str_text(&fake.said), rows[i].why);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].why) != NULL);
	}
}

static void longest(void)
{
	struct sl_boot boot = netboot;
	char cmdline[2048];
	struct added added;

	memset(cmdline, 'x', sizeof(cmdline));
	cmdline[2048 - sizeof(OWN)] = '\0';
	boot.cmdline = cmdline;
	added_init(&added);
	UNIT_INT(node_render(&added.fake.border, NULL, &boot), 0);
	UNIT_INT(added.data[0].n, BFB_HEADER + 2048);
	UNIT_INT(added.data[0].s[BFB_HEADER + 2046], 's');
	UNIT_INT(added.data[0].s[BFB_HEADER + 2047], '\0');
	added_fini(&added);
}

static void numbered(void)
{
	static const struct {
		const char *device, *id, *text, *why;
	} rows[] = {
		{ NULL, "1", NULL, NULL },
		{ "pcie-0000:04:00.2", "1",
		  "rshim1          pcie-0000:04:00.2\n"
		  "rshim1          pcie-0000:04:00.2\n",
		  NULL },
		{ "usb-2-1.7", "12",
		  "rshim12         usb-2-1.7\nrshim12         usb-2-1.7\n", NULL },
		{ "04:00.2", "1", NULL, "none of rshim's names" },
		{ "pcie-04:00.2\nnone pcie-1", "1", NULL, "none of rshim's names" },
		{ "pcie-04:00.2", "x", NULL, "is no number of an rshim device" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sl_node card = node;
		const struct sl_boot boot = { .state = SL_NETBOOT, .node = &card };
		const struct sl_boot *const attached[] = { &boot, &boot, NULL };
		struct added added;

		card.id = rows[i].id;
		added_init(&added);
		added.fake.node_options[0][0] = rows[i].device ? "device" : NULL;
		added.fake.node_options[0][1] = rows[i].device;
		UNIT_INT(host_render(&added.fake.border, NULL, &host, attached) < 0,
			 rows[i].why != NULL);
		UNIT_INT(added.n, 1 + (rows[i].text != NULL));
		UNIT_STR(added.paths[0], "etc/stateless/hostboot.conf");
		CU_ASSERT(strstr(str_text(&added.data[0]), "10.1.0.1:80,10.1.0.2:8080") !=
			  NULL);
		if (rows[i].text)
			UNIT_STR(str_text(&added.data[1]), rows[i].text);
		if (rows[i].text)
			UNIT_STR(added.paths[1], "etc/rshim.conf");
		if (rows[i].why)
			CU_ASSERT(strstr(str_text(&added.fake.said), rows[i].why) !=
				  NULL);
		added_fini(&added);
	}
}

/* A card that starts from its own flash memory has nothing to fetch. */
static void without_servers(void)
{
	static const struct sl_node alone = { .name = "n002" };
	struct sl_boot boot = { .state = SL_LOCALBOOT, .node = &node };
	const struct sl_boot *const attached[] = { &boot, NULL };
	struct added added;

	added_init(&added);
	UNIT_INT(host_render(&added.fake.border, NULL, &alone, attached), 0);
	UNIT_INT(added.n, 0);
	boot.state = SL_NETBOOT;
	CU_ASSERT(host_render(&added.fake.border, NULL, &alone, attached) < 0);
	CU_ASSERT(strstr(str_text(&added.fake.said), "n002: no server is known") != NULL);
	added_fini(&added);
}

static void tables(void)
{
	const struct sl_bootloader *table = sl_plugin_0.bootloader;

	UNIT_STR(table->names[0], "bluefield");
	CU_ASSERT(table->names[1] == NULL);
	UNIT_INT(table->needs, SL_NEED_MAC | SL_NEED_IP | SL_NEED_HOST);
	UNIT_STR(table->serial, "hvc");
}

const struct unit_case unit_cases[] = {
	{ "a host is given the node's command line and how to start it", started },
	{ "a node that boots itself is reset, and waited for as it says", from_flash },
	{ "wrong attributes, images and command lines are refused", refused },
	{ "a command line may have 2047 bytes", longest },
	{ "which card is which rshim device is the host's configuration", numbered },
	{ "a host needs a server only for cards that fetch", without_servers },
	{ "it is nobody's default platform", tables },
	{ NULL, NULL }
};
