/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_memory_test.c - which kernels keep what.
 */
#include "kernel_memory.h"

#include "tests/unit/unit.h"

#include <string.h>

const char unit_suite[] = "kernel memory";

enum { BUFFERS = 256 << 10, DRIVERS = 8 << 20 };

/* "CONFIG_A CONFIG_B ": what the kernel was configured with. */
static int has(void *arg, const char *symbol)
{
	const char *at = strstr(arg, symbol);

	return at && at[strlen(symbol)] == ' ';
}

static const struct {
	const char *version;
	char config[64];
	uint64_t per_cpu, fixed;
} kernels[] = {
	{ "4.18.0-553.el8_10.x86_64", "CONFIG_ZSWAP ", 0, 0 },
	{ "5.11.0-49-generic", "CONFIG_ZSWAP ", 0, 0 },
	{ "5.12.0", "CONFIG_ZSWAP ", BUFFERS, 0 },
	{ "5.14.0-427.el9.x86_64", "CONFIG_ZSWAP ", BUFFERS, 0 },
	{ "6.1.0-50-amd64", "CONFIG_ZSWAP ", BUFFERS, 0 },
	{ "6.1.0-50-amd64", "CONFIG_ZSWAP CONFIG_ZSWAP_DEFAULT_ON ", BUFFERS, 0 },
	{ "6.1.0-50-cloud-amd64", "CONFIG_ZSWAPS CONFIG_SWAP ", 0, 0 },
	{ "6.3.13", "CONFIG_ZSWAP ", BUFFERS, 0 },
	{ "6.4.0-150600.23-default", "CONFIG_ZSWAP ", 0, 0 },
	{ "6.12.6-arch1", "CONFIG_ZSWAP CONFIG_ZSWAP_DEFAULT_ON ", BUFFERS, 0 },
	{ "6.15.0", "CONFIG_ZSWAP CONFIG_ZSWAP_DEFAULT_ON ", 0, 0 },
	{ "7.0", "CONFIG_ZSWAP CONFIG_ZSWAP_DEFAULT_ON ", 0, 0 },
	{ "5.14.0-427.el9.x86_64", "CONFIG_ZSWAP CONFIG_DRM ", BUFFERS, DRIVERS },
	{ "6.1.0-50-cloud-amd64", "CONFIG_DRM_FBDEV ", 0, 0 },
	{ "", "CONFIG_ZSWAP CONFIG_DRM ", 0, 0 },
	{ "linux", "CONFIG_ZSWAP ", 0, 0 },
};

static void version_and_configuration_decide(void)
{
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		char config[sizeof(kernels[i].config)];
		struct kernel_memory kept;

		memcpy(config, kernels[i].config, sizeof(config));
		kept = kernel_memory(has, config, kernels[i].version);
		UNIT_INT(kept.per_cpu, kernels[i].per_cpu);
		UNIT_INT(kept.fixed, kernels[i].fixed);
	}
}

const struct unit_case unit_cases[] = {
	{ "a kernel keeps what its version does with its configuration",
	  version_and_configuration_decide },
	{ NULL, NULL },
};
