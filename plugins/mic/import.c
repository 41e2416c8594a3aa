/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/import.c - stateless-import-mic FILE...: definitions of xCAT's cards.
 *
 * A program of its own: what it reads is of this plugin's cards alone.
 */
#include "miccfg.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_ROOM = 65536, WHY = 512 };

static int complain(const char *path, const char *why)
{
	fprintf(stderr, "stateless-import-mic: %s: %s\n", path, why);
	return 1;
}

/* miccfg.HOST is what xCAT calls it. */
static const char *host_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	return strncmp(name, "miccfg.", 7) == 0 && name[7] ? name + 7 : NULL;
}

static int read_file(const char *path, char text[FILE_ROOM])
{
	FILE *file = fopen(path, "r");
	size_t n;

	if (!file)
		return complain(path, strerror(errno));
	n = fread(text, 1, FILE_ROOM, file);
	if (ferror(file)) {
		int err = errno;

		fclose(file);
		return complain(path, strerror(err));
	}
	fclose(file);
	if (n == FILE_ROOM || memchr(text, '\0', n))
		return complain(path, "too large, or no text; give files miccfg.HOST");
	text[n] = '\0';
	return 0;
}

static int convert(const char *path)
{
	const char *host = host_of(path);
	struct text out = { .n = 0 };
	char text[FILE_ROOM], why[WHY];

	if (!host)
		return complain(path, "its name does not say of which host it is; xCAT "
				      "calls it miccfg.HOST");
	if (read_file(path, text) != 0)
		return 1;
	if (miccfg_convert(host, text, &out, why, sizeof(why)) < 0)
		return complain(path, why);
	return fwrite(out.s, 1, out.n, stdout) == out.n ? 0 : complain("output", "full");
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc < 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: stateless-import-mic miccfg.HOST... | "
				"stateless chdef -z\n");
		return 2;
	}
	for (int i = 1; i < argc; i++)
		failed |= convert(argv[i]);
	return failed;
}
