/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/noderange_test.c - node ranges, by xCAT's behaviour on one cluster.
 *
 * The rows were produced by running xCAT's own parser on the cluster below; where this
 * one differs on purpose (noderange.h), the row says so.
 */
#include "noderange.h"
#include "core/base/file.h"
#include "core/base/natural.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "selection.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

/* ---- the cluster ---- */

struct cluster {
	struct objects nodes;
};

static void add(struct cluster *c, const char *name, const char *groups, int number)
{
	struct object node = { .type = OBJECT_NODE, .name = mem_dup(name) };

	object_set(&node, "groups", groups);
	object_set(&node, "os", number >= 1 && number <= 4 ? "rhels9.4" : "sles15.5");
	object_set(&node, "arch", number % 2 ? "x86_64" : "ppc64le");
	if (number < 3)
		object_set(&node, "platform", "petitboot");
	c->nodes.v = mem_grow(c->nodes.v, c->nodes.n + 1, sizeof(node));
	c->nodes.v[c->nodes.n++] = node;
}

static void add_numbered(struct cluster *c, const char *prefix, int first, int last,
			 const char *groups)
{
	for (int i = first; i <= last; i++) {
		char *name CLEANUP_FREE = mem_printf("%s%d", prefix, i);

		add(c, name, groups, i);
	}
}

static void cluster_init(struct cluster *c)
{
	static const char *const others[] = { "node-a1-ib0", "node-a2-ib0", "n1.cluster",
					      "n2.cluster",  "n3.cluster",  "x1y1",
					      "x2y1",        "10",          "h8-ib",
					      "h9-ib",       "h10-ib",      "h11-ib",
					      "h12-ib" };

	*c = (struct cluster){ { NULL, 0 } };
	add_numbered(c, "node", 1, 10, "all,compute,rack1");
	add_numbered(c, "node", 11, 20, "all,compute,rack2");
	add_numbered(c, "cn00", 1, 5, NULL);
	add_numbered(c, "f1n", 1, 4, "frame01");
	add_numbered(c, "f2n", 1, 4, "frame02");
	add_numbered(c, "f3n", 1, 4, "frame03");
	add(c, "login1", "login,service", 1);
	add(c, "login2", "login", 2);
	add(c, "storage1", "storage,rack1", 1);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		add(c, others[i], NULL, 9);
}

static bool is_node(void *arg, const char *name)
{
	struct cluster *c = arg;

	for (size_t i = 0; i < c->nodes.n; i++)
		if (strcmp(c->nodes.v[i].name, name) == 0)
			return true;
	return false;
}

static bool group(void *arg, const char *name, struct strv *members)
{
	struct cluster *c = arg;
	bool found = strcmp(name, "emptyg") == 0;

	for (size_t i = 0; i < c->nodes.n; i++) {
		struct strv groups CLEANUP_STRV = { 0 };
		const char *list = object_get(&c->nodes.v[i], "groups");

		strv_split(&groups, list ? list : "", ",");
		if (!strv_has(&groups, name))
			continue;
		strv_add(members, c->nodes.v[i].name);
		found = true;
	}
	return found;
}

static int choose(void *arg, const char *text, struct strv *nodes)
{
	struct cluster *c = arg;
	struct selection selection = { 0 };
	struct log log;

	log_init(&log, "test");
	log.level = -1;
	if (text && selection_parse(&log, text, &selection) < 0)
		return -EINVAL;
	for (size_t i = 0; i < c->nodes.n; i++)
		if (!text || selection_matches(&selection, &c->nodes.v[i]))
			strv_add(nodes, c->nodes.v[i].name);
	selection_fini(&selection);
	return 0;
}

/* ---- rows ---- */

struct row {
	const char *range;
	const char *nodes;  /* joined; NULL: an error */
	const char *missed; /* joined; NULL: none     */
};

#define NODES_1_10 "node1,node2,node3,node4,node5,node6,node7,node8,node9,node10"
#define NODES_11_20                                                                      \
	"node11,node12,node13,node14,node15,node16,node17,node18,node19,node20"

static const struct row rows[] = {
	{ "node1", "node1", NULL },
	{ "node99", "", "node99" },
	{ "node2,node1,node1", "node1,node2", NULL },
	{ "node1-node5", "node1,node2,node3,node4,node5", NULL },
	{ "node1:node5", "node1,node2,node3,node4,node5", NULL },
	{ "node5-node1", NULL, NULL }, /* xCAT: empty */
	{ "node[1-5]", "node1,node2,node3,node4,node5", NULL },
	{ "node[1:5]", "node1,node2,node3,node4,node5", NULL },
	{ "node[1-3,7]", "node1,node2,node3,node7", NULL },
	{ "node[01-03]", "", "node01,node02,node03" },
	{ "cn001-cn003", "cn001,cn002,cn003", NULL },
	{ "cn[001-003]", "cn001,cn002,cn003", NULL },
	{ "cn001:cn003", "cn001,cn002,cn003", NULL },
	{ "cn1-cn3", "", "cn1,cn2,cn3" },
	{ "f[1-2]n[1-3]", "f1n1,f1n2,f1n3,f2n1,f2n2,f2n3", NULL },
	{ "f1n1-f1n4", "f1n1,f1n2,f1n3,f1n4", NULL },
	{ "f1n1-f2n2", "", "f1n1-f2n2" },
	{ "node1+3", "node1,node2,node3,node4", NULL },
	{ "node8+4", "node8,node9,node10,node11,node12", NULL },
	{ "node1+0", "node1", NULL },
	{ "node18+4", "node18,node19,node20", "node21,node22" },
	{ "7", "", "7" }, /* xCAT: node7, by a prefix from the environment */
	{ "10", "10", NULL },
	{ "[1-3]", "", "1,2,3" }, /* xCAT: missed as one name */
	{ "rack1", NODES_1_10 ",storage1", NULL },
	{ "emptyg", "", NULL },
	{ "nosuch", "", "nosuch" },
	{ "frame[01-02]", "f1n1,f1n2,f1n3,f1n4,f2n1,f2n2,f2n3,f2n4", NULL },
	{ "frame0[1-2]", "f1n1,f1n2,f1n3,f1n4,f2n1,f2n2,f2n3,f2n4", NULL },
	{ "frame01-frame02", "f1n1,f1n2,f1n3,f1n4,f2n1,f2n2,f2n3,f2n4", NULL },
	{ "rack1,login", "login1,login2," NODES_1_10 ",storage1", NULL },
	{ "compute,-node1-node10", NODES_11_20, NULL },
	{ "-node1-node10,compute", NODES_11_20, NULL },
	{ "-node1", "", NULL },
	{ "all,-all", "", NULL },
	{ "node1-node3,-compute", "", NULL },
	{ "compute@rack1", NODES_1_10, NULL },
	{ "login1,compute@rack1", "login1," NODES_1_10, NULL },
	{ "login,-service", "login2", NULL },
	{ "login@-service", NULL, NULL }, /* xCAT: the - is ignored */
	{ "node1-node3,@rack1", "node1,node2,node3", NULL },
	{ "node1-node3@node2-node4", "node2,node3", NULL },
	{ "all@rack1@node1", "node1", NULL },
	{ "rack1,-login@storage1", NODES_1_10 ",storage1", NULL },
	{ "(node1,node2),node3", "node1,node2,node3", NULL },
	{ "((node1,node2),node3)", "node1,node2,node3", NULL },
	{ "compute@(rack1,login)", NODES_1_10, NULL },
	{ "(node1-node5),-(node3,node4),storage1", "node1,node2,node5,storage1", NULL },
	{ "node1-node5,-(node3,node4),node3", "node1,node2,node3,node5", NULL },
	{ "(node1,node2", NULL, NULL },
	{ "node1,node2)", NULL, NULL }, /* xCAT: missed as one name */
	{ "(node1)node2", NULL, NULL },
	{ "node1@", NULL, NULL },
	{ "node1@,node2", NULL, NULL },
	{ "-", NULL, NULL },
	{ "/node1.*",
	  "node1,node10,node11,node12,node13,node14,node15,node16,node17,node18,node19",
	  NULL },
	{ "/node1?", "node1", NULL },
	{ "/f\\dn1", "f1n1,f2n1,f3n1", NULL },
	{ "/.*1", "cn001,f1n1,f2n1,f3n1,login1,node1,node11,storage1,x1y1,x2y1", NULL },
	{ "/(x1|x2)y1,login1", "login1,x1y1,x2y1", NULL },
	{ "/node[1,3]", "node1,node3", NULL },
	{ "/rack1", "", NULL },
	{ "/(", NULL, NULL },
	{ "/*", NULL, NULL },
	{ "^/nonexistent", NULL, NULL }, /* xCAT: empty */
	{ "^/tmp", NULL, NULL },
	{ "os==rhels9.4@compute", "node1,node2,node3,node4", NULL },
	{ "os=~/^rhel/@arch==x86_64@compute", "node1,node3", NULL },
	{ "os!~sles@compute", "node1,node2,node3,node4", NULL },
	{ "platform=petitboot@rack1", "node1,node2,storage1", NULL },
	{ "platform==@frame01", "f1n3,f1n4", NULL },
	{ "platform!=petitboot@login", "", NULL },
	{ "groups==login", "login2", NULL },
	{ "groups=~(^|,)login(,|$)", "login1,login2", NULL }, /* xCAT: splits it */
	{ "==x", NULL, NULL },
	{ "groups=~(", NULL, NULL },
	{ "node-a1-ib0:node-a2-ib0", "node-a1-ib0,node-a2-ib0", NULL },
	{ "node-a1-ib0-node-a2-ib0", "node-a1-ib0,node-a2-ib0", NULL },
	{ "node-a[1-2]-ib0", "node-a1-ib0,node-a2-ib0", NULL },
	{ "h[8-9,12]-ib", "h8-ib,h9-ib,h12-ib", NULL }, /* xCAT: text order */
	{ "x1y1-x2y1", "x1y1,x2y1", NULL },
	{ "n1.cluster+2", "n1.cluster,n2.cluster,n3.cluster", NULL },
	{ "node1-node3-node5", "", "node1-node3-node5" },
	{ "node1-node3:node5", "", "node1-node3:node5" },
	{ "node1..node3", "", "node1..node3" },
	{ "node1-", "", "node1-" },
	{ "compute-rack1", "", "compute-rack1" },
	{ "node1,,node2", "node1,node2", NULL },
	{ ",node1,", "node1", NULL },
	{ ",", "", NULL },
	{ "", "", NULL },
	{ "\"node1,node2\"", "node1,node2", NULL },
	{ "'node1'", "node1", NULL },
	{ "node1 , node2", "node1,node2", NULL }, /* xCAT: missed */
	{ " ( node1 , node2 ) @ node2 ", "node2", NULL },
	{ "node1 node2", "", "node1 node2" },
	{ "node1;node2", "", "node1;node2" },
	{ "NODE1", "", "NODE1" },
	{ "node*", "", "node*" },
	{ "rack1,-nosuch", NODES_1_10 ",storage1", "nosuch" },
	{ "node[1,2", NULL, NULL }, /* these four: missed in xCAT */
	{ "node[]", NULL, NULL },
	{ "node[1,]", NULL, NULL },
	{ "node[1-3-5]", NULL, NULL },
	{ "node1]", "", "node1]" },
};

/* For mkdef: nothing is looked up. */
static const struct row new_rows[] = {
	{ "foo[01-03]", "foo01,foo02,foo03", NULL },
	{ "foo[9-11]", "foo9,foo10,foo11", NULL },
	{ "foo9-foo11", "foo9,foo10,foo11", NULL },
	{ "foo[09-11]", "foo09,foo10,foo11", NULL },
	{ "foo099+2", "foo099,foo100,foo101", NULL },
	{ "a[1-2]b[1-2]c[1-2]", "a1b1c1,a1b1c2,a1b2c1,a1b2c2,a2b1c1,a2b1c2,a2b2c1,a2b2c2",
	  NULL },
	{ "foo[1-2]bar[a,b]", "foo1bara,foo1barb,foo2bara,foo2barb", NULL },
	{ "foo[a,b,c]", "fooa,foob,fooc", NULL },
	{ "foo[a-c]", NULL, NULL }, /* xCAT: the name fooa-fooc */
	{ "foo1.dom+2", "foo1.dom,foo2.dom,foo3.dom", NULL },
	{ "foo-bar", "foo-bar", NULL },
	{ "foo-bar-baz", "foo-bar-baz", NULL },
	{ "foo1-bar3", "foo1-bar3", NULL },
	{ "foo1-foo3x", "foo1-foo3x", NULL },
	{ "foo1-3", "foo1-3", NULL },
	{ "host-01-02", "host-01-02", NULL },
	{ "foo1-foo1", "foo1", NULL },
	{ "foo3-foo1", NULL, NULL },
	{ "foo[3-1]", NULL, NULL },
	{ "8+3", "8,9,10,11", NULL },
	{ "10.0.0.1-10.0.0.3", "10.0.0.1,10.0.0.2,10.0.0.3", NULL },
	{ "foo[1-3],-foo2", "foo1,foo3", NULL },
	{ "foo[1-3]@foo2", "foo2", NULL },
	{ "/abc", NULL, NULL }, /* xCAT: the name /abc */
	{ "os==x", NULL, NULL },
	{ "n[1-1000001]", NULL, NULL },
	{ "n[1-1000]r[1-1000]x[1-2]", NULL, NULL },
	{ "n1+1000000", NULL, NULL },
	{ "n[1-99999999999999999999]", NULL, NULL },
	{ "n99999999999999999999+1", NULL, NULL },
	{ "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a", NULL,
	  NULL },
};

static void check(const struct row *row, const struct noderange_names *names)
{
	struct strv nodes CLEANUP_STRV = { 0 }, missed CLEANUP_STRV = { 0 };
	char *got CLEANUP_FREE = NULL, *lost CLEANUP_FREE = NULL;
	struct log log;
	int rc;

	log_init(&log, "test");
	log.level = -1;
	rc = noderange_expand(&log, row->range, names, &nodes, &missed);
	got = strv_join(&nodes, ",");
	lost = strv_join(&missed, ",");
	if ((rc == 0) != (row->nodes != NULL))
		fprintf(stderr, "\n  range %s gave %d: %s\n", row->range, rc, got);
	CU_ASSERT_EQUAL(rc == 0, row->nodes != NULL);
	CU_ASSERT(rc < 0 || log.errors == 0);
	if (!row->nodes)
		return;
	UNIT_STR(got, row->nodes);
	UNIT_STR(lost, row->missed ? row->missed : "");
}

static void ranges_name_what_they_name_in_xcat(void)
{
	struct cluster c;
	const struct noderange_names names = { is_node, group, choose, &c };

	cluster_init(&c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], &names);
	objects_fini(&c.nodes);
}

static void new_names_are_not_looked_up(void)
{
	for (size_t i = 0; i < sizeof(new_rows) / sizeof(new_rows[0]); i++)
		check(&new_rows[i], NULL);
}

static void a_file_holds_a_range_per_line(void)
{
	static const char lines[] =
		"#comment\nnode1\nnode3 trailing words\nnode5:foo\n^/tmp/other\n"
		"node7-node8\n-node1\nnode9,node10\n";
	char *path CLEANUP_FREE = path_join(unit_folder(), "L");
	char *alone CLEANUP_FREE = mem_printf("^%s", path);
	char *more CLEANUP_FREE = mem_printf("node20,^%s", path);
	char *without CLEANUP_FREE = mem_printf("node[1-10],-^%s", path);
	const struct row table[] = {
		{ alone, "node1,node3,node5,node7,node8,node9,node10", NULL },
		{ more, "node1,node3,node5,node7,node8,node9,node10,node20", NULL },
		{ without, "node2,node4,node6", NULL }, /* xCAT: nothing is excluded */
	};
	struct cluster c;
	const struct noderange_names names = { is_node, group, choose, &c };
	struct log log;

	log_init(&log, "test");
	UNIT_INT(file_write(&log, path, 0600, lines, sizeof(lines) - 1), 0);
	cluster_init(&c);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check(&table[i], &names);
	objects_fini(&c.nodes);
}

static void a_hundred_thousand_names_take_no_time(void)
{
	struct strv nodes CLEANUP_STRV = { 0 }, missed CLEANUP_STRV = { 0 };
	int64_t started = log_now_ms();
	struct log log;

	log_init(&log, "test");
	log.level = -1;
	UNIT_INT(noderange_expand(&log, "n[1-100000],m[50000-1],-n[1-99999]", NULL,
				  &nodes, &missed),
		 -EINVAL);
	strv_fini(&nodes);
	UNIT_INT(noderange_expand(&log, "n[50001-100000],n[1-50000],-n[1-99999]", NULL,
				  &nodes, &missed),
		 0);
	UNIT_INT(nodes.n, 1);
	CU_ASSERT(log_now_ms() - started < 20000); /* seconds: sanitizers, a busy CPU */
}

const char unit_suite[] = "node ranges";
const struct unit_case unit_cases[] = {
	{ "ranges name what they name in xCAT", ranges_name_what_they_name_in_xcat },
	{ "new names are not looked up", new_names_are_not_looked_up },
	{ "a file holds a range per line", a_file_holds_a_range_per_line },
	{ "a hundred thousand names take no time",
	  a_hundred_thousand_names_take_no_time },
	{ NULL, NULL },
};
