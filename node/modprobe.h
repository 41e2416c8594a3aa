/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modprobe.h - what the kernel's request_module() starts.
 */
#ifndef NODE_MODPROBE_H
#define NODE_MODPROBE_H

int modprobe_main(int argc, char **argv);

#endif
