import logging
import re

from odoo.tests import HttpCase, no_retry, tagged


class _Messages(logging.Handler):
    """What the browser wrote on its console."""

    def __init__(self):
        super().__init__()
        self.text = ""

    def emit(self, record):
        self.text += f"{record.getMessage()}\n"


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    def _run_suite(self):
        """:return: how many tests passed: a filter that finds none succeeds too"""
        messages = _Messages()
        logger = self._logger.getChild("browser")
        level = logger.level
        logger.addHandler(messages)
        logger.setLevel(logging.INFO)
        self.addCleanup(logger.setLevel, level)
        self.addCleanup(logger.removeHandler, messages)
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            "&filter=@customer_policy",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
        passed = re.search(r"\[HOOT\] Passed (\d+) tests", messages.text)
        return int(passed.group(1)) if passed else 0

    @no_retry
    def test_unit_desktop(self):
        self.assertGreater(self._run_suite(), 0)

    def test_the_web_client_loads_in_developer_mode(self):
        """Only there Odoo looks at what fields and widgets say of themselves."""
        self.env.ref("base.user_admin").tour_enabled = False
        self.browser_js(
            "/odoo?debug=1",
            "console.log('test successful')",
            ready="odoo.isReady === true",
            login="admin",
        )
