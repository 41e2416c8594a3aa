/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/initrd_test.c - initrds of a tree made here, and of the one named by TREE.
 */
#include "initrd.h"
#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "cpio.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"
#include "wire/modindex.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KERNEL "5.0-test"
#define IN_LIB "/lib/modules/" KERNEL "/"

/* ---- the tree ---- */
static void put_bytes(const char *tree, const char *name, const void *data, size_t n)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(tree, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, data, n), 0);
}

static void put(const char *tree, const char *name, const char *text)
{
	put_bytes(tree, name, text, strlen(text));
}

static void put_link(const char *tree, const char *name, const char *target)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(tree, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(symlink(target, path), 0);
}

static void add_section(Elf *elf, unsigned name, unsigned type, const char *bytes,
			size_t n)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = elf_newdata(section);
	GElf_Shdr header;

	data->d_buf = (char *)(uintptr_t)bytes;
	data->d_size = n;
	data->d_align = 1;
	gelf_getshdr(section, &header);
	header.sh_name = name;
	header.sh_type = type;
	gelf_update_shdr(section, &header);
}

/* An ELF file whose .modinfo holds these bytes: what a module is to the initrd. */
static void make_elf(const char *path, const char *modinfo, size_t n)
{
	static const char names[] = "\0.modinfo\0.shstrtab";
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	GElf_Ehdr header;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(elf);
	gelf_newehdr(elf, ELFCLASS64);
	gelf_getehdr(elf, &header);
	header.e_type = ET_REL;
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	header.e_shstrndx = 2;
	gelf_update_ehdr(elf, &header);
	add_section(elf, 1, SHT_PROGBITS, modinfo, n);
	add_section(elf, 10, SHT_STRTAB, names, sizeof(names));
	CU_ASSERT_FATAL(elf_update(elf, ELF_C_WRITE) > 0);
	elf_end(elf);
	close(fd);
}

static void compress(const char *from, const char *to, int (*filter)(struct archive *))
{
	struct log log = quiet();
	struct str data CLEANUP_STR = { 0 };
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	CU_ASSERT_EQUAL_FATAL(file_read(&log, from, 1 << 20, &data), 0);
	archive_write_set_format_raw(archive);
	filter(archive);
	CU_ASSERT_EQUAL_FATAL(archive_write_open_filename(archive, to), ARCHIVE_OK);
	archive_entry_set_filetype(entry, S_IFREG);
	archive_write_header(archive, entry);
	archive_write_data(archive, data.s, data.n);
	CU_ASSERT_EQUAL(archive_write_close(archive), ARCHIVE_OK);
	archive_entry_free(entry);
	archive_write_free(archive);
}

static void put_module(const char *tree, const char *name, const char *modinfo,
		       int (*filter)(struct archive *))
{
	char *path CLEANUP_FREE = mem_printf("%s/usr" IN_LIB "%s", tree, name);
	char *plain CLEANUP_FREE =
		mem_ndup(path, (size_t)(strstr(path, ".ko") - path) + 3);

	put(tree, "usr/lib/x", "");
	{
		struct log log = quiet();
		char *parent CLEANUP_FREE = path_parent(path);

		CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	}
	make_elf(plain, modinfo, strlen(modinfo) + 1);
	if (filter) {
		compress(plain, path, filter);
		unlink(plain);
	}
}

static const char dep[] =
	"kernel/drivers/net/ethernet/one/one.ko.xz: kernel/lib/low.ko.gz "
	"kernel/lib/lowest.ko\n"
	"kernel/drivers/net/xen-netfront.ko.zst:\n"
	"kernel/drivers/net/wireless/wifi.ko:\n"
	"kernel/fs/squashfs.ko: kernel/lib/lowest.ko\n"
	"kernel/lib/low.ko.gz: kernel/lib/lowest.ko\n"
	"kernel/lib/lowest.ko:\n"
	"kernel/lib/soft.ko:\n"
	"kernel/lib/late.ko:\n"
	"extra/away.ko:\n";

/* Merged /usr, modules in every compression, links that would lead out. */
static const char *make_tree(void)
{
	const char *tree = unit_folder();

	put_module(tree, "kernel/drivers/net/ethernet/one/one.ko.xz",
		   "firmware=one/a.bin", archive_write_add_filter_xz);
	put_module(tree, "kernel/drivers/net/xen-netfront.ko.zst", "firmware=one/g*.fw",
		   archive_write_add_filter_zstd);
	put_module(tree, "kernel/drivers/net/wireless/wifi.ko", "license=GPL", NULL);
	put_module(tree, "kernel/fs/squashfs.ko", "license=GPL", NULL);
	put_module(tree, "kernel/lib/low.ko.gz", "firmware=lacking.bin",
		   archive_write_add_filter_gzip);
	put_module(tree, "kernel/lib/lowest.ko", "license=GPL", NULL);
	put_module(tree, "kernel/lib/soft.ko", "firmware=../../../etc/passwd", NULL);
	put_module(tree, "kernel/lib/late.ko", "license=GPL", NULL);
	put_link(tree, "lib", "usr/lib");
	put_link(tree, "usr" IN_LIB "extra/away.ko", "/etc/passwd");
	put(tree, "usr" IN_LIB "modules.dep", dep);
	put(tree, "usr" IN_LIB "modules.builtin", "kernel/drivers/block/loop.ko\n");
	put(tree, "usr" IN_LIB "modules.softdep",
	    "# comment\nsoftdep one pre: soft-alias loop post: late\n"
	    "softdep low ignored\n");
	put(tree, "usr" IN_LIB "modules.alias",
	    "# comment\nalias pci:v1* one\nalias fs-squashfs squashfs\n"
	    "alias soft-alias soft\nalias pci:v2* wifi\nalias xen:vif xen-netfront\n");
	put(tree, "etc/modprobe.d/b.conf",
	    "options one debug=1\noptions one \\\n level=2\nblacklist xen-netfront\n"
	    "install squashfs /bin/true\ninstall low /sbin/modprobe x\n");
	put(tree, "usr/lib/modprobe.d/b.conf", "options one hidden=1\n");
	put(tree, "usr/lib/modprobe.d/c.conf", "alias vif3 xen-netfront\n");
	put_link(tree, "usr/lib/modprobe.d/d.conf", "/dev/null");
	put(tree, "usr/lib/firmware/updates/" KERNEL "/one/a.bin", "newer");
	put(tree, "usr/lib/firmware/one/a.bin", "older");
	put(tree, "usr/lib/firmware/one/g1.fw", "g1");
	{
		char *from CLEANUP_FREE = path_join(tree, "usr/lib/firmware/one/g1.fw");
		char *to CLEANUP_FREE = path_join(tree, "usr/lib/firmware/one/g2.fw.xz");

		compress(from, to, archive_write_add_filter_xz);
	}
	put_link(tree, "usr/lib/firmware/one/g3.fw", "/etc/passwd");
	put(tree, "program", "#!init");
	return tree;
}

/* ---- writing and reading back ---- */

struct request {
	struct initrd_request it;
	char *program, *output;
	struct strv modules, drivers;
};

static void request_init(struct request *request, const char *tree, const char *modules)
{
	*request = (struct request){ 0 };
	strv_split(&request->modules, modules, " ");
	request->program = path_join(tree, "program");
	request->output = path_join(tree, "initrd");
	request->it = (struct initrd_request){
		.tree = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC),
		.kernel = KERNEL,
		.program = request->program,
		.modules = &request->modules,
		.drivers = &request->drivers,
		.compression = "zstd",
		.time = 1700000000,
	};
}

static void request_fini(struct request *request)
{
	close(request->it.tree);
	free(request->program);
	free(request->output);
	strv_fini(&request->modules);
	strv_fini(&request->drivers);
}

static void add_line(struct str *out, struct archive *archive,
		     struct archive_entry *entry, const char *wanted, struct str *data)
{
	const char *path = archive_entry_pathname(entry);
	char buffer[4096];
	la_ssize_t n;

	str_addf(out, "%s %o\n", path, (unsigned)archive_entry_mode(entry));
	CU_ASSERT_EQUAL(archive_entry_mtime(entry), 1700000000);
	CU_ASSERT_EQUAL(archive_entry_uid(entry), 0);
	while (wanted && strcmp(path, wanted) == 0 &&
	       (n = archive_read_data(archive, buffer, sizeof(buffer))) > 0)
		str_addn(data, buffer, (size_t)n);
}

/* Lists the archive, and reads the file `wanted` of it. */
static void list(const char *path, struct str *out, const char *wanted, struct str *data)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int rc;

	archive_read_support_filter_all(archive);
	archive_read_support_format_cpio(archive);
	CU_ASSERT_EQUAL_FATAL(archive_read_open_filename(archive, path, 65536),
			      ARCHIVE_OK);
	while ((rc = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
		add_line(out, archive, entry, wanted, data);
	UNIT_INT(rc, ARCHIVE_EOF);
	archive_read_free(archive);
}

static const char expected_list[] =
	"dev 40755\n"
	"proc 40755\n"
	"sys 40755\n"
	"run 40755\n"
	"sl 40755\n"
	"sl/root 40755\n"
	"dev/console 20600\n"
	"sl/modprobe 120777\n"
	"init 100755\n"
	"lib 40755\n"
	"lib/modules 40755\n"
	"lib/modules/5.0-test 40755\n"
	"lib/modules/5.0-test/kernel 40755\n"
	"lib/modules/5.0-test/kernel/lib 40755\n"
	"lib/modules/5.0-test/kernel/lib/late.ko 100644\n"
	"lib/modules/5.0-test/kernel/lib/low.ko 100644\n"
	"lib/modules/5.0-test/kernel/lib/lowest.ko 100644\n"
	"lib/modules/5.0-test/kernel/drivers 40755\n"
	"lib/modules/5.0-test/kernel/drivers/net 40755\n"
	"lib/modules/5.0-test/kernel/drivers/net/ethernet 40755\n"
	"lib/modules/5.0-test/kernel/drivers/net/ethernet/one 40755\n"
	"lib/modules/5.0-test/kernel/drivers/net/ethernet/one/one.ko 100644\n"
	"lib/modules/5.0-test/kernel/lib/soft.ko 100644\n"
	"lib/modules/5.0-test/kernel/fs 40755\n"
	"lib/modules/5.0-test/kernel/fs/squashfs.ko 100644\n"
	"lib/modules/5.0-test/kernel/drivers/net/xen-netfront.ko 100644\n"
	"lib/firmware 40755\n"
	"lib/firmware/one 40755\n"
	"lib/firmware/one/a.bin 100644\n"
	"lib/firmware/one/g1.fw 100644\n"
	"lib/firmware/one/g2.fw 100644\n"
	"sl/modules 100644\n";

static const char expected_index[] =
	"stateless-modules 1 5.0-test\n"
	"module late /lib/modules/5.0-test/kernel/lib/late.ko\n"
	"module low /lib/modules/5.0-test/kernel/lib/low.ko lowest\n"
	"module lowest /lib/modules/5.0-test/kernel/lib/lowest.ko\n"
	"module one /lib/modules/5.0-test/kernel/drivers/net/ethernet/one/one.ko "
	"soft lowest low\n"
	"after one late\n"
	"options one debug=1 level=2\n"
	"module soft /lib/modules/5.0-test/kernel/lib/soft.ko\n"
	"module squashfs /lib/modules/5.0-test/kernel/fs/squashfs.ko lowest\n"
	"blacklist squashfs\n"
	"module xen_netfront /lib/modules/5.0-test/kernel/drivers/net/xen-netfront.ko\n"
	"blacklist xen_netfront\n"
	"alias one pci:v1*\n"
	"alias squashfs fs-squashfs\n"
	"alias soft soft-alias\n"
	"alias xen_netfront xen:vif\n"
	"alias xen_netfront vif3\n"
	"load squashfs\n";

/* The order in which a text lists kinds of lines is the index's own matter. */
static char *sorted(const char *text)
{
	struct strv lines CLEANUP_STRV = { 0 };

	strv_split(&lines, text, "\n");
	strv_sort(&lines);
	return strv_join(&lines, "\n");
}

static void tree_gives_initrd(void)
{
	struct log log = quiet();
	const char *tree = make_tree();
	struct str names CLEANUP_STR = { 0 }, data CLEANUP_STR = { 0 };
	struct initrd_result result;
	struct request request;

	request_init(&request, tree, "squashfs loop");
	CU_ASSERT_EQUAL_FATAL(initrd_write(&log, &request.it, request.output, &result),
			      0);
	list(request.output, &names, "sl/modules", &data);
	UNIT_STR(str_text(&names), expected_list);
	{
		char *got CLEANUP_FREE = sorted(str_text(&data));
		char *want CLEANUP_FREE = sorted(expected_index);

		UNIT_STR(got, want);
	}
	UNIT_INT(result.modules, 7);
	UNIT_INT(result.firmware, 3);
	CU_ASSERT_EQUAL_FATAL(result.missing.n, 2);
	UNIT_STR(result.missing.v[0], "low needs lacking.bin");
	UNIT_STR(result.missing.v[1], "soft needs ../../../etc/passwd");
	strv_fini(&result.missing);
	request_fini(&request);
}

/* The first folder that has it wins; ELF comes out of its compression unchanged. */
static void contents_are_plain(void)
{
	static const char *const files[][2] = {
		{ "lib/firmware/one/a.bin", "newer" },
		{ "lib/firmware/one/g2.fw", "g1" },
		{ "init", "#!init" },
		{ "lib/modules/5.0-test/kernel/lib/low.ko", "\177ELF" },
		{ "lib/modules/5.0-test/kernel/drivers/net/xen-netfront.ko", "\177ELF" },
	};
	struct log log = quiet();
	struct initrd_result result;
	struct request request;

	request_init(&request, make_tree(), "squashfs");
	CU_ASSERT_EQUAL_FATAL(initrd_write(&log, &request.it, request.output, &result),
			      0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str names CLEANUP_STR = { 0 }, data CLEANUP_STR = { 0 };

		list(request.output, &names, files[i][0], &data);
		CU_ASSERT(str_starts(str_text(&data), files[i][1]));
	}
	strv_fini(&result.missing);
	request_fini(&request);
}

static void named_drivers_only(void)
{
	struct log log = quiet();
	struct str names CLEANUP_STR = { 0 };
	struct initrd_result result;
	struct request request;

	request_init(&request, make_tree(), "fs-squashfs");
	strv_add(&request.drivers, "wifi");
	CU_ASSERT_EQUAL_FATAL(initrd_write(&log, &request.it, request.output, &result),
			      0);
	list(request.output, &names, NULL, NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&names), "wireless/wifi.ko"));
	CU_ASSERT_PTR_NULL(strstr(str_text(&names), "one.ko"));
	UNIT_INT(result.modules, 3);
	strv_fini(&result.missing);
	request_fini(&request);
}

static void same_bytes(void)
{
	static const char *const kinds[] = { "zstd", "xz", "gzip", "none" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct log log = quiet();
		char first[DIGEST_HEX + 1], second[DIGEST_HEX + 1];
		struct str names CLEANUP_STR = { 0 };
		struct initrd_result result;
		struct request request;
		uint64_t n;

		request_init(&request, make_tree(), "squashfs");
		request.it.compression = kinds[i];
		UNIT_INT(initrd_write(&log, &request.it, request.output, &result), 0);
		strv_fini(&result.missing);
		UNIT_INT(digest_file(request.output, first, &n, NULL), 0);
		UNIT_INT(result.bytes, n);
		if (i == 2)
			sleep(1); /* gzip would hold the time of day in seconds */
		UNIT_INT(initrd_write(&log, &request.it, request.output, &result), 0);
		strv_fini(&result.missing);
		UNIT_INT(digest_file(request.output, second, &n, NULL), 0);
		UNIT_STR(first, second);
		list(request.output, &names, NULL, NULL);
		UNIT_STR(str_text(&names), expected_list);
		request_fini(&request);
	}
}

/* Byte 7 of an xz stream is the kind of check: 1 is CRC32 (xz-file-format, 2.1.1.2). */
static void xz_is_the_kernels(void)
{
	struct log log = quiet();
	struct str data CLEANUP_STR = { 0 };
	struct initrd_result result;
	struct request request;

	request_init(&request, make_tree(), "");
	request.it.compression = "xz";
	UNIT_INT(initrd_write(&log, &request.it, request.output, &result), 0);
	UNIT_INT(file_read(&log, request.output, 1 << 20, &data), 0);
	CU_ASSERT_FATAL(data.n > 8);
	UNIT_INT(data.s[7], 1);
	strv_fini(&result.missing);
	request_fini(&request);
}

static const struct {
	const char *kernel, *modules, *driver, *compression, *file;
	int err;
	const char *says;
} wrongs[] = {
	{ "6.0", "", NULL, "zstd", NULL, ENOENT, "no modules for kernel 6.0" },
	{ KERNEL, "nothing", NULL, "zstd", NULL, ENOENT,
	  "kernel 5.0-test has no module nothing" },
	{ KERNEL, "", "nodriver", "zstd", NULL, ENOENT,
	  "kernel 5.0-test has no module nodriver" },
	{ KERNEL, "away", NULL, "zstd", NULL, ENOENT, "extra/away.ko" },
	{ KERNEL, "", NULL, "lzma", NULL, EINVAL, "\"lzma\"" },
	{ KERNEL, "", NULL, "zstd", "/init", EEXIST, "called /init" },
	{ KERNEL, "", NULL, "zstd", "/sl/../x", EINVAL, "without . and .." },
};

static void wrong_requests_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		struct initrd_result result;
		struct initrd_file file;
		struct request request;
		struct log log;

		request_init(&request, make_tree(), wrongs[i].modules);
		log = quiet();
		request.it.kernel = wrongs[i].kernel;
		request.it.compression = wrongs[i].compression;
		if (wrongs[i].driver)
			strv_add(&request.drivers, wrongs[i].driver);
		file.path = (char *)(uintptr_t)wrongs[i].file;
		file.from = request.program;
		file.mode = 0755;
		request.it.files = &file;
		request.it.n_files = wrongs[i].file ? 1 : 0;
		UNIT_INT(initrd_write(&log, &request.it, request.output, &result),
			 -wrongs[i].err);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), wrongs[i].says));
		UNIT_INT(log.errors, 1);
		CU_ASSERT(!path_exists(request.output));
		request_fini(&request);
	}
}

static const struct {
	const char *name, *bytes, *says;
} damaged[] = {
	{ "kernel/lib/low.ko.gz", "\x1f\x8b\x08 cut", "low.ko.gz" },
	{ "kernel/lib/low.ko.gz", "\177ELF", "cannot decompress" },
	{ "kernel/lib/lowest.ko", "no ELF", "lowest.ko of the tree is no kernel module" },
	{ "kernel/lib/lowest.ko", "", "lowest.ko of the tree is no kernel module" },
};

static void damaged_modules_are_named(void)
{
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		const char *tree = make_tree();
		char *name CLEANUP_FREE = path_join("usr" IN_LIB, damaged[i].name);
		struct initrd_result result;
		struct request request;
		struct log log;

		put(tree, name, damaged[i].bytes);
		request_init(&request, tree, "low");
		log = quiet();
		CU_ASSERT(initrd_write(&log, &request.it, request.output, &result) < 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), damaged[i].says));
		request_fini(&request);
	}
}

static int has_symbol(void *arg, const char *symbol)
{
	return strstr(arg, symbol) != NULL;
}

static void compression_is_the_kernels(void)
{
	static char all[] = "CONFIG_RD_ZSTD CONFIG_RD_GZIP CONFIG_RD_XZ";
	static char old[] = "CONFIG_RD_GZIP CONFIG_RD_XZ", none[] = "";

	UNIT_STR(initrd_compression(has_symbol, all), "zstd");
	UNIT_STR(initrd_compression(has_symbol, old), "gzip");
	UNIT_STR(initrd_compression(has_symbol, none), "none");
}

const char unit_suite[] = "core/initrd/initrd";
const struct unit_case unit_cases[] = {
	{ "a tree gives its modules, firmware and index", tree_gives_initrd },
	{ "files are stored decompressed", contents_are_plain },
	{ "named drivers replace the network drivers", named_drivers_only },
	{ "two writes give equal bytes, in every compression", same_bytes },
	{ "xz has the check that kernels know", xz_is_the_kernels },
	{ "wrong requests are refused by name", wrong_requests_are_refused },
	{ "damaged modules are named", damaged_modules_are_named },
	{ "the compression is one the kernel unpacks", compression_is_the_kernels },
	{ NULL, NULL },
};
