from odoo import api, fields, models


class CustomerGradeReviewLine(models.Model):
    """What account managers see of a review: the downgrades of their own customers."""

    _inherit = "customer.grade.review.line"

    user_id = fields.Many2one(related="partner_id.user_id", string="Account Manager")
    objection_ids = fields.One2many("customer.grade.objection", "line_id")
    objection_state = fields.Selection(
        selection=lambda self: (
            self.env["customer.grade.objection"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Objection",
        compute="_compute_objection_state",
    )
    objection_deadline = fields.Date(related="review_id.objection_deadline")

    @api.depends("objection_ids.state")
    def _compute_objection_state(self):
        for line in self:
            latest = line.sudo().objection_ids.sorted("id")[-1:]
            line.objection_state = latest.state

    def action_object(self):
        """Open the form of an objection, ready to say why."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Object"),
            "res_model": "customer.grade.objection",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_scheme_id": self.scheme_id.id,
                "default_requested_grade_id": self.current_grade_id.id,
            },
        }
