/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/hostfiles_test.c - what a host gets of the nodes on it, those refused left out.
 */
#include "fixture.h"

const char unit_suite[] = "boot hostfiles";

#define TAR "install/netboot/nodes/h1.tar"

static bool is_in_tar(struct fixture *f, const char *text)
{
	char *path CLEANUP_FREE = path_join(f->root, TAR);
	struct str tar CLEANUP_STR = { 0 };

	return path_exists(path) && file_read(&f->log, path, 1 << 20, &tar) == 0 &&
	       memmem(tar.s, tar.n, text, strlen(text));
}

/* What is rendered for a host that netboots lies in its archive, and changes with the
 * nodes on it, whoever of them is set. */
static void netbooted_host(void)
{
	struct fixture f;
	char *before CLEANUP_FREE = NULL, *after CLEANUP_FREE = NULL;

	set_up(&f);
	node(&f, "h1", "arch=pc ip=10.1.0.1 mac=" M3);
	node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc host=h1 ip=10.1.0.12 mac=" M2);
	UNIT_INT(set(&f, "h1", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT_FALSE(is_there(&f, TAR));
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	UNIT_INT(f.result.set, 1);
	CU_ASSERT(is_in_tar(&f, "etc/cards") && is_in_tar(&f, "n1\n"));
	before = read_text(&f, "install/boot/pc/" M3);
	CU_ASSERT(strstr(before, " sl.files=sha256:") != NULL);
	UNIT_INT(set(&f, "n2", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(is_in_tar(&f, "n1\nn2\n"));
	after = read_text(&f, "install/boot/pc/" M3);
	CU_ASSERT(strcmp(before, after) != 0);
	UNIT_INT(set(&f, "h1", BOOT_NETBOOT, "a"), 0);
	CU_ASSERT(is_in_tar(&f, "n1\nn2\n"));
	UNIT_INT(f.result.written, 0);
	UNIT_INT(set(&f, "n1,n2", BOOT_OFFLINE, NULL), 0);
	CU_ASSERT_FALSE(is_there(&f, TAR));
	CU_ASSERT_FALSE(has(&f, "install/boot/pc/" M3, "sl.files"));
	UNIT_STR(str_text(&f.said), "");
	tear_down(&f);
}

/* A node with a file of its own on its host; "late" is refused when that is there. */
static int render_attached(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const char *name = boot->node->name;
	const char *path = job->host->node_opt(job, boot->node, "path");
	char *file CLEANUP_FREE = mem_printf("etc/%s", name);

	(void)self;
	if (boot->node->host &&
	    job->host->add_file(job, SL_HOST, file, 0644, name, strlen(name)) < 0)
		return -EINVAL;
	if (path && strcmp(path, "late") == 0)
		return sl_fail(job, EINVAL, "%s: refused late", name);
	return job->host->add_file(job, SL_HTTP, boot->node->mac, 0644, name,
				   strlen(name));
}

/* With "together" among them they are refused, when their file is there. */
static int render_together(struct sl_job *job, void *self, const struct sl_node *host,
			   const struct sl_boot *const *attached)
{
	int rc = pc_render_host(job, self, host, attached);

	for (; rc == 0 && *attached; attached++) {
		const char *path = job->host->node_opt(job, (*attached)->node, "path");

		if (path && strcmp(path, "together") == 0)
			rc = sl_fail(job, EINVAL, "%s: refused together", host->name);
	}
	return rc;
}

/* Others are set in the same run. */
static void refused_on_a_host(void)
{
	static const char *const hows[] = { "late", "together" };

	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		char *refused CLEANUP_FREE = mem_printf(
			"arch=pc host=h1 ip=10.1.0.12 mac=" M2 " pc.path=%s", hows[i]);
		struct fixture f;

		set_up(&f);
		f.plugin.bootloader.render = render_attached;
		f.plugin.bootloader.render_host = render_together;
		node(&f, "h1", "arch=pc ip=10.1.0.1 mac=" M4);
		node(&f, "h2", "ip=10.1.0.2");
		node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
		node(&f, "n2", refused);
		node(&f, "n3", "arch=pc host=h2 ip=10.1.0.13 mac=" M3);
		UNIT_INT(set(&f, "h1,n1", BOOT_NETBOOT, "a"), 0);
		UNIT_STR(str_text(&f.said), "");
		UNIT_INT(set(&f, "n2,n3", BOOT_NETBOOT, "a"), 0);
		UNIT_INT(f.result.set, 1);
		UNIT_INT(f.result.failed, 1);
		CU_ASSERT(is_there(&f, "var/lib/stateless/hosts/h2/etc/n3"));
		CU_ASSERT(is_there(&f, "var/lib/stateless/hosts/h1/etc/n1"));
		CU_ASSERT_FALSE(is_there(&f, "var/lib/stateless/hosts/h1/etc/n2"));
		CU_ASSERT(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n1\n"));
		CU_ASSERT_FALSE(has(&f, "var/lib/stateless/hosts/h1/etc/cards", "n2\n"));
		CU_ASSERT(is_in_tar(&f, "etc/n1") && is_in_tar(&f, "n1\n"));
		CU_ASSERT_FALSE(is_in_tar(&f, "etc/n2") || is_in_tar(&f, "n2\n"));
		tear_down(&f);
	}
}

const struct unit_case unit_cases[] = {
	{ "a host's files lie in its archive", netbooted_host },
	{ "a node that is refused leaves nothing with its host", refused_on_a_host },
	{ NULL, NULL }
};
