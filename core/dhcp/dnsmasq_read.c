/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_read.c - which configuration files a dnsmasq reads.
 *
 * Options of dnsmasq(8): -C, --conf-file=FILE, else /etc/dnsmasq.conf; -7,
 * --conf-dir=FOLDER[,SUFFIX...]: all files of it but those that begin with a dot or a
 * hash or end with a tilde; ",*SUFFIX" takes only these, ",SUFFIX" leaves them out.
 */
#include "dnsmasq.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MOST = 16 << 20, CMDLINE_MOST = 1 << 20, DEPTH_MOST = 8 };

struct search {
	struct log quiet;
	struct stat wanted;
	bool default_file; /* no word of the command line named another */
	int depth;
};

static bool reads_file(struct search *search, const char *path);

static bool is_taken(const struct strv *parts, const char *name)
{
	bool only = false;

	if (strchr(".#", name[0]) || str_ends(name, "~"))
		return false;
	for (size_t i = 1; i < parts->n; i++) {
		bool star = parts->v[i][0] == '*';

		if (str_ends(name, parts->v[i] + star))
			return star;
		only = only || star;
	}
	return !only;
}

/* text: FOLDER[,SUFFIX...] */
static bool reads_folder(struct search *search, const char *text)
{
	struct strv parts CLEANUP_STRV = { 0 };
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	strv_split(&parts, text, ",");
	dir = parts.n ? opendir(parts.v[0]) : NULL;
	while (dir && !found && (entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(parts.v[0], entry->d_name);

		found = is_taken(&parts, entry->d_name) && reads_file(search, path);
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool reads_option(struct search *search, const char *option)
{
	if (str_starts(option, "conf-file="))
		return reads_file(search, option + strlen("conf-file="));
	return str_starts(option, "conf-dir=") &&
	       reads_folder(search, option + strlen("conf-dir="));
}

static bool reads_file(struct search *search, const char *path)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	bool found = false;
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	if (st.st_dev == search->wanted.st_dev && st.st_ino == search->wanted.st_ino)
		return true;
	if (search->depth == DEPTH_MOST ||
	    file_read(&search->quiet, path, FILE_MOST, &text) < 0)
		return false;
	search->depth++;
	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; !found && i < lines.n; i++)
		found = reads_option(search, str_trim(lines.v[i]));
	search->depth--;
	return found;
}

/* value: the word after this one, or NULL. */
static bool reads_word(struct search *search, const char *word, const char *value)
{
	bool file = str_starts(word, "-C"), folder = str_starts(word, "-7");

	if (file || str_starts(word, "--conf-file"))
		search->default_file = false;
	if (file || folder) {
		if (word[2])
			value = word + 2;
		if (!value)
			return false;
		return file ? reads_file(search, value) : reads_folder(search, value);
	}
	if (value && strcmp(word, "--conf-file") == 0)
		return reads_file(search, value);
	if (value && strcmp(word, "--conf-dir") == 0)
		return reads_folder(search, value);
	return str_starts(word, "--") && reads_option(search, word + 2);
}

bool dnsmasq_reads_by(const char *words, size_t bytes, const char *conf)
{
	struct search search = { .quiet = { .level = -1 }, .default_file = true };
	bool found = false;

	if (stat(conf, &search.wanted) != 0)
		return false;
	for (const char *word = words; !found && word < words + bytes;
	     word += strlen(word) + 1) {
		const char *next = word + strlen(word) + 1;

		found = reads_word(&search, word, next < words + bytes ? next : NULL);
	}
	return found || (search.default_file && reads_file(&search, "/etc/dnsmasq.conf"));
}

bool dnsmasq_reads(pid_t pid, const char *conf)
{
	char *path CLEANUP_FREE = mem_printf("/proc/%d/cmdline", (int)pid);
	struct log quiet = { .level = -1 };
	struct str words CLEANUP_STR = { 0 };

	return file_read(&quiet, path, CMDLINE_MOST, &words) == 0 &&
	       dnsmasq_reads_by(str_text(&words), words.n, conf);
}
