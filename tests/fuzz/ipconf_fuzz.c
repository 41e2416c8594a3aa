/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/ipconf_fuzz.c - the words ip= and BOOTIF=, and a list of servers.
 */
#include "node/ipconf.h"
#include "node/servers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = strndup((const char *)data, n);
	struct servers servers;
	struct hwaddr bootif;
	struct ipconf conf;
	const char *wrong;

	if (!text)
		return 0;
	if (ipconf_parse(text, &conf, &wrong) == 0 &&
	    (conf.prefix < 0 || conf.prefix > 128))
		abort();
	if (bootif_parse(text, &bootif) == 0 && bootif.n > HWADDR_MOST)
		abort();
	if (servers_parse(text, &servers) == 0 && servers.n > SERVERS)
		abort();
	free(text);
	return 0;
}
