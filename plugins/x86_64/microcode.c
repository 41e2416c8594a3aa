/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/microcode.c - CPU microcode as an uncompressed cpio.
 *
 * Documentation/arch/x86/microcode.rst: kernel/x86/microcode/{AuthenticAMD,GenuineIntel}
 * .bin, each the concatenation of a vendor's files, in the first initrd.  The form is
 * "newc" (Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#include "microcode.h"

#include "plugins/lib/filecopy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MOST = 2048, BYTES_MOST = 256 << 20, NAME_ROOM = 256 };

#define HEX    "[0-9a-f][0-9a-f]"
#define PACKED "?(.xz|.zst)"

/* pattern: of fnmatch(3), the names that linux-firmware gives AMD's containers, and Intel
 * its files by family, model and stepping.  Were a README among them, the kernel would end
 * its search there; nor does it unpack anything, as Fedora and RHEL have AMD's. */
struct vendor {
	const char *folder, *pattern, *member;
};

static const struct vendor vendors[] = {
	{ "lib/firmware/amd-ucode", "*.bin" PACKED,
	  "kernel/x86/microcode/AuthenticAMD.bin" },
	{ "lib/firmware/intel-ucode", HEX "-" HEX "-" HEX PACKED,
	  "kernel/x86/microcode/GenuineIntel.bin" },
};

enum { VENDORS = sizeof(vendors) / sizeof(vendors[0]) };

struct bytes {
	char *data;
	size_t n, room;
};

static int reserve(struct sl_job *job, struct bytes *bytes, size_t more)
{
	size_t room = bytes->room ? bytes->room : 65536;
	char *data;

	while (room < bytes->n + more)
		room *= 2;
	if (room > BYTES_MOST)
		return sl_fail(job, EFBIG, "the tree's CPU microcode is over %d MiB",
			       BYTES_MOST >> 20);
	if (bytes->data && room == bytes->room)
		return 0;
	data = realloc(bytes->data, room);
	if (!data)
		return sl_fail(job, ENOMEM, "no memory for the tree's CPU microcode");
	bytes->data = data;
	bytes->room = room;
	return 0;
}

static int append(struct sl_job *job, struct bytes *bytes, const void *data, size_t n)
{
	int rc = reserve(job, bytes, n);

	if (rc < 0 || n == 0)
		return rc;
	memcpy(bytes->data + bytes->n, data, n);
	bytes->n += n;
	return 0;
}

static int append_fd(struct sl_job *job, struct bytes *bytes, int fd, const char *name)
{
	char buffer[65536];

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));
		int rc;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return sl_fail(job, errno, "cannot read microcode %s: %s", name,
				       strerror(errno));
		if (n == 0)
			return 0;
		rc = append(job, bytes, buffer, (size_t)n);
		if (rc < 0)
			return rc;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Out of the tree first: a program of this machine would follow a link in it to here. */
static int append_packed(struct sl_job *job, struct bytes *bytes, int fd,
			 const char *name)
{
	char from[4096], to[4096];
	const char *const argv[] = { strstr(name, ".xz") ? "xz" : "zstd", "-dc", NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.input = from,
		.output = to,
	};
	int rc, in;

	snprintf(from, sizeof(from), "%s/microcode.packed", sl_path(job, SL_WORK));
	snprintf(to, sizeof(to), "%s/microcode", sl_path(job, SL_WORK));
	rc = filecopy(fd, from);
	if (rc < 0)
		return sl_fail(job, -rc, "cannot copy microcode %s to %s: %s", name, from,
			       strerror(-rc));
	rc = job->host->run(job, &command);
	if (rc < 0)
		return rc;
	in = open(to, O_RDONLY | O_CLOEXEC);
	rc = in < 0 ? sl_fail(job, errno, "cannot read %s: %s", to, strerror(errno))
		    : append_fd(job, bytes, in, name);
	if (in >= 0)
		close(in);
	return rc;
}

static int is_packed(const char *name)
{
	return strstr(name, ".xz") || strstr(name, ".zst");
}

static int append_files(struct sl_job *job, struct bytes *bytes, int folder,
			const char (*names)[NAME_ROOM], size_t n)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		int fd = openat(folder, names[i],
				O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		struct stat st;

		if (fd < 0)
			continue; /* a link to an alias: its target is listed too */
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
			rc = (is_packed(names[i]) ? append_packed
						  : append_fd)(job, bytes, fd, names[i]);
		close(fd);
	}
	return rc;
}

static int append_folder(struct sl_job *job, struct bytes *bytes, int fd,
			 const char *pattern)
{
	char(*names)[NAME_ROOM] = calloc(FILES_MOST, NAME_ROOM);
	DIR *dir = names ? fdopendir(dup(fd)) : NULL;
	const struct dirent *entry;
	size_t n = 0;
	int rc;

	if (!dir) {
		free(names);
		return sl_fail(job, errno, "cannot list the tree's CPU microcode: %s",
			       strerror(errno));
	}
	while (n < FILES_MOST && (entry = readdir(dir)))
		if (strlen(entry->d_name) < NAME_ROOM &&
		    fnmatch(pattern, entry->d_name, FNM_PERIOD | FNM_EXTMATCH) == 0)
			snprintf(names[n++], NAME_ROOM, "%s", entry->d_name);
	qsort(names, n, NAME_ROOM, by_name);
	rc = append_files(job, bytes, fd, (const char(*)[NAME_ROOM])names, n);
	closedir(dir);
	free(names);
	return rc;
}

/* One vendor's files in one piece; empty where the tree has none. */
static int collect(struct sl_job *job, const struct vendor *vendor, struct bytes *bytes)
{
	int fd = job->host->openat(job, vendor->folder, O_RDONLY | O_DIRECTORY, 0);
	int rc;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (fd < 0)
		return fd;
	rc = append_folder(job, bytes, fd, vendor->pattern);
	close(fd);
	return rc;
}

static int pad(struct sl_job *job, struct bytes *bytes)
{
	static const char zeros[4];

	return append(job, bytes, zeros, -bytes->n & 3);
}

/* No time, no owner, numbered in order: the bytes say nothing but the content. */
static int member(struct sl_job *job, struct bytes *cpio, unsigned number, unsigned mode,
		  const char *name, const struct bytes *content)
{
	char head[112];
	int rc;

	snprintf(head, sizeof(head),
		 "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X"
		 "%08X%08X",
		 number, mode, 0, 0, 1, 0, (unsigned)content->n, 0, 0, 0, 0,
		 (unsigned)strlen(name) + 1, 0);
	rc = append(job, cpio, head, 110);
	if (rc == 0)
		rc = append(job, cpio, name, strlen(name) + 1);
	if (rc == 0)
		rc = pad(job, cpio);
	if (rc == 0 && content->n)
		rc = append(job, cpio, content->data, content->n);
	return rc < 0 ? rc : pad(job, cpio);
}

static int archive(struct sl_job *job, const struct bytes *contents, struct bytes *cpio)
{
	static const char *const folders[] = { "kernel", "kernel/x86",
					       "kernel/x86/microcode" };
	const struct bytes none = { NULL, 0, 0 };
	unsigned number = 1;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(folders) / sizeof(folders[0]); i++)
		rc = member(job, cpio, number++, S_IFDIR | 0755, folders[i], &none);
	for (size_t i = 0; rc == 0 && i < VENDORS; i++)
		if (contents[i].n)
			rc = member(job, cpio, number++, S_IFREG | 0644,
				    vendors[i].member, &contents[i]);
	return rc < 0 ? rc : member(job, cpio, 0, 0, "TRAILER!!!", &none);
}

static int write_out(struct sl_job *job, const struct bytes *cpio)
{
	char path[4096];
	size_t at = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/microcode.cpio", sl_path(job, SL_WORK));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return sl_fail(job, errno, "cannot write %s: %s", path, strerror(errno));
	while (at < cpio->n) {
		ssize_t n = write(fd, cpio->data + at, cpio->n - at);

		if (n < 0 && errno != EINTR) {
			close(fd);
			return sl_fail(job, errno, "cannot write %s: %s", path,
				       strerror(errno));
		}
		at += n < 0 ? 0 : (size_t)n;
	}
	close(fd);
	return job->host->add_output(job, SL_EARLY_INITRD, "microcode.cpio", path);
}

int microcode_add(struct sl_job *job)
{
	struct bytes contents[VENDORS] = { { NULL, 0, 0 } };
	struct bytes cpio = { NULL, 0, 0 };
	size_t total = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < VENDORS; i++) {
		rc = collect(job, &vendors[i], &contents[i]);
		total += contents[i].n;
	}
	if (rc == 0 && total)
		rc = archive(job, contents, &cpio);
	if (rc == 0 && total)
		rc = write_out(job, &cpio);
	for (size_t i = 0; i < VENDORS; i++)
		free(contents[i].data);
	free(cpio.data);
	return rc;
}
