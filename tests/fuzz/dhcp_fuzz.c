/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/dhcp_fuzz.c - an answer of DHCP, from whoever answers.
 */
#include "node/dhcp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct dhcp dhcp = { .mac = { .n = 20 } };
	struct ipconf conf = { 0 };

	if (n >= 8)
		memcpy(&dhcp.xid, data + 4, 4);
	if (dhcp_parse(&dhcp, data, n, &conf) > 0 &&
	    (conf.prefix < 0 || conf.prefix > 32))
		abort();
	return 0;
}
