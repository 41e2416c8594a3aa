/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/media.c - copycds: an installation medium becomes a folder of packages.
 */
#include "media.h"
#include "folder.h"
#include "imagefile.h"
#include "iso.h"
#include "place.h"
#include "recognise.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/image/definition.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PROFILE "compute"

struct copying {
	struct log *log;
	const struct media_request *request;
	struct media_result *result;
	bool is_folder;
	char *notes; /* the folder that the plugins look at */
	struct listing listing;
	char digest[65];
	struct recognised found;
	struct place place;
};

/* ---- what it is ---- */

static int make_notes(struct copying *copying)
{
	struct sink sink = { .log = copying->log,
			     .stop = copying->request->stop,
			     .parent = -1 };
	int fd CLEANUP_FD = -1, rc;

	copying->notes = mem_dup("/tmp/stateless-medium-XXXXXX");
	if (!mkdtemp(copying->notes)) {
		free(copying->notes);
		copying->notes = NULL;
		return log_fail(copying->log, errno, "cannot make a folder in /tmp: %s",
				strerror(errno));
	}
	fd = open(copying->notes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	sink.folder = fd;
	sink.where = copying->notes;
	rc = iso_extract(copying->request->medium, &copying->listing, true, &sink);
	sink_fini(&sink);
	return rc;
}

static int read_medium(struct copying *copying)
{
	const struct media_request *request = copying->request;
	struct log *log = copying->log;
	struct stat st;
	int notes CLEANUP_FD = -1, rc;

	if (stat(request->medium, &st) != 0)
		return log_fail(log, errno, "cannot read %s: %s", request->medium,
				strerror(errno));
	copying->is_folder = S_ISDIR(st.st_mode);
	rc = copying->is_folder
		     ? folder_list(log, request->medium, request->stop, &copying->listing)
		     : iso_list(log, request->medium, request->stop, &copying->listing);
	if (rc == 0 && copying->is_folder)
		copying->notes = mem_dup(request->medium);
	else if (rc == 0)
		rc = make_notes(copying);
	if (rc < 0)
		return rc;
	copying->result->bytes = copying->listing.bytes;
	copying->result->files = copying->listing.n;
	notes = open(copying->notes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return listing_digest(log, request->medium, &copying->listing, notes,
			      copying->digest);
}

static int unknown(struct copying *copying)
{
	const char *looked = copying->found.looked;
	char *known CLEANUP_FREE = distro_known(copying->request->registry);

	return log_fail(copying->log, EINVAL,
			"%s: no plugin knows this medium; looked for: %s.  Say what it "
			"is with -n NAME -a ARCH, NAME being distribution and version; "
			"known distributions: %s",
			copying->request->medium, *looked ? looked : "nothing", known);
}

/* What -n says counts for the names of folder and image; for what is built only when the
 * medium itself does not say. */
static int take_name(struct copying *copying)
{
	const struct media_request *request = copying->request;
	struct media_result *result = copying->result;
	char *known CLEANUP_FREE = NULL;

	result->name = request->name ? mem_dup(request->name)
				     : mem_printf("%s%s", copying->found.distro,
						  copying->found.version);
	result->arch = mem_dup(request->arch ? request->arch : copying->found.arch);
	if (!path_is_name(result->name) || !path_is_name(result->arch))
		return log_fail(
			copying->log, EINVAL,
			"%s: \"%s\" and \"%s\" must be names of folders: letters, "
			"digits and -_.+@",
			request->medium, result->name, result->arch);
	if (copying->found.distro[0]) {
		result->distro = mem_dup(copying->found.distro);
		result->version = mem_dup(copying->found.version);
		return 0;
	}
	osver_split(result->name, &result->distro, &result->version);
	if (distro_plugin(request->registry, result->distro))
		return 0;
	known = distro_known(request->registry);
	return log_fail(copying->log, EINVAL,
			"%s: no plugin builds \"%s\", as -n %s says; known are: %s",
			request->medium, result->distro, result->name, known);
}

static int find_out(struct copying *copying)
{
	const struct media_request *request = copying->request;
	const struct recognised *found = &copying->found;
	int rc = medium_recognise(copying->log, request->registry, request->site,
				  request->medium, copying->notes, &copying->found);

	if (rc < 0)
		return rc;
	if ((!found->distro[0] && !request->name) || (!found->arch[0] && !request->arch))
		return unknown(copying);
	if (found->plugin[0])
		copying->result->plugin = mem_dup(found->plugin);
	return take_name(copying);
}

/* ---- the copy ---- */

static int check_room(struct copying *copying, const char *folder)
{
	struct statvfs room;
	uint64_t is_free;

	if (statvfs(folder, &room) != 0)
		return log_fail(copying->log, errno, "cannot look at %s: %s", folder,
				strerror(errno));
	is_free = (uint64_t)room.f_bavail * room.f_frsize;
	if (is_free >= copying->listing.bytes)
		return 0;
	return log_fail(copying->log, ENOSPC,
			"%s needs %" PRIu64 " MiB; %s has %" PRIu64
			" free: make room, or point installdir of stateless.conf to "
			"another file system",
			copying->request->medium, copying->listing.bytes >> 20, folder,
			is_free >> 20);
}

static int copy_all(struct copying *copying)
{
	const struct media_request *request = copying->request;
	const char *staging = copying->place.staging;
	char *what CLEANUP_FREE = mem_printf("copying %s", request->medium);
	int fd CLEANUP_FD = open(staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sink sink = { .log = copying->log,
			     .folder = fd,
			     .where = staging,
			     .stop = request->stop,
			     .what = what,
			     .total = copying->listing.bytes,
			     .parent = -1 };
	int rc;

	if (fd < 0)
		return log_fail(copying->log, errno, "cannot open %s: %s", staging,
				strerror(errno));
	rc = copying->is_folder
		     ? folder_copy(request->medium, &copying->listing, &sink)
		     : iso_extract(request->medium, &copying->listing, false, &sink);
	sink_fini(&sink);
	return rc;
}

static int copy_to_place(struct copying *copying)
{
	struct log *log = copying->log;
	const char *staging = copying->place.staging;
	char *parent CLEANUP_FREE = path_parent(staging);
	int rc = path_make_folders(log, parent, 0755);

	if (rc == 0)
		rc = path_remove(log, staging);
	if (rc == 0)
		rc = check_room(copying, parent);
	if (rc == 0)
		rc = path_make_folders(log, staging, 0755);
	if (rc == 0)
		rc = copy_all(copying);
	if (rc == 0)
		rc = place_commit(log, &copying->place, copying->digest,
				  copying->request->medium);
	if (rc < 0 && path_exists(staging) && path_remove(log, staging) < 0)
		log_warn(log, "%s is left over; the next copycds removes it", staging);
	if (rc < 0)
		rmdir(parent); /* stays when anything else is in it */
	return rc;
}

/* ---- the image file ---- */

static void write_text(const struct copying *copying, const struct strv *folders,
		       struct str *text)
{
	const struct media_result *result = copying->result;
	struct strv shown CLEANUP_STRV = { 0 };

	for (size_t i = 0; i < folders->n; i++)
		strv_add(&shown, imagefile_shown(copying->request->site, folders->v[i]));
	imagefile_begin(text,
			"Written by copycds, which changes it no more once you did.\n"
			"`stateless config NAME` shows what else may be set, and which "
			"lists it has.",
			result->image);
	imagefile_word(text, "distro", result->distro);
	imagefile_word(text, "version", result->version);
	imagefile_word(text, "arch", result->arch);
	imagefile_word(text, "profile", PROFILE);
	imagefile_list(text, "pkgdir", &shown);
	imagefile_end(text);
}

static bool is_ours(const struct copying *copying, const char *path,
		    const struct strv *before)
{
	struct str old CLEANUP_STR = { 0 }, text CLEANUP_STR = { 0 };

	write_text(copying, before, &text);
	return file_read(copying->log, path, 1 << 20, &old) == 0 &&
	       strcmp(str_text(&old), str_text(&text)) == 0;
}

/* A file that is there stays, unless it is what we wrote before this medium came. */
static int write_image(struct copying *copying, const struct strv *before)
{
	const struct media_request *request = copying->request;
	struct media_result *result = copying->result;
	struct strv names CLEANUP_STRV = { 0 }, folders CLEANUP_STRV = { 0 };
	char *path CLEANUP_FREE = NULL, *images CLEANUP_FREE = NULL;
	struct str text CLEANUP_STR = { 0 };

	result->image = mem_printf("%s-%s-netboot-" PROFILE, result->name, result->arch);
	path = imagefile_path(request->site, result->image);
	images = path_parent(path);
	if (path_is_folder(images) &&
	    definition_names(copying->log, request->site, &names) < 0)
		return -EIO;
	place_folders(&copying->place, &folders);
	if (path_exists(path) || strv_has(&names, result->image)) {
		if (before->n == folders.n || !path_exists(path))
			return 0;
		if (!is_ours(copying, path, before)) {
			log_warn(
				copying->log,
				"%s was changed by hand, and is left so: add \"%s\" to "
				"its pkgdir",
				path,
				imagefile_shown(request->site, folders.v[folders.n - 1]));
			return 0;
		}
	}
	result->image_written = true;
	if (request->dry_run)
		return 0;
	write_text(copying, &folders, &text);
	return imagefile_write(copying->log, request->site, result->image, &text);
}

/* ---- all of it ---- */

static int lock_place(struct copying *copying)
{
	const struct site *site = copying->request->site;
	char *path CLEANUP_FREE =
		mem_printf("%s/media-%s-%s.lock", site->rundir, copying->result->name,
			   copying->result->arch);
	int fd = path_make_folders(copying->log, site->rundir, 0755);

	if (fd == 0)
		fd = file_lock(copying->log, path);
	if (fd == -EBUSY)
		log_fail(copying->log, EBUSY,
			 "another copycds copies to %s/%s (%s is "
			 "locked)",
			 copying->result->name, copying->result->arch, path);
	return fd;
}

static int place_medium(struct copying *copying)
{
	const struct media_request *request = copying->request;
	struct media_result *result = copying->result;
	struct strv before CLEANUP_STRV = { 0 };
	const char *same;
	int rc = place_open(copying->log, request->site, result->name, result->arch,
			    &copying->place);

	if (rc < 0)
		return rc;
	place_folders(&copying->place, &before);
	same = place_find(&copying->place, copying->digest);
	if (same)
		result->state = MEDIA_SAME;
	else
		result->state =
			path_exists(copying->place.folder) ? MEDIA_ADDED : MEDIA_COPIED;
	if (!same && !request->dry_run)
		rc = copy_to_place(copying);
	if (rc < 0)
		return rc;
	same = place_find(&copying->place, copying->digest);
	result->folder = same && strcmp(same, ".") != 0
				 ? path_join(copying->place.folder, same)
				 : mem_dup(copying->place.folder);
	return request->no_image ? 0 : write_image(copying, &before);
}

int media_copy(struct log *log, const struct media_request *request,
	       struct media_result *result)
{
	struct copying copying = { .log = log, .request = request, .result = result };
	int lock CLEANUP_FD = -1;
	int rc;

	*result = (struct media_result){ .state = MEDIA_SEEN };
	rc = read_medium(&copying);
	if (rc == 0)
		rc = find_out(&copying);
	if (rc == 0 && !request->inspect && !request->dry_run) {
		lock = lock_place(&copying);
		rc = lock < 0 ? lock : 0;
	}
	if (rc == 0 && !request->inspect)
		rc = place_medium(&copying);
	if (copying.notes && !copying.is_folder && path_remove(log, copying.notes) < 0)
		log_warn(log, "%s is left over", copying.notes);
	free(copying.notes);
	listing_fini(&copying.listing);
	place_fini(&copying.place);
	return rc;
}

void media_result_fini(struct media_result *result)
{
	free(result->distro);
	free(result->version);
	free(result->arch);
	free(result->name);
	free(result->plugin);
	free(result->folder);
	free(result->image);
	*result = (struct media_result){ 0 };
}
