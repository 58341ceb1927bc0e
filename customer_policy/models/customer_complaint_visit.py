from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """The visits after a case, and the one at which it came up."""

    _inherit = "customer.complaint"

    visit_ids = fields.One2many(
        "customer.visit",
        "complaint_id",
        "Visits After It",
        groups="customer_policy.group_user",
        copy=False,
    )
    raising_visit_ids = fields.One2many(
        "customer.visit",
        "raised_complaint_id",
        "Came Up At",
        groups="customer_policy.group_user",
        copy=False,
    )
    visit_count = fields.Integer(
        "Number of Visits",
        compute="_compute_visit_count",
        groups="customer_policy.group_user",
    )

    @api.depends("visit_ids", "raising_visit_ids")
    def _compute_visit_count(self):
        for complaint in self:
            visits = complaint.visit_ids | complaint.raising_visit_ids
            complaint.visit_count = len(visits)

    def action_open_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_visit_action"
        )
        domain = [
            "|",
            ("complaint_id", "=", self.id),
            ("raised_complaint_id", "=", self.id),
        ]
        context = {
            "default_complaint_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return {**action, "domain": domain, "context": context}
