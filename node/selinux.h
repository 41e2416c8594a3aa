/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/selinux.h - the image's SELinux policy, loaded before anything is written.
 *
 * Labels that are set on a tmpfs before the policy is loaded are lost, so the policy must
 * be there before the overlay is mounted; the distribution's init loads it once more and
 * says whether it is enforced.
 */
#ifndef NODE_SELINUX_H
#define NODE_SELINUX_H

#include "node.h"

/* etc/selinux/config: selinux_config(5). */
struct selinux_config {
	int is_wanted;    /* SELINUX= is there and not "disabled" */
	int is_enforcing; /* SELINUX=enforcing */
	char type[64];    /* SELINUXTYPE=, a folder's name */
};

void selinux_read_config(const char *text, struct selinux_config *);

/* The number of "policy.33" if it is at most `most`, else -1. */
int selinux_policy_version(const char *name, int most);

int selinux_is_there(void); /* this kernel runs it */

/* Loads the highest policy that the kernel takes from the root mounted at `root`.  Does
 * nothing where the kernel runs without SELinux or the image has none.  0; or -errno after
 * saying why, only when the image wants its policy enforced. */
int selinux_load(struct node *, const char *root);

/* Gives one folder the label of another; without a loaded policy nothing happens. */
int selinux_copy_label(const struct node *, const char *from, const char *to);

/* In the root, with /proc and /sys in place: what this program wrote into the overlay gets
 * the labels of the image's policy, by the image's own restorecon. */
void selinux_relabel(struct node *);

#endif
