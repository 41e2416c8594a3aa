/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/report_fuzz.c - a node's report; what was read is printable and stays so.
 */
#include "wire/report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct wire_report report, again;
	static char text[2 * WIRE_REPORT_MOST];
	int written;

	if (wire_report_read((const char *)data, n, &report) != 0)
		return 0;
	written = wire_report_write(&report, text, sizeof(text));
	if (written > 0 && wire_report_read(text, (size_t)written, &again) != 0)
		abort();
	return 0;
}
