/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/miccfg_test.c - xCAT's files for configmic.
 */
#include "miccfg.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char unit_suite[] = "miccfg";

#define HEAD "#XCAT MIC CONFIGURATION FILE#\n"

static int convert(const char *from, struct text *out, char *why, size_t room)
{
	char text[1024];
	int rc;

	memset(out, 0, sizeof(*out));
	snprintf(text, sizeof(text), "%s", from);
	rc = miccfg_convert("n001", text, out, why, room);
	out->s[out->n] = '\0';
	return rc;
}

static void whole(void)
{
	struct text out;
	char why[400] = "";

	UNIT_INT(convert(HEAD "miclist=mic0,mic1\nbrgip=192.168.0.254\nbrgtype=Internal\n"
			      "0:ip=192.168.0.1|br=micbr0|name=n001-mic0|onboot=yes|"
			      "vlog=no|powermgt=cpufreq=on!corec6=off!pc3=on!pc6=off\n"
			      "1:name=n001-mic1|ip=192.168.0.2|br=micbr0\n"
			      "imgpath=/install/mpss3.1\noverlay=rpm:rpm\n",
			 &out, why, sizeof(why)),
		 0);
	UNIT_STR(why, "");
	UNIT_STR(out.s,
		 "n001-mic0:\n    objtype=node\n    arch=k1om\n    host=n001\n    id=0\n"
		 "    ip=192.168.0.1\n    mic.bridge=micbr0\n    mic.onboot=yes\n"
		 "    mic.vlog=no\n"
		 "    mic.powermgt=cpufreq_on;corec6_off;pc3_on;pc6_off\n"
		 "n001-mic1:\n    objtype=node\n    arch=k1om\n    host=n001\n    id=1\n"
		 "    ip=192.168.0.2\n    mic.bridge=micbr0\n"
		 "# imgpath belongs to the image: /install/mpss3.1\n"
		 "# overlay belongs to the image: rpm:rpm\n"
		 "n001:\n    objtype=node\n"
		 "    mic.bridges=micbr0:internal:192.168.0.254/24\n");
}

static void refused(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "0: the file is empty" },
		{ "miclist=mic0\n", "1: a file of xCAT begins with" },
		{ HEAD "nonsense\n", "2: this is no KEY=VALUE" },
		{ HEAD "colour=red\n", "2: the file has no such key: \"colour\"" },
		{ HEAD "brgip=here\n", "2: brgip is no address" },
		{ HEAD "\nbrgtype=Both\n", "3: brgtype is Internal or External" },
		{ HEAD "0:ip=10.0.0.1\n", "2: the card has no name" },
		{ HEAD "0:name=\n", "2: the card has no name" },
		{ HEAD "0:name=a b\n", "2: this is no name of a node" },
		{ HEAD "0:name=a|ip=x\n", "2: this is no address of a card" },
		{ HEAD "0:name=a|ip\n", "2: an attribute of a card has no value" },
		{ HEAD "0:name=a|speed=1\n", "2: cards have no such attribute" },
		{ HEAD "0:name=a|onboot=1\n", "2: onboot is yes or no" },
		{ HEAD "0:name=a|powermgt=x\n", "2: powermgt has \"x\"" },
		{ HEAD "0:name=a|br=b0\n1:name=b|br=b1\n", "3: a second bridge" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text out;
		char why[400] = "";

		UNIT_INT(convert(rows[i].text, &out, why, sizeof(why)), -EINVAL);
		if (strncmp(why, rows[i].why, strlen(rows[i].why)) != 0)
			fprintf(stderr, "%s: %s\n", rows[i].text, why);
		CU_ASSERT(strncmp(why, rows[i].why, strlen(rows[i].why)) == 0);
	}
}

const struct unit_case unit_cases[] = { { "cards and their bridge become definitions",
					  whole },
					{ "what is wrong is named by its line", refused },
					{ NULL, NULL } };
