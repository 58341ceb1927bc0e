from odoo.tests import HttpCase, tagged

from .contact_import_common import ContactImportMixin


@tagged("post_install", "-at_install")
class TestTourSetup(ContactImportMixin, HttpCase):
    def test_manager_sets_the_policy_up_within_the_first_hour(self):
        self.env["customer.policy.setup"].search([]).unlink()
        self.manager.name = "Setup Manager"
        role = self.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": False, "deputy_id": False})
        self.start_tour(
            "/odoo", "customer_policy_setup", login=self.manager.login, timeout=300
        )
        self.env.invalidate_all()
        setup = self.env["customer.policy.setup"].search([])
        self.assertEqual((setup.state, setup.closed_by_id), ("done", self.manager))
        profile = self.env["customer.policy.profile"].search([("code", "=", "retail")])
        self.assertEqual(profile.chosen_by_id, self.manager)
        self.assertEqual(role.holder_id, self.manager)
        company = self._named("Tour Harbour")
        self.assertEqual(self._named("Tour Ann").parent_id, company)
        self.assertFalse(self._named("Tour Lost"))
        self.assertTrue(setup.review_id.is_simulation)
        self.assertEqual(setup.review_id.state, "computed")
        self.assertFalse(
            self.env.ref("customer_policy.menu_setup_start").active,
            "The application opens with the set-up still.",
        )
