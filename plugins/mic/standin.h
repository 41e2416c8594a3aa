/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/standin.h - for tests: vendor files right in form, and a job to use them in.
 */
#ifndef MIC_STANDIN_H
#define MIC_STANDIN_H

#include "core/base/str.h"
#include "tests/plugins/fake_host.h"

#define STANDIN_VERSION "2.6.38.8+mpss3.8.6"
#define STANDIN_LOADER  "/lib64/ld-linux-k1om.so.2"

/* An ELF file of 64 bits.  interpreter, needed (blanks between names), rpath: may be NULL. */
struct standin_elf {
	unsigned machine;
	const char *interpreter, *needed, *rpath;
};
void standin_elf(const struct standin_elf *, struct str *out);

/* A bzImage whose payload is an ELF file of that machine, packed by gzip. */
void standin_kernel(unsigned machine, struct str *out);

/* One member of an archive.  data: its size is n. */
struct standin_member {
	const char *path;
	uint32_t mode, ino, nlink;
	const char *data;
	size_t n;
};
void standin_add(struct str *out, const struct standin_member *);
void standin_end(struct str *out);

/* An archive with all that a card needs. */
void standin_base(struct str *out);

void standin_gzip(const struct str *data, struct str *out);

/* A job of genimage or packimage, below a folder. */
struct standin {
	struct fake_host host;
	struct sl_image image;
	char top[256], tree[300], output[300], work[300], base[300], kernel[300];
};

/* Options name a base image and a kernel, which are written. */
void standin_init(struct standin *, const char *top);
void standin_fini(struct standin *);
void standin_set(struct standin *, const char *option, const char *value);

/* Writes TOP/PATH, with its folders. */
void standin_put(const struct standin *, const char *path, const void *data, size_t n);
void standin_text(const struct standin *, const char *path, const char *text);

/* install() and configure(): what they return. */
int standin_build(struct standin *);

#endif
