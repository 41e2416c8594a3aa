/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/served_test.c
 */
#include "served.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define GEN       "/netboot/compute/0123456789abcdef/"
#define FILE_PATH "compute/0123456789abcdef/"
#define TEN       "xxxxxxxxxx"
#define HUNDRED   TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct good {
	const char *target, *path;
	enum served_folder folder;
	enum served_phase phase;
	bool immutable;
} goods[] = {
	{ GEN "manifest", FILE_PATH "manifest", SERVED_NETBOOT, SERVED_NO_PHASE, true },
	{ GEN "kernel", FILE_PATH "kernel", SERVED_NETBOOT, SERVED_KERNEL, true },
	{ GEN "initrd.zst", FILE_PATH "initrd.zst", SERVED_NETBOOT, SERVED_INITRD, true },
	{ GEN "boot/grubx64.efi", FILE_PATH "boot/grubx64.efi", SERVED_NETBOOT,
	  SERVED_NO_PHASE, true },
	{ GEN "root", FILE_PATH "root", SERVED_NETBOOT, SERVED_NO_PHASE, true },
	{ "/netboot/compute/current/kernel", "compute/current/kernel", SERVED_NETBOOT,
	  SERVED_KERNEL, false },
	{ "/netboot/compute/current.nfs/manifest", "compute/current.nfs/manifest",
	  SERVED_NETBOOT, SERVED_NO_PHASE, false },
	{ "/netboot/compute/tag.good/manifest", "compute/tag.good/manifest",
	  SERVED_NETBOOT, SERVED_NO_PHASE, false },
	{ "/netboot/nodes/n1.tar", "nodes/n1.tar", SERVED_NETBOOT, SERVED_NO_PHASE,
	  false },
	{ "/boot/x86_64/boot.ipxe", "x86_64/boot.ipxe", SERVED_BOOT, SERVED_LOADER,
	  false },
	{ "/boot/x86_64/grub/52:54:00:12:34:56", "x86_64/grub/52:54:00:12:34:56",
	  SERVED_BOOT, SERVED_LOADER, false },
	{ "//boot///x86_64//a", "x86_64/a", SERVED_BOOT, SERVED_LOADER, false },
	{ "/boot/x86_64/52%3a54%3A00", "x86_64/52:54:00", SERVED_BOOT, SERVED_LOADER,
	  false },
	{ "/boot/x86_64/a%2Bb", "x86_64/a+b", SERVED_BOOT, SERVED_LOADER, false },
	{ "http://10.0.0.1:8080/boot/x86_64/a", "x86_64/a", SERVED_BOOT, SERVED_LOADER,
	  false },
};

static const struct bad {
	const char *target;
	int rc;
} bads[] = {
	{ "", -EINVAL },
	{ "/", -ENOENT },
	{ "*", -EINVAL },
	{ "netboot/compute/current/kernel", -EINVAL },
	{ "http://host", -EINVAL },
	{ "https://host/boot/x86_64/a", -EINVAL },
	{ "/boot", -ENOENT },
	{ "/boot/", -ENOENT },
	{ "/boot/x86_64", -ENOENT },
	{ "/boot/x86_64/", -ENOENT },
	{ "/netboot", -ENOENT },
	{ "/netboot/compute", -ENOENT },
	{ "/netboot/compute/0123456789abcdef", -ENOENT },
	{ GEN, -ENOENT },
	{ GEN "kernel/", -ENOENT },
	{ "/trees/compute/rootimg/etc/shadow", -ENOENT },
	{ "/etc/passwd", -ENOENT },
	{ "/status", -ENOENT },
	/* not finished, not a generation */
	{ "/netboot/compute/.new-12/kernel", -ENOENT },
	{ "/netboot/compute/%2enew-12/kernel", -ENOENT },
	{ "/netboot/compute/live/etc/passwd", -ENOENT },
	{ "/netboot/compute/0123456789ABCDEF/kernel", -ENOENT },
	{ "/netboot/compute/0123456789abcde/kernel", -ENOENT },
	{ "/netboot/compute/0123456789abcdef0/kernel", -ENOENT },
	{ "/netboot/.hidden/current/kernel", -ENOENT },
	{ GEN "root/etc/passwd", -ENOENT },
	{ GEN "r%6fot/etc/passwd", -ENOENT },
	{ "/netboot/nodes/n1", -ENOENT },
	{ "/netboot/nodes/n1.tar/x", -ENOENT },
	{ "/netboot/nodes/0123456789abcdef/kernel", -ENOENT },
	/* ways up */
	{ "/boot/../trees/compute", -ENOENT },
	{ "/boot/x86_64/../../etc/passwd", -ENOENT },
	{ "/boot/x86_64/./a", -ENOENT },
	{ "/boot/x86_64/%2e%2e/a", -ENOENT },
	{ "/boot/x86_64/.%2e/a", -ENOENT },
	{ "/boot/x86_64/..%2fa", -EINVAL },
	{ "/boot/x86_64/%2e%2e%2f%2e%2e%2fetc/passwd", -EINVAL },
	{ "/boot/x86_64%2fa", -EINVAL },
	{ "/boot/x86_64%2Fa", -EINVAL },
	{ "/boot/x86_64/%252e%252e/a", -EINVAL },
	{ "/boot/x86_64/..\\a", -EINVAL },
	{ "\\boot\\x86_64\\a", -EINVAL },
	{ "/boot/x86_64/a%5cb", -EINVAL },
	/* bytes that are no name */
	{ "/boot/x86_64/a%00", -EINVAL },
	{ "/boot/x86_64/a%00.txt", -EINVAL },
	{ "/boot/x86_64/a%0ab", -EINVAL },
	{ "/boot/x86_64/a%", -EINVAL },
	{ "/boot/x86_64/a%4", -EINVAL },
	{ "/boot/x86_64/a%zz", -EINVAL },
	{ "/boot/x86_64/a%c0%ae", -EINVAL },
	{ "/boot/x86_64/\xc0\xae\xc0\xae", -EINVAL },
	{ "/boot/x86_64/a b", -EINVAL },
	{ "/boot/x86_64/a;b", -EINVAL },
	{ "/boot/x86_64/$a", -EINVAL },
	{ "/boot/x86_64/-a", -ENOENT },
	/* too much */
	{ "/boot/x86_64/" HUNDRED HUNDRED TEN, -ENOENT },
	{ "/boot/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18", -ENOENT },
	{ "/boot/a/" HUNDRED HUNDRED "/" HUNDRED HUNDRED "/" HUNDRED HUNDRED
	  "/" HUNDRED HUNDRED "/" HUNDRED HUNDRED "/" HUNDRED HUNDRED,
	  -ENOENT },
};

static void files_are_found(void)
{
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		struct served served;

		UNIT_INT(served_parse(goods[i].target, &served), 0);
		UNIT_STR(served.path, goods[i].path);
		UNIT_INT(served.folder, goods[i].folder);
		UNIT_INT(served.phase, goods[i].phase);
		UNIT_INT(served.immutable, goods[i].immutable);
	}
}

static void all_else_is_refused(void)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct served served;
		int rc = served_parse(bads[i].target, &served);

		if (rc != bads[i].rc)
			fprintf(stderr, "\n  %s: %d, not %d\n", bads[i].target, rc,
				bads[i].rc);
		UNIT_INT(rc, bads[i].rc);
	}
}

static void phases_have_names(void)
{
	UNIT_STR(served_phase_name(SERVED_LOADER), "loader");
	UNIT_STR(served_phase_name(SERVED_INITRD), "initrd");
	UNIT_STR(served_phase_name(SERVED_NO_PHASE), "");
}

const char unit_suite[] = "served";
const struct unit_case unit_cases[] = {
	{ "a URL of a served file means that file", files_are_found },
	{ "every other URL is refused", all_else_is_refused },
	{ "phases have names", phases_have_names },
	{ NULL, NULL },
};
