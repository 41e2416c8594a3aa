/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq.h - the answers in dnsmasq's words, and word to a running dnsmasq.
 *
 *   STATEDIR/dnsmasq/stateless.conf      networks, TFTP; names all the others. A file of
 *                                        /etc/dnsmasq.d takes it in by conf-file=
 *                    rules/PLATFORM.conf boot files by kind of client
 *                    macs.conf           tags of nodes that have answers of their own
 *                    hosts               dhcp-hostsfile: MAC,IP,NODE,infinite
 *                    options             dhcp-optsfile: of networks and single nodes
 *
 * SIGHUP makes dnsmasq read hosts and options again, the others only a restart.  A hosts
 * line must not set a tag: once such a host was answered, SIGHUP makes dnsmasq (2.86 to
 * 2.90 at least) free what it never allocated, and it dies.  So rules hold for every
 * known host that is of their kind, and the few nodes with answers of their own are
 * tagged by dhcp-mac.  dnsmasq is quadratic in hosts when it reads them: good to about
 * 10,000.
 */
#ifndef DHCP_DNSMASQ_H
#define DHCP_DNSMASQ_H

#include "dhcp.h"

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"

#include <sys/types.h>

struct dnsmasq_site {
	const char *folder;            /* STATEDIR/dnsmasq           */
	const char *tftpdir;           /* root of its TFTP server    */
	const struct strv *interfaces; /* it answers on; none: all   */
};

/* Each appends the whole text of one file. */
void dnsmasq_conf(const struct dnsmasq_site *, const struct dhcp_answers *, struct str *);
void dnsmasq_rules(const struct dhcp_platform *, const struct dhcp_answers *,
		   struct str *);

/* old: the text that the file has now, or "": lines of nodes that `answers` says nothing
 * of are kept, unless it is whole. */
void dnsmasq_hosts(const char *old, const struct dhcp_answers *, struct str *);
void dnsmasq_options(const char *old, const struct dhcp_answers *, struct str *);
void dnsmasq_macs(const char *old, const struct dhcp_answers *, struct str *);

/* Which node has which MAC and address, as a hosts file says.  Texts are the arena's. */
void dnsmasq_known(const char *hosts, struct arena *, struct map *macs, struct map *ips);

/* The process of that pid file (NULL: where the distributions have it), if it is one of
 * dnsmasq; 0: none runs; -errno, said. */
pid_t dnsmasq_pid(struct log *, const char *pidfile) MUST_CHECK;

/* Does the process read the configuration file `conf`?  words: its command line, each
 * word ended by a NUL. */
bool dnsmasq_reads(pid_t pid, const char *conf);
bool dnsmasq_reads_by(const char *words, size_t bytes, const char *conf);

/* Makes the dnsmasq of that pid file (NULL: where the distributions have it) read hosts
 * and options again, and says so when a restart is due besides.  That none runs is no
 * error.  0 or -errno. */
int dnsmasq_reload(struct log *, const char *pidfile, bool restart) MUST_CHECK;

#endif
