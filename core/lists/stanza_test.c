/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/stanza_test.c - objects as text.
 */
#include "stanza.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

struct row {
	const char *text;
	const char *want; /* "node n1(a=1 b=2) ..."; begins with "!": an error with it */
};

static const struct row rows[] = {
	{ "", "" },
	{ "# only a comment\n\n   \n", "" },
	{ "n1:\n  objtype=node\n  groups=all\n", "node n1(groups=all)" },
	{ "n1:\nobjtype=node", "node n1()" },
	{ "n1 : \n objtype = node \n a = \" x y \" \n b=\"\n", "node n1(a= x y  b=\")" },
	{ "n1:\n objtype=node\n a=b=c:\n b=# no comment\n",
	  "node n1(a=b=c: b=# no comment)" },
	{ "fd00::1:\nobjtype=network\n", "network fd00::1()" },
	{ "n1:\nobjtype=node\na=1\n\n# x\nn2:\nobjtype=node\na=\n",
	  "node n1(a=1) node n2(a=)" },
	{ "n1:\nobjtype=node\na=1\nb=1\nn2:\nobjtype=node\nn1:\nobjtype=node\na=2\nc=3\n",
	  "node n1(a=2 b=1 c=3) node n2()" },
	{ "n1:\nobjtype=node\nn1:\nobjtype=group\n", "node n1() group n1()" },
	{ "default-node:\na=1\nb=2\nn1:\nobjtype=node\nb=3\n"
	  "g:\nobjtype=group\ndefault-node:\na=\nc=4\nn2:\nb=5\nobjtype=node\n",
	  "node n1(b=3 a=1) group g() node n2(b=5 c=4)" },
	{ "default-node:\nobjtype=node\na=1\nn1:\nobjtype=node\n", "node n1(a=1)" },
	{ "n1:\n\ta=1\r\n\tobjtype=node\r\n", "node n1(a=1)" },
	{ "a=1\n", "!F:1:" },
	{ "n1:\na=1\n", "!F:1: an objtype" },
	{ "n1:\nobjtype=node\nn2:\na=1\n", "!F:3: an objtype" },
	{ "n1:\nobjtype=node\nrubbish\n", "!F:3: neither" },
	{ "n1:\nobjtype=node\n=x\n", "!F:3: a name" },
	{ " :\n", "!F:1: a name" },
	{ "n1\nobjtype=node\n", "!F:1: neither" },
};

static void say(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static void show(const struct stanzas *stanzas, struct str *text)
{
	for (size_t i = 0; i < stanzas->n; i++) {
		const struct stanza *s = &stanzas->v[i];

		str_addf(text, "%s%s %s(", i ? " " : "", s->type, s->name);
		for (size_t k = 0; k < s->n; k++)
			str_addf(text, "%s%s=%s", k ? " " : "", s->v[k].key,
				 s->v[k].value);
		str_add(text, ")");
	}
}

static void texts_are_read_as_by_xcat(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 }, shown CLEANUP_STR = { 0 };
		bool wrong = rows[i].want[0] == '!';
		struct stanzas stanzas;
		struct log log;

		log_init(&log, "test");
		log.sink = say;
		log.arg = &said;
		UNIT_INT(stanza_parse(&log, "F", rows[i].text, &stanzas),
			 wrong ? -EINVAL : 0);
		show(&stanzas, &shown);
		if (wrong)
			CU_ASSERT(str_starts(str_text(&said), rows[i].want + 1));
		UNIT_STR(str_text(&shown), wrong ? "" : rows[i].want);
		stanzas_fini(&stanzas);
	}
}

static void many_objects_take_no_time(void)
{
	struct str text CLEANUP_STR = { 0 };
	struct stanzas stanzas;
	struct log log;
	int64_t started = log_now_ms();

	log_init(&log, "test");
	for (int i = 0; i < 200000; i++)
		str_addf(&text, "n%d:\n objtype=node\n groups=all\n", i % 100000);
	UNIT_INT(stanza_parse(&log, "F", str_text(&text), &stanzas), 0);
	UNIT_INT(stanzas.n, 100000);
	CU_ASSERT(log_now_ms() - started < 20000); /* sanitizers, a busy CPU */
	stanzas_fini(&stanzas);
}

const char unit_suite[] = "stanzas";
const struct unit_case unit_cases[] = {
	{ "texts are read as by xCAT", texts_are_read_as_by_xcat },
	{ "many objects take no time", many_objects_take_no_time },
	{ NULL, NULL },
};
