from markupsafe import Markup

from odoo import api, fields, models


class CustomerGradeAdopt(models.TransientModel):
    """Say what a what-if would change in its scheme, then change it."""

    _name = "customer.grade.adopt"
    _description = "Adopt a What-If"

    review_id = fields.Many2one(
        "customer.grade.review", required=True, ondelete="cascade"
    )
    scheme_id = fields.Many2one(related="review_id.scheme_id")
    # As they were when the dialog was opened: what is confirmed is exactly this.
    changes = fields.Json(readonly=True)
    changes_html = fields.Html("Changes", compute="_compute_changes_html")

    @api.depends("changes")
    def _compute_changes_html(self):
        for wizard in self:
            wizard.changes_html = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td><td>→ <b>%s</b></td></tr>")
                % (change["what"], change["before"], change["after"])
                for change in wizard.changes or []
            )
            if wizard.changes_html:
                wizard.changes_html = (
                    Markup('<table class="table table-sm"><tbody>%s</tbody></table>')
                    % wizard.changes_html
                )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.review_id.check_access("write")
            wizard.changes = wizard.review_id.sudo()._adoption_changes()
        return wizards

    def action_adopt(self):
        self.ensure_one()
        self.review_id._adopt(self.changes or [])
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.grade.scheme",
            "view_mode": "form",
            "res_id": self.scheme_id.id,
        }
