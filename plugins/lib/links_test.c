/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/links_test.c - files that have several names.
 */
#include "links.h"

#include "tests/unit/unit.h"

#include <string.h>

static struct links *links;

static const char *first(dev_t dev, ino_t ino, mode_t mode, unsigned names,
			 const char *path)
{
	const struct stat st = {
		.st_dev = dev, .st_ino = ino, .st_mode = mode, .st_nlink = names
	};
	const char *found = "none";
	int rc = links_find(links, &st, path, &found);

	UNIT_INT(rc, strcmp(found, "none") != 0);
	return found;
}

static void a_file_is_known_by_its_first_name(void)
{
	char path[] = "a/one";

	links = links_new();
	UNIT_STR(first(1, 7, S_IFREG, 3, path), "none");
	path[0] = 'x'; /* the name was copied */
	UNIT_STR(first(1, 7, S_IFREG, 3, "b/two"), "a/one");
	UNIT_STR(first(1, 7, S_IFREG, 3, "c/three"), "a/one");
	UNIT_STR(first(2, 7, S_IFREG, 2, "other device"), "none");
	UNIT_STR(first(1, 8, S_IFLNK, 2, "other file"), "none");
	UNIT_STR(first(2, 7, S_IFREG, 2, "again"), "other device");
	links_free(links);
}

static void folders_and_single_names_are_not_kept(void)
{
	links = links_new();
	UNIT_STR(first(1, 7, S_IFDIR, 5, "folder"), "none");
	UNIT_STR(first(1, 7, S_IFDIR, 5, "folder again"), "none");
	UNIT_STR(first(1, 8, S_IFREG, 1, "file"), "none");
	UNIT_STR(first(1, 8, S_IFREG, 1, "file again"), "none");
	links_free(links);
}

const char unit_suite[] = "plugin links";
const struct unit_case unit_cases[] = { { "a file is known by its first name",
					  a_file_is_known_by_its_first_name },
					{ "folders and single names are not kept",
					  folders_and_single_names_are_not_kept },
					{ NULL, NULL } };
