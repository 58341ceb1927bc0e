from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.customer_policy.models.customer_policy_arguments import check_one


class AccountMove(models.Model):
    """The cases that a document is about, as far as the user sees them."""

    _inherit = "account.move"

    complaint_count = fields.Integer(
        "Number of Complaints",
        compute="_compute_complaint_count",
        groups="customer_policy.group_user",
    )

    def _compute_complaint_count(self):
        counts = dict.fromkeys(self._origin.ids, 0)
        for complaint in self._complaints().sudo():
            for move in complaint.invoice_id | complaint.compensation_move_ids:
                if move.id in counts:
                    counts[move.id] += 1
        for move in self:
            move.complaint_count = counts.get(move._origin.id, 0)

    def _complaints(self):
        """Found whoever looks, for auditors do not bill; kept by the looker's rules."""
        about = Domain("invoice_id", "in", self.ids)
        about |= Domain("compensation_move_ids", "in", self.ids)
        complaints = self.env["customer.complaint"]
        found = complaints.sudo().search(about & Domain("state", "!=", "cancelled"))
        return found.with_env(self.env)._filtered_access("read")

    def action_open_complaints(self):
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        context = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
        }
        if self.move_type == "out_invoice":
            context["default_invoice_id"] = self.id
        return {
            **action,
            "domain": [("id", "in", self._complaints().ids)],
            "context": context,
        }
