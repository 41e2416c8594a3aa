# SPDX-License-Identifier: GPL-2.0-or-later
"""Looking at things until they are as they should be, with a bound."""
import time


def wait_for(what, seconds, look):
    """Looks until there is something to see; what: said when there never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen = look()
        if seen:
            print(f"ok: {what}", flush=True)
            return seen
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")


def check(truth, what):
    if not truth:
        raise AssertionError(what)
    print(f"ok: {what}", flush=True)
