from odoo import api, fields, models
from odoo.tools import SQL

FLOOR_ACTIVITY = "customer_policy.mail_activity_type_point_floor"


class CustomerPointPeriod(models.Model):
    """What the points of a team mean for its head, and what is for HR."""

    _inherit = "customer.point.period"

    hr_activity_ids = fields.Many2many(
        "mail.activity",
        "customer_point_period_activity_rel",
        "period_id",
        "activity_id",
        "Asked of HR",
        copy=False,
        policy_protected=True,
        groups=fields.NO_ACCESS,
    )

    def _settle(self):
        res = super()._settle()
        self._settle_supervisors()
        self._ask_hr_about_low()
        return res

    def _settle_supervisors(self):
        """A fine for people below the floor, a bonus for a team without losses."""
        self.ensure_one()
        scheme = self.env["customer.point.scheme"]._of(self.company_id)
        if not (scheme.supervisor_fine or scheme.supervisor_bonus):
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_point_result head
                   SET supervisor_fine = team.fine, supervisor_bonus = team.bonus
                  FROM (
                       SELECT person.parent_id,
                              %(fine)s * CASE WHEN %(each)s THEN count(*)
                                  FILTER (WHERE line.is_below)
                                  ELSE bool_or(line.is_below)::int END AS fine,
                              CASE WHEN count(*) FILTER (WHERE line.points >= %(start)s)
                                        * 100 >= %(percent)s * count(*)
                                   THEN %(bonus)s ELSE 0 END AS bonus
                         FROM customer_point_result line
                         JOIN hr_employee person ON person.id = line.employee_id
                        WHERE line.period_id = %(period)s
                          AND person.parent_id != person.id
                     GROUP BY person.parent_id) team
                 WHERE head.period_id = %(period)s
                   AND head.employee_id = team.parent_id
                   AND (team.fine > 0 OR team.bonus > 0)
                """,
                fine=self._scheme_money(scheme, scheme.supervisor_fine),
                each=scheme.is_fine_per_person,
                start=self.points_start,
                percent=scheme.bonus_percent,
                bonus=self._scheme_money(scheme, scheme.supervisor_bonus),
                period=self.id,
            )
        )
        self.env.invalidate_all()

    def _scheme_money(self, scheme, amount):
        return scheme.currency_id._convert(
            amount, self.currency_id, self.company_id, self.date_to
        )

    # ------------------------------------------------------------------------------ HR

    def _ask_hr_about_low(self):
        """Whoever has fewer points than the last band reaches is for HR, once."""
        self.ensure_one()
        low = self.env["customer.point.result"].search(
            [("period_id", "=", self.id), ("is_below", "=", True)]
        )
        people = low.employee_id
        period = self.sudo().with_context(
            active_test=False, mail_activity_quick_update=True
        )
        known = period.hr_activity_ids
        known.filtered(lambda a: a.active and a.res_id not in people._ids).unlink()
        asked = set(known.exists().mapped("res_id"))
        officers = self._hr_officers()
        period.hr_activity_ids += period.hr_activity_ids.create(
            [
                self._prepare_low(employee, officers)
                for employee in people
                if employee.id not in asked and officers - employee.user_id
            ]
        )

    def _prepare_low(self, employee, officers):
        return {
            "activity_type_id": self.env.ref(FLOOR_ACTIVITY).id,
            "res_model_id": self.env["ir.model"]._get_id("hr.employee"),
            "res_id": employee.id,
            "user_id": (officers - employee.user_id)[0].id,
            "summary": self.env._("Too few points: %(period)s", period=self.name),
        }

    def _hr_officers(self):
        people = self.env.ref("hr.group_hr_manager").sudo().all_user_ids
        return people.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _tell_sheet(self):
        """The sheet is there: for HR, and for those who head somebody on it."""
        tell = self.env["customer.access.mixin"]._tell
        for period in self.sudo():
            tell(period._hr_officers(), period._sheet_text)
            lines = period.result_ids.filtered(lambda line: line.lost or line.is_below)
            heads = lines.employee_id.parent_id.user_id.filtered("active")
            tell(heads - period._hr_officers(), period._sheet_text)

    def _sheet_text(self, reader):
        return (
            reader.env._("Sheet of points %(period)s", period=self.name),
            reader.env._(
                "The points of %(period)s are settled. Find the sheet among the "
                "violations, under Points.",
                period=self.name,
            ),
        )

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_sheets(self):
        """Close periods that are over on the day that their sheet is due."""
        today = fields.Date.context_today(self)
        due = self.search(
            [
                ("state", "=", "open"),
                ("date_sheet", "<=", today),
                ("date_to", "<=", today),
            ]
        )
        for period in due:
            period.action_close()
            period._tell_sheet()
            self.env["ir.cron"]._commit_progress(1, remaining=0)
