/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/stream_test.c - the streams of a generation, and what is refused.
 */
#include "bluefield.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

const char unit_suite[] = "bluefield stream";

enum { KERNEL = 70001, INITRD = 1237 };

/* The vendor's images, some of which are not for us. */
static const struct {
	struct bfb_header header;
	const char *data;
} vendors[] = {
	{ { .id = 36 }, "psc-bl" },
	{ { .id = BFB_BL2, .next_version = 2 }, "bl2 of the first" },
	{ { .id = BFB_BL2, .version = 2 }, "bl2 of the third" },
	{ { .id = BFB_BL31 }, "bl31" },
	{ { .id = BFB_BL33 }, "UEFI" },
	{ { .id = 52 }, "a capsule for the flash memory" },
	{ { .id = 55 }, "default" },
	{ { .id = BFB_BOOT_PATH }, "their path" },
	{ { .id = BFB_BOOT_ARGS }, "their arguments" },
	{ { .id = BFB_IMAGE }, "their kernel" },
};

enum { VENDORS = sizeof(vendors) / sizeof(vendors[0]) };

struct site {
	struct fake fake; /* first */
	char kernel[512], initrd[512], firmware[512];
	struct sl_artefact artefacts[2];
	const struct sl_artefact *listed[3];
	struct sl_kernel one;
	const struct sl_kernel *kernels[2];
	unsigned char bytes[KERNEL];
};

static void write_file(const char *path, const void *data, size_t n)
{
	FILE *file = fopen(path, "w");

	CU_ASSERT_FATAL(file != NULL);
	UNIT_INT(fwrite(data, 1, n, file), n);
	fclose(file);
}

/* without: an id that is left out; 0: none is. */
static void write_vendors(const char *path, unsigned without)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct bfb_writer writer = { .fd = fd };

	CU_ASSERT_FATAL(fd >= 0);
	for (size_t i = 0; i < VENDORS; i++) {
		if (vendors[i].header.id == without)
			continue;
		bfb_begin(&writer, &vendors[i].header);
		UNIT_INT(bfb_write(&writer, vendors[i].data, strlen(vendors[i].data)), 0);
		UNIT_INT(bfb_end(&writer), 0);
	}
	close(fd);
}

/* An Image with an EFI stub, and something behind it. */
static void fill_kernel(unsigned char *bytes)
{
	for (size_t i = 0; i < KERNEL; i++)
		bytes[i] = (unsigned char)(i * 11);
	memset(bytes, 0, 128);
	memcpy(bytes, "MZ", 2);
	memcpy(bytes + 56, "ARM\144\100\0\0\0", 8);
	memcpy(bytes + 64, "PE\0\0\144\252", 6);
}

static void site_init(struct site *site)
{
	struct fake *fake = &site->fake;

	memset(site, 0, sizeof(*site));
	fake_init(fake, unit_folder());
	fake->image.arch = "aarch64";
	snprintf(site->kernel, 512, "%s/kernel", fake->folders[SL_CACHE]);
	snprintf(site->initrd, 512, "%s/initrd", fake->folders[SL_CACHE]);
	snprintf(site->firmware, 512, "%s/default.bfb", fake->folders[SL_CACHE]);
	fill_kernel(site->bytes);
	write_file(site->kernel, site->bytes, KERNEL);
	write_file(site->initrd, site->bytes + 128, INITRD);
	write_vendors(site->firmware, 0);
	site->artefacts[0] = (struct sl_artefact){ .role = SL_KERNEL,
						   .name = "kernel",
						   .path = site->kernel };
	site->artefacts[1] = (struct sl_artefact){ .role = SL_INITRD,
						   .name = "initrd",
						   .path = site->initrd };
	site->listed[0] = &site->artefacts[0];
	site->listed[1] = &site->artefacts[1];
	site->one = (struct sl_kernel){ .version = "6.1", .file = "boot/vmlinuz" };
	site->kernels[0] = &site->one;
	fake->image.artefacts = site->listed;
	fake->image.kernels = site->kernels;
	fake_put(fake, "lib/modules/6.1/modules.dep", "k/mlx5_core.ko:\n");
	fake_set(fake, "firmware", site->firmware);
}

static int prepare(struct site *site)
{
	return sl_plugin_0.bootloader->prepare(&site->fake.job, NULL);
}

/* Appends what was made to `to`. */
static void append(const struct site *site, const char *name, int to)
{
	char path[512], data[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", site->fake.folders[SL_WORK], name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CU_ASSERT_FATAL(fd >= 0);
	while ((n = read(fd, data, sizeof(data))) > 0)
		UNIT_INT(write(to, data, (size_t)n), n);
	close(fd);
}

static void expect(int fd, const struct bfb_image *image, const void *data, size_t n)
{
	unsigned char *bytes = malloc(n);

	UNIT_INT(image->header.bytes, n);
	UNIT_INT(pread(fd, bytes, n, (off_t)image->at), n);
	UNIT_INT(memcmp(bytes, data, n), 0);
	free(bytes);
}

/* Firmware, command line and system are one stream, as if made in one go. */
static void whole(void)
{
	static const unsigned ids[] = { 36, 1, 1, 3, 5, 55, 57, 58, 59, 62, 63 };
	static const struct bfb_header args = { .id = BFB_BOOT_ARGS,
						.following = BLUEFIELD_BOOT_IDS };
	unsigned char packed[BFB_HEADER + 8];
	char path[512], why[BFB_WHY] = "";
	struct site site;
	struct bfb bfb;
	int fd;

	site_init(&site);
	UNIT_INT(prepare(&site), 0);
	UNIT_STR(site.fake.said, "");
	CU_ASSERT(strstr(site.fake.notes, "output 4 bluefield/firmware.bfb ") != NULL);
	CU_ASSERT(strstr(site.fake.notes, "output 4 bluefield/boot.bfb ") != NULL);
	snprintf(path, sizeof(path), "%s/whole", site.fake.folders[SL_CACHE]);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	append(&site, "firmware.bfb", fd);
	bfb_pack(&args, "quiet", 5, packed);
	UNIT_INT(write(fd, packed, sizeof(packed)), sizeof(packed));
	append(&site, "boot.bfb", fd);
	UNIT_INT(bfb_read(fd, &bfb, why), 0);
	UNIT_STR(why, "");
	UNIT_INT(bfb_check_following(&bfb, 0), -1);
	UNIT_INT(bfb.n, sizeof(ids) / sizeof(ids[0]));
	for (size_t i = 0; i < bfb.n && i < 11; i++)
		UNIT_INT(bfb.v[i].header.id, ids[i]);
	expect(fd, &bfb.v[1], "bl2 of the first", 16);
	expect(fd, &bfb.v[2], "bl2 of the third", 16);
	UNIT_INT(bfb.v[1].header.next_version, 2);
	expect(fd, &bfb.v[6], "Linux from rshim", 16);
	expect(fd, &bfb.v[7], "VenHw(F019E406-8C9C-11E5-8797-001ACA00BFC4)/Image", 49);
	expect(fd, &bfb.v[9], site.bytes, KERNEL);
	expect(fd, &bfb.v[10], site.bytes + 128, INITRD);
	close(fd);
	fake_fini(&site.fake);
}

static void pack_kernel(struct site *site)
{
	gzFile file = gzopen(site->kernel, "w");

	UNIT_INT(gzwrite(file, site->bytes, KERNEL), KERNEL);
	gzclose(file);
}

static void unpacked(void)
{
	char path[512], why[BFB_WHY] = "";
	struct site site;
	struct bfb bfb;
	int fd;

	site_init(&site);
	pack_kernel(&site);
	UNIT_INT(prepare(&site), 0);
	snprintf(path, sizeof(path), "%s/boot.bfb", site.fake.folders[SL_WORK]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	UNIT_INT(bfb_read(fd, &bfb, why), 0);
	expect(fd, &bfb.v[0], site.bytes, KERNEL);
	close(fd);
	fake_fini(&site.fake);
}

/* The image brings the firmware where the site names none. */
static void of_the_tree(void)
{
	static const char name[] = "lib/firmware/mellanox/boot/default.bfb";
	struct site site;
	char path[512];

	site_init(&site);
	fake_put(&site.fake, name, "");
	snprintf(path, sizeof(path), "%s/%s", site.fake.folders[SL_TREE], name);
	write_vendors(path, 0);
	fake_set(&site.fake, "firmware", NULL);
	UNIT_INT(prepare(&site), 0);
	fake_fini(&site.fake);
}

/* ---- what is refused ---- */

static void elf_of_power(struct site *site)
{
	write_file(site->kernel, "\177ELF\2\1\0\0\0\0\0\0\0\0\0\0\2\0\25\0", 20);
}

static void no_kernel_at_all(struct site *site)
{
	write_file(site->kernel, "#!/bin/sh\n", 10);
}

static void no_stub(struct site *site)
{
	memset(site->bytes, 0, 56);
	write_file(site->kernel, site->bytes, KERNEL);
}

static void cut_gzip(struct site *site)
{
	pack_kernel(site);
	UNIT_INT(truncate(site->kernel, 100), 0);
}

static void packed_twice(struct site *site)
{
	gzFile file = gzopen(site->kernel, "w");

	UNIT_INT(gzwrite(file, "\037\213\010\0\0\0\0\0", 8), 8);
	gzclose(file);
}

static void no_kernel(struct site *site)
{
	site->listed[0] = site->listed[1];
	site->listed[1] = NULL;
}

static void no_initrd(struct site *site)
{
	site->listed[1] = NULL;
}

static void no_driver(struct site *site)
{
	fake_put(&site->fake, "lib/modules/6.1/modules.dep", "k/ext4.ko:\n");
}

static void no_firmware(struct site *site)
{
	fake_set(&site->fake, "firmware", NULL);
}

static void firmware_not_there(struct site *site)
{
	fake_set(&site->fake, "firmware", "/no/such.bfb");
}

static void firmware_cut_off(struct site *site)
{
	UNIT_INT(truncate(site->firmware, 200), 0);
}

static void firmware_of_text(struct site *site)
{
	write_file(site->firmware, "this is no boot stream, but a text", 34);
}

static void firmware_without_uefi(struct site *site)
{
	write_vendors(site->firmware, BFB_BL33);
}

static void interrupted(struct site *site)
{
	site->fake.stopped = 1;
}

static const struct {
	void (*spoil)(struct site *);
	const char *why;
} spoilt[] = {
	{ elf_of_power,
	  "the kernel is an ELF kernel for ppc64le; a BlueField is aarch64" },
	{ no_kernel_at_all, "the kernel is no kernel in a form that is known" },
	{ no_stub, "the kernel has no EFI stub" },
	{ cut_gzip, "the kernel is packed by gzip, but broken" },
	{ packed_twice, "the kernel is packed by gzip twice" },
	{ no_kernel, "the image has no kernel; add linux-image-arm64" },
	{ no_initrd, "the image has no initrd" },
	{ no_driver, "lacks mlxbf_gige, mlx5_core, virtio_net" },
	{ no_firmware, "there is no firmware for the cards" },
	{ firmware_not_there,
	  "cannot read /no/such.bfb: No such file or directory; set" },
	{ firmware_cut_off, "default.bfb is no boot stream: " },
	{ firmware_of_text,
	  "is no boot stream: there is no image where one should begin" },
	{ firmware_without_uefi, "has no bl33, so that nothing starts on a card" },
	{ interrupted, "interrupted" },
};

static void refused(void)
{
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		struct site site;

		site_init(&site);
		spoilt[i].spoil(&site);
		CU_ASSERT(prepare(&site) < 0);
		UNIT_INT(site.fake.fails, 1);
		if (!strstr(site.fake.said, spoilt[i].why))
			fprintf(stderr, "\n  got  \"%s\"\n  want \"%s\"\n",
				site.fake.said, spoilt[i].why);
		CU_ASSERT(strstr(site.fake.said, spoilt[i].why) != NULL);
		fake_fini(&site.fake);
	}
}

/* A stream that is not what it was made of is found. */
static void verified(void)
{
	char path[512];
	struct site site;
	struct source sources[2];
	int fd;

	site_init(&site);
	UNIT_INT(prepare(&site), 0);
	snprintf(path, sizeof(path), "%s/boot.bfb", site.fake.folders[SL_WORK]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	sources[0] = (struct source){ open(site.kernel, O_RDONLY | O_CLOEXEC), 0, KERNEL,
				      "k" };
	sources[1] = (struct source){ open(site.initrd, O_RDONLY | O_CLOEXEC), 0, INITRD,
				      "i" };
	UNIT_INT(source_verify(&site.fake.job, fd, 0, sources), 0);
	CU_ASSERT(source_verify(&site.fake.job, fd, 1, sources) < 0);
	CU_ASSERT(strstr(site.fake.said, "does not say what follows") != NULL);
	sources[1].at = 1;
	sources[1].bytes = INITRD - 1;
	CU_ASSERT(source_verify(&site.fake.job, fd, 0, sources) < 0);
	CU_ASSERT(strstr(site.fake.said, "i has 1237 bytes in the boot stream") != NULL);
	sources[1] = (struct source){ sources[0].fd, 0, INITRD, "i" };
	CU_ASSERT(source_verify(&site.fake.job, fd, 0, sources) < 0);
	CU_ASSERT(strstr(site.fake.said, "i is not the same in the boot stream") != NULL);
	UNIT_INT(pwrite(fd, "x", 1, 1000), 1);
	CU_ASSERT(source_verify(&site.fake.job, fd, 0, sources) < 0);
	CU_ASSERT(strstr(site.fake.said, "is wrong: image at byte 24 has the CRC") !=
		  NULL);
	close(sources[0].fd);
	close(fd);
	fake_fini(&site.fake);
}

const struct unit_case unit_cases[] = {
	{ "firmware, command line and system are one stream", whole },
	{ "a kernel that is packed by gzip is unpacked", unpacked },
	{ "the firmware may be the image's own", of_the_tree },
	{ "what cannot start a card is refused, once, with its reason", refused },
	{ "a stream that is not what it was made of is found", verified },
	{ NULL, NULL }
};
