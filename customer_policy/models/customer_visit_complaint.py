from odoo import fields, models
from odoo.tools import plaintext2html


class CustomerVisit(models.Model):
    """A customer who is dissatisfied has a case, with what was found out."""

    _inherit = "customer.visit"

    raised_complaint_id = fields.Many2one(
        "customer.complaint",
        "Case Opened",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        policy_protected=True,
    )

    def _pass_on_dissatisfaction(self):
        dissatisfied = self.filtered(
            lambda visit: (
                visit.result == "dissatisfied" and not visit.raised_complaint_id
            )
        )
        if not dissatisfied:
            return
        complaints = self.env["customer.complaint"]
        cases = complaints.create([visit._complaint_values() for visit in dissatisfied])
        for visit, case in zip(dissatisfied, cases, strict=True):
            visit.sudo().raised_complaint_id = case

    def _complaint_values(self):
        said = (self.opinion, self.report)
        text = "\n\n".join(part for part in said if part)
        return {
            "name": self.env._("Dissatisfied: %(visit)s", visit=self.number),
            "kind": "complaint",
            "channel": "phone" if not self.is_on_site else "visit",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "date_received": self.date_done,
            "description": plaintext2html(text) if text else False,
            "promise_date": self.promise_date,
        }

    def action_open_raised_complaint(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.complaint",
            "res_id": self.raised_complaint_id.id,
            "views": [(False, "form")],
        }
