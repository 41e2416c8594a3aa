/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/digest.c - SHA-256 of what was fetched, by nettle.
 */
#include "digest.h"

#include <nettle/sha2.h>
#include <string.h>

int digest_is(const void *data, size_t n, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[SHA256_DIGEST_SIZE];
	char text[2 * SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, data);
	sha256_digest(&ctx, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++) {
		text[2 * i] = digits[sum[i] >> 4];
		text[2 * i + 1] = digits[sum[i] & 15];
	}
	return strlen(hex) == sizeof(text) && memcmp(text, hex, sizeof(text)) == 0;
}
