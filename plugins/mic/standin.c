/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/standin.c - for tests: vendor files right in form, and a job to use them in.
 */
#include "standin.h"
#include "elf.h"
#include "mic.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/strv.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { ADDRESS = 0x400000, SEGMENTS = 3, SETUP = 1024, VERSION_AT = 0x300 };

/* ---- ELF ---- */

static void add_tag(struct str *dynamic, int64_t tag, uint64_t value)
{
	const Elf64_Dyn entry = { .d_tag = tag, .d_un.d_val = value };

	str_addn(dynamic, (const char *)&entry, sizeof(entry));
}

static void add_name(struct str *dynamic, struct str *strings, int64_t tag,
		     const char *name)
{
	add_tag(dynamic, tag, strings->n);
	str_addn(strings, name, strlen(name) + 1);
}

static Elf64_Phdr segment(uint32_t type, uint64_t at, uint64_t size)
{
	return (Elf64_Phdr){ .p_type = type,
			     .p_offset = at,
			     .p_vaddr = ADDRESS + at,
			     .p_filesz = size,
			     .p_memsz = size };
}

static void add_head(struct str *out, unsigned machine, const Elf64_Phdr *segments)
{
	const Elf64_Ehdr head = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_DYN,
		.e_machine = (uint16_t)machine,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(head),
		.e_ehsize = sizeof(head),
		.e_phentsize = sizeof(*segments),
		.e_phnum = SEGMENTS,
	};

	str_addn(out, (const char *)&head, sizeof(head));
	str_addn(out, (const char *)segments, SEGMENTS * sizeof(*segments));
}

void standin_elf(const struct standin_elf *elf, struct str *out)
{
	const size_t heads = sizeof(Elf64_Ehdr) + SEGMENTS * sizeof(Elf64_Phdr);
	const size_t interp = elf->interpreter ? strlen(elf->interpreter) + 1 : 0;
	struct str strings CLEANUP_STR = { 0 }, dynamic CLEANUP_STR = { 0 };
	struct strv needed CLEANUP_STRV = { 0 };
	Elf64_Phdr segments[SEGMENTS] = { { 0 } };

	str_addn(&strings, "", 1);
	strv_split(&needed, elf->needed ? elf->needed : "", " ");
	for (size_t i = 0; i < needed.n; i++)
		add_name(&dynamic, &strings, DT_NEEDED, needed.v[i]);
	if (elf->rpath)
		add_name(&dynamic, &strings, DT_RPATH, elf->rpath);
	add_tag(&dynamic, DT_STRTAB, ADDRESS + heads + interp);
	add_tag(&dynamic, DT_STRSZ, strings.n);
	add_tag(&dynamic, DT_NULL, 0);
	segments[0] = segment(PT_LOAD, 0, heads + interp + strings.n + dynamic.n);
	segments[1] = segment(interp ? PT_INTERP : PT_NULL, heads, interp);
	segments[2] = segment(PT_DYNAMIC, heads + interp + strings.n, dynamic.n);
	add_head(out, elf->machine, segments);
	str_addn(out, elf->interpreter ? elf->interpreter : "", interp);
	str_addn(out, str_text(&strings), strings.n);
	str_addn(out, dynamic.s, dynamic.n);
}

/* ---- gzip and kernel ---- */

void standin_gzip(const struct str *data, struct str *out)
{
	uLong room = compressBound(data->n) + 64;
	char *packed CLEANUP_FREE = mem_alloc(room);
	z_stream z = { .next_in = (Bytef *)str_text(data),
		       .avail_in = (uInt)data->n,
		       .next_out = (Bytef *)packed,
		       .avail_out = (uInt)room };

	if (deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) !=
		    Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	deflateEnd(&z);
	str_addn(out, packed, room - z.avail_out);
}

void standin_kernel(unsigned machine, struct str *out)
{
	static const char version[] = STANDIN_VERSION " (build@site) #1 SMP";
	const struct standin_elf elf = { .machine = machine };
	struct str payload CLEANUP_STR = { 0 };
	char setup[SETUP] = { 0 };

	memcpy(setup + 0x1fe, "\x55\xaa", 2);
	memcpy(setup + 0x202, "HdrS", 4);
	setup[0x20f] = (VERSION_AT - 0x200) >> 8;
	setup[0x211] = 1;
	memcpy(setup + VERSION_AT, version, sizeof(version));
	str_addn(out, setup, sizeof(setup));
	standin_elf(&elf, &payload);
	standin_gzip(&payload, out);
}

/* ---- archives ---- */

void standin_add(struct str *out, const struct standin_member *m)
{
	str_addf(out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		 m->ino, m->mode, 0u, 0u, m->nlink ? m->nlink : 1, 0u, (unsigned)m->n, 3u,
		 1u, 0u, 0u, (unsigned)strlen(m->path) + 1, 0u);
	str_addn(out, m->path, strlen(m->path) + 1);
	while (out->n % 4)
		str_addn(out, "", 1);
	str_addn(out, m->data ? m->data : "", m->n);
	while (out->n % 4)
		str_addn(out, "", 1);
}

void standin_end(struct str *out)
{
	standin_add(out, &(struct standin_member){ .path = "TRAILER!!!" });
	while (out->n % 512)
		str_addn(out, "", 1);
}

static void add_text(struct str *out, const char *path, uint32_t mode, const char *text)
{
	standin_add(out, &(struct standin_member){ path, mode, (uint32_t)out->n, 1, text,
						   strlen(text) });
}

static void add_program(struct str *out, const char *path, const struct standin_elf *elf)
{
	struct str text CLEANUP_STR = { 0 };

	standin_elf(elf, &text);
	standin_add(out, &(struct standin_member){ path, S_IFREG | 0755, (uint32_t)out->n,
						   1, text.s, text.n });
}

void standin_base(struct str *out)
{
	static const char *const folders[] = { "bin", "etc", "lib64", "sbin" };
	static const struct standin_elf sh = { ELF_K1OM, STANDIN_LOADER, "libc.so.6",
					       NULL };
	static const struct standin_elf library = { .machine = ELF_K1OM };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		add_text(out, folders[i], S_IFDIR | 0755, "");
	add_text(out, "init", S_IFREG | 0755, "#!/bin/sh\n");
	add_program(out, "bin/sh", &sh);
	add_program(out, &STANDIN_LOADER[1], &library);
	add_program(out, "lib64/libc.so.6", &library);
	add_text(out, "etc/up", S_IFREG | 0755,
		 "echo 1 > /sys/class/micnotify/notify/host_notified\n");
	standin_end(out);
}

/* ---- a job ---- */

void standin_put(const struct standin *standin, const char *path, const void *data,
		 size_t n)
{
	struct log log = { .program = "test" };
	char *full CLEANUP_FREE = path_join(standin->top, path);
	char *parent CLEANUP_FREE = path_parent(full);

	if (path_make_folders(&log, parent, 0755) < 0 ||
	    file_create(&log, full, 0644, data, n) < 0)
		abort();
}

void standin_text(const struct standin *standin, const char *path, const char *text)
{
	standin_put(standin, path, text, strlen(text));
}

void standin_set(struct standin *standin, const char *option, const char *value)
{
	size_t i = 0;

	while (standin->host.options[i][0])
		i++;
	standin->host.options[i][0] = option;
	standin->host.options[i][1] = value;
}

static void make_folder(struct standin *standin, char path[300], const char *name,
			int which)
{
	snprintf(path, 300, "%s/%s", standin->top, name);
	mkdir(path, 0755);
	standin->host.folders[which] = path;
}

void standin_init(struct standin *standin, const char *top)
{
	struct str base CLEANUP_STR = { 0 }, packed CLEANUP_STR = { 0 };
	struct str kernel CLEANUP_STR = { 0 };

	memset(standin, 0, sizeof(*standin));
	snprintf(standin->top, sizeof(standin->top), "%s", top);
	fake_host_init(&standin->host, sl_plugin_0.opts);
	standin->image = (struct sl_image){ .size = SL_SIZE_OF(struct sl_image),
					    .name = "test",
					    .distro = "mic",
					    .arch = "k1om" };
	standin->host.image = &standin->image;
	make_folder(standin, standin->tree, "tree", SL_TREE);
	make_folder(standin, standin->output, "output", SL_OUTPUT);
	make_folder(standin, standin->work, "work", SL_WORK);
	standin_base(&base);
	standin_gzip(&base, &packed);
	standin_kernel(ELF_K1OM, &kernel);
	standin_put(standin, "vendor/base.cpio.gz", packed.s, packed.n);
	standin_put(standin, "vendor/bzImage", kernel.s, kernel.n);
	snprintf(standin->base, sizeof(standin->base), "%s/vendor/base.cpio.gz", top);
	snprintf(standin->kernel, sizeof(standin->kernel), "%s/vendor/bzImage", top);
	standin_set(standin, "base", standin->base);
	standin_set(standin, "kernel", standin->kernel);
}

void standin_fini(struct standin *standin)
{
	fake_host_fini(&standin->host);
}

int standin_build(struct standin *standin)
{
	int rc = genimage_install(&standin->host.border, NULL);

	return rc < 0 ? rc : genimage_configure(&standin->host.border, NULL);
}
