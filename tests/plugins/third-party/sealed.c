/* SPDX-License-Identifier: BSD-2-Clause
 * third-party/sealed.c - another method's image, signed: wraps, and does not copy.
 */
#include <errno.h>

#include <stateless/plugin.h>

/* The inner method's prepare, pack and root run in this job, and hand their results to
 * the same core: nothing of them is known here. */
static int sealed_pack(struct sl_job *job, void *self)
{
	const char *inner = sl_opt(job, "inner"), *key = sl_opt(job, "key");
	const struct sl_artefact *const *a;
	int rc;

	(void)self;
	if (!key)
		return sl_fail(job, EINVAL, "%s: set sealed.key to a key for signify",
			       sl_image_of(job)->name);
	rc = job->host->delegate(job, inner);
	if (rc < 0)
		return rc;
	for (a = sl_image_of(job)->artefacts; a && *a; a++) {
		if ((*a)->role != SL_ROOT)
			continue;
		rc = sl_run(job, 0, "signify", "-S", "-s", key, "-m", (*a)->path, "-x",
			    "root.sig");
		if (rc < 0)
			return rc;
		return job->host->add_output(job, SL_OTHER, "root.sig", "root.sig");
	}
	return sl_fail(job, EINVAL, "the method %s makes no root to sign", inner);
}

/* The same hook of the inner method sets the root; ours adds to it. */
static int sealed_root(struct sl_job *job, void *self)
{
	int rc = job->host->delegate(job, sl_opt(job, "inner"));

	(void)self;
	if (rc < 0)
		return rc;
	return job->host->add_initrd_file(job, "/etc/sealed.pub",
					  sl_opt(job, "public_key"), 0644);
}

static const struct sl_option sealed_opts[] = {
	{ SL_METHOD, SL_IN_SITE | SL_IN_IMAGE, "inner", "squashfs", NULL,
	  "the method whose image is signed" },
	{ SL_PATH, SL_IN_SITE | SL_SECRET, "key", "/etc/sealed/key.sec", NULL,
	  "secret key of signify(1)" },
	{ SL_PATH, SL_IN_SITE, "public_key", "/etc/sealed/key.pub", NULL,
	  "its public half, which nodes check with" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const sealed_names[] = { "sealed", NULL };

static const struct sl_packimage sealed_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = sealed_names,
	.pack = sealed_pack,
	.root = sealed_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "sealed",
	.version = "1.0",
	.summary = "another method's image, with a signature",
	.opts = sealed_opts,
	.packimage = &sealed_packimage,
};
