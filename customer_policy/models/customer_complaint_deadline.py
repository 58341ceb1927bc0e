from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_complaint_deadline_rule import STEPS

STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("breached", "Breached"),
]


class CustomerComplaintDeadline(models.Model):
    """One clock of a case.

    What is stored are moments. Whether it is breached is found when it is read, so that
    it is true the moment it becomes so. A clock that does not matter any more is
    archived, never deleted.
    """

    _name = "customer.complaint.deadline"
    _description = "Complaint Deadline"
    _inherit = ["customer.policy.protected.mixin", "customer.complaint.part.mixin"]
    _order = "date_deadline, id"
    _rec_name = "step"

    step = fields.Selection(STEPS, required=True, policy_protected=True, copy=False)
    round = fields.Integer(
        required=True,
        default=0,
        policy_protected=True,
        copy=False,
        help="How often the case had been reopened when this clock started.",
    )
    rule_id = fields.Many2one(
        "customer.complaint.deadline.rule",
        index="btree_not_null",
        ondelete="set null",
        policy_protected=True,
        copy=False,
    )
    active = fields.Boolean(default=True, policy_protected=True, copy=False)
    date_start = fields.Datetime(
        "Started", required=True, policy_protected=True, copy=False
    )
    date_deadline = fields.Datetime(
        "Deadline", required=True, policy_protected=True, copy=False
    )
    date_met = fields.Datetime("Met On", policy_protected=True, copy=False)
    date_paused = fields.Datetime("Paused Since", policy_protected=True, copy=False)
    paused_minutes = fields.Float(
        policy_protected=True, copy=False, help="Working minutes that it stood still."
    )
    is_manual = fields.Boolean("Set by Hand", policy_protected=True, copy=False)
    manual_reason = fields.Char("Reason", policy_protected=True, copy=False)
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")

    _complaint_step_unique = models.UniqueIndex(
        "(complaint_id, step, round) WHERE active",
        "A case has one clock for each step.",
    )
    # What is due is found by its date, whatever the number of those that are over.
    _running_idx = models.Index(
        "(date_deadline, complaint_id) "
        "WHERE active IS TRUE AND date_met IS NULL AND date_paused IS NULL"
    )

    @api.depends("date_deadline", "date_met", "date_paused")
    def _compute_state(self):
        now = fields.Datetime.now()
        for clock in self:
            end = clock.date_met or clock.date_paused or now
            if clock.date_deadline and end > clock.date_deadline:
                clock.state = "breached"
            elif clock.date_met:
                clock.state = "met"
            else:
                clock.state = "paused" if clock.date_paused else "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._state_domain(state) for state in value)

    @api.model
    def _state_domain(self, state):
        """What is stored of a clock in a state, at this moment."""
        now = fields.Datetime.now()
        open_ = Domain("date_met", "=", False)
        paused = Domain("date_paused", "!=", False)
        return {
            "running": open_ & ~paused & Domain("date_deadline", ">=", now),
            "paused": open_
            & paused
            & Domain.custom(to_sql=_paused_in_time, predicate=_is_paused_in_time),
            "met": Domain.custom(to_sql=_met_in_time, predicate=_is_met_in_time),
            "breached": (open_ & ~paused & Domain("date_deadline", "<", now))
            | Domain.custom(to_sql=_stopped_late, predicate=_is_stopped_late),
        }.get(state, Domain.FALSE)

    @api.model
    def _running_domain(self):
        return Domain("date_met", "=", False) & Domain("date_paused", "=", False)


def _column(model, alias, name, query):
    return model.sudo()._field_to_sql(alias, name, query)


def _paused_in_time(model, alias, query):
    return _compare(model, alias, query, "date_paused", "<=")


def _met_in_time(model, alias, query):
    return _compare(model, alias, query, "date_met", "<=")


def _stopped_late(model, alias, query):
    return SQL(
        "COALESCE(%s, %s) > %s",
        _column(model, alias, "date_met", query),
        _column(model, alias, "date_paused", query),
        _column(model, alias, "date_deadline", query),
    )


def _compare(model, alias, query, name, operator):
    return SQL(
        f"%s {operator} %s",
        _column(model, alias, name, query),
        _column(model, alias, "date_deadline", query),
    )


def _is_paused_in_time(clock):
    return bool(clock.date_paused) and clock.date_paused <= clock.date_deadline


def _is_met_in_time(clock):
    return bool(clock.date_met) and clock.date_met <= clock.date_deadline


def _is_stopped_late(clock):
    stopped = clock.date_met or clock.date_paused
    return bool(stopped) and stopped > clock.date_deadline
