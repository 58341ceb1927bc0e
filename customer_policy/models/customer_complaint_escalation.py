from collections import namedtuple

from odoo import api, fields, models, tools
from odoo.tools import SQL

from .customer_complaint import KINDS, SEVERITIES
from .customer_complaint_deadline_rule import STEPS

TIMINGS = [
    ("before", "Before the deadline"),
    ("at", "When it is missed"),
    ("after", "After a further period"),
]
RECIPIENTS = [
    ("handler", "Handler"),
    ("head", "Head of the team"),
    ("general_manager", "General manager"),
]
# What decides when somebody is told something.
DECIDES = (
    "timing",
    "amount",
    "unit",
    "kind",
    "severity",
    "step",
    "company_id",
    "active",
)
ACTS = ("recipient", "is_reassigned", "role_id")
LINKS = ("company_id", "role_id")


class Escalation(namedtuple("Escalation", ["id", *DECIDES[:-1], *ACTS])):
    """A rule as plain values."""

    __slots__ = ()

    @property
    def target(self):
        """Who is told: the id of a role, or else one of the levels."""
        return self.role_id or self.recipient


class CustomerComplaintEscalation(models.Model):
    """Who is told of a deadline, and when: before, as it is missed, or later.

    All that fit a clock apply.
    """

    _name = "customer.complaint.escalation"
    _description = "Complaint Escalation"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"
    _rec_name = "timing"

    sequence = fields.Integer(default=10)
    timing = fields.Selection(
        TIMINGS,
        "When",
        required=True,
        default="at",
        help="Before the deadline, as it is missed, or some time after.",
    )
    amount = fields.Integer(
        "Time Span",
        aggregator=None,
        default=0,
        help="How long before the deadline, or after it was missed.",
    )
    unit = fields.Selection(
        [
            ("minute", "Working minutes"),
            ("hour", "Working hours"),
            ("working_day", "Working days"),
            ("day", "Calendar days"),
        ],
        required=True,
        default="hour",
        help="Working time is that of the team that handles the case; calendar "
        "days count Sundays and holidays as well.",
    )
    recipient = fields.Selection(
        RECIPIENTS,
        "Who Is Told",
        required=True,
        default="handler",
        help="Where nobody handles the case, whoever is responsible for it. Who stands "
        "aside, has left or may not know the customer is not told; the next level is.",
    )
    role_id = fields.Many2one(
        "customer.policy.role",
        "Role That Is Told",
        index="btree_not_null",
        ondelete="restrict",
        help="Who acts in this role is told instead, the stand-in where the holder is "
        "away. While nobody in it can be told, the head of the team is.",
    )
    is_reassigned = fields.Boolean(
        "Somebody Else Takes Over",
        help="Another member of the team gets the case, as cases are assigned there.",
    )
    kind = fields.Selection(KINDS, help="Empty: cases of any kind.")
    severity = fields.Selection(SEVERITIES, help="Empty: any severity.")
    step = fields.Selection(STEPS, help="Empty: any step.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )

    _check_amount = models.Constraint(
        "CHECK (timing = 'at' OR amount > 0)",
        "Say how long before or after the deadline: at least one minute, hour or day.",
    )

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._after_change()
        return rules

    def write(self, vals):
        res = super().write(vals)
        if not {*DECIDES, *ACTS}.isdisjoint(vals):
            self._after_change()
        return res

    def unlink(self):
        res = super().unlink()
        self._after_change()
        return res

    # ------------------------------------------------------------------------ business

    @api.model
    @tools.ormcache()
    def _all(self):
        """All rules in their order, as plain values."""
        return tuple(
            Escalation(
                rule.id,
                *(
                    rule[name].id if name in LINKS else rule[name]
                    for name in Escalation._fields[1:]
                ),
            )
            for rule in self.sudo().search([("active", "=", True)])
        )

    @api.model
    def _rules_for(self, clock):
        """:return: the rules for a clock of a case, as plain values"""
        complaint = clock.complaint_id
        has = {
            "kind": complaint.kind,
            "severity": complaint.severity,
            "step": clock.step,
            "company_id": complaint.company_id.id,
        }
        return [
            rule
            for rule in self._all()
            if all(
                not getattr(rule, name) or getattr(rule, name) == value
                for name, value in has.items()
            )
        ]

    @api.model
    def _after_change(self):
        """Let the sweep look at all running clocks once: it finds what is told next."""
        self.env.registry.clear_cache()
        clocks = self.env["customer.complaint.deadline"].sudo()
        names = ("active", "date_met", "date_escalation")
        clocks.flush_model(names)
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_complaint_deadline SET date_escalation = %(now)s
                 WHERE active AND date_met IS NULL
                   AND (date_escalation IS NULL OR date_escalation > %(now)s)
                """,
                now=fields.Datetime.now(),
            )
        )
        clocks.invalidate_model(["date_escalation"])
