from odoo import api, fields, models

from ..models.customer_visit import RESULTS


class CustomerVisitLog(models.TransientModel):
    """A visit that nobody planned, in a few seconds."""

    _name = "customer.visit.log"
    _description = "Log of a Visit"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    visit_type_id = fields.Many2one(
        "customer.visit.type",
        "Type",
        required=True,
        default=lambda self: self.env["customer.visit.type"].search(
            [("code", "=", "phone")], limit=1
        ),
    )
    date_done = fields.Datetime(
        "Visited On", default=fields.Datetime.now, required=True
    )
    result = fields.Selection(RESULTS)
    report = fields.Text("Findings")
    needs = fields.Text()
    intention = fields.Text()
    opinion = fields.Text("Customer's Opinion")
    promise = fields.Text()
    promise_date = fields.Date("Promised For")
    needs_needs = fields.Boolean(related="visit_type_id.needs_needs")
    needs_intention = fields.Boolean(related="visit_type_id.needs_intention")
    needs_opinion = fields.Boolean(related="visit_type_id.needs_opinion")
    planned_id = fields.Many2one(
        "customer.visit", "Was Planned As", compute="_compute_planned_id"
    )

    @api.depends("partner_id", "visit_type_id", "date_done")
    def _compute_planned_id(self):
        visits = self.env["customer.visit"]
        for log in self:
            if not (log.partner_id and log.visit_type_id and log.date_done):
                log.planned_id = False
                continue
            log.planned_id = visits._planned_for(
                log.partner_id._origin, log.visit_type_id._origin, log.date_done
            )

    def action_confirm(self):
        """Log it; where the planned visit wants more, go on there."""
        self.ensure_one()
        names = (
            *("result", "report", "needs", "intention", "opinion"),
            *("promise", "promise_date"),
        )
        logged = self.env["customer.visit"].log_visit(
            self.partner_id.id,
            self.visit_type_id.id,
            {name: self[name] for name in names if self[name]},
            self.date_done,
        )
        if logged["done"]:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.visit",
            "res_id": logged["id"],
            "view_mode": "form",
            "views": [(False, "form")],
        }
