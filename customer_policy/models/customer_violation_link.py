import secrets
from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

LINK_DAYS = "customer_policy.violation_link_days"


class CustomerViolation(models.Model):
    """A personal link to one case, for whoever is suspended or has no user.

    Only a hash of it is kept: it is shown once, and a new one ends the one before.
    """

    _inherit = "customer.violation"

    link_hash = fields.Char(copy=False, groups=fields.NO_ACCESS, policy_protected=True)
    date_link_until = fields.Datetime(
        "Personal Link until", copy=False, policy_protected=True
    )

    _link_idx = models.UniqueIndex("(link_hash) WHERE link_hash IS NOT NULL")

    # ------------------------------------------------------------------------ actions

    def action_make_link(self):
        """Show a new personal link, to be handed to the person."""
        self.ensure_one()
        self._begin_act()
        url = self._make_link()
        self._note(self.env._("A personal link was made."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "title": self.env._("Personal link, shown once: hand it to the person"),
                "message": url,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ----------------------------------------------------------------------- business

    def _make_link(self):
        self.ensure_one()
        violation = self.sudo()
        if violation.is_sealed or violation.state == "reported":
            raise UserError(
                self.env._(
                    "The person has not been told yet. Ask for a statement first."
                )
            )
        token = secrets.token_urlsafe(32)
        days = int(self.env["ir.config_parameter"].sudo().get_param(LINK_DAYS, 60))
        violation.write(
            {
                "link_hash": _hash(token),
                "date_link_until": fields.Datetime.now() + timedelta(days=days),
            }
        )
        return f"{violation.get_base_url()}/violation/{token}"

    @api.model
    def _by_link(self, token):
        """:return: the case of a link, as superuser; none, if it is wrong or over"""
        violations = self.sudo()
        if not token or len(token) > 100:
            return violations.browse()
        return violations.search(
            [
                ("link_hash", "=", _hash(token)),
                ("date_link_until", ">", fields.Datetime.now()),
            ],
            limit=1,
        )


def _hash(token):
    return sha256(token.encode()).hexdigest()
