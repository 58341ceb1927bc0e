from odoo import fields, models
from odoo.tools import SQL


class CustomerVisitCoverageLine(models.TransientModel):
    """One target in a period."""

    _name = "customer.visit.coverage.line"
    _description = "Coverage of a Visit Target"
    _order = "id"
    _rec_name = "target_id"

    coverage_id = fields.Many2one(
        "customer.visit.coverage", required=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "customer.visit.target", required=True, ondelete="cascade", string="What"
    )
    clause_id = fields.Many2one(related="target_id.clause_id")
    due_count = fields.Integer("Was Due", readonly=True)
    done_count = fields.Integer("Done", readonly=True)
    rate = fields.Float(readonly=True, aggregator=None)
    target_rate = fields.Float("Target", readonly=True, aggregator=None)
    state = fields.Selection(
        [("met", "Reached"), ("missed", "Not Reached"), ("none", "Nothing due")],
        "Outcome",
        readonly=True,
    )

    def action_open_left(self):
        """What was due and is not done, of that which the person may see."""
        self.ensure_one()
        self.coverage_id._check_reader()
        target = self.target_id.sudo()
        due = target._due_sql(self.coverage_id._period())
        left = SQL("(SELECT due.id FROM (%s) due WHERE due.is_done IS NOT TRUE)", due)
        ids = self.env[target._due_model()].search([("id", "in", left)]).ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Left: %(target)s", target=self.target_id.name),
            "res_model": target._due_model(),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }
