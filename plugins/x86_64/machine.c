/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/machine.c - the machine of a test boot: QEMU's q35.
 */
#include "x86_64.h"

#include "plugins/lib/filecopy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int add(struct sl_job *job, const char *const *words)
{
	int rc = 0;

	for (; rc == 0 && *words; words++)
		rc = job->host->add_arg(job, *words);
	return rc;
}

/* Options that name the firmware and its variable store. */
struct uefi {
	const char *code, *vars;
};

static const struct uefi plain = { "ovmf_code", "ovmf_vars" };
static const struct uefi secure = { "ovmf_secure_code", "ovmf_secure_vars" };

/* The firmware writes into its store, so each machine has one of its own. */
static int copy_store(struct sl_job *job, const struct uefi *uefi, const char *to)
{
	const char *from = sl_opt(job, uefi->vars);
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int rc = in < 0 ? -errno : filecopy(in, to);

	if (rc < 0)
		rc = sl_fail(job, -rc,
			     "cannot copy the firmware's variables %s to %s: %s; install "
			     "ovmf, or set x86_64 { %s }",
			     from, to, strerror(-rc), uefi->vars);
	if (in >= 0)
		close(in);
	return rc;
}

static int add_uefi(struct sl_job *job, const struct uefi *uefi)
{
	const char *code = sl_opt(job, uefi->code);
	char store[4096], code_drive[4352], store_drive[4352];
	const char *const words[] = { "-drive", code_drive, "-drive", store_drive, NULL };
	int rc;

	if (access(code, R_OK) != 0)
		return sl_fail(
			job, errno,
			"cannot read the UEFI firmware %s: %s; install ovmf, or set "
			"x86_64 { %s }",
			code, strerror(errno), uefi->code);
	snprintf(store, sizeof(store), "%s/ovmf_vars.fd", sl_path(job, SL_WORK));
	snprintf(code_drive, sizeof(code_drive),
		 "if=pflash,unit=0,format=raw,readonly=on,file=%s", code);
	snprintf(store_drive, sizeof(store_drive), "if=pflash,unit=1,format=raw,file=%s",
		 store);
	rc = copy_store(job, uefi, store);
	return rc < 0 ? rc : add(job, words);
}

static int is_firmware(const struct sl_machine *machine, const char *name)
{
	return machine->firmware && strcmp(machine->firmware, name) == 0;
}

/* Its own HTTP client comes after PXE, which answers here too: so PXE is turned off
 * (OvmfPkg/RUNTIME_CONFIG.md). */
static int turn_off_pxe(struct sl_job *job)
{
	static const char *const words[] = {
		"-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n", "-fw_cfg",
		"name=opt/org.tianocore/IPv6PXESupport,string=n", NULL
	};

	return add(job, words);
}

/* Its variable store can be written in system management mode only, so that what runs
 * cannot turn Secure Boot off (OvmfPkg/README, "SMM support"). */
static int add_secure(struct sl_job *job)
{
	static const char *const words[] = {
		"-global", "driver=cfi.pflash01,property=secure,value=on", NULL
	};
	int rc = add(job, words);

	return rc < 0 ? rc : add_uefi(job, &secure);
}

/* Firmware that loads by PXE or HTTP itself: the card's ROM is iPXE, which would be loaded
 * instead, and which breaks shim. */
static int is_own_network(struct sl_job *job, const struct sl_machine *machine)
{
	return is_firmware(machine, "uefi-http") || is_firmware(machine, "secureboot") ||
	       (is_firmware(machine, "uefi") &&
		strncmp(sl_opt(job, "netboot"), "grub2", 5) == 0);
}

static int add_card(struct sl_job *job, const struct sl_machine *machine)
{
	const char *rom = is_own_network(job, machine) ? "" : sl_opt(job, "rom");
	char device[4352];
	const char *const words[] = { "-device", device, NULL };

	snprintf(device, sizeof(device),
		 "virtio-net-pci,netdev=%s,mac=%s,bootindex=0%s%s", machine->netdev,
		 machine->mac, rom ? ",romfile=" : "", rom ? rom : "");
	return add(job, words);
}

int machine_emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	int by_http = is_firmware(machine, "uefi-http");
	int is_secure = is_firmware(machine, "secureboot");
	const char *const base[] = { "qemu-system-x86_64", "-M",
				     is_secure ? "q35,smm=on" : "q35", NULL };
	int rc = add(job, base);

	(void)self;
	if (rc == 0 && (by_http || is_firmware(machine, "uefi")))
		rc = add_uefi(job, &plain);
	if (rc == 0 && by_http)
		rc = turn_off_pxe(job);
	if (rc == 0 && is_secure)
		rc = add_secure(job);
	return rc < 0 ? rc : add_card(job, machine);
}
