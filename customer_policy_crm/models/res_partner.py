from odoo import models
from odoo.tools import SQL

from odoo.addons.customer_policy.tools.classified import CONTACTS


class ResPartner(models.Model):
    _inherit = "res.partner"

    def init(self):
        """The mail domains of classified companies, for their leads."""
        res = super().init()
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s"
                " (('@' || split_part(email_normalized, '@', 2)))",
                SQL.identifier(f"{CONTACTS}_domain"),
                SQL.identifier(CONTACTS),
            )
        )
        return res

    def action_classify(self, level, reason, until, keeper_id=False):
        """What was typed in while the customer was open goes with it."""
        family = self.sudo()._family()
        fresh = family.filtered(lambda partner: partner.confidentiality_level == "0")
        if fresh:
            self.env["crm.lead"].sudo()._forget_typed(fresh)
        return super().action_classify(level, reason, until, keeper_id)
