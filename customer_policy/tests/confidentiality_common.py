"""A secret company, people who may know it and people who must not."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import MissingError
from odoo.fields import Command

from .common import PeopleMixin, PolicyCase

MARK = "ZQX"  # stands in every text of the secret company
PEOPLE = {
    "employee": "base.group_user,base.group_partner_manager",
    "colleague": "base.group_user,base.group_partner_manager",
    "account_manager": "base.group_user,base.group_partner_manager",
    "team_member": "base.group_user",
    "confidant": "customer_policy.group_clearance_confidential,base.group_user",
    "cleared": "customer_policy.group_clearance_secret,base.group_user,"
    "base.group_partner_manager",
    "insider": "customer_policy.group_clearance_top_secret,base.group_user",
    "custodian": "customer_policy.group_custodian,"
    "customer_policy.group_clearance_top_secret,base.group_partner_manager",
    "second_custodian": "customer_policy.group_custodian,"
    "customer_policy.group_clearance_top_secret",
    "blind_custodian": "customer_policy.group_custodian",
    "auditor": "customer_policy.group_auditor",
    "administrator": "base.group_system",
}


class ConfidentialityMixin(PeopleMixin):
    """For a test case: people as ``self.<name>``, customers, and the two acts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(PEOPLE, "secrecy")
        Partner = cls.env["res.partner"].with_context(tracking_disable=True)
        cls.secret = Partner.create(
            {
                "name": f"{MARK} Holding",
                "is_company": True,
                "email": f"{MARK}@holding.example.com".lower(),
                "phone": "+32 2 290 34 90",
                "street": f"{MARK} Street 1",
                "ref": f"{MARK}-REF",
                "user_id": cls.account_manager.id,
                "service_user_ids": [Command.set(cls.team_member.ids)],
            }
        )
        cls.secret_contact = Partner.create(
            {
                "name": f"{MARK} Contact",
                "parent_id": cls.secret.id,
                "email": f"contact@{MARK}.example.com".lower(),
            }
        )
        cls.secret_subsidiary = Partner.create(
            {
                "name": f"{MARK} Subsidiary",
                "parent_id": cls.secret.id,
                "is_company": True,
            }
        )
        cls.open_customer = Partner.create(
            {"name": "Open Customer", "is_company": True}
        )
        cls.open_contact = Partner.create(
            {"name": "Open Contact", "parent_id": cls.open_customer.id}
        )
        cls.family = cls.secret | cls.secret_contact | cls.secret_subsidiary

    @classmethod
    def _classify(cls, partner, level="2", days=90, user=None):
        until = fields.Date.today() + timedelta(days=days)
        partner.with_user(user or cls.custodian).action_classify(
            level, "Not to become known", until
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _declassify(cls, partner, user=None):
        partner.with_user(user or cls.custodian).action_declassify("May become known")
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _hold(cls, user, **values):
        now = fields.Datetime.now()
        hold = (
            cls.env["customer.access.hold"]
            .sudo()
            .create(
                {
                    "user_id": user.id,
                    "reason": "Under notice",
                    "date_from": now - timedelta(minutes=1),
                    **values,
                }
            )
        )
        cls._refresh()
        return hold

    @classmethod
    def _refresh(cls):
        cls.env["customer.confidentiality"]._invalidate()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def assertSees(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = records.with_user(user)
        self.assertEqual(mine.search([("id", "in", records.ids)]), mine)
        self.assertEqual(len(mine.read(["display_name"])), len(records))

    def assertHidden(self, user, records):
        """Not found, not counted, not read, just as if it did not exist."""
        self.env.flush_all()
        self.env.invalidate_all()
        mine = records.with_user(user)
        self.assertFalse(mine.search([("id", "in", records.ids)]))
        self.assertEqual(mine.search_count([("id", "in", records.ids)]), 0)
        self.assertEqual(self._read_or_nothing(mine), [])

    @staticmethod
    def _read_or_nothing(records):
        """What a client gets of records that may not exist, one refusal or another."""
        try:
            return records.read(["display_name"])
        except MissingError:
            return []


class ConfidentialityCase(ConfidentialityMixin, PolicyCase):
    pass
