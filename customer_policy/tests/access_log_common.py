from odoo.fields import Command
from odoo.tests import new_test_user

MARK = "Zwielicht"


class AccessLogMixin:
    """Classified customers, and people who may and may not know them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.clear_cache)
        cls.cleared = cls._user("cleared", "group_clearance_secret", partners=True)
        cls.uncleared = cls._user("uncleared")
        cls.auditor = cls._user("auditor", "group_auditor")
        cls.custodian = cls._user("custodian", "group_custodian")
        cls.secret = cls._customer("Secret", "2")
        cls.contact = cls.env["res.partner"].create(
            {"name": f"{MARK} Contact", "parent_id": cls.secret.id}
        )
        cls.open = cls._customer("Open", "0")
        cls.env["customer.confidentiality"]._forget()
        cls.env.invalidate_all()

    @classmethod
    def _user(cls, name, *groups, partners=False):
        user = new_test_user(
            cls.env,
            login=f"log_{name}",
            name=f"Log {name}",
            email=f"log_{name}@example.com",
            groups="base.group_user,base.group_allow_export",
            lang="en_US",
        )
        links = [f"customer_policy.{group}" for group in groups]
        links += ["base.group_partner_manager"] if partners else []
        user.group_ids = [Command.link(cls.env.ref(xmlid).id) for xmlid in links]
        return user

    @classmethod
    def _customer(cls, name, level="0", **values):
        customer = cls.env["res.partner"].create(
            {
                "name": f"{MARK} {name}",
                "email": f"{name.lower()}@zwielicht.example",
                "is_company": True,
                **values,
            }
        )
        if level != "0":
            customer.sudo().confidentiality_own_level = level
        return customer

    def _start(self):
        """As a new request: nothing is cached, nothing collected."""
        self.env.cr.flush()
        self.env.invalidate_all()
        self.env.cr.execute("SELECT coalesce(max(id), 0) FROM customer_access_log")
        (self.last_line,) = self.env.cr.fetchone()

    def _lines(self):
        """What was logged since ``_start``."""
        self.env.cr.flush()
        self.env.invalidate_all()
        return (
            self.env["customer.access.log"]
            .sudo()
            .search([("id", ">", self.last_line)], order="id")
        )

    def assertLogged(self, partners, operation="read", user=None):
        lines = self._lines()
        expected = [
            (user or self.cleared, partner.commercial_partner_id.id, operation)
            for partner in partners
        ]
        self.assertCountEqual(
            [(line.user_id, line.partner_ref, line.operation) for line in lines],
            expected,
        )
        return lines
