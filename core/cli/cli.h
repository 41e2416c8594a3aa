/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/cli.h - the command line: one file per command, found by its name.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/config/site.h"
#include "core/image/definition.h"
#include "core/image/generation.h"
#include "core/inventory/inventory.h"
#include "core/plugin/registry.h"

#include <stdbool.h>

/* Exit statuses (docs/design.md, section 10). */
enum {
	CLI_OK = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2, /* usage or configuration               */
	CLI_SOME = 3,  /* done for some, the others were named */
	CLI_BUSY = 4,
	CLI_INTERRUPTED = 130
};

/* An option of one command.  Global ones are known to all. */
struct cli_option {
	const char *name;  /* "method": --method; NULL ends the table         */
	char letter;       /* 'm': -m; 0: none                                */
	const char *value; /* what it takes, "METHOD"; NULL: nothing          */
	const char *help;
};

/* What the command line says, after parsing. */
struct cli {
	struct log log;
	const char *root; /* --root, or "" */
	struct strv plugin_folders;
	bool dry_run, json;
	bool only_reads; /* a command that changes nothing, or --dry-run */
	struct strv names,
		values;   /* options given: names.v[i] had values.v[i] ("" : none) */
	struct strv rest; /* the other words */
	struct registry registry; /* filled by cli_open() */
	struct site site;
	const struct option_table *plugin_tables; /* ended by a NULL section */
	bool opened;
	char *program; /* where our own executable lies */
};

struct command {
	const char *name;
	const char *usage;                /* "packimage [-m METHOD]... IMAGE..."       */
	const char *help;                 /* one line                                  */
	const char *more;                 /* further text of --help, or NULL           */
	const struct cli_option *options; /* or NULL                    */
	bool changes;                     /* takes --dry-run                           */
	bool reports;                     /* takes --json                              */
	bool verbatim;                    /* the first word that is no option ends them */
	int (*run)(struct cli *);         /* an exit status of above            */
};

/* Parses, runs the command, returns the exit status. */
int cli_main(int argc, char **argv);

/* Was the option given?  Its last value, or NULL. */
bool cli_given(const struct cli *, const char *name);
const char *cli_value(const struct cli *, const char *name);
void cli_values(const struct cli *, const char *name, struct strv *out);

/* Loads plugins and site; 0, or the exit status (the errors are said). */
int cli_open(struct cli *);

/* Opens the site's inventory, an empty one in memory where a command that only reads finds
 * none; 0, or the exit status. */
int cli_inventory(struct cli *, struct inventory **);

/* Is there an image of that name, defined or at least packed?  0, or CLI_USAGE. */
int cli_check_image(struct cli *, const char *image);

/* Loads the image's definition; lists that neither it nor the site has are the plugin's,
 * of the folder `profiles` of its data.  0 or -errno, said. */
int cli_definition(struct cli *, const char *image, struct definition *) MUST_CHECK;

/* Finds IMAGE[:METHOD][@GENERATION]; 0, or the exit status: CLI_USAGE for a word that
 * names no image, CLI_FAILED for a generation that is not there or damaged. */
int cli_generation(struct cli *, const char *text, struct generation *);

/* The exit status of a command that did several things: `good` of them went well, and
 * the worst of the others ended with `worst`. */
int cli_worst(size_t good, int worst);

/* Says how the command is used, on standard error; returns CLI_USAGE. */
int cli_usage(struct cli *, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The exit status for a result of 0 or -errno; -EBADRQC is what the user wrote. */
int cli_status(int rc);

/* True once SIGINT, SIGTERM or SIGHUP came. */
bool cli_interrupted(void);

/* Installed or in the build tree: the folder of the plugins, of the node programs. */
char *cli_program_folder(const struct cli *, const char *kind);

extern const struct command *const cli_commands[]; /* ended by NULL */

#endif
