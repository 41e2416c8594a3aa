/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/label_test.c - labels of a small tree by a policy of three lines.
 */
#include "label.h"

#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <selinux/label.h>
#include <selinux/selinux.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define CONTEXTS "etc/selinux/tiny/contexts/files/file_contexts"

static struct str said;

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

struct fixture {
	struct log log;
	char *folder, *scratch;
	int tree;
	struct labels *labels;
};

static void put(struct fixture *f, const char *path, const char *text)
{
	CU_ASSERT_EQUAL_FATAL(intree_write(f->tree, path, 0644, text, strlen(text)), 0);
}

static void begin(struct fixture *f)
{
	const char *folder = unit_folder();

	*f = (struct fixture){ 0 };
	log_init(&f->log, "test");
	f->log.sink = hear;
	f->log.arg = &said;
	f->folder = path_join(folder, "tree");
	f->scratch = path_join(folder, "scratch");
	CU_ASSERT_EQUAL_FATAL(mkdir(f->folder, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(mkdir(f->scratch, 0700), 0);
	f->tree = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CU_ASSERT_FATAL(f->tree >= 0);
}

static void end(struct fixture *f)
{
	labels_close(f->labels);
	close(f->tree);
	free(f->folder);
	free(f->scratch);
	str_fini(&said);
}

static void put_policy(struct fixture *f)
{
	put(f, "etc/selinux/config",
	    "# says which\nSELINUX = x\nSELINUX=enforcing\nSELINUXTYPE=tiny \n");
	put(f, CONTEXTS,
	    "/.*	u:r:default_t:s0\n"
	    "/	-d	u:r:root_t:s0\n"
	    "/etc(/.*)?	u:r:etc_t:s0\n"
	    "/usr/bin/.*	--	u:r:bin_t:s0\n"
	    "/tmp/.*	<<none>>\n");
	put(f, CONTEXTS ".local", "/etc/ours	--	u:r:ours_t:s0\n");
	put(f, CONTEXTS ".subs", "/opt/bin /usr/bin\n");
}

/* The label of an entry, with its NUL. */
static const char *label_of(struct fixture *f, const char *path)
{
	static char value[256];
	char *file CLEANUP_FREE = path_join(f->folder, path);
	ssize_t n = lgetxattr(file, "security.selinux", value, sizeof(value));

	if (n < 0)
		return "";
	return n > 0 && value[n - 1] == '\0' ? value : "no NUL";
}

static void every_entry_gets_the_policys_label(void)
{
	static const struct {
		const char *path, *label;
	} want[] = {
		{ ".", "u:r:root_t:s0" },
		{ "etc", "u:r:etc_t:s0" },
		{ "etc/ours", "u:r:ours_t:s0" },
		{ "usr/bin/ls", "u:r:bin_t:s0" },
		{ "opt/bin/x", "u:r:bin_t:s0" },
		{ "usr/bin/link", "u:r:default_t:s0" },
		{ "tmp/x", "" },
		{ "tmp", "u:r:default_t:s0" },
	};
	struct fixture f;

	if (geteuid() != 0) {
		fprintf(stderr, "skipped: not root: ");
		return;
	}
	begin(&f);
	put_policy(&f);
	put(&f, "etc/ours", "");
	put(&f, "usr/bin/ls", "");
	put(&f, "opt/bin/x", "");
	put(&f, "tmp/x", "");
	CU_ASSERT_EQUAL_FATAL(symlinkat("/etc/passwd", f.tree, "usr/bin/link"), 0);
	CU_ASSERT_EQUAL_FATAL(labels_open(&f.log, f.tree, f.scratch, &f.labels), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f.labels);
	UNIT_INT(labels_set_tree(&f.log, f.labels, f.tree, f.folder), 0);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		UNIT_STR(label_of(&f, want[i].path), want[i].label);
	UNIT_STR(str_text(&said), "");
	end(&f);
}

/* The policy's files as one, which libselinux looks through from end to end. */
static struct selabel_handle *open_all(struct fixture *f, const char *lines,
				       const char *aliases)
{
	char *file CLEANUP_FREE = path_join(f->folder, "all");
	const struct selinux_opt options[] = { { SELABEL_OPT_PATH, file } };

	put(f, "all", lines);
	put(f, "all.subs_dist", aliases);
	return selabel_open(SELABEL_CTX_FILE, options, 1);
}

static void labels_are_those_of_the_whole_policy(void)
{
	static const char lines[] =
		"/.*	u:r:default_t:s0\n"
		"/a?quota\\.(user|group)	--	u:r:quota_t:s0\n"
		"/usr(/.*)?	u:r:usr_t:s0\n"
		"/usr/.*/bin(/.*)?	u:r:bin_t:s0\n"
		"/usr/lib/.*\\.so(\\.[^/]*)*	--	u:r:lib_t:s0\n"
		"/usr/lib/libx\\.so	--	u:r:x_t:s0\n"
		"/usr/lib(/.*)?/modules	-d	u:r:modules_t:s0\n"
		"/usr/s?bin/s+	u:r:s_t:s0\n"
		"/usr/bin/(a|b)[0-9]{1,2}	u:r:ab_t:s0\n"
		"/usr/bin/a1	<<none>>\n"
		"/opt/x|/var/x	u:r:either_t:s0\n"
		"/var/[^/]+/x	u:r:x_t:s0\n"
		"/var/log/private/.*	u:r:log_t:s0\n"
		"/etc/rc\\.d/.*	u:r:rc_t:s0\n"
		"/usr/lib/systemd/system/.*	u:r:unit_t:s0\n";
	static const char aliases[] = "/usr/lib64 /usr/lib\n/etc/systemd/system "
				      "/usr/lib/systemd/system\n/sbin /usr/sbin\n";
	static const char *const files[] = {
		"aquota.user",
		"quota.group",
		"bquota.user",
		"usr/x",
		"usr/lib64/libx.so",
		"usr/lib/libx.so",
		"usr/lib/y.so.1.2",
		"usr/lib64/y.so.1",
		"usr/lib/k/modules/m",
		"usr/lib64/modules/m",
		"usr/local/bin/t",
		"usr/bin/sss",
		"usr/sbin/s",
		"sbin/ss",
		"usr/bin/a1",
		"usr/bin/b12",
		"usr/bin/b123",
		"opt/x",
		"var/x",
		"var/log/x",
		"var/log/private/f",
		"etc/rc.d/init",
		"etc/rcxd/init",
		"etc/systemd/system/u",
	};
	struct selabel_handle *all;
	struct fixture f;

	if (geteuid() != 0) {
		fprintf(stderr, "skipped: not root: ");
		return;
	}
	begin(&f);
	put(&f, "etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=tiny\n");
	put(&f, CONTEXTS, lines);
	put(&f, CONTEXTS ".subs_dist", aliases);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put(&f, files[i], "");
	all = open_all(&f, lines, aliases);
	CU_ASSERT_PTR_NOT_NULL_FATAL(all);
	CU_ASSERT_EQUAL_FATAL(labels_open(&f.log, f.tree, f.scratch, &f.labels), 0);
	UNIT_INT(labels_set_tree(&f.log, f.labels, f.tree, f.folder), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path CLEANUP_FREE = path_join("/", files[i]);
		char *want = NULL;

		if (selabel_lookup_raw(all, &want, path, S_IFREG) != 0)
			want = strdup("");
		UNIT_STR(label_of(&f, files[i]), want);
		freecon(want);
	}
	selabel_close(all);
	end(&f);
}

static void one_entry_is_labelled_alone(void)
{
	struct fixture f;

	if (geteuid() != 0) {
		fprintf(stderr, "skipped: not root: ");
		return;
	}
	begin(&f);
	put_policy(&f);
	CU_ASSERT_EQUAL_FATAL(labels_open(&f.log, f.tree, f.scratch, &f.labels), 0);
	UNIT_INT(labels_set(&f.log, f.labels, f.tree, "etc", S_IFDIR), 0);
	UNIT_INT(labels_set(&f.log, f.labels, f.tree, ".", S_IFDIR), 0);
	UNIT_STR(label_of(&f, "etc"), "u:r:etc_t:s0");
	UNIT_STR(label_of(&f, "."), "u:r:root_t:s0");
	UNIT_STR(label_of(&f, "etc/selinux"), "");
	UNIT_INT(labels_set(&f.log, f.labels, f.tree, "usr/bin/none", S_IFREG), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/usr/bin/none"));
	end(&f);
}

static void a_tree_without_policy_has_no_labels(void)
{
	static const char *const configs[] = { NULL, "", "SELINUX=disabled\n",
					       "SELINUXTYPE=tiny\n" };

	for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
		struct fixture f;

		begin(&f);
		if (configs[i])
			put(&f, "etc/selinux/config", configs[i]);
		UNIT_INT(labels_open(&f.log, f.tree, f.scratch, &f.labels), 0);
		CU_ASSERT_PTR_NULL(f.labels);
		UNIT_STR(str_text(&said), "");
		end(&f);
	}
}

static void a_policy_that_is_named_must_be_there(void)
{
	static const struct {
		const char *config;
		int err;
		const char *says;
	} bad[] = {
		{ "SELINUX=enforcing\nSELINUXTYPE=none\n", -ENOENT,
		  "etc/selinux/none/contexts/files/file_contexts" },
		{ "SELINUX=enforcing\n", -EINVAL, "no SELINUXTYPE" },
		{ "SELINUX=permissive\nSELINUXTYPE=../../x\n", -EINVAL,
		  "no SELINUXTYPE" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct fixture f;

		begin(&f);
		put(&f, "etc/selinux/config", bad[i].config);
		UNIT_INT(labels_open(&f.log, f.tree, f.scratch, &f.labels), bad[i].err);
		CU_ASSERT_PTR_NULL(f.labels);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), bad[i].says));
		end(&f);
	}
}

static void links_of_the_tree_stay_in_it(void)
{
	struct fixture f;

	begin(&f);
	put(&f, "etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=tiny\n");
	CU_ASSERT_EQUAL_FATAL(symlinkat("/etc", f.tree, "etc/selinux/tiny"), 0);
	put(&f, "etc/contexts/files/file_contexts", "/etc u:r:inside_t:s0\n");
	CU_ASSERT_EQUAL_FATAL(labels_open(&f.log, f.tree, f.scratch, &f.labels), 0);
	CU_ASSERT_PTR_NOT_NULL(f.labels);
	end(&f);
}

const char unit_suite[] = "label";
const struct unit_case unit_cases[] = {
	{ "every entry gets the policy's label", every_entry_gets_the_policys_label },
	{ "labels are those of the whole policy", labels_are_those_of_the_whole_policy },
	{ "one entry is labelled alone", one_entry_is_labelled_alone },
	{ "a tree without policy has no labels", a_tree_without_policy_has_no_labels },
	{ "a policy that is named must be there", a_policy_that_is_named_must_be_there },
	{ "links of the tree stay in it", links_of_the_tree_stay_in_it },
	{ NULL, NULL },
};
