/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/files.h - answers that are files.
 */
#ifndef SERVE_FILES_H
#define SERVE_FILES_H

#include "exchange.h"

/* Answers GET or HEAD of `target` (as it came, without its query). */
enum MHD_Result files_answer(struct exchange *, struct MHD_Connection *,
			     const char *target, bool head);

#endif
