# SPDX-License-Identifier: BSD-2-Clause
# plugins/mic/grammar.py - strict readers of the vendor's configuration, for the tests.
"""Grammar A is that of MPSS 3 (libmpssconfig/mpssconfig.c), grammar B that of MPSS 4.  A
problem is (RULE, LINE, TEXT).  The vendor's readers tolerate some of them: what is made
here has to have none."""

import os
import re

# What a reader of grammar A trips over; the numbers of the tests' vectors.
(BLANK_LINE, LEADING, COMMENT, TAB, SPACES, RETURN, MANY, QUOTE, END, REPEATED, GLOB,
 DIRECTIVE, MISSING) = range(13)

SWITCH = r"(Enabled|Disabled)$"
PATH = r"/\S+$"
ADDRESS = r"\d+\.\d+\.\d+\.\d+$"
POWER = "cpufreq_(on|off);corec6_(on|off);pc3_(on|off);pc6_(on|off)$"
NETWORK = {"StaticPair": {"micip", "hostip", "modhost", "modcard", "netbits", "mtu"},
           "StaticBridge": {"bridge", "micip", "modhost", "modcard", "gw"},
           "Bridge": {"bridge"}}

# Keyword: least and most arguments, and what the arguments look like.
DIRECTIVES = {
    "include": (1, 1, []), "version": (1, 2, ["1$", "[01]$"]),
    "family": (0, 1, ["x[12]00$"]), "mpssversion": (0, 1, [r"[34]\.x$"]),
    "osimage": (0, 2, [PATH, PATH]), "efiimage": (0, 1, [PATH]),
    "bootonstart": (1, 1, [SWITCH]), "verboselogging": (1, 1, [SWITCH]),
    "hostname": (1, 1, [r"[\w.-]+$"]), "console": (1, 1, ["hvc0$"]),
    "extracommandline": (1, 1, []), "powermanagement": (1, 1, [POWER]),
    "base": (2, 2, ["(CPIO|DIR)$", PATH]), "commondir": (1, 1, [PATH]),
    "micdir": (1, 1, [PATH]), "overlay": (2, 4, ["(Simple|Filelist|File|RPM)$"]),
    "k1omrpms": (1, 1, [PATH]),
    "rootdevice": (1, 3, ["(RamFS|StaticRamFS|NFS|SplitNFS)$"]),
    "network": (1, 7, []), "macaddrs": (1, 2, []), "shutdowntimeout": (1, 1, [r"-?\d+$"]),
    "bridge": (4, 5, [r"\S+$", "(Internal|External)$", rf"(dhcp$|{ADDRESS})", r"\d+$",
                      r"\d+$"]),
    "crashdump": (2, 2, [PATH, r"\d+$"]), "service": (4, 4, []),
    "cgroup": (1, 8, ["memory=(enabled|disabled)$"]), "userauthentication": (1, 3, []),
}
SEVERAL = {"include", "overlay", "bridge", "service"}


class Reader:
    """directives: (keyword, arguments), in order, those of included files in their
    place."""

    def __init__(self, folder):
        self.folder, self.directives, self.problems = folder, [], []
        self.bridges = set()

    def problem(self, rule, number, text):
        self.problems.append((rule, number, text))

    def include(self, name, number):
        if "*" in name:
            if name != "conf.d/*.conf":
                self.problem(GLOB, number, name)
            return
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            self.problem(MISSING, number, name)
            return
        with open(path, encoding="ascii", newline="") as file:
            self.read(file.read())

    def read(self, text):
        if not text.endswith("\n"):
            self.problem(END, text.count("\n") + 1, text[-20:])
        seen = set()
        for number, line in enumerate(text.split("\n"), 1):
            if line and not line.lstrip().startswith("#"):
                self.read_line(line, number, seen)

    def read_line(self, line, number, seen):
        if not line.strip():
            self.problem(BLANK_LINE, number, line)
            return
        bare = re.sub('"[^"]*"', "quoted", line)
        for rule, pattern in ((LEADING, r"^[ \t]"), (TAB, r"\t"), (SPACES, r"  | $"),
                              (RETURN, r"\r")):
            if re.search(pattern, bare):
                self.problem(rule, number, line)
        words = [quoted if quoted is not None else word for quoted, word in
                 (m.groups() for m in re.finditer(r'"([^"]*)"|([^ "]+)', line))]
        if any(word.startswith("#") for word in words[1:]):
            self.problem(COMMENT, number, line)
        if line.count('"') % 2:
            self.problem(QUOTE, number, line)
        keyword, arguments = words[0].lower() if words else "", words[1:]
        if len(arguments) > 9:
            self.problem(MANY, number, line)
        if keyword in seen - SEVERAL:
            self.problem(REPEATED, number, line)
        seen.add(keyword)
        self.check(keyword, arguments, number)
        self.directives.append((keyword, arguments))
        if keyword == "include" and len(arguments) == 1:
            self.include(arguments[0], number)

    def check(self, keyword, arguments, number):
        least, most, forms = DIRECTIVES.get(keyword, (1, 0, []))
        wrong = not least <= len(arguments) <= most
        for form, argument in zip(forms, arguments):
            wrong = wrong or not re.match(form, argument)
        if keyword == "network" and not wrong:
            wrong = not self.is_network(arguments)
        if keyword == "bridge" and not wrong:
            self.bridges.add(arguments[0])
        if wrong:
            self.problem(DIRECTIVE, number, " ".join([keyword] + arguments))

    def is_network(self, arguments):
        """A bridge must have been declared before."""
        pairs = dict(a.split("=", 1) for a in arguments if "=" in a)
        known = NETWORK.get(pairs.pop("class", ""), set())
        return (len(pairs) == len(arguments) - 1 and set(pairs) <= known and
                ("bridge" not in known or pairs.get("bridge") in self.bridges))

    def value(self, keyword):
        """Of a directive given twice the last counts."""
        return [a for k, a in self.directives if k == keyword][-1]


def read_a(folder, name):
    reader = Reader(folder)
    with open(os.path.join(folder, name), encoding="ascii", newline="") as file:
        reader.read(file.read())
    return reader


INET = r"inet static address=[\d.]+ netmask=[\d.]+"
MAC = r"(Serial|Random|[0-9a-f:]{17})$"
KEYWORDS_B = {
    "EfiImage": PATH, "KernelImage": PATH, "KernelSymbols": PATH, "InitRamFsImage": PATH,
    "RootFsImage": PATH, "RepoFsImage": PATH, "AutoBoot": SWITCH,
    "ShutdownTimeout": r"\d+$", "BootTimeout": r"\d+$", "KernelExtraCommandLine": r".+$",
    "HostNetworkConfig": rf"({INET}|bridge \S+|none)$",
    "CardNetworkConfig": rf"({INET} gateway=[\d.]+|inet dhcp( hostname=\S+)?|none)$",
    "HostMacAddress": MAC, "CardMacAddress": MAC,
}


def read_b(text, exists):
    """keyword -> rest, and the problems.  exists(path): those that must be there."""
    found, problems = {}, []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        quoted = re.match(r'(\S+) "([^"]*)"$', line)
        fields = quoted.groups() if quoted else re.split(r"[ \t]", line)
        rest = " ".join(fields[1:])
        if "" in fields or ('"' in line and not quoted):
            problems.append((number, "fields", line))
        elif fields[0] not in KEYWORDS_B:
            problems.append((number, "keyword", line))
        elif not re.match(KEYWORDS_B[fields[0]], rest):
            problems.append((number, "value", line))
        elif fields[0] in found:
            problems.append((number, "twice", line))
        elif KEYWORDS_B[fields[0]] == PATH and not exists(rest):
            problems.append((number, "missing", line))
        found[fields[0]] = rest
    return found, problems
