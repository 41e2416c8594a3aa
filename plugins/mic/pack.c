/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/pack.c - the finished tree as one initramfs: base || overlay.
 *
 * The vendor's archive comes first, byte for byte; behind it, at a multiple of 512, what in
 * the tree is not as that archive has it.  Where a second archive cannot say what became
 * of the first (something of it is gone, one of several hard links was changed, a file
 * became one of several, a device got another number) the whole tree is written as one
 * archive.
 */
#include "mic.h"
#include "place.h"

#include "plugins/lib/args.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { PAGE = 4096, INODE = 1024 /* of ramfs: inode and name, rounded up */ };

struct packing {
	struct sl_job *job;
	struct view view;
	struct ramfs base;
	unsigned char *wanted; /* of each of the view: it goes into the overlay   */
	unsigned char *seen;   /* of each of the base: the view has it            */
	uint32_t *numbers;     /* of each of the view: its inode number; 0: none  */
	const char *whole;     /* the path because of which the base is not kept  */
	struct newc_writer writer;
	struct gzip_writer *gzip;
	int shared; /* descriptor of MIC_SHARED */
	char *initrd_path, *shared_path;
	uint32_t number; /* the last inode number */
	size_t files;    /* of the overlay        */
};

/* ---- what goes into the overlay ---- */

/* The kernel opens what is there and cuts it off, so that all names of a changed file would
 * change; and it leaves a device that is there as it is. */
static int can_replace(const struct view_file *file, const struct ramfs_file *packed)
{
	const mode_t type = file->st.st_mode & S_IFMT;

	if (type != (packed->entry.mode & S_IFMT))
		return 1;
	if (type == S_IFCHR || type == S_IFBLK)
		return file->st.st_rdev ==
		       makedev(packed->entry.rdev_major, packed->entry.rdev_minor);
	return packed->names == 1;
}

static int look_at(struct packing *packing, size_t i)
{
	const struct view_file *file = &packing->view.v[i];
	const struct ramfs_file *packed = ramfs_find(&packing->base, file->path);
	int rc = 0;

	packing->wanted[i] = 1;
	if (!packed)
		return 0;
	packing->seen[packed - packing->base.v] = 1;
	if (!differ(packing->job, &packing->view, file, &packing->base, packed, &rc))
		packing->wanted[i] = 0;
	else if (!can_replace(file, packed))
		packing->whole = file->path;
	return rc;
}

/* All names of a file, if one: an archive cannot link to what another one has. */
static void close_groups(struct packing *packing)
{
	for (size_t i = 0; i < packing->view.n; i++)
		if (packing->wanted[i])
			packing->wanted[packing->view.v[i].first] = 1;
	for (size_t i = 0; i < packing->view.n; i++)
		if (packing->wanted[packing->view.v[i].first])
			packing->wanted[i] = 1;
}

/* Old kernels, Knights Corner's among them, do not link over a name that is there: they
 * pass over it, and over the bytes too, if they come with it.  So what the base has of a
 * group must be one file already, the group's first name among it and its last not. */
static int can_link(const struct packing *packing, const struct view_file *file)
{
	const struct view *view = &packing->view;
	const struct ramfs *base = &packing->base;
	const struct ramfs_file *packed = ramfs_find(base, file->path), *first;

	if (file->names == 1 || !packed || !S_ISREG(packed->entry.mode))
		return 1;
	first = ramfs_find(base, view->v[file->first].path);
	return first && first->first == packed->first &&
	       !ramfs_find(base, view->v[file->last].path);
}

static void check_links(struct packing *packing)
{
	for (size_t i = 0; !packing->whole && i < packing->view.n; i++)
		if (packing->wanted[i] && !can_link(packing, &packing->view.v[i]))
			packing->whole = packing->view.v[i].path;
}

static int choose(struct packing *packing)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < packing->view.n; i++)
		rc = packing->job->host->cancelled(packing->job) ? -ECANCELED
								 : look_at(packing, i);
	for (size_t i = 0; rc == 0 && !packing->whole && i < packing->base.n; i++)
		if (!packing->seen[i])
			packing->whole = packing->base.v[i].path;
	if (rc < 0)
		return rc;
	close_groups(packing);
	check_links(packing);
	if (packing->whole) {
		sl_log(packing->job, SL_INFO,
		       "the base image is packed anew, since /%s of it is gone or was "
		       "changed in a way that nothing behind it can undo",
		       packing->whole);
		memset(packing->wanted, 1, packing->view.n);
	}
	return 0;
}

/* ---- writing ---- */

static int write_shared(struct packing *packing, const void *data, size_t n)
{
	const char *at = data;

	while (n > 0) {
		ssize_t done = write(packing->shared, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return sl_fail(packing->job, errno, "cannot write %s: %s",
				       packing->shared_path, strerror(errno));
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

static int put(void *arg, const void *data, size_t n)
{
	struct packing *packing = arg;
	int rc = write_shared(packing, data, n);

	if (rc == 0)
		rc = gzip_write(packing->gzip, data, n);
	if (rc == 0 && packing->writer.at + n > UINT32_MAX)
		rc = sl_fail(
			packing->job, EFBIG,
			"the image has more than 4 GiB, which no card takes; exclude "
			"or leave out files");
	return rc;
}

/* Modes are kept whole; micctrl would cut them to 0777.  Times are 0. */
static struct newc_entry head_of(struct packing *packing, size_t i)
{
	const struct view_file *file = &packing->view.v[i];
	const mode_t type = file->st.st_mode & S_IFMT;
	const int is_device = type == S_IFCHR || type == S_IFBLK;
	uint32_t *number = &packing->numbers[file->first];

	if (!*number)
		*number = NEWC_INO + packing->number++;
	return (struct newc_entry){
		.path = file->path,
		.ino = *number,
		.mode = file->st.st_mode,
		.uid = file->st.st_uid,
		.gid = file->st.st_gid,
		.nlink = file->names > 1 ? file->names
			 : type == S_IFDIR || type == S_IFIFO || type == S_IFSOCK ? 2
										  : 1,
		.dev_major = NEWC_DEV_MAJOR,
		.dev_minor = NEWC_DEV_MINOR,
		.rdev_major = is_device ? major(file->st.st_rdev) : 0,
		.rdev_minor = is_device ? minor(file->st.st_rdev) : 0,
	};
}

static int write_bytes(struct packing *packing, struct newc_entry *entry,
		       const void *data, size_t n)
{
	int rc;

	if (n > UINT32_MAX)
		return sl_fail(packing->job, EFBIG,
			       "/%s has more than 4 GiB, which an initramfs cannot hold; "
			       "exclude it",
			       entry->path);
	entry->size = (uint32_t)n;
	rc = newc_write_entry(&packing->writer, entry);
	if (rc == 0)
		rc = newc_write(&packing->writer, data, n);
	return rc < 0 ? rc : newc_pad(&packing->writer, NEWC_ALIGN);
}

/* The bytes of a file with several names come with the last of them. */
static int write_file(struct packing *packing, size_t i, struct newc_entry *entry)
{
	const struct view_file *file = &packing->view.v[i];
	struct mapped mapped;
	int rc;

	if (file->last != i)
		return write_bytes(packing, entry, "", 0);
	rc = view_map(packing->job, &packing->view, file, &mapped);
	if (rc < 0)
		return rc;
	rc = write_bytes(packing, entry, mapped.data, mapped.n);
	map_close(&mapped);
	return rc;
}

static int write_one(struct packing *packing, size_t i)
{
	struct newc_entry entry = head_of(packing, i);
	char target[NEWC_NAME];
	int n;

	packing->files++;
	if (S_ISREG(entry.mode))
		return write_file(packing, i, &entry);
	if (!S_ISLNK(entry.mode))
		return write_bytes(packing, &entry, "", 0);
	n = view_target(packing->job, &packing->view, &packing->view.v[i], target);
	/* with its NUL, as the kernel's own generator writes it */
	return n < 0 ? n : write_bytes(packing, &entry, target, (size_t)n + 1);
}

static int write_overlay(struct packing *packing)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < packing->view.n; i++)
		if (packing->wanted[i])
			rc = write_one(packing, i);
	return rc < 0 ? rc : newc_write_end(&packing->writer);
}

static int write_all(struct packing *packing)
{
	const struct mapped *base = &packing->base.archive;
	int rc = 0;

	if (!packing->whole)
		rc = newc_write(&packing->writer, base->data, base->n);
	if (rc == 0)
		rc = newc_pad(&packing->writer, NEWC_BLOCK);
	return rc < 0 ? rc : write_overlay(packing);
}

static int write_files(struct packing *packing)
{
	struct sl_job *job = packing->job;
	int rc;

	packing->shared = open(packing->shared_path,
			       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (packing->shared < 0)
		return sl_fail(job, errno, "cannot make %s: %s", packing->shared_path,
			       strerror(errno));
	packing->writer = (struct newc_writer){ .put = put, .arg = packing };
	packing->gzip = gzip_open(job, packing->initrd_path,
				  (int)job->host->opt_int(job, "level"));
	rc = packing->gzip ? write_all(packing) : -EIO;
	if (packing->gzip)
		rc = gzip_close(packing->gzip, rc);
	if (close(packing->shared) != 0 && rc == 0)
		rc = sl_fail(job, errno, "cannot write %s: %s", packing->shared_path,
			     strerror(errno));
	return rc;
}

/* ---- the rest ---- */

/* The card keeps the root in ramfs, which nothing can drop; while it unpacks, the packed
 * image too. */
static int tell_memory(struct packing *packing)
{
	struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory) };
	struct stat st;

	for (size_t i = 0; i < packing->view.n; i++) {
		const struct view_file *file = &packing->view.v[i];

		if (file->first != i)
			continue;
		memory.resident += INODE;
		if (S_ISREG(file->st.st_mode))
			memory.resident += ((uint64_t)file->st.st_size + PAGE - 1) &
					   ~(uint64_t)(PAGE - 1);
	}
	if (stat(packing->initrd_path, &st) != 0)
		return sl_fail(packing->job, errno, "cannot look at %s: %s",
			       packing->initrd_path, strerror(errno));
	memory.peak = memory.resident + (uint64_t)st.st_size;
	return packing->job->host->set_memory(packing->job, &memory);
}

static int hand_over(struct packing *packing)
{
	struct sl_job *job = packing->job;
	struct stat st;
	int has_map, rc = job->host->add_output(job, SL_INITRD, MIC_INITRD,
						packing->initrd_path);

	if (rc == 0)
		rc = job->host->add_output(job, SL_OTHER, MIC_SHARED,
					   packing->shared_path);
	has_map = rc < 0 ? rc : place_has(job, MIC_MAP, &st);
	if (has_map > 0)
		rc = job->host->add_output(job, SL_OTHER, MIC_SYMBOLS, MIC_MAP);
	else if (has_map < 0)
		rc = has_map;
	return rc < 0 ? rc : tell_memory(packing);
}

static int make_room(struct packing *packing)
{
	const char *output = sl_path(packing->job, SL_OUTPUT);

	packing->wanted = calloc(packing->view.n + 1, 1);
	packing->seen = calloc(packing->base.n + 1, 1);
	packing->numbers = calloc(packing->view.n + 1, sizeof(*packing->numbers));
	packing->initrd_path = args_printf("%s/" MIC_INITRD, output);
	packing->shared_path = args_printf("%s/" MIC_SHARED, output);
	if (packing->wanted && packing->seen && packing->numbers &&
	    packing->initrd_path && packing->shared_path)
		return 0;
	return sl_fail(packing->job, ENOMEM, "out of memory");
}

static void packing_fini(struct packing *packing)
{
	view_close(&packing->view);
	ramfs_close(&packing->base);
	free(packing->wanted);
	free(packing->seen);
	free(packing->numbers);
	free(packing->initrd_path);
	free(packing->shared_path);
}

static int check_level(struct sl_job *job)
{
	int64_t level = job->host->opt_int(job, "level");

	if (level >= 1 && level <= 9)
		return 0;
	return sl_fail(job, EINVAL, "mic: level = %" PRId64 " is none of 1 to 9", level);
}

int pack_make(struct sl_job *job, void *self)
{
	struct packing packing = { .job = job };
	int rc = check_level(job);

	(void)self;
	if (rc == 0)
		rc = check_tree(job);
	if (rc == 0)
		rc = base_open(job, &packing.base);
	if (rc == 0)
		rc = view_open(job, &packing.view);
	if (rc == 0)
		rc = make_room(&packing);
	if (rc == 0)
		rc = choose(&packing);
	if (rc == 0)
		rc = write_files(&packing);
	if (rc == 0)
		rc = hand_over(&packing);
	if (rc == 0)
		sl_log(job, SL_INFO, "%zu files are packed behind %s", packing.files,
		       packing.whole ? "nothing" : "the base image");
	packing_fini(&packing);
	return rc;
}

static const char *const names[] = { "mic", NULL };

/* No root(): the initramfs is the root. */
const struct sl_packimage mic_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.pack = pack_make,
	.verify = pack_verify,
};
