/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader.c - the iPXE binaries, and the DHCP rules that hand them out.
 */
#include "x86_64.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Client architectures: IANA's registry "Processor Architecture Types" (RFC 5970). */
enum { ARCH_BIOS = 0, ARCH_UEFI = 7, ARCH_UEFI_OLD = 9, ARCH_UEFI_HTTP = 16 };

enum { LOADER_MOST = 16 << 20 /* bytes; they have about one million */ };

static const char bios_loader[] = "undionly.kpxe";

static int read_all(int fd, char *data, size_t bytes)
{
	size_t at = 0;

	while (at < bytes) {
		ssize_t n = read(fd, data + at, bytes - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		at += (size_t)n;
	}
	return 0;
}

static int hand_over(struct sl_job *job, int place, const char *name, const char *path,
		     int fd, size_t bytes)
{
	char *data = malloc(bytes);
	int rc;

	if (!data)
		return sl_fail(job, ENOMEM, "%s: no memory for %zu bytes", path, bytes);
	rc = read_all(fd, data, bytes);
	if (rc < 0)
		rc = sl_fail(job, -rc, "cannot read %s: %s", path, strerror(-rc));
	else
		rc = job->host->add_file(job, place, name, 0644, data, bytes);
	free(data);
	return rc;
}

static int add_loader(struct sl_job *job, int place, const char *name)
{
	const char *folder = sl_opt(job, "ipxe_dir");
	char path[4096];
	struct stat st;
	int fd, rc;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sl_fail(job, errno,
			       "cannot read %s: %s; install iPXE (package ipxe), or "
			       "set x86_64 { ipxe_dir } to the folder that has it",
			       path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 1 ||
	    st.st_size > LOADER_MOST)
		rc = sl_fail(job, EINVAL,
			     "%s is no boot loader: not a file of 1 to %d bytes", path,
			     LOADER_MOST);
	else
		rc = hand_over(job, place, name, path, fd, (size_t)st.st_size);
	close(fd);
	return rc;
}

/* An iPXE that runs already, whoever brought it, goes on to the script of its card. */
static int add_rules(struct sl_job *job, const char *efi)
{
	static const char *const http_class[] = { "60=HTTPClient", NULL };
	char url[128];
	const struct sl_dhcp rules[] = {
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_BIOS, NULL, NULL, bios_loader, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_OLD, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_HTTP, NULL, "HTTPClient", url,
		  http_class },
		{ SL_SIZE_OF(struct sl_dhcp), -1, "iPXE", NULL,
		  "http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe", NULL },
	};
	int rc = 0;

	snprintf(url, sizeof(url), "http://${server}/boot/x86_64/%s", efi);
	for (size_t i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++)
		rc = job->host->add_dhcp(job, NULL, &rules[i]);
	return rc;
}

int loader_setup(struct sl_job *job, void *self)
{
	const char *efi = sl_opt(job, "efi_loader");
	int rc = add_loader(job, SL_TFTP, bios_loader);

	(void)self;
	if (rc == 0)
		rc = add_loader(job, SL_TFTP, efi);
	if (rc == 0)
		rc = add_loader(job, SL_HTTP, efi);
	return rc < 0 ? rc : add_rules(job, efi);
}
