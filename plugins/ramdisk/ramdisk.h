/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/ramdisk.h - what the files of this plugin share.
 */
#ifndef RAMDISK_RAMDISK_H
#define RAMDISK_RAMDISK_H

#include "plugins/lib/pax.h"

#include <stateless/plugin.h>

#include <sys/stat.h>

#define RAMDISK_OUTPUT "root.tar.zst"

enum {
	RAMDISK_PATH = 4096,
	RAMDISK_DEPTH = 250,    /* of folders: the node program keeps each of them open */
	RAMDISK_BLOCK = 1 << 20 /* bytes of a file that are read at once */
};

extern const struct sl_option ramdisk_options[];

/* Hooks of the packimage table. */
int ramdisk_pack(struct sl_job *, void *self);
int ramdisk_root(struct sl_job *, void *self);
int ramdisk_verify(struct sl_job *, void *self);

/* "FOLDER/NAME" into path (RAMDISK_PATH bytes): 0, or -ENAMETOOLONG after fail(). */
int ramdisk_join(struct sl_job *, char *path, const char *folder, const char *name);

/* walk.c: the entries of a tree in the order of the archive: the policy of SELinux first
 * (etc/selinux and the folders it lies in), then everything in the order of its names'
 * bytes.  The folder etc comes twice then; sockets do not come. */
struct ramdisk_file {
	const char *full; /* where it can be opened  */
	const char *path; /* below the tree; or "."  */
	const char *hard; /* NULL, or the path of the first entry that is the same file */
	const struct stat *stat;
};

typedef int ramdisk_visit(void *arg, const struct ramdisk_file *);

/* Ends with the first visit that does not return 0, and returns that; or -errno after
 * fail().  sockets (may be NULL): how many were passed over, and one of them. */
struct ramdisk_sockets {
	uint64_t n;
	char first[RAMDISK_PATH];
};
int ramdisk_walk(struct sl_job *, const char *tree, ramdisk_visit *, void *arg,
		 struct ramdisk_sockets *sockets);

/* entry.c: what is packed of one file.  The caller ends with pax_entry_fini() in any
 * case.  left_out is called for each attribute that no archive holds; may be NULL.
 * 0, or -errno after fail(). */
int ramdisk_entry(struct sl_job *, const struct ramdisk_file *, struct pax_entry *,
		  void (*left_out)(void *arg, const char *path, const char *name),
		  void *arg);

/* losses.c: what the tmpfs of the image's kernel will not hold. */
enum ramdisk_loss { LOSS_USER, LOSS_ATTRIBUTE, LOSS_ACL, LOSS_FORM, LOSS_SOCKET, LOSSES };

struct ramdisk_losses {
	struct sl_job *job;
	int has_user, has_attributes, has_acls; /* the kernel's tmpfs does */
	struct {
		uint64_t n;
		char first[RAMDISK_PATH], name[256];
	} of[LOSSES];
};

void ramdisk_losses_init(struct ramdisk_losses *, struct sl_job *);
/* arg: the losses. */
void ramdisk_losses_note(void *arg, const char *path, const char *attribute);
void ramdisk_losses_count(struct ramdisk_losses *, const struct pax_entry *);
void ramdisk_losses_say(const struct ramdisk_losses *);

/* "6.6.1-rc3" is at least 6.6.  No version is not. */
int ramdisk_kernel_is(const char *version, int major, int minor);

/* memory.c: what the tree takes in the tmpfs of a node. */
struct ramdisk_memory {
	uint64_t page;  /* of the image's kernel, bytes */
	uint64_t bytes; /* that cannot be dropped       */
};

void ramdisk_memory_init(struct ramdisk_memory *, struct sl_job *);
void ramdisk_memory_add(struct ramdisk_memory *, const struct pax_entry *);

/* The window of a file's first zstd frame in bytes, RFC 8878 3.1.1.1.2; 0: it is none. */
uint64_t ramdisk_window(const unsigned char *head, size_t n);

#endif
