/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/definition.h - what an image is to be: one image block of images.d.
 */
#ifndef IMAGE_DEFINITION_H
#define IMAGE_DEFINITION_H

#include "core/config/settings.h"
#include "core/config/site.h"

/* The core's own keys of an image block. */
extern const struct sl_option image_options[];

struct definition {
	char *name;
	char *file; /* the file it stands in */
	struct settings settings;
	const struct site *site; /* borrowed */
	char *folder;            /* INSTALLDIR/trees/NAME                    */
	char *tree;              /* folder/rootimg                           */
	char *netboot;           /* INSTALLDIR/netboot/NAME: its generations */
};

/* Reads CONFDIR/images.d, and finds the lists that the image leaves to its profile among
 * the site's own files (profile.h); a file that cannot be read stops only commands on its images.
 * -ENOENT, said with the names there are, when no file has that image. */
int definition_load(struct log *, const struct site *, const char *name,
		    struct definition *) MUST_CHECK;
void definition_fini(struct definition *);

/* Names of all images of files that can be read; the others are warned about. */
int definition_names(struct log *, const struct site *, struct strv *names) MUST_CHECK;

/* One of image_options: what the image says, else the site, else its default; NULL when
 * unset. */
const char *definition_text(const struct definition *, const char *key);
/* Where that was set, or NULL. */
const struct setting *definition_setting(const struct definition *, const char *key);
const struct strv *definition_list(const struct definition *, const char *key);

/* Are all options set that the plugin cannot do without?  0, or -EINVAL, said. */
int definition_check_plugin(struct log *, const struct definition *, const char *plugin,
			    const struct sl_option *) MUST_CHECK;

/* Adds the paths that a list of files means: relative to the file that names them,
 * absolute ones below --root. */
void definition_files(const struct definition *, const char *key, struct strv *paths);

#endif
