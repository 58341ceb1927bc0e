from odoo.tests import tagged

from ..models.customer_confidentiality import masked_texts
from .confidentiality_common import MARK, ConfidentialityCase

BANK = "res.partner.bank"


@tagged("post_install", "-at_install")
class TestConfidentialityColumns(ConfidentialityCase):
    """No query compares, sorts or groups by a text that shows as a code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Account = cls.env[BANK].sudo()
        cls.accounts = Account.create(
            [
                {
                    "partner_id": partner.id,
                    "acc_number": f"{MARK}-{partner.id}",
                    "acc_holder_name": holder,
                }
                for partner, holder in (
                    (cls.secret, f"{MARK} Holder"),
                    (cls.open_customer, "Open Holder"),
                )
            ]
        )
        cls._classify(cls.secret, "2")

    def _keep_in_place(self, texts):
        settings = self.env["customer.confidentiality.model"].sudo()
        setting = settings.search([("model", "=", BANK)])
        values = {"model": BANK, "mode": "mask", "masked_fields": texts}
        if setting:
            setting.write(values)
        else:
            settings.create(values)
        self.env.invalidate_all()

    def _found(self, user, *domain):
        self.env.invalidate_all()
        accounts = self.env[BANK].with_user(user)
        return accounts.search([("id", "in", self.accounts.ids), *domain])

    def _groups(self, user):
        self.env.invalidate_all()
        groups = (
            self.env[BANK]
            .with_user(user)
            .formatted_read_group(
                [("id", "in", self.accounts.ids)], ["acc_holder_name"], ["__count"]
            )
        )
        return {group["acc_holder_name"] for group in groups}

    def test_all_that_may_show_as_codes_are_guarded(self):
        texts = masked_texts(self.env(user=self.employee))
        self.assertIn("res.partner", texts)
        for name in texts:
            guarded = self.env.registry[name]._field_to_sql
            self.assertTrue(hasattr(guarded, "origin"), name)

    def test_a_setting_made_now_counts_now(self):
        self._keep_in_place("acc_holder_name")
        self.assertEqual(self._found(self.employee), self.accounts)
        by_text = ("acc_holder_name", "like", MARK)
        self.assertFalse(self._found(self.employee, by_text))
        self.assertEqual(self._groups(self.employee), {False, "Open Holder"})
        self.assertEqual(self._found(self.cleared, by_text), self.accounts[0])
        self.assertEqual(self._groups(self.cleared), {f"{MARK} Holder", "Open Holder"})

    def test_and_goes_with_the_setting(self):
        self._keep_in_place("acc_holder_name")
        self.assertFalse(self._found(self.employee, ("acc_holder_name", "like", MARK)))
        self._keep_in_place(False)
        self.assertEqual(
            self._found(self.employee, ("acc_holder_name", "like", MARK)),
            self.accounts[0],
        )

    def test_columns_stay_guarded_when_models_are_set_up_anew(self):
        models = self.env["customer.confidentiality"]
        guarded = self.env.registry["res.partner"]._field_to_sql
        models._unregister_hook()
        self.assertIsNot(self.env.registry["res.partner"]._field_to_sql, guarded)
        self.assertFalse(
            hasattr(self.env.registry["res.partner"]._field_to_sql, "origin")
        )
        models._register_hook()
        models._register_hook()
        again = self.env.registry["res.partner"]._field_to_sql
        self.assertFalse(hasattr(again.origin, "origin"))

    def test_a_contact_joined_to_another_model_shows_no_text_either(self):
        self._keep_in_place("acc_holder_name")
        self.assertFalse(
            self._found(self.employee, ("partner_id.ref", "=", f"{MARK}-REF"))
        )
        self.assertEqual(
            self._found(self.cleared, ("partner_id.ref", "=", f"{MARK}-REF")),
            self.accounts[0],
        )
