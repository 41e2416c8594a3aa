#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every command that changes something, ended or failed at each of its changes.

    loops.py list
    loops.py SCENARIO [CLASS [ACTION [N]]]

CLASS is write, rename, link (any entry of a folder), mount or sync; ACTION is kill, fail
(no space left), int or term; N is which call.  After each run: nothing is mounted or runs,
each file is the old or the new one, the inventory is whole; and the same command, run
again, leads to what an undisturbed run leads to.
"""

import errno
import os
import re
import signal
import sys
import tempfile

import injector
from small_site import Site

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD_DIR", os.path.join(SOURCE, "build/dev"))
ALL = 60  # calls of one class up to which each is struck
ENDS = 15  # of more, so many at both ends, and as many in between

ACTIONS = {"kill": (injector.KILL, 0), "fail": (injector.FAIL, errno.ENOSPC),
           "int": (injector.SIGNAL, signal.SIGINT), "term": (injector.SIGNAL, signal.SIGTERM)}

# Of the file systems, and of the database, which does not always know why.
SAID = re.compile("No space left on device|disk is full|unable to open database file|"
                  "disk I/O error")

# name -> (what comes before, None: not even a site, the command, what finishes it once its record is written)
NODES = [["nodeset", "n[1-3]", "netboot=a"]]
FINISH = ["makedhcp"]
SCENARIOS = {
    "genimage": ([], ["genimage", "c"], None),
    "regenimage": ([["genimage", "c"]], ["genimage", "c"], None),
    "update": ([["genimage", "c"]], ["genimage", "--update", "c"], None),
    "packimage": ([["genimage", "c"]], ["packimage", "c"], None),
    "tag": ([], ["tag", "a", "good"], None),
    "gc": (NODES + [["nodeset", "n[1-3]", "netboot=b"]], ["gc"], None),
    "rmimage": ([], ["rmimage", "b"], None),
    "mkdef": ([], ["mkdef", "-t", "node", "n9", "groups=all", "arch=riscv64", "ip=10.1.0.9",
                   "mac=52:54:00:00:00:09"], FINISH),
    "chdef": (NODES, ["chdef", "n2", "addkcmdline=quiet debug"], FINISH),
    "rmdef": (NODES, ["rmdef", "n2"], FINISH),
    "nodeset": (NODES, ["nodeset", "n[1-3]", "netboot=b"], None),
    "rollback": (NODES + [["nodeset", "n[1-3]", "netboot=b"]], ["rollback", "n[1-3]"], FINISH),
    "makedhcp": (NODES, ["makedhcp"], None),
    "init": (None, ["init", "--network", "127.0.0.0/8", "--server", "127.0.0.1",
                    "--interface", "lo"], None),
}


class Scenario:
    def __init__(self, name, folder):
        before, self.command, self.finish = SCENARIOS[name]
        self.name, self.site = name, Site(BUILD, folder)
        if before is None:
            os.mkdir(self.site.root)
        else:
            self.site.make()
        for words in before or []:
            self.site.run(*words)
        self.site.keep()
        self.old = self.site.files()
        done = injector.run(BUILD, self.site.words(*self.command))
        assert done.status == 0, (self.command, done.said)
        self.counts = dict(zip(injector.CLASSES, done.counts))
        self.new, self.record = self.site.files(), record(self.site)

    def strike(self, kind, action, at):
        what = f"{self.name} {kind} {action} {at}"
        how, error = ACTIONS[action]
        self.site.put_back()
        done = injector.run(BUILD, self.site.words(*self.command), kind, at, how, error)
        check(not self.site.wait_for_quiet(), what, "runs on", self.site.processes())
        check(not self.site.mounts(), what, "stays mounted", self.site.mounts())
        self.check_end(what, action, done)
        self.check_files(what)
        self.go_on(what)

    def check_end(self, what, action, done):
        is_new = self.is_new()
        if action == "kill":
            check(done.status == -signal.SIGKILL, what, "was not killed", done.status)
        elif done.status == 0:
            is_told = "warning:" in done.said or "problem  " in done.out
            check(is_new or (action == "fail" and is_told), what, "ended with 0", done.said)
        elif action == "fail":
            check(done.status in (1, 3) and done.said.strip(), what, "status", done.status, done.said)
            check(SAID.search(done.said), what, "does not say why:", done.said)
        else:
            check(done.status == 130, what, "status", done.status, done.said)

    def is_new(self):
        return self.site.files() == self.new and record(self.site) == self.record

    def check_files(self, what):
        """What others read is the old or the new; what is hidden is nobody's."""
        for path, found in self.site.files().items():
            if is_hidden(path) or path.startswith("run/"):
                continue
            check(found in (self.old.get(path), self.new.get(path)) or found[0] == "folder",
                  what, "neither old nor new:", path, found)

    def go_on(self, what):
        if self.is_new():
            return
        words = self.command
        if self.finish and record(self.site) == self.record:
            words = self.finish
        again = injector.run(BUILD, self.site.words(*words))
        check(again.status == 0, what, "once more:", again.status, again.said)
        files = self.site.files()
        wrong = {path for path in files.keys() | self.new.keys()
                 if files.get(path) != self.new.get(path)}
        check(not wrong, what, "once more, and these differ:", sorted(wrong)[:5])
        check(record(self.site) == self.record, what, "once more, and the record differs")


def record(site):
    """Whether a state was applied is not what the user asked for."""
    return [re.sub(r"('state', .*), [01](, )", r"\1\2", row, count=1) for row in site.database()]


def is_hidden(path):
    return any(part.startswith(".") for part in path.split("/"))


def check(is_right, *what):
    if not is_right:
        raise AssertionError(" ".join(map(str, what)))


def chosen(count):
    if count <= ALL:
        return list(range(1, count + 1))
    step = max(1, (count - 2 * ENDS) // ENDS)
    return sorted({*range(1, ENDS + 1), *range(ENDS, count - ENDS, step),
                   *range(count - ENDS + 1, count + 1)})


def run(name, kinds, actions, calls):
    failures = []
    with tempfile.TemporaryDirectory(prefix="stateless-faults-") as folder:
        scenario = Scenario(name, folder)
        for kind in kinds:
            count = scenario.counts[kind]
            picked = calls or chosen(count)
            print(f"{name}: {count} of {kind}, {len(picked)} of them struck", flush=True)
            for action in actions:
                for at in picked:
                    try:
                        scenario.strike(kind, action, at)
                    except AssertionError as error:
                        failures.append(str(error))
                        print(f"FAILED {error}", flush=True)
    return failures


def main():
    if sys.argv[1:] in ([], ["list"]):
        print("\n".join(SCENARIOS))
        return 0
    if os.geteuid() != 0:
        print("skipped: mount namespaces need root")
        return 77
    name, *more = sys.argv[1:]
    kinds = more[:1] or injector.CLASSES
    actions = more[1:2] or list(ACTIONS)
    return 1 if run(name, kinds, actions, [int(n) for n in more[2:3]]) else 0


if __name__ == "__main__":
    sys.exit(main())
