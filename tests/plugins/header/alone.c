/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/header/alone.c - the border, without anything before it, and twice.
 */
#include <stateless/plugin.h>
#include <stateless/plugin.h>
