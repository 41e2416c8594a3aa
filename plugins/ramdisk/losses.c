/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/losses.c - what the tmpfs of the image's kernel will not hold.
 *
 * Attributes of user.* came to tmpfs with Linux 6.6 (2daf18a7884d "tmpfs,xattr: enable
 * limited user extended attributes"); security.* and trusted.* need CONFIG_TMPFS_XATTR,
 * ACLs CONFIG_TMPFS_POSIX_ACL.
 */
#include "ramdisk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int ramdisk_kernel_is(const char *version, int major, int minor)
{
	int has_major, has_minor;

	if (!version || sscanf(version, "%d.%d", &has_major, &has_minor) != 2)
		return 0;
	return has_major > major || (has_major == major && has_minor >= minor);
}

static const char *kernel_of(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);

	return image->kernels && image->kernels[0] ? image->kernels[0]->version : NULL;
}

void ramdisk_losses_init(struct ramdisk_losses *losses, struct sl_job *job)
{
	memset(losses, 0, sizeof(*losses));
	losses->job = job;
	losses->has_attributes = job->host->kernel_has(job, "CONFIG_TMPFS_XATTR");
	losses->has_acls = job->host->kernel_has(job, "CONFIG_TMPFS_POSIX_ACL");
	losses->has_user =
		losses->has_attributes && ramdisk_kernel_is(kernel_of(job), 6, 6);
}

static void note(struct ramdisk_losses *losses, enum ramdisk_loss which, const char *path,
		 const char *name)
{
	if (losses->of[which].n++)
		return;
	snprintf(losses->of[which].first, RAMDISK_PATH, "%s", path);
	snprintf(losses->of[which].name, sizeof(losses->of[which].name), "%s", name);
}

void ramdisk_losses_note(void *arg, const char *path, const char *attribute)
{
	note(arg, LOSS_FORM, path, attribute);
}

/* A file counts once for each kind of loss. */
void ramdisk_losses_count(struct ramdisk_losses *losses, const struct pax_entry *entry)
{
	const char *lost[LOSSES] = { NULL };

	for (size_t i = entry->n_attributes; i-- > 0;) {
		const char *name = entry->attributes[i].name;

		if (strncmp(name, "system.", 7) == 0) {
			if (!losses->has_acls)
				lost[LOSS_ACL] = name;
		} else if (!losses->has_attributes) {
			lost[LOSS_ATTRIBUTE] = name;
		} else if (!losses->has_user && strncmp(name, "user.", 5) == 0) {
			lost[LOSS_USER] = name;
		}
	}
	for (int i = 0; i < LOSSES; i++)
		if (lost[i])
			note(losses, i, entry->path, lost[i]);
}

void ramdisk_losses_say(const struct ramdisk_losses *losses)
{
	static const char *const why[LOSSES] = {
		[LOSS_USER] =
			"attributes of users (user.*): Linux 6.6 and later hold them",
		[LOSS_ATTRIBUTE] = "extended attributes: CONFIG_TMPFS_XATTR is not set",
		[LOSS_ACL] = "POSIX ACLs: CONFIG_TMPFS_POSIX_ACL is not set",
		[LOSS_FORM] = "attributes of that kind, and no archive does",
		[LOSS_SOCKET] = "sockets out of an archive: who listens makes them anew",
	};
	const char *kernel = kernel_of(losses->job);

	for (int i = 0; i < LOSSES; i++) {
		const char *name = losses->of[i].name;

		if (losses->of[i].n)
			sl_log(losses->job, SL_WARNING,
			       "the tmpfs of kernel %s holds no %s; %" PRIu64
			       " files lose what they have, one is /%s%s%s%s",
			       kernel ? kernel : "of this image", why[i], losses->of[i].n,
			       losses->of[i].first, *name ? " (" : "", name,
			       *name ? ")" : "");
	}
}
