"""Runs a module's tests inside Odoo; started by ./dev odoo-suite, never imported.

It is Odoo's own server with its own runner, except that

- the tests of a module that Odoo runs while it installs it run here too, in the
  database with everything installed: at their usual time the add-ons are not there;
- each test's outcome is written to a file, a line of JSON as it happens;
- a browser gets more time, because other programs may share the machine.
"""

import json
import os

import odoo.cli
from odoo.tests import loader
from odoo.tests.case import _SubTest
from odoo.tests.common import ChromeBrowser
from odoo.tests.suite import OdooSuite

RECORD = os.environ["ODOO_SUITE_RECORD"]
MODULE = os.environ["ODOO_SUITE_MODULE"]
BROWSER_PATIENCE = 2  # times the seconds that Odoo gives a browser
MESSAGE_LENGTH = 300

make_odoo_suite = loader.make_suite
run_odoo_suite = loader.run_suite


def write(**content) -> None:
    with open(RECORD, "a") as record:
        record.write(json.dumps(content) + "\n")


class RecordedResult(loader.OdooTestResult):
    """Odoo's result that writes down what comes of each test."""

    def startTest(self, test):
        write(test=test.id(), outcome="begun")
        return super().startTest(test)

    def addSkip(self, test, reason):
        write(test=whole(test).id(), outcome="skipped", message=str(reason))
        return super().addSkip(test, reason)

    def addError(self, test, err):
        self._write_broken(test, err)
        return super().addError(test, err)

    def addFailure(self, test, err):
        self._write_broken(test, err)
        return super().addFailure(test, err)

    def _write_broken(self, test, err) -> None:
        if not self._soft_fail:  # Odoo tries the test again
            text = f"{err[0].__name__}: {err[1]}"[:MESSAGE_LENGTH]
            write(test=whole(test).id(), outcome="broken", message=text)


def whole(test):
    """The test that a part of a test belongs to."""
    while isinstance(test, _SubTest) and test.test_case:
        test = test.test_case
    return test


def make_whole_suite(names, position="at_install") -> OdooSuite:
    """Both kinds of tests of the module, those at installation first."""
    positions = ("at_install", "post_install") if position == "post_install" else ()
    tests = {
        test.id(): test
        for kind in positions
        for test in make_odoo_suite([MODULE], kind)
    }
    return OdooSuite(tests.values())


def run_whole_suite(suite, global_report=None):
    result = run_odoo_suite(suite, global_report)
    write(outcome="through")
    return result


loader.OdooTestResult = RecordedResult
loader.make_suite = make_whole_suite
loader.run_suite = run_whole_suite
# Odoo's factor for a slowed down browser, which multiplies all waiting.
ChromeBrowser.throttling_factor = property(
    lambda browser: BROWSER_PATIENCE, lambda browser, factor: None
)

if __name__ == "__main__":
    odoo.cli.main()
