/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/folder.h - a folder for what a test writes.
 */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

/* A new empty folder; the one before it is removed, and the last when the program ends.
 * The text is static memory. */
const char *unit_folder(void);

#endif
