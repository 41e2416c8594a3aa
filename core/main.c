/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/main.c - the stateless command.
 */
#include "core/cli/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
