#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/layers/layers_test.py - does layers.py see what it is there for?
"""Each row is a file of a made-up tree, and what is to be said about it."""

import os
import tempfile
import unittest

import layers

LICENCE = "/* SPDX-License-Identifier: BSD-2-Clause */\n"

ROWS = [
    ("core/base/a.c", '#include "core/image/x.h"', "beyond this folder's border"),
    ("core/config/a.c", '#include "core/image/x.h"', "beyond this folder's border"),
    ("core/image/a.c", '#include "core/inventory/x.h"', "beyond this folder's border"),
    ("core/job/a.c", '#include "core/boot/x.h"', "beyond this folder's border"),
    ("core/plugin/a.c", '#include "core/build/x.h"', "beyond this folder's border"),
    ("core/boot/a.c", '#include "plugins/lib/x.h"', "beyond this folder's border"),
    ("core/boot/a.c", '#include "core/cli/x.h"', "nobody includes core/cli/"),
    ("core/boot/a.c", '#include "../x.h"', "beyond this folder's border"),
    ("core/boot/a.c", '#include "x.h"', "is not in this folder"),
    ("core/boot/a.c", '#include "core/image/x.h"', None),
    ("core/boot/a_test.c", '#include "tests/unit/unit.h"', None),
    ("plugins/a/a_fuzz.c", '#include "tests/unit/folder.h"', None),
    ("plugins/a/fuzz.c", '#include "tests/unit/folder.h"', "beyond this folder's border"),
    ("plugins/p/a.c", '#include "core/base/str.h"', "beyond this folder's border"),
    ("plugins/p/a.c", '#include "plugins/q/x.h"', "beyond this folder's border"),
    ("plugins/p/a.c", '#include "plugins/lib/x.h"', None),
    ("plugins/p/a.c", "#include <stateless/plugin.h>", None),
    ("node/a.c", "#include <stateless/plugin.h>", "no matter of this folder"),
    ("node/a.c", '#include "core/base/str.h"', "beyond this folder's border"),
    ("node/a.c", '#include "wire/words.h"', None),
    ("hostboot/a.c", '#include "core/base/str.h"', None),
    ("hostboot/a.c", '#include "node/http.h"', None),
    ("hostboot/a.c", '#include "core/image/x.h"', "beyond this folder's border"),
    ("wire/a.c", '#include "core/base/str.h"', "beyond this folder's border"),
    ("core/boot/a.c", "#include <confuse.h>", "core/config/ only"),
    ("core/boot/a.c", "#include <dlfcn.h>", "core/plugin/ only"),
    ("core/boot/a.c", "#include <sqlite3.h>", "core/inventory/ only"),
    ("plugins/p/a.c", "#include <archive.h>", "core/media/ only"),
    ("core/boot/a.c", "#include <microhttpd.h>", "core/serve/ only"),
    ("core/config/a.c", "#include <confuse.h>", None),
    ("core/boot/a.c", 'x = "of debian";', 'the core knows no "debian"'),
    ("core/boot/a.c", 'x = "made-up";', 'the core knows no "made-up"'),
    ("core/boot/a.c", "/* of debian */", None),
    ("core/boot/a.c", 'x = "debianize";', None),
    ("core/boot/a_test.c", 'x = "debian";', None),
    ("plugins/p/a.c", 'x = "debian";', None),
    ("node/a.c", "rc = system(line);", "system() is never called"),
    ("core/boot/a.c", "f = popen(line, 0);", "popen() is never called"),
    ("core/boot/a.c", 'x = "system(3)";', None),
    ("core/boot/a.c", "/* system() */ file_system(x);", None),
    ("core/boot/a.c", "\n" * 600, "longer than 600 lines"),
]


class Layers(unittest.TestCase):
    def breaches(self, path, text):
        with tempfile.TemporaryDirectory() as tree:
            os.makedirs(os.path.join(tree, os.path.dirname(path)))
            os.makedirs(os.path.join(tree, "plugins/made-up"))
            with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
                file.write(text)
            return list(layers.breaches(tree))

    def test_each_breach_is_seen(self):
        for path, text, wanted in ROWS:
            found = self.breaches(path, LICENCE + text + "\n")
            with self.subTest(path=path, text=text):
                if wanted is None:
                    self.assertEqual(found, [])
                else:
                    self.assertEqual(len(found), 1, found)
                    self.assertIn(wanted, found[0])
                    self.assertTrue(found[0].startswith(path + ":"))

    def test_line_is_that_of_the_breach(self):
        text = LICENCE + "/* two\n lines */\n#include <dlfcn.h>\n"
        self.assertTrue(self.breaches("node/a.c", text)[0].startswith("node/a.c:4:"))

    def test_licence_is_asked_for(self):
        self.assertIn("without its licence", self.breaches("node/a.c", "int x;\n")[0])


if __name__ == "__main__":
    unittest.main()
