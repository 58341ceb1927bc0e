from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class CustomerPenalty(models.Model):
    """Suspensions: no two of one person at a time, none in the past."""

    _inherit = "customer.penalty"

    # Read by every request of everybody; written once in a while.
    _suspension_idx = models.Index("(employee_id) WHERE measure = 'suspension'")

    @api.constrains("measure", "date_from", "date_to", "employee_id", "state")
    def _check_overlap(self):
        for penalty in self:
            if (
                penalty.measure == "suspension"
                and penalty.state in ("pending", "in_force")
                and penalty.date_from
                and not penalty.is_served
            ):
                penalty._check_suspension()

    def _check_suspension(self):
        self.ensure_one()
        coming = self._other_suspensions()
        begin, end = self._suspension_days(coming)
        if begin < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("A suspension cannot begin in the past. Choose a later day.")
            )
        others = coming.filtered(
            lambda other: other.date_from <= end and other.date_to >= begin
        )[:1]
        if others:
            raise ValidationError(
                self.env._(
                    "%(person)s is suspended from %(begin)s to %(end)s already. Choose "
                    "other days.",
                    person=self.employee_id.sudo().name,
                    begin=others.date_from,
                    end=others.date_to,
                )
            )

    def _other_suspensions(self):
        """Those of the same person that are to come or not over yet."""
        return self.sudo().search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("measure", "=", "suspension"),
                ("state", "in", ("pending", "in_force")),
                ("date_from", "!=", False),
                ("date_to", "!=", False),
                ("id", "not in", self.ids),
            ]
        )

    def _suspension_days(self, coming=None):
        """The first and the last day.

        If none was chosen, from tomorrow on, or when another one is over.

        :param coming: the other suspensions of the person, where they are at hand
        """
        self.ensure_one()
        begin = self.date_from
        if not begin:
            today = fields.Date.context_today(self)
            if coming is None:
                coming = self._other_suspensions()
            ends = coming.mapped("date_to")
            begin = max([today, *ends]) + timedelta(days=1)
        end = self.date_to or begin + timedelta(days=max(self.days, 1) - 1)
        return begin, end

    # -------------------------------------------------------------- who is suspended

    @api.model
    def _forget_suspensions(self):
        self.env.registry.clear_cache()
        self.env["res.users"].invalidate_model(["is_suspended"], flush=False)

    @api.model
    def _forget_suspensions_of(self, employees):
        """Only if there are some: all else that is kept is forgotten as well."""
        domain = [("employee_id", "in", employees.ids), ("measure", "=", "suspension")]
        if self.sudo().with_context(active_test=False).search_count(domain, limit=1):
            self._forget_suspensions()

    @api.model
    @tools.ormcache()
    def _suspensions(self):
        """Everybody who was, is or will be suspended by a served notice.

        A short list that is kept, so that asking costs no query. What is true at a
        moment depends on the clock alone.

        :return: {id of the user: ((id of the penalty, begin, end), …)}, in naive UTC
        """
        # The list is forgotten when a company begins or leaves trial mode.
        trial = self.env["res.company"]._customer_policy_terms().trial
        penalties = self.sudo().search(
            [
                ("measure", "=", "suspension"),
                ("is_served", "=", True),
                ("date_from", "!=", False),
                ("date_to", "!=", False),
                ("company_id", "not in", sorted(trial)),
            ],
            order="date_from, id",
        )
        people = {}
        for penalty in penalties:
            employee = penalty.employee_id.with_context(active_test=False)
            zone = pytz.timezone(
                employee.tz or penalty.company_id.partner_id.tz or "UTC"
            )
            ended = penalty.date_done if penalty.state != "in_force" else None
            last = min(filter(None, (penalty.date_to, ended)))
            if penalty.state == "cancelled":
                last -= timedelta(days=1)
            span = (
                penalty.id,
                _midnight(penalty.date_from, zone),
                _midnight(last + timedelta(days=1), zone),
            )
            user_id = employee.user_id.id
            people[user_id] = (*people.get(user_id, ()), span)
        people.pop(False, None)
        return people


def _midnight(day, zone):
    """The beginning of a day where the person lives, in naive UTC."""
    local = zone.localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.UTC).replace(tzinfo=None)
