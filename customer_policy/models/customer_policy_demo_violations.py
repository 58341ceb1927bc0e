from datetime import timedelta

from odoo import api, fields, models

from ..tools import demo_history

# Who did what, how many working days ago it was reported, and how far it went: each act
# a working day after the one before. "paper": the person has no login.
STORIES = (
    ("technician", "demo:appointment", "Did not come to the clinic", 360, "closed"),
    ("warehouse", "fight", "Shouted at a driver", 215, "closed"),
    ("technician", "demo:appointment", "Came a day late to the hotel", 150, "closed"),
    ("staff_zhou", "gift", "A watch for New Year", 110, "granted"),
    ("staff_novak", "demo:appointment", "Forgot a meeting", 90, "revoked"),
    ("officer_becker", "late_complaint", "Case left for a week", 65, "closed"),
    ("technician", "demo:appointment", "Left the plant early", 42, "in_force"),
    ("staff_zhou", "demo:appointment", "Sent nobody in his place", 36, "rejected"),
    ("staff_novak", "promise", "Promised a discount of 20 %", 12, "appealed"),
    ("warehouse", "fight", "Quarrel at the gate 门口争吵", 8, "in_force"),
    ("technician", "false", "Entered a visit that was none", 6, "decided"),
    ("staff", "neglect", "No word to a customer for a year", 5, "heard"),
    ("officer", "late_complaint", "Answered after nine days", 3, "investigating"),
    ("staff_novak", "gift", "Dinner paid by a customer", 2, "reported"),
)
PATH = ("investigating", "heard", "decided", "in_force")
MERITS = (
    ("staff", 12, "suggestion", 5, "Order numbers on the crates"),
    ("officer", 30, "suggestion", 8, "One list of addresses"),
    ("staff_zhou", 45, "leak_report", 10, "A lost price list, told at once"),
    ("officer_becker", 50, "merit", 3, "Stood in over the holidays"),
    ("technician", 70, "merit", 4, "Praised by a customer"),
)


class CustomerPolicyDemo(models.AbstractModel):
    """Violations in every state, what they cost, and the points of each month."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_violations(self):
        today = self._today()
        cases = [self._lead_violation(today, *story) for story in STORIES]
        self._book_merits(today)
        self._close_periods(today)
        self._link_complaint(cases)

    @api.model
    def _lead_violation(self, today, who, kind, name, days, target):
        begin = demo_history.next_working_days(today, -days)
        moments = [
            demo_history.at_work(demo_history.next_working_days(begin, n), 9.5 + n % 5)
            for n in range(24)
        ]
        case = self._report_violation(who, kind, name, moments[0])
        end = target if target in PATH else "in_force"
        acts = PATH[: PATH.index(end) + 1] if target != "reported" else ()
        for moment, state in zip(moments[1:], acts, strict=False):
            with self._at(moment):
                self._act_on_violation(case, state, who)
        if target in ("closed", "granted", "revoked", "rejected", "appealed"):
            self._end_violation(case, target, who, moments[5:])
        return case

    @api.model
    def _report_violation(self, who, kind, name, moment):
        prefix, _colon, code = kind.rpartition(":")
        prefix = "demo_violation_type_" if prefix else "violation_type_"
        reporter = (
            "service_head" if who in ("technician", "warehouse") else "sales_head"
        )
        violations = self.env["customer.violation"].with_user(self._user(reporter))
        with self._at(moment):
            case = violations._report(
                [
                    {
                        "name": name,
                        "employee_id": self._employee(who).id,
                        "type_id": self._ref(f"{prefix}{code}").id,
                        "date": (moment + demo_history.OFFSET).date()
                        - timedelta(days=1),
                        "facts": "As the customer told it, and as two colleagues saw.",
                        "company_id": self.env.company.id,
                    }
                ]
            )
        return case.with_env(self.env)

    @api.model
    def _officers_of(self, who):
        """Who leads the case, and who decides on an appeal."""
        return "violation_officer", "violation_officer_sun"

    @api.model
    def _act_on_violation(self, case, state, who):
        lead, _other = self._officers_of(who)
        officer = self._as(case, lead)
        if state == "investigating":
            officer.action_investigate()
            officer.action_request_statement()
        elif state == "heard":
            self._state_case(case, who, officer)
            officer.action_hear()
        elif state == "decided":
            opinion = "The facts are not in dispute."
            self._as(case, "general_manager").action_decide(opinion)
        else:
            officer.action_enforce()

    @api.model
    def _state_case(self, case, who, officer):
        words = "It is true, and I am sorry. It will not happen again."
        if self._employee(who).user_id:
            self._as(case, who).action_state(words)
        else:
            officer.action_record_statement(words)

    @api.model
    def _end_violation(self, case, target, who, moments):
        lead, other = self._officers_of(who)
        if target == "revoked":
            with self._at(moments[0]):
                reason = "The meeting had been called off by the customer."
                self._as(case, "general_manager").action_revoke(reason)
            return
        if target in ("granted", "rejected", "appealed"):
            with self._at(moments[0]):
                appeal = "The rule was not known to me, and nobody lost by it."
                self._as(case, who).action_appeal(appeal)
        if target in ("granted", "rejected"):
            granted = target == "granted"
            with self._at(moments[2]):
                text = (
                    "The gift was handed in the same day." if granted else "As before."
                )
                self._as(case, other).action_decide_appeal(granted, text)
        if target == "closed":
            with self._at(moments[0]):
                self._acknowledge_notice(case, who, lead)
            over = demo_history.next_working_days(case.date_appeal_until.date(), 1)
            with self._at(demo_history.at_work(over, 14)):
                self._carry_out(case)
                self._as(case, lead).action_close()

    @api.model
    def _acknowledge_notice(self, case, who, lead):
        if self._employee(who).user_id:
            self._as(case, who).action_acknowledge()
        else:
            self._as(case, lead).action_record_acknowledgement()

    @api.model
    def _carry_out(self, case):
        """What a notice does not do by itself."""
        left = case.penalty_ids.filtered(lambda p: p.state in ("pending", "in_force"))
        left.write(
            {
                "state": "done",
                "proof": "See the file.",
                "date_done": fields.Date.context_today(self),
                "done_by_id": self._user("hr").id,
            }
        )

    # -------------------------------------------------------------------------- points

    @api.model
    def _book_merits(self, today):
        periods = self.env["customer.point.period"]
        for who, days, reason, points, note in MERITS:
            day = demo_history.next_working_days(today, -days)
            with self._at(demo_history.at_work(day, 16)):
                period = periods._open_on(self.env.company, day)
                entries = self._as(
                    self.env["customer.point.entry"], "violation_officer"
                )
                entries.create(
                    {
                        "period_id": period.id,
                        "employee_id": self._employee(who).id,
                        "date": day,
                        "points": points,
                        "reason": reason,
                        "note": note,
                    }
                )

    @api.model
    def _close_periods(self, today):
        """Every month is settled on the day before pay."""
        periods = self.env["customer.point.period"]
        month = today.replace(day=1)
        for back in range(3):
            periods._open_on(self.env.company, fields.Date.subtract(month, months=back))
        due = periods.search([("date_to", "<", month)], order="date_from")
        for period in due.filtered(lambda p: p.date_sheet < today):
            with self._at(demo_history.at_work(period.date_sheet, 10)):
                self._as(period, "violation_officer").action_close()

    @api.model
    def _link_complaint(self, cases):
        """What a customer complained of became a violation."""
        complaint = self.env["customer.complaint"].search(
            [("name", "=", "He promised what he may not promise")], limit=1
        )
        promise = next(case for case in cases if case.state == "appealed")
        promise.with_context(tracking_disable=True).write(
            {"complaint_id": complaint.id, "partner_id": complaint.partner_id.id}
        )
