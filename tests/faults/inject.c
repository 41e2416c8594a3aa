/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/faults/inject.c - preloaded into `stateless`: makes its n-th change of files fail,
 * or ends it there.
 *
 *   FAULT_FILE   a file of sizeof(struct fault) bytes, shared by all processes of a run
 *
 * What is counted are calls of the command and of its workers, together; programs that
 * they start are other programs, and are left alone.  Writes count when they go to a
 * regular file.
 */
#include "inject.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static struct fault *fault;

static int is_ours(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return 0;
	path[n] = '\0';
	return strcmp(strrchr(path, '/') + 1, "stateless") == 0;
}

__attribute__((constructor)) static void begin(void)
{
	const char *name = getenv("FAULT_FILE");
	int fd = name && is_ours() ? open(name, O_RDWR | O_CLOEXEC) : -1;
	void *at;

	if (fd < 0)
		return;
	at = mmap(NULL, sizeof(*fault), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (at != MAP_FAILED)
		fault = at;
}

/* Ends all of it: only the driver can, since a worker is the first process of its PID
 * namespace and cannot kill itself or its parent. */
static void wait_for_the_end(void)
{
	__atomic_store_n(&fault->wants_end, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
}

/* The errno with which this call must fail, or 0. */
static int strike(enum fault_class class)
{
	uint64_t n;

	if (!fault)
		return 0;
	n = __atomic_add_fetch(&fault->count[class], 1, __ATOMIC_SEQ_CST);
	if (fault->class != (uint32_t) class || fault->at != n)
		return 0;
	switch (fault->action) {
	case FAULT_FAIL:
		return (int)fault->error;
	case FAULT_KILL:
		wait_for_the_end();
		break;
	case FAULT_SIGNAL:
		kill(0, (int)fault->error);
		break;
	default:
		break;
	}
	return 0;
}

static int is_file(int fd)
{
	struct stat st;

	return fault && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* The C library's own function of this name. */
static void *next(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		abort();
	return function;
}

#define EXPORT __attribute__((visibility("default")))

/* A replacement of TYPE NAME PARAMETERS that fails when `condition` holds and it strikes.
 */
#define REPLACE(type, name, class, condition, parameters, arguments)                     \
	EXPORT type name parameters;                                                     \
	EXPORT type name parameters                                                      \
	{                                                                                \
		static type(*real) parameters;                                           \
		int error = (condition) ? strike(class) : 0;                             \
                                                                                         \
		if (error) {                                                             \
			errno = error;                                                   \
			return -1;                                                       \
		}                                                                        \
		if (!real)                                                               \
			*(void **)&real = next(#name);                                   \
		return real arguments;                                                   \
	}

REPLACE(ssize_t, write, FAULT_WRITE, is_file(fd), (int fd, const void *data, size_t n),
	(fd, data, n))
REPLACE(ssize_t, pwrite, FAULT_WRITE, is_file(fd),
	(int fd, const void *data, size_t n, off_t at), (fd, data, n, at))
REPLACE(ssize_t, pwrite64, FAULT_WRITE, is_file(fd),
	(int fd, const void *data, size_t n, off64_t at), (fd, data, n, at))
REPLACE(ssize_t, writev, FAULT_WRITE, is_file(fd), (int fd, const struct iovec *v, int n),
	(fd, v, n))
REPLACE(ssize_t, copy_file_range, FAULT_WRITE, 1,
	(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags),
	(in, from, out, to, n, flags))
REPLACE(ssize_t, sendfile, FAULT_WRITE, is_file(out),
	(int out, int in, off_t *at, size_t n), (out, in, at, n))
REPLACE(ssize_t, sendfile64, FAULT_WRITE, is_file(out),
	(int out, int in, off64_t *at, size_t n), (out, in, at, n))
REPLACE(int, ftruncate, FAULT_WRITE, 1, (int fd, off_t n), (fd, n))
REPLACE(int, ftruncate64, FAULT_WRITE, 1, (int fd, off64_t n), (fd, n))

/* A file that is made.  The mode is there only then. */
#define REPLACE_OPEN(name, parameters, arguments)                                        \
	EXPORT int name parameters;                                                      \
	EXPORT int name parameters                                                       \
	{                                                                                \
		static int(*real) parameters;                                            \
		mode_t mode = 0;                                                         \
		va_list ap;                                                              \
		int error = 0;                                                           \
                                                                                         \
		va_start(ap, flags);                                                     \
		if (flags & (O_CREAT | O_TMPFILE)) {                                     \
			mode = va_arg(ap, mode_t);                                       \
			error = flags & O_CREAT ? strike(FAULT_LINK) : 0;                \
		}                                                                        \
		va_end(ap);                                                              \
		if (error) {                                                             \
			errno = error;                                                   \
			return -1;                                                       \
		}                                                                        \
		if (!real)                                                               \
			*(void **)&real = next(#name);                                   \
		return real arguments;                                                   \
	}

REPLACE_OPEN(open, (const char *name, int flags, ...), (name, flags, mode))
REPLACE_OPEN(open64, (const char *name, int flags, ...), (name, flags, mode))
REPLACE_OPEN(openat, (int at, const char *name, int flags, ...), (at, name, flags, mode))
REPLACE_OPEN(openat64, (int at, const char *name, int flags, ...),
	     (at, name, flags, mode))

REPLACE(int, rename, FAULT_RENAME, 1, (const char *from, const char *to), (from, to))
REPLACE(int, renameat, FAULT_RENAME, 1, (int a, const char *from, int b, const char *to),
	(a, from, b, to))
REPLACE(int, renameat2, FAULT_RENAME, 1,
	(int a, const char *from, int b, const char *to, unsigned flags),
	(a, from, b, to, flags))

REPLACE(int, link, FAULT_LINK, 1, (const char *from, const char *to), (from, to))
REPLACE(int, linkat, FAULT_LINK, 1,
	(int a, const char *from, int b, const char *to, int flags),
	(a, from, b, to, flags))
REPLACE(int, symlink, FAULT_LINK, 1, (const char *target, const char *name),
	(target, name))
REPLACE(int, symlinkat, FAULT_LINK, 1, (const char *target, int at, const char *name),
	(target, at, name))
REPLACE(int, mkdir, FAULT_LINK, 1, (const char *name, mode_t mode), (name, mode))
REPLACE(int, mkdirat, FAULT_LINK, 1, (int at, const char *name, mode_t mode),
	(at, name, mode))
REPLACE(int, unlink, FAULT_LINK, 1, (const char *name), (name))
REPLACE(int, unlinkat, FAULT_LINK, 1, (int at, const char *name, int flags),
	(at, name, flags))

REPLACE(int, mount, FAULT_MOUNT, 1,
	(const char *from, const char *to, const char *type, unsigned long flags,
	 const void *data),
	(from, to, type, flags, data))
REPLACE(int, umount2, FAULT_MOUNT, 1, (const char *name, int flags), (name, flags))

REPLACE(int, fsync, FAULT_SYNC, 1, (int fd), (fd))
REPLACE(int, fdatasync, FAULT_SYNC, 1, (int fd), (fd))
REPLACE(int, syncfs, FAULT_SYNC, 1, (int fd), (fd))
