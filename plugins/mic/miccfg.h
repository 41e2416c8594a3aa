/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/miccfg.h - what xCAT's nodeset left for configmic, as definitions.
 *
 * A file miccfg.HOST has a first line "#XCAT MIC CONFIGURATION FILE#" and lines KEY=VALUE:
 * miclist, brgip, brgtype, imgpath, overlay, micmount, and for each card
 *
 *   ID:ip=ADDRESS|br=BRIDGE|name=NODE[|onboot=..][|vlog=..][|powermgt=..][|statemnt=..]
 */
#ifndef MIC_MICCFG_H
#define MIC_MICCFG_H

#include "text.h"

/* Adds stanzas for `stateless chdef -z` to `out`: the cards, and the host's bridge.  What
 * belongs to images is said in comments there.  text: ended by NUL, is cut up.  0, or
 * -EINVAL with the reason, "LINE: ...", in `why`. */
int miccfg_convert(const char *host, char *text, struct text *out, char *why,
		   size_t room);

#endif
