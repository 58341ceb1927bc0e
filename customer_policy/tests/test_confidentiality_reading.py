from odoo.exceptions import MissingError
from odoo.tests import tagged

from ..models.customer_confidentiality_seen import are_seen
from .confidentiality_common import PEOPLE, ConfidentialityCase

RECUSALS = "customer_complaint_respondent_rel"


@tagged("post_install", "-at_install")
class TestConfidentialityReading(ConfidentialityCase):
    """What a read of documents learns of their customers, and what it need not ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.hidden_account = cls.env["res.partner.bank"].create(
            [
                {"acc_number": "BE71 0961 2345 6769", "partner_id": partner.id}
                for partner in (cls.open_customer, cls.secret)
            ]
        )
        cls._classify(cls.secret)

    def _fetch(self, account, user):
        """:return: the customer, in the environment in which the document was read"""
        self.env.flush_all()
        self.env.invalidate_all()
        account.with_user(user).fetch(["partner_id"])
        return account.sudo().partner_id.with_user(user)

    # ----------------------------------------------------------- customers of documents

    def test_customer_of_a_document_that_was_read_is_not_asked_for_again(self):
        customer = self._fetch(self.account, self.employee)
        with self.assertQueryCount(0):
            self.assertTrue(are_seen(customer.env, customer._ids))
            self.assertFalse(customer.confidentiality_hidden)

    def test_customer_of_a_document_that_was_refused_stays_hidden(self):
        with self.assertRaises(MissingError):
            self._fetch(self.hidden_account, self.employee)
        hidden = self.secret.with_user(self.employee)
        self.assertFalse(are_seen(hidden.env, hidden._ids))
        self.assertTrue(hidden.sudo().confidentiality_hidden)

    def test_what_the_superuser_reads_tells_nothing_of_who_may_see_it(self):
        self.env.invalidate_all()
        self.hidden_account.with_user(self.employee).sudo().fetch(["partner_id"])
        hidden = self.secret.with_user(self.employee)
        self.assertFalse(are_seen(hidden.env, hidden._ids))
        self.assertTrue(hidden.sudo().confidentiality_hidden)

    def test_what_one_user_reads_tells_nothing_of_another(self):
        self.assertEqual(self._fetch(self.hidden_account, self.cleared), self.secret)
        hidden = self.secret.with_user(self.employee)
        self.assertFalse(are_seen(hidden.env, hidden._ids))

    def test_access_that_ends_after_the_read_ends_at_once(self):
        customer = self._fetch(self.hidden_account, self.cleared)
        self.assertTrue(are_seen(customer.env, customer._ids))
        self._hold(self.cleared)
        self.assertFalse(are_seen(customer.env, customer._ids))
        self.assertTrue(customer.sudo().confidentiality_hidden)

    def test_read_of_a_document_notes_its_classified_customer(self):
        log = self.env["customer.access.log"].sudo()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = log.search([])
        self.hidden_account.with_user(self.cleared).web_read({"partner_id": {}})
        self.env.cr.flush()
        line = log.search([]) - before
        self.assertEqual(line.user_id, self.cleared)
        self.assertEqual(line.partner_ref, self.secret.id)

    # ----------------------------------------------------------------- groups of people

    def test_colleagues_are_who_has_the_group(self):
        users = self.env["res.users"].union(*(getattr(self, name) for name in PEOPLE))
        users |= self.portal | self.env.ref("base.public_user")
        for user in users:
            with self.subTest(user.login):
                internal = user.has_group("base.group_user")
                self.assertEqual(user._is_colleague(), internal)

    def test_whose_groups_change_is_a_colleague_or_cleared_from_then_on(self):
        confidentiality = self.env["customer.confidentiality"]
        self.assertTrue(self.employee._is_colleague())
        self.assertEqual(confidentiality._clearance(self.employee), "0")
        self.employee.group_ids += self.env.ref(
            "customer_policy.group_clearance_secret"
        )
        self.assertEqual(confidentiality._clearance(self.employee), "2")
        self.employee.group_ids = self.env.ref("base.group_portal")
        self.assertFalse(self.employee._is_colleague())
        self.assertEqual(confidentiality._clearance(self.employee), "0")

    # ---------------------------------------------------------------------------- rules

    def test_a_rule_that_only_hides_is_optimized_once_and_for_all(self):
        rules = self.env["ir.rule"].with_user(self.employee)
        alone = []
        for name in self.env["customer.confidentiality"]._domains():
            if rules._get_rules(name) or self.env[name]._inherits:
                continue
            with self.subTest(name):
                rule = rules._compute_domain(name)
                self.assertIs(rule.optimize_full(self.env[name]), rule)
            alone.append(name)
        self.assertTrue(alone)

    # ------------------------------------------------------------------------- meetings

    def _asks_about_cases(self):
        meetings = self.env["calendar.event"].with_user(self.employee)
        return RECUSALS in meetings._search([]).select().code

    def test_meetings_ask_about_cases_once_there_is_one_about_a_case(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "About a customer",
                "start": "2030-12-01 10:00:00",
                "stop": "2030-12-01 11:00:00",
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.open_customer.id,
            }
        )
        self.assertFalse(self._asks_about_cases())
        meeting.res_model_id = self.env["ir.model"]._get_id("customer.complaint")
        self.assertTrue(self._asks_about_cases())
