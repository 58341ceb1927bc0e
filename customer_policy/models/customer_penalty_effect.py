from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .customer_penalty import BY_NOTICE

OFFBOARDING = "hr.offboarding_plan"
FOR_HR = ("removal", "demotion", "dismissal", "suspension", "training")


class CustomerPenalty(models.Model):
    """What a penalty does in Odoo when its notice is served, and when it ends."""

    _inherit = "customer.penalty"

    def _take_effect(self):
        pending = self.filtered(lambda penalty: penalty.state == "pending")
        pending._check_last_administrator()
        today = fields.Date.context_today(self)
        for penalty in pending:
            values = {"is_served": True, "state": "in_force"}
            if penalty.measure == "suspension":
                begin, end = penalty._suspension_days()
                values |= {"date_from": begin, "date_to": end}
                penalty._check_suspension()
            else:
                values["date_from"] = penalty.date_from or today
            if penalty.measure == "training" and not penalty.date_to:
                values["date_to"] = values["date_from"] + timedelta(days=penalty.days)
            penalty.write(values)
        pending._lose_points()
        by_notice = pending.filtered(lambda penalty: penalty.measure in BY_NOTICE)
        for penalty in by_notice:
            number = penalty.violation_id.notice_number
            penalty.write({"proof": number, **penalty._prepare_done()})
        pending._ask_hr()
        self._forget_suspensions()

    def _cancel(self):
        """End what has not been carried out; what has stays on record."""
        open_ones = self.filtered(lambda p: p.state in ("pending", "in_force"))
        today = fields.Date.context_today(self)
        open_ones.write({"state": "cancelled", "date_done": today})
        self.env["customer.point.entry"].sudo()._take_back(self)
        self._forget_suspensions()

    def _check_last_administrator(self):
        """Somebody must always be able to get in."""
        users = self.env["res.users"].sudo()
        for penalty in self.filtered(lambda p: p.measure == "suspension"):
            person = penalty.employee_id.user_id
            if not person.filtered(lambda user: user._is_system()):
                continue
            begin, end = penalty._suspension_days()
            others = users._administrators() - person
            if not others.filtered(
                lambda user, span=(begin, end): not user._is_suspended_within(*span)
            ):
                raise UserError(
                    self.env._(
                        "%(person)s is the last administrator who could log in. Name "
                        "another one first.",
                        person=person.name,
                    )
                )

    def _lose_points(self):
        losing = self.filtered(lambda penalty: penalty.points > 0)
        self.env["customer.point.entry"].sudo()._book_penalties(losing)

    # ------------------------------------------------------------------------------ HR

    def _ask_hr(self):
        """HR carries out what only HR may; nobody is archived without them."""
        for penalty in self.filtered(lambda p: p.measure in FOR_HR):
            if penalty.measure == "dismissal":
                penalty._open_offboarding()
            else:
                penalty._remind_hr()

    def _hr_officer(self):
        """Somebody of HR in the company who is not the person."""
        self.ensure_one()
        users = self.env.ref("hr.group_hr_manager").sudo().all_user_ids
        return users.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user != self.employee_id.user_id
            )
        )[:1]

    def _remind_hr(self):
        officer = self._hr_officer()
        if officer:
            self.employee_id.with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=officer.id,
                summary=self.display_name,
                date_deadline=self.date_from,
            )

    def _open_offboarding(self):
        """HR's own plan, and a first activity that leads to it where there is none."""
        plan = self.env.ref(OFFBOARDING, raise_if_not_found=False)
        officer = self._hr_officer()
        employee = self.employee_id.with_context(mail_activity_quick_update=True)
        for template in plan.sudo().template_ids if plan else ():
            people = template._determine_responsible(officer, employee)["responsible"]
            responsible = people if people != employee.user_id else officer
            employee.activity_schedule(
                activity_type_id=template.activity_type_id.id,
                summary=template.summary,
                note=template.note,
                user_id=(responsible or officer).id,
                date_deadline=template._get_date_deadline(self.date_from),
            )
        self._remind_hr()

    # ---------------------------------------------------------------------------- cron

    def _cron_end_suspensions(self):
        """Note that they are over; access came back by itself at that moment."""
        today = fields.Date.context_today(self)
        over = self.search(
            [
                ("measure", "=", "suspension"),
                ("state", "=", "in_force"),
                ("date_to", "<", today),
            ]
        )
        for last, penalties in over.grouped("date_to").items():
            penalties.write({"state": "done", "date_done": last, "proof": str(last)})
        self._forget_suspensions()
