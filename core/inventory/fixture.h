/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/fixture.h - an inventory to test with; what is said is collected.
 */
#ifndef INVENTORY_FIXTURE_H
#define INVENTORY_FIXTURE_H

#include "core/base/path.h"
#include "core/base/str.h"
#include "inventory.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
	struct log log;
	struct str said;
	struct inventory *inv;
	char *path;
};

static inline void fixture_say(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static inline void fixture_connect(struct fixture *f)
{
	log_init(&f->log, "test");
	f->inv = NULL;
	UNIT_INT(inventory_open(&f->log, f->path, &f->inv), 0);
}

/* The log's sink points into *f: called once f lies where it stays. */
static inline void fixture_listen(struct fixture *f)
{
	f->log.sink = fixture_say;
	f->log.arg = &f->said;
}

static inline void fixture_init(struct fixture *f)
{
	*f = (struct fixture){ .path = path_join(unit_folder(), "inventory.db") };
	fixture_connect(f);
	fixture_listen(f);
}

static inline void fixture_reopen(struct fixture *f)
{
	inventory_close(f->inv);
	fixture_connect(f);
	fixture_listen(f);
}

static inline void fixture_close(struct fixture *f)
{
	inventory_close(f->inv);
	str_fini(&f->said);
	free(f->path);
}

/* attrs: "groups=all ip=10.0.0.1", parted by blanks. */
static inline void fixture_put(struct fixture *f, enum object_type type, const char *name,
			       const char *attrs)
{
	struct object object = { .type = type, .name = mem_dup(name) };
	struct strv words CLEANUP_STRV = { 0 };

	strv_split(&words, attrs, " ");
	for (size_t i = 0; i < words.n; i++) {
		char *equals = strchr(words.v[i], '=');

		*equals = '\0';
		object_set(&object, words.v[i], equals + 1);
	}
	UNIT_INT(inventory_put(&f->log, f->inv, &object), 0);
	object_fini(&object);
}

static inline void fixture_node(struct fixture *f, const char *name, const char *attrs)
{
	fixture_put(f, OBJECT_NODE, name, attrs);
}

#endif
