from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_policy_arguments import mapping, moment, takes, text

# What a type may demand: its field, and that of the visit.
DEMANDS = {
    "needs_findings": "report",
    "needs_needs": "needs",
    "needs_intention": "intention",
    "needs_opinion": "opinion",
    "needs_photo": "photo_ids",
    "needs_signature": "signature",
}
# So long, the same report of the same person is a finger that was too quick.
TAPPED_TWICE = timedelta(minutes=2)
# Only on the spot: what is logged in passing does not have them.
ON_THE_SPOT = ("needs_photo", "needs_signature", "needs_check_in")
REPORT = (
    "result",
    "report",
    "needs",
    "intention",
    "opinion",
    "promise",
    "promise_date",
    "signature",
    "signed_by",
    "date_follow_up",
)


class CustomerVisit(models.Model):
    """What is found out, and that a superior has read it."""

    _inherit = "customer.visit"

    missing_report = fields.Char(
        "Missing in the Report", compute="_compute_missing_report"
    )
    date_follow_up = fields.Datetime(
        "Next Visit On", copy=False, help="Plans the next visit with this report."
    )
    previous_visit_id = fields.Many2one(
        "customer.visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )

    # Read by a superior
    review = fields.Text("Superior's Opinion", copy=False, policy_protected=True)
    reviewer_id = fields.Many2one(
        "res.users", "Read By", copy=False, ondelete="restrict", policy_protected=True
    )
    date_reviewed = fields.Datetime(
        "Report Signed On", copy=False, policy_protected=True
    )
    is_returned = fields.Boolean(
        "Sent Back",
        copy=False,
        tracking=True,
        policy_protected=True,
        help="The report is to be completed.",
    )
    can_review = fields.Boolean(compute="_compute_can_review")

    # Reports that nobody has signed yet.
    _unread_idx = models.Index(
        "(user_id, date_done) WHERE state = 'done' AND date_reviewed IS NULL"
    )

    @api.depends("visit_type_id", "result", "check_in_state", *DEMANDS.values())
    def _compute_missing_report(self):
        for visit in self:
            visit.missing_report = ", ".join(visit._missing()) or False

    @api.depends("state", "date_reviewed", "user_id", "done_by_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        done = self.filtered(lambda visit: visit.state == "done")
        (self - done).can_review = False
        reviewers = done._reviewers()
        for visit in done:
            mine = self.env.user in reviewers[visit]
            visit.can_review = mine and not visit.date_reviewed

    # ------------------------------------------------------------------------- actions

    @takes(values=mapping, moment=moment)
    def action_done(self, values=None, moment=None):
        """The visit took place, and this is its report.

        :param values: fields of the report, where they are not on the visit yet
        :param moment: when that was, in UTC, where it is sent later
        """
        self -= self._said_just_now(values or {})
        returned = self.filtered(lambda v: v.state == "done" and v.is_returned)
        if values and self:
            self._write_report(values)
        if returned:
            returned.check_access("write")
            returned._check_report()
            returned.sudo().is_returned = False
        ended = self - returned
        if not ended:
            return
        ended._begin_act("done")
        ended._check_has_visitor()
        ended._check_report()
        ended._end(moment)

    @takes(opinion=text)
    def action_sign(self, opinion=None):
        """A superior has read the report, and says so."""
        self._check_may_review()
        self.sudo().write(
            {
                "review": (opinion or "").strip() or False,
                "reviewer_id": self.env.uid,
                "date_reviewed": fields.Datetime.now(),
                "is_returned": False,
            }
        )

    @takes(opinion=text)
    def action_return(self, opinion=None):
        """Something is missing: the visitor completes it."""
        self._check_may_review()
        opinion = self._given(opinion)
        self.sudo().write({"is_returned": True, "review": opinion})
        for user, visits in self.filtered("user_id").grouped("user_id").items():
            visits._tell_person(
                user,
                lambda env, count: env._("Reports to complete: %(count)s", count=count),
            )

    # ------------------------------------------------------------------------ business

    def _said_just_now(self, values):
        """Done a moment ago by the same person with the same report: tapped twice."""
        since = fields.Datetime.now() - TAPPED_TWICE
        return self.filtered(
            lambda visit: (
                visit.state == "done"
                and not visit.is_returned
                and visit.done_by_id == self.env.user
                and visit.date_reported >= since
                and visit._says(values)
            )
        )

    def _says(self, values):
        self.ensure_one()
        return all(
            name in REPORT
            and (
                bool(self[name]) == bool(value)
                if self._fields[name].type == "binary"
                else self[name] == self._as_kept(name, value)
            )
            for name, value in values.items()
        )

    def _as_kept(self, name, value):
        field = self._fields[name]
        return field.convert_to_record(field.convert_to_cache(value, self), self)

    def _write_report(self, values):
        if unknown := set(values) - set(REPORT):
            raise UserError(
                self.env._(
                    "A report has no %(field)s.", field=", ".join(sorted(unknown))
                )
            )
        self.write(values)

    def _missing(self, in_passing=False):
        """Labels of what the type demands and the report lacks."""
        self.ensure_one()
        kind = self.visit_type_id
        names = [
            name
            for demand, name in DEMANDS.items()
            if kind[demand] and not (in_passing and demand in ON_THE_SPOT)
        ]
        if kind.needs_opinion:
            names.insert(0, "result")
        labels = [
            self._fields[name]._description_string(self.env)
            for name in names
            if not self[name]
        ]
        absent = self.check_in_state in (False, "refused", "unavailable")
        if kind.needs_check_in and not in_passing and absent:
            labels.append(self._fields["check_in_state"]._description_string(self.env))
        if bool(self.promise) != bool(self.promise_date):
            name = "promise_date" if self.promise else "promise"
            labels.append(self._fields[name]._description_string(self.env))
        return labels

    def _check_report(self, in_passing=False):
        for visit in self:
            if missing := visit._missing(in_passing):
                raise UserError(
                    self.env._(
                        "The report on %(number)s is not complete. Still missing: "
                        "%(missing)s.",
                        number=visit.number,
                        missing=", ".join(missing),
                    )
                )

    def _end(self, moment=None):
        """They took place."""
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(moment) if moment else now
        if moment > now:
            raise UserError(self.env._("A visit that lies ahead is not done yet."))
        self.sudo().write(
            {
                "state": "done",
                "date_done": moment,
                "date_reported": now,
                "done_by_id": self.env.uid,
            }
        )
        self._pass_on_dissatisfaction()
        self._remember_promises()
        self._plan_follow_ups()

    def _plan_follow_ups(self):
        follow_ups = self.filtered("date_follow_up")
        if early := follow_ups.filtered(lambda v: v.date_follow_up <= v.date_done):
            raise UserError(
                self.env._(
                    "The next visit after %(number)s must lie ahead.",
                    number=early[0].number,
                )
            )
        planned = self.sudo().create(
            [
                {
                    "partner_id": visit.partner_id.id,
                    "user_id": visit.user_id.id,
                    "visit_type_id": visit.visit_type_id.id,
                    "company_id": visit.company_id.id,
                    "complaint_id": visit.complaint_id.id,
                    "date_planned": visit.date_follow_up,
                    "previous_visit_id": visit.id,
                    "is_touched": True,
                }
                for visit in follow_ups
            ]
        )
        return planned.with_env(self.env)

    # ------------------------------------------------------------------------- reading

    def _reviewers(self):
        """Who may sign each report: somebody above, never who was there.

        :return: {visit: users}
        """
        people = self.user_id | self.done_by_id
        above = {user: self._all_above(user) for user in people}
        managers = self._managers()
        return {
            visit: (
                above.get(visit.done_by_id or visit.user_id, managers.browse())
                | managers
            )
            - visit.user_id
            - visit.done_by_id
            for visit in self
        }

    @api.model
    def _all_above(self, user):
        employees, seen = user.sudo().employee_ids, self.env["hr.employee"].sudo()
        while employees:
            seen |= employees
            employees = (
                employees.parent_id | employees.department_id.manager_id
            ) - seen
        return (seen.user_id - user).sudo(False)

    def _check_may_review(self):
        self.check_access("read")
        self._lock_for_act()
        reviewers = self._reviewers()
        for visit in self:
            if self.env.user not in reviewers[visit] and not self.env.su:
                raise AccessError(
                    self.env._(
                        "The report on %(number)s is signed by a superior of the "
                        "visitor, or by a visit manager.",
                        number=visit.number,
                    )
                )
            if visit.state != "done" or visit.date_reviewed:
                raise UserError(
                    self.env._(
                        "The visit %(number)s is not done yet, or its report is signed "
                        "already.",
                        number=visit.number,
                    )
                )

    def _check_may_change(self, vals):
        """What was sent back may be completed."""
        returned = self.filtered(lambda v: v.state == "done" and v.is_returned)
        if not {*vals} <= {*REPORT, "photo_ids"}:
            returned = self.browse()
        return super(CustomerVisit, self - returned)._check_may_change(vals)
