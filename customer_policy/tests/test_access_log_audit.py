from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, tagged

from .access_log_common import AccessLogMixin
from .http_common import RpcMixin

READ, NOTHING = {"read"}, set()
# model -> person -> what he or she may do
RIGHTS = {
    "customer.access.log": {
        "cleared": NOTHING,
        "auditor": READ,
        "custodian": READ,
        "admin": NOTHING,
    },
    "customer.access.seal": {
        "cleared": NOTHING,
        "auditor": READ,
        "custodian": READ,
        "admin": NOTHING,
    },
    "customer.access.volume": {
        "cleared": NOTHING,
        "auditor": READ,
        "custodian": READ,
        "admin": NOTHING,
    },
    "customer.export.usage": {
        "cleared": READ,
        "auditor": READ,
        "custodian": READ,
        "admin": READ,
    },
    "customer.export.request": {
        "cleared": {"read", "create"},
        "auditor": {"read", "create"},
        "custodian": {"read", "create"},
        "admin": {"read", "create"},
    },
}
OPERATIONS = {
    "read": [[], ["display_name"]],
    "write": [[1], {"purpose": "x"}],
    "create": [[{"purpose": "Letter", "request_text": "all"}]],
    "unlink": [[1]],
}


@tagged("post_install", "-at_install")
class TestAccessLogRights(RpcMixin, AccessLogMixin, HttpCase):
    """Who may do what with the records of access, asked of a real server."""

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        self.admin = self.env.ref("base.user_admin")
        self.admin.password = "log_admin"

    def _error(self, *args):
        return self._rpc(*args)[1]

    def test_decision_table(self):
        for person in ("cleared", "auditor", "custodian", "admin"):
            login = getattr(self, person).login
            self.authenticate(login, "log_admin" if person == "admin" else login)
            for model, rights in RIGHTS.items():
                for operation, arguments in OPERATIONS.items():
                    with self.subTest(person=person, model=model, operation=operation):
                        method = "search_read" if operation == "read" else operation
                        error = self._error(model, method, *arguments)
                        if operation in rights[person]:
                            self.assertIsNone(error)
                        else:
                            self.assertEqual(error, "odoo.exceptions.AccessError")

    def test_the_button(self):
        for person, allowed in (("auditor", True), ("custodian", True)):
            user = getattr(self, person)
            self.authenticate(user.login, user.login)
            error = self._error("customer.access.log", "action_verify", [])
            self.assertEqual(error is None, allowed)
        self.authenticate(self.cleared.login, self.cleared.login)
        error = self._error("customer.access.log", "action_verify", [])
        self.assertEqual(error, "odoo.exceptions.UserError")


@tagged("post_install", "-at_install")
class TestAccessLogAudit(AccessLogMixin, TransactionCase):
    """What auditors see, and what runs by itself."""

    def setUp(self):
        super().setUp()
        self.log = self.env["customer.access.log"]
        self._start()

    def _days(self, counts):
        """Reads of so many customers on each of the last days, the last one today."""
        for ago, count in enumerate(reversed(counts)):
            day = fields.Datetime.now() - timedelta(days=ago)
            for number in range(count):
                self.env.cr.execute(
                    "INSERT INTO customer_access_log "
                    "(date, user_id, partner_ref, operation, record_count) "
                    "VALUES (%s, %s, %s, 'read', 1)",
                    [day, self.cleared.id, number],
                )

    def _unusual(self):
        volume = self.env["customer.access.volume"].with_user(self.auditor)
        return volume.search(
            [("user_id", "=", self.cleared.id), ("is_unusual", "=", True)]
        )

    def test_somebody_who_reads_far_more_than_usual_is_shown(self):
        self._days([5, 6, 4, 5, 60])
        day = self._unusual()
        self.assertEqual((day.customer_count, day.median), (60, 5))
        self.assertEqual(day.date, fields.Date.today())
        lines = self.log.with_user(self.auditor).search(
            day.action_open_lines()["domain"]
        )
        self.assertEqual(len(lines), 60)

    def test_a_busy_person_on_a_busy_day_is_not(self):
        self._days([50, 60, 55, 60])
        self.assertNotIn(fields.Date.today(), self._unusual().mapped("date"))

    def test_few_customers_are_never_unusual(self):
        self._days([1, 1, 1, 15])
        self.assertFalse(self._unusual())

    def test_what_is_unusual_is_a_setting(self):
        self._days([5, 6, 4, 5, 60])
        settings = self.env["ir.config_parameter"]
        settings.set_param("customer_policy.access_unusual_factor", "20")
        self.assertFalse(self._unusual())
        settings.set_param("customer_policy.access_unusual_factor", "3")
        settings.set_param("customer_policy.access_unusual_least", "61")
        self.assertFalse(self._unusual())

    def test_the_views_open(self):
        self._days([3])
        for model in ("log", "volume", "seal"):
            records = self.env[f"customer.access.{model}"].with_user(self.auditor)
            for view_type in ("list", "search", "form"):
                records.get_view(view_type=view_type)
        self.log.with_user(self.auditor).web_read_group([], ["user_id"])
        self.log.with_user(self.auditor).formatted_read_group(
            [], ["code", "operation"], ["__count", "partner_ref:count_distinct"]
        )

    def _trigger(self, name):
        cron = self.env.ref(f"customer_policy.{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_the_jobs_seal_and_purge(self):
        self._days([2])
        self.env.cr.execute(
            "UPDATE customer_access_log SET level = '2', "
            "date = date - interval '6 years' WHERE partner_ref = 0"
        )
        self._trigger("ir_cron_seal_access_log")
        lines = self._lines()
        self.assertTrue(all(lines.mapped("hash")))
        kept = lines.filtered("partner_ref")
        self._trigger("ir_cron_purge_access_log")
        left = self._lines()
        self.assertEqual(left & lines, kept)
        self.assertEqual((left - lines).mapped("operation"), ["purge"])
        found = self.log._verify()
        self.assertEqual((found["broken"], found["purged"]), (None, 1))
        self._trigger("ir_cron_seal_access_log")
        self.assertIsNone(self.log._verify()["broken"])

    def test_a_level_that_keeps_its_lines_for_good(self):
        self.env.cr.execute(
            "UPDATE customer_confidentiality_level SET "
            "log_retention_days = 0 WHERE level = '3'"
        )
        self._days([2])
        self.env.cr.execute(
            "UPDATE customer_access_log SET level = '3', "
            "date = date - interval '60 years' WHERE partner_ref = 0"
        )
        self.log._seal_pending()
        self.assertFalse(self.log._seals_to_purge())
