/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/firmware.h - the firmware of the emulated node, and what its platform says
 * for a site that has such machines.
 */
#ifndef TESTBOOT_FIRMWARE_H
#define TESTBOOT_FIRMWARE_H

#include "core/base/log.h"
#include "core/config/settings.h"
#include "core/plugin/registry.h"

/* *firmware: the wanted one of the platform's, the first where none is wanted, NULL where
 * it knows none.  -EINVAL, said with those that there are, when the wanted one is none. */
int firmware_choose(struct log *, const struct plugin *platform, const char *wanted,
		    const char **firmware) MUST_CHECK;

/* Adds the options of the platform that must hold for this firmware (sl_bootloader's
 * firmware_opts); settings_fini() frees them.  -EPROTO, said: the plugin gives one that is
 * no option of its own, or has no such value. */
int firmware_settings(struct log *, const struct plugin *platform, const char *firmware,
		      struct settings *) MUST_CHECK;

#endif
