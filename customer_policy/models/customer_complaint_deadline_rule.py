from collections import namedtuple

from odoo import api, fields, models, tools

from .customer_complaint import KINDS, SEVERITIES

STEPS = [
    ("acknowledge", "First answer"),
    ("responsible", "Somebody responsible"),
    ("plan", "Plan"),
    ("put_right", "Put right"),
    ("report", "Investigation report"),
    ("answer", "Answer"),
    ("close", "Close the case"),
]
Rule = namedtuple("Rule", "id step kind severity grade_id company_id amount unit")


class CustomerComplaintDeadlineRule(models.Model):
    """How long a step of a case may take, for one combination or for all.

    The rule that says most about a case wins: one for its grade before one for its
    severity, and both before one for all; of equal ones the first.
    """

    _name = "customer.complaint.deadline.rule"
    _description = "Complaint Deadline Rule"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "kind, step, sequence, id"
    _rec_name = "step"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="complaint",
        help="The cases that the deadline is for.",
    )
    step = fields.Selection(
        STEPS,
        required=True,
        help="What must have happened before the time is over: the first word to "
        "the customer, the report, the answer and so on.",
    )
    severity = fields.Selection(SEVERITIES, help="Empty: any severity.")
    grade_id = fields.Many2one(
        "customer.grade",
        "Customer Grade",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: customers of any grade, or of none.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    # Minutes and days have no sum.
    amount = fields.Integer(
        "Time Allowed",
        required=True,
        aggregator=None,
        help="How long the step may take, counted in the unit beside it.",
    )
    unit = fields.Selection(
        [
            ("minute", "Working minutes"),
            ("hour", "Working hours"),
            ("working_day", "Working days"),
            ("day", "Calendar days"),
        ],
        required=True,
        default="day",
        help="Working time is that of the team that handles the case; calendar "
        "days count Sundays and holidays as well.",
    )

    _check_amount = models.Constraint(
        "CHECK (amount > 0)", "A deadline is at least one minute, hour or day away."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _all(self):
        """All rules in their order, as plain values."""
        rules = self.sudo().search([("active", "=", True)])
        return tuple(
            Rule(
                rule.id,
                rule.step,
                rule.kind,
                rule.severity,
                rule.grade_id.id,
                rule.company_id.id,
                rule.amount,
                rule.unit,
            )
            for rule in rules
        )

    @api.model
    def _steps_of(self, kind):
        """The steps that have a clock for this kind of case at all."""
        return {rule.step for rule in self._all() if rule.kind == kind}

    @api.model
    def _rule_for(self, complaint, step):
        """:return: the rule as plain values, None where there is none"""
        wanted = (
            complaint.severity,
            complaint.sudo().grade_id.id,
            complaint.company_id.id,
        )
        found = [
            rule
            for rule in self._all()
            if (rule.kind, rule.step) == (complaint.kind, step)
            and all(
                not asked or asked == has
                for asked, has in zip(
                    (rule.severity, rule.grade_id, rule.company_id), wanted, strict=True
                )
            )
        ]
        # The first of the best: max() keeps the order among equals.
        return max(
            found,
            key=lambda r: (bool(r.grade_id), bool(r.severity), bool(r.company_id)),
            default=None,
        )
