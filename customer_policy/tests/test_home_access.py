from odoo.tests import tagged

from .access_common import AccessMixin
from .common import PolicyCase
from .home_common import HomeMixin


@tagged("post_install", "-at_install")
class TestHomeAccess(HomeMixin, AccessMixin, PolicyCase):
    """Secrecy on the pages of who decides and of who watches."""

    def test_figures_of_a_custodian_and_an_auditor_are_the_lists_behind_them(self):
        self._request()
        self._grant(user=self.colleague)
        self._break_glass(self.secret.confidential_code)
        self._hold(self.employee)
        figures = self.assertListsHoldWhatIsCounted(
            self.custodian,
            "custodian",
            filled=(
                "access_requests",
                "access_active",
                "access_holds",
                "classified",
                "emergencies",
            ),
        )
        self.assertEqual(figures["access_requests"].value, 1)
        self.assertEqual(figures["emergencies"].value, 1)
        self.assertListsHoldWhatIsCounted(
            self.auditor, "auditor", filled=("emergencies", "access_active")
        )

    def test_a_page_names_nobody_and_counts_nothing_of_who_is_hidden(self):
        self.open_customer.user_id = self.secret.user_id = self.manager
        self._refresh()
        figure = self._figure(self.manager, "staff", "my_customers")
        listed = self._listed(figure)
        self.assertEqual(figure.value, len(listed))
        mine = self.env["res.partner"].with_user(self.manager)
        self.assertEqual(
            listed, mine.search([("user_id", "=", self.manager.id)]) & listed
        )
        self.colleague.group_ids += self.env.ref("customer_policy.group_user")
        before = self._figure(self.colleague, "staff", "my_customers").value
        self.secret.user_id = self.manager
        self.open_customer.user_id = self.colleague
        self._refresh()
        figure = self._figure(self.colleague, "staff", "my_customers")
        self.assertEqual(figure.value, before + 1)
        self.assertNotIn(self.secret.id, self._listed(figure).ids)

    def test_without_the_clearance_the_register_counts_what_its_list_shows(self):
        figure = self._figure(self.blind_custodian, "custodian", "classified")
        self.assertEqual(len(self._listed(figure)), figure.value)
        cleared = self._figure(self.custodian, "custodian", "classified")
        self.assertGreaterEqual(cleared.value, figure.value)
