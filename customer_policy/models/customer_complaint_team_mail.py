from odoo import fields, models

from .customer_complaint import KINDS


class CustomerComplaintTeam(models.Model):
    """The address of a team, and what happens to what arrives there."""

    _name = "customer.complaint.team"
    _inherit = ["customer.complaint.team", "mail.alias.mixin.optional"]

    alias_id = fields.Many2one(
        help="Every mail to this address becomes a case of this team. Answers to what "
        "was written from a case are filed with that case."
    )
    alias_kind = fields.Selection(
        KINDS,
        "Mails Become",
        required=True,
        default="complaint",
        help="The kind of the cases that come in by mail, until somebody corrects it.",
    )
    reopens_by_mail = fields.Boolean(
        "Reopen by Mail",
        help="A customer's mail on a case that is over reopens it. Otherwise the "
        "handler is asked to look at it.",
    )
    sends_receipt = fields.Boolean(
        "Send Receipts",
        default=True,
        help="Whoever writes by mail or by the public form is told the number, what "
        "happens next and until when, with a link to follow the case. Never twice, "
        "never to anonymous people, machines and mailing lists.",
    )
    receipt_is_answer = fields.Boolean(
        "Receipt Is the First Answer",
        help="A receipt is written by a machine. Unless this is set, the clock of the "
        "first answer runs on until a person has taken up the case.",
    )

    def write(self, vals):
        # Odoo passes silently over an address that one may not change.
        self.check_access("write")
        return super().write(vals)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("customer.complaint")
        if self.id:
            values["alias_defaults"] = repr({"team_id": self.id})
        return values
