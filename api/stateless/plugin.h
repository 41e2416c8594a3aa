/* SPDX-License-Identifier: BSD-2-Clause
 *
 * stateless/plugin.h - everything the core and one plugin agree on.
 *
 * A plugin is one shared object, NAME.so, that exports one constant, sl_plugin_0.  The
 * core reads the plain numbers at its head before it runs any code of the plugin.  It
 * carries up to three hook tables:
 *
 *   genimage    a distribution: packages -> tree, kernels
 *   packimage   a method:       tree     -> artefacts, and how a node mounts them
 *   bootloader  a platform:     node     -> the files and DHCP answers that start it
 *
 * Rules of the border
 *  - Every hook but bid and medium returns 0, or -errno after exactly one fail().  A host
 *    function that returned a negative number has already recorded it: return that number.
 *  - Strings and tables handed in are borrowed and live as long as the job; strings handed
 *    back are copied before the call returns.  Nothing is freed across the border.
 *  - Hooks that do I/O run in a worker process with a mount and PID namespace of its own:
 *    a crash is a message with the plugin's name.  render and render_host run in the core,
 *    before it writes anything.  Nowhere: printing, fork, chdir, chroot, umask, setenv,
 *    exit, constructors, mutable globals.
 *  - Structs and tables grow at the end only; `size` says how much of one its maker knew.
 *    A list of structs is a NULL-ended array of pointers, so that it may grow too.
 *  - Architectures are spelled as `uname -m` spells them, sizes are bytes, modes are octal.
 *
 * Order of hooks in one job; [] optional, () the core's own work
 *
 *   genimage   bid  open  install|update  [configure]  (kernel, postinstall, manifest)  close
 *   packimage  open  (view)  [prepare]  (read-only)  pack  root  (initrd)  [verify]
 *              each platform of the image: open [prepare] close     (digest, publish)  close
 *   nodeset    open  [setup]  render * nodes  [render_host * hosts]  close  (diff, write)
 */
#ifndef STATELESS_PLUGIN_H
#define STATELESS_PLUGIN_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SL_MAGIC 0x736c7067u /* "slpg": catches a stray symbol and a wrong byte order */
#define SL_ABI   0           /* also the number in the symbol's name                  */
#define SL_MINOR 6           /* +1 for every field, flag, role or meaning added       */

struct sl_job;  /* one image being built or packed, or one nodeset: see its end        */
struct sl_boot; /* one node, what it boots, and the state it is set to                 */

enum sl_level { SL_ERROR = 0, SL_WARNING, SL_INFO, SL_DEBUG };

/* ---- options: described by the plugin, parsed, checked and shown by the core -------- */

enum sl_option_type {
	SL_STRING = 1,
	SL_BOOL,   /* opt_int(): 0 or 1                                                */
	SL_INT,
	SL_SIZE,   /* "64M"; opt_int(): bytes                                          */
	SL_SECONDS,
	SL_PATH,   /* relative to the file that sets it; opt(): absolute               */
	SL_LIST,   /* of strings; opt_item()                                           */
	SL_METHOD  /* the name of a packimage method, for delegate()                   */
};

/* Where an option may be set.  The narrowest setting wins: node, image, site, fallback. */
enum sl_option_flag {
	SL_IN_SITE  = 1u << 0, /* NAME { key = ... } in stateless.conf                 */
	SL_IN_IMAGE = 1u << 1, /* NAME { key = ... } inside image "..." { }            */
	SL_IN_NODE  = 1u << 2, /* attribute NAME.key of nodes and groups: chdef, lsdef */
	SL_REQUIRED = 1u << 3,
	SL_SECRET   = 1u << 4  /* never shown, logged, or put into a served file       */
};

struct sl_option {
	uint32_t type;        /* enum sl_option_type; 0 ends the table                    */
	uint32_t flags;       /* enum sl_option_flag                                      */
	const char *name;     /* [a-z][a-z0-9_]*                                       */
	const char *fallback; /* spelled as in a file; of a list one item; NULL: unset */
	const char *choices;  /* "gzip|xz|zstd"; NULL: anything of that type           */
	const char *help;     /* one line                                              */
};

/* ---- what is made ------------------------------------------------------------------- */

enum sl_role {
	SL_KERNEL = 1,   /* at most one in a generation                                */
	SL_INITRD,       /* whole: the core then writes none of its own                */
	SL_ROOT,         /* what a node mounts; several for split images               */
	SL_LOADER,       /* a loader built from, or signed with, this image            */
	SL_DTB,
	SL_TREE_LIST,    /* digest list of a live tree: its identity and its check     */
	SL_EARLY_INITRD, /* uncompressed cpio that loaders put first: CPU microcode    */
	SL_OTHER
};

/* A file of a generation.  Its name is what add_output() was given. */
struct sl_artefact {
	uint32_t size, role;
	const char *name;    /* "root.squashfs", "boot/grubx64.efi"                    */
	const char *path;    /* on this machine                                        */
	const char *urlpath; /* below any server's root: "/netboot/IMAGE/DIGEST/NAME"  */
	const char *sha256;  /* 64 hex digits                                          */
	uint64_t bytes;
};

struct sl_kernel {
	uint32_t size, flags;
	const char *version; /* as in lib/modules/VERSION                              */
	const char *file;    /* in the tree, whatever this distribution calls it       */
};

/* One pass of the package lists, after includes; xCAT's #NEW_INSTALL_LIST# separates
 * passes.  Every list ends with NULL. */
struct sl_pass {
	uint32_t size, flags;
	const char *const *env;           /* NAME=value, for this pass only            */
	const char *const *remove_before; /* -name                                     */
	const char *const *install;       /* name, @group, @module:stream, ...         */
	const char *const *remove_after;  /* --name                                    */
	const char *const *repositories;  /* folders or URLs beside the image's sources */
};

struct sl_image {
	uint32_t size, flags;
	const char *name, *distro, *version, *arch, *profile; /* as the user wrote them */
	const char *method;                 /* the method packed by; NULL in genimage  */
	const char *generation;             /* NULL until published                    */
	const char *const *sources;         /* folders or URLs                         */
	const struct sl_pass *const *passes;
	const struct sl_kernel *const *kernels; /* newest first, once install returned */
	const struct sl_artefact *const *artefacts;
};

/* ---- nodes -------------------------------------------------------------------------- */

struct sl_net {
	uint32_t size, prefix;    /* prefix length                                     */
	const char *name, *gateway, *domain;
	const char *const *dns;
	const char *const *servers; /* "host:port", in the order a node tries them     */
};

struct sl_node {
	uint32_t size, flags;
	const char *name, *arch, *platform;
	const char *mac, *ip;       /* "52:54:00:12:34:56"; NULL where it has none     */
	const char *console;        /* "ttyS0,115200n8", or NULL                       */
	const char *id;             /* which device of its host, or guest of its LPAR  */
	const struct sl_node *host; /* who starts it; NULL: it starts by itself        */
	const struct sl_net *net;   /* NULL where it has none                          */
	uint64_t memory;            /* 0: not known                                    */
};

enum sl_state { SL_NETBOOT = 1, SL_LOCALBOOT };

struct sl_boot {
	uint32_t size, state;         /* enum sl_state                                 */
	const struct sl_node *node;
	const struct sl_image *image; /* the pinned generation; NULL for SL_LOCALBOOT  */
	const struct sl_artefact *kernel, *initrd;
	const char *cmdline;          /* complete but for the loader's own words       */
};

/* ---- what hooks hand back ------------------------------------------------------------ */

/* How the node program gets its root.  Ways: "ram+FSTYPE", "tar", "nfs", and "run": a
 * program that add_initrd_file() put at /sl/run mounts the root at /sl/root and may stay. */
enum sl_root_flag {
	SL_ROOT_READONLY = 1u << 0, /* no overlay; absent: overlay with tmpfs          */
	SL_ROOT_DIRECT   = 1u << 1, /* the root itself is writable, as a tmpfs is      */
	SL_ROOT_LAZY     = 1u << 2  /* do not fetch first: hand URLs and digest over   */
};

struct sl_root {
	uint32_t size, flags;   /* enum sl_root_flag                                   */
	const char *way;        /* NULL, after delegate(): what the other method set stays,
				 * these flags are added, output and words are ignored */
	const char *output;     /* name of the artefact it is in; NULL: none           */
	const char *words;      /* more of the command line, for the way; or NULL      */
};

/* What a node must have for it: resident + per_cpu * possible CPUs; peak while booting. */
enum sl_memory_flag {
	SL_MEMORY_MORE = 1u << 0 /* besides what was set: a wrapper's own            */
};

struct sl_memory {
	uint32_t size, flags;   /* enum sl_memory_flag                                 */
	uint64_t resident, per_cpu, peak;
};

/* A path of a root without overlay (SL_ROOT_READONLY) that a node treats otherwise.  A
 * folder is taken with what is in it, but for paths below it that are given too.  What the
 * image has there is what it begins with. */
enum sl_writable_how {
	SL_WRITABLE_MEMORY = 1, /* a copy in tmpfs, new at each boot                   */
	SL_WRITABLE_STATE,      /* on an NFS export, in a folder per node: it survives */
	SL_WRITABLE_NOT,        /* below one of the others: as the image has it        */
	SL_WRITABLE_JOINED      /* a file: a copy in tmpfs, with the node's own file of
				 * that path added at its end                         */
};

struct sl_writable {
	uint32_t size, how;
	const char *path;   /* absolute, as on the node; it must be in the image          */
	const char *source; /* "ADDRESS:/PATH" of SL_WRITABLE_STATE, the same for all;
			     * ":/PATH": on the server that the node boots from      */
};

/* One answer of DHCP.  Conditions that are NULL or negative always hold. */
struct sl_dhcp {
	uint32_t size;
	int32_t client_arch;          /* option 93, RFC 4578 and IANA's list           */
	const char *user_class;       /* "iPXE"                                        */
	const char *vendor_class;     /* "HTTPClient"                                  */
	const char *file;             /* boot file or URL; ${server} is the server     */
	const char *const *options;   /* "209=petitboot/n1"; or NULL                   */
};

enum sl_place {
	SL_TFTP = 1, /* path below the TFTP root                                       */
	SL_HTTP,     /* path below /boot/PLATFORM/ of the HTTP root                    */
	SL_HOST      /* path on node->host, delivered with that host's own files       */
};

/* What a test boot asks of a platform. */
struct sl_machine {
	uint32_t size, cpus;
	uint64_t memory;
	const char *firmware; /* one of the platform's `firmwares`                     */
	const char *mac;
	const char *netdev;   /* id of the network backend that the core adds          */
};

/* ---- what the core does for a plugin -------------------------------------------------- */

enum sl_folder {
	SL_TREE = 1, /* the root being built; in packimage the finished view           */
	SL_OUTPUT,   /* empty folder that becomes the generation                       */
	SL_LIVE,     /* SL_LIVE_TREE methods: the folder that nodes are using, not
		      * made by the core; beside it lie the image's generations and the
		      * links to them (current.METHOD)                                 */
	SL_WORK,     /* scratch on disk, gone after the job                            */
	SL_CACHE,    /* kept between jobs, shared by the plugin's images               */
	SL_DATA,     /* the plugin's own installed data                                */
	SL_STATE     /* kept for good, one for all images: what the host's services are
		      * configured from                                                */
};

enum sl_run_flag {
	SL_RUN_IN_TREE = 1u << 0, /* chrooted, with proc, sys, dev                     */
	SL_RUN_QUIET   = 1u << 1,
	SL_RUN_STATUS  = 1u << 2, /* a non-zero exit is returned, not recorded as failure */
	SL_RUN_MERGED  = 1u << 3  /* stderr goes where stdout goes                     */
};

struct sl_command {
	uint32_t size, flags;
	const char *const *argv;   /* argv[0] is searched in PATH; never a shell       */
	const char *const *env;    /* added to a fixed, clean environment; or NULL     */
	const char *input, *output; /* files for stdin and stdout, or NULL             */
	void (*line)(void *arg, const char *line); /* gets stdout line by line, or NULL */
	void *arg;
};

struct sl_host {
	uint32_t size, minor;

	/* Say.  fail() returns -err. */
	void (*log)(struct sl_job *, int level, const char *fmt, va_list);
	int (*fail)(struct sl_job *, int err, const char *fmt, va_list);
	void (*progress)(struct sl_job *, uint64_t done, uint64_t total);
	int (*cancelled)(struct sl_job *); /* true: clean up and return -ECANCELED     */

	/* Ask. */
	const struct sl_image *(*image)(struct sl_job *);
	const char *(*asked)(struct sl_job *); /* which of the table's `names` matched */
	const char *(*path)(struct sl_job *, int which);
	const char *(*opt)(struct sl_job *, const char *name);
	int64_t (*opt_int)(struct sl_job *, const char *name);
	const char *(*opt_item)(struct sl_job *, const char *name, uint32_t index);
	const char *(*node_opt)(struct sl_job *, const struct sl_node *, const char *name);

	/* Do.  openat() resolves links inside the tree (RESOLVE_IN_ROOT) and returns a
	 * descriptor that the plugin closes; its -ENOENT is said only if the hook fails,
	 * so that one may look for a file and do without.  write() goes through it.  A
	 * command's working directory is SL_OUTPUT, else SL_WORK. */
	int (*run)(struct sl_job *, const struct sl_command *);
	int (*openat)(struct sl_job *, const char *path, int flags, unsigned mode);
	int (*write)(struct sl_job *, const char *path, unsigned mode, const void *, size_t);
	int (*delegate)(struct sl_job *, const char *method); /* its hook of the running one's name */
	/* true: the image's kernel was configured with CONFIG_... =y or =m */
	int (*kernel_has)(struct sl_job *, const char *config_symbol);

	/* Hand back: genimage. */
	int (*set_medium)(struct sl_job *, const char *distro, const char *version,
			  const char *arch);
	int (*add_kernel)(struct sl_job *, const struct sl_kernel *);

	/* Hand back: genimage, packimage, bootloader.prepare.  `file` is in SL_OUTPUT or
	 * SL_WORK (moved) or in the tree (copied). */
	int (*add_output)(struct sl_job *, int role, const char *name, const char *file);
	int (*add_module)(struct sl_job *, const char *kernel_module); /* into the initrd */
	int (*add_initrd_file)(struct sl_job *, const char *path, const char *file,
			       unsigned mode);

	/* Hand back: packimage. */
	int (*set_root)(struct sl_job *, const struct sl_root *);
	int (*set_memory)(struct sl_job *, const struct sl_memory *);
	int (*add_server)(struct sl_job *, const char *const *argv); /* serve() only   */

	/* Hand back: bootloader.  A file given twice with equal bytes is one file, with
	 * other bytes an error.  A link's target is a path below the same place, or, in
	 * SL_TFTP, an artefact's urlpath.  `boot` NULL: for every node of the platform. */
	int (*add_file)(struct sl_job *, int place, const char *path, unsigned mode,
			const void *data, size_t len);
	int (*add_link)(struct sl_job *, int place, const char *path, const char *target);
	int (*add_dhcp)(struct sl_job *, const struct sl_boot *, const struct sl_dhcp *);
	int (*add_arg)(struct sl_job *, const char *arg); /* emulate() only            */

	/* Hand back: genimage.  One installed package, as the package manager's own
	 * database has it once install or update is done, or in configure(); of each name,
	 * version and architecture once.  arch may be "". */
	int (*add_package)(struct sl_job *, const char *name, const char *version,
			   const char *arch);

	/* Hand back: packimage. */
	int (*add_writable)(struct sl_job *, const struct sl_writable *);

	/* Ask: packimage.  The inventory's networks, "10.0.0.0/24": who may read what is
	 * published.  NULL after the last. */
	const char *(*network)(struct sl_job *, uint32_t index);

	/* Ask: bootloader.setup.  The images that nodes of the platform are set to, each
	 * generation once: first those of this run, from image() on, then what other nodes
	 * of its architectures keep.  NULL after the last. */
	const struct sl_image *(*used_image)(struct sl_job *, uint32_t index);
};

/* ---- what a plugin does for the core --------------------------------------------------- */

struct sl_genimage {
	uint32_t size, flags;
	const char *const *names; /* distributions it builds, as users write them, with
				   * `*`: "rhel", "rhels*", "rocky*"; NULL ends       */
	const char *network; /* form in which a node finds the boot NIC's configuration:
			      * "NetworkManager", "networkd", "wicked", "ifupdown";
			      * several, as "A|B": the first that the root has        */

	/* 0 no .. 100 mine.  Asked only where `names` leave several or none. */
	int (*bid)(struct sl_job *, const struct sl_image *);
	/* optional: 0 no .. 100: is SL_TREE a medium of mine?  Then set_medium().  Asked
	 * without open(), so self is NULL, and without an image.  Of an ISO image SL_TREE
	 * has the files up to 64 KiB at its top and in the folders there, no others. */
	int (*medium)(struct sl_job *, void *self);
	/* Fill the empty tree from the image's passes; add_kernel() for each kernel. */
	int (*install)(struct sl_job *, void *self);
	/* optional: the same on a copy of the old tree.  Absent: install anew. */
	int (*update)(struct sl_job *, void *self);
	/* optional: touch-ups.  Also runs alone, after a user's command in the tree: what
	 * add_kernel() and add_package() are told here is right then too. */
	int (*configure)(struct sl_job *, void *self);
	/* optional: initrd = "distro": run the tree's own builder in the view. */
	int (*initrd)(struct sl_job *, void *self);
};

enum sl_pack_flag {
	SL_LIVE_TREE = 1u << 0 /* pack() also brings SL_LIVE up to date, file by file  */
};

struct sl_packimage {
	uint32_t size, flags;
	const char *const *names; /* methods: "squashfs"; NULL ends                    */

	int (*prepare)(struct sl_job *, void *self); /* optional: view still writable  */
	int (*pack)(struct sl_job *, void *self);    /* view read-only; set_memory()   */
	int (*verify)(struct sl_job *, void *self);  /* optional: fresh read equals view */
	int (*root)(struct sl_job *, void *self);    /* set_root(), add_module(); absent:
						      * SL_INITRD holds the whole root */
	/* optional: add_server() for a test boot, whose network is network()'s only one.
	 * SL_OUTPUT is the generation, SL_WORK and SL_STATE are the test's own. */
	int (*serve)(struct sl_job *, void *self);
};

enum sl_need { SL_NEED_MAC = 1u << 0, SL_NEED_IP = 1u << 1, SL_NEED_HOST = 1u << 2 };

struct sl_bootloader {
	uint32_t size, needs;         /* enum sl_need: what a node must have           */
	uint32_t max_cmdline, flags;  /* longest command line, without the final NUL   */
	const char *const *names;     /* platforms; a node's default is the one platform
				       * that has its architecture among its names,
				       * and is then called by its first              */
	const char *const *archs;     /* images it can start                           */
	const char *const *firmwares; /* for test boots, default first; or NULL        */

	/* optional, once a site: loader binaries, DHCP rules.  The image is one that a
	 * node of the platform is being set to, or NULL. */
	int (*setup)(struct sl_job *, void *self);
	/* optional, once a generation, tree at hand: refuse what cannot boot here;
	 * convert kernels; add_output(SL_LOADER, SL_DTB ...). */
	int (*prepare)(struct sl_job *, void *self);
	/* Pure, no I/O, called 100,000 times in a row: files and DHCP answers. */
	int (*render)(struct sl_job *, void *self, const struct sl_boot *);
	/* optional: files of a host for all nodes that hang on it; NULL ends. */
	int (*render_host)(struct sl_job *, void *self, const struct sl_node *host,
			   const struct sl_boot *const *attached);
	/* optional: add_arg() an emulator and its machine; the core adds memory, CPUs,
	 * accelerator, serial line and network backend. */
	int (*emulate)(struct sl_job *, void *self, const struct sl_machine *);
	/* optional: what Linux calls a serial line, before its number; NULL: "ttyS" */
	const char *serial;
	/* optional: what must hold in a test boot, "FIRMWARE KEY=VALUE ...": with that
	 * firmware these options of the plugin, whatever the site says; NULL ends. */
	const char *const *firmware_opts;
};

struct sl_head {
	uint32_t magic;
	uint16_t abi, minor;
	uint32_t size, opt_size; /* of struct sl_plugin, of struct sl_option              */
	uint32_t flags, unused;
};

struct sl_plugin {
	struct sl_head head;
	const char *name;    /* equals the file's stem, the folder, the config section */
	const char *version, *summary;
	const struct sl_option *opts; /* or NULL                                          */

	const struct sl_genimage *genimage; /* at least one of the three               */
	const struct sl_packimage *packimage;
	const struct sl_bootloader *bootloader;

	/* optional, around the hooks of one job; close runs exactly when open returned 0 */
	int (*open)(struct sl_job *, void **self);
	void (*close)(struct sl_job *, void *self);
};

#if defined(__GNUC__)
#define SL_EXPORT       __attribute__((visibility("default")))
#define SL_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define SL_EXPORT
#define SL_PRINTF(f, a)
#endif

extern SL_EXPORT const struct sl_plugin sl_plugin_0;

#define SL_HEAD                                                                         \
	{ SL_MAGIC, SL_ABI, SL_MINOR, (uint32_t)sizeof(struct sl_plugin),               \
	  (uint32_t)sizeof(struct sl_option), 0u, 0u }
#define SL_SIZE_OF(type) ((uint32_t)sizeof(type))

/* Is `member` within what the table's maker knew, and filled in? */
#define SL_HAS(table, member)                                                           \
	((size_t)((const char *)(&(table)->member + 1) - (const char *)(table)) <=      \
		 (table)->size && (table)->member)

/* ---- so that plugins read as prose ------------------------------------------------------ */

struct sl_job {
	const struct sl_host *host; /* the rest is the core's */
};

static inline const struct sl_image *sl_image_of(struct sl_job *job)
{
	return job->host->image(job);
}

static inline const char *sl_path(struct sl_job *job, int which)
{
	return job->host->path(job, which);
}

static inline const char *sl_opt(struct sl_job *job, const char *name)
{
	return job->host->opt(job, name);
}

SL_PRINTF(3, 4)
static inline void sl_log(struct sl_job *job, int level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	job->host->log(job, level, fmt, ap);
	va_end(ap);
}

SL_PRINTF(3, 4)
static inline int sl_fail(struct sl_job *job, int err, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = job->host->fail(job, err, fmt, ap);
	va_end(ap);
	return rc;
}

static inline int sl_runv(struct sl_job *job, uint32_t flags, const char *const *argv)
{
	struct sl_command command = { SL_SIZE_OF(struct sl_command), 0, NULL, NULL,
				      NULL, NULL, NULL, NULL };

	command.flags = flags;
	command.argv = argv;
	return job->host->run(job, &command);
}

#ifdef __cplusplus
} /* extern "C" */

template <typename... Arg>
static inline int sl_run(struct sl_job *job, uint32_t flags, Arg... arg)
{
	const char *const argv[] = { arg..., nullptr };
	return sl_runv(job, flags, argv);
}
#else
#define sl_run(job, flags, ...) \
	sl_runv(job, flags, (const char *const[]){ __VA_ARGS__, NULL })
#endif

#endif /* STATELESS_PLUGIN_H */
