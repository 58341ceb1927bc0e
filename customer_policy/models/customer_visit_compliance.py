from odoo import fields, models
from odoo.tools import SQL

from .customer_visit import STATES

OUTCOMES = [
    ("open", "Still to be done"),
    ("in_time", "Done in time"),
    ("late", "Done late"),
    ("missed", "Missed"),
]


class CustomerVisitCompliance(models.Model):
    """Whether visits take place, and in time: one row for each visit that counts.

    A view of the database, for pivots and graphs. Cancelled visits do not count.
    """

    _name = "customer.visit.compliance"
    _description = "Visits Kept"
    _auto = False
    _order = "date_planned desc, id desc"
    _rec_name = "visit_id"
    _depends = {
        "customer.visit": [
            "partner_id",
            "commercial_partner_id",
            "grade_id",
            "user_id",
            "visit_type_id",
            "rule_id",
            "plan_id",
            "complaint_id",
            "company_id",
            "state",
            "date_planned",
            "date_done",
            "is_late",
            "is_unplanned",
            "duration",
            "opening_reference",
        ]
    }

    visit_id = fields.Many2one("customer.visit", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", "Company of the Customer", readonly=True
    )
    grade_id = fields.Many2one("customer.grade", "Grade Then", readonly=True)
    user_id = fields.Many2one("res.users", "Visitor", readonly=True)
    visit_type_id = fields.Many2one("customer.visit.type", "Type", readonly=True)
    rule_id = fields.Many2one("customer.visit.rule", "For the Rule", readonly=True)
    plan_id = fields.Many2one("customer.visit.plan", "Visit Plan", readonly=True)
    complaint_id = fields.Many2one(
        "customer.complaint", "After the Complaint", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    date_planned = fields.Datetime("Planned For", readonly=True)
    date_done = fields.Datetime("Done On", readonly=True)
    is_unplanned = fields.Boolean("Not Planned", readonly=True)
    duration = fields.Float(readonly=True)

    planned_count = fields.Integer(
        "Planned", readonly=True, help="All but those that nobody had planned."
    )
    done_count = fields.Integer("Done", readonly=True)
    late_count = fields.Integer("Done Late", readonly=True)
    missed_count = fields.Integer("Missed", readonly=True)
    open_count = fields.Integer("Still to Be Done", readonly=True)
    done_rate = fields.Float(
        "Done (%)",
        readonly=True,
        aggregator="avg",
        help="Of the visits whose day is over, those that took place.",
    )
    in_time_rate = fields.Float("In Time (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT visit.id, visit.id AS visit_id, visit.partner_id,
                   visit.commercial_partner_id, visit.grade_id, visit.user_id,
                   visit.visit_type_id, visit.rule_id, visit.plan_id,
                   visit.complaint_id, visit.company_id, visit.state,
                   visit.date_planned, visit.date_done, visit.duration,
                   COALESCE(visit.is_unplanned, FALSE) AS is_unplanned,
                   CASE WHEN visit.state = 'missed' THEN 'missed'
                        WHEN visit.state != 'done' THEN 'open'
                        WHEN visit.is_late THEN 'late' ELSE 'in_time'
                   END AS outcome,
                   (visit.is_unplanned IS NOT TRUE)::int AS planned_count,
                   (visit.state = 'done')::int AS done_count,
                   (visit.state = 'done' AND visit.is_late IS TRUE)::int AS late_count,
                   (visit.state = 'missed')::int AS missed_count,
                   (visit.state IN ('planned', 'confirmed'))::int AS open_count,
                   CASE WHEN visit.state IN ('done', 'missed')
                        THEN (visit.state = 'done')::int * 100.0
                   END AS done_rate,
                   CASE WHEN visit.state IN ('done', 'missed')
                        THEN (visit.state = 'done' AND visit.is_late IS NOT TRUE)::int
                             * 100.0
                   END AS in_time_rate
              FROM customer_visit visit
             WHERE visit.state != 'cancelled' AND visit.opening_reference IS NULL
            """
        )

    def action_open_visit(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.visit",
            "res_id": self.visit_id.id,
            "views": [(False, "form")],
        }
