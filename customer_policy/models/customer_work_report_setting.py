from odoo import api, fields, models

from ..tools import work_report
from ..tools.working_time import WEEKDAYS


class CustomerWorkReportSetting(models.Model):
    """Who reports, when, and to whom where nobody is above."""

    _name = "customer.work.report.setting"
    _description = "Work Report Setting"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"

    name = fields.Char(
        required=True,
        translate=True,
        default="Work Reports",
        help="What tells these settings from those of another company.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all companies without own.",
    )
    is_daily = fields.Boolean(
        "Daily Report", default=True, help="Ask for it on every working day."
    )
    daily_time = fields.Float(
        "Daily At", default=17 + 10 / 60, help="In the time zone of each person."
    )
    is_weekly = fields.Boolean(
        "Weekly Report", default=True, help="Ask for it every week."
    )
    weekly_day = fields.Selection(
        WEEKDAYS,
        required=True,
        default="4",
        help="The day on which the weekly report is asked for.",
    )
    weekly_time = fields.Float(
        "Weekly At",
        default=15.0,
        help="When the weekly report is asked for, in the time zone of each person.",
    )
    grace_hours = fields.Integer(
        "Late After",
        default=16,
        aggregator=None,
        help="Hours after it was asked for: later it counts as late.",
    )
    group_id = fields.Many2one(
        "res.groups",
        "Who Reports",
        ondelete="restrict",
        default=lambda self: self._default_group_id(),
        help="Of these, whoever works for somebody.",
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="Empty: all departments."
    )
    role_id = fields.Many2one(
        "customer.policy.role",
        "Goes To",
        ondelete="restrict",
        help="Where the person has no superior with a user.",
    )

    _one_each = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active",
        "There are settings for this company already. Change those, or archive them.",
    )
    _check_figures = models.Constraint(
        "CHECK (daily_time >= 0 AND daily_time < 24 AND weekly_time >= 0"
        " AND weekly_time < 24 AND grace_hours >= 0)",
        "A time lies between 0:00 and 24:00, and the hours are not negative.",
    )

    @api.model
    def _default_group_id(self):
        return self.env.ref("customer_policy.group_user", raise_if_not_found=False)

    # ------------------------------------------------------------------------ business

    @api.model
    def _for(self, company):
        """The company's own settings, else those of all, else what they begin with."""
        settings = self.sudo().search([("company_id", "in", (company.id, False))])
        own = settings.filtered("company_id")
        return own[:1] or settings[:1] or self.sudo().new({})

    def _figures(self, kind):
        """:return: time of the day in hours, weekday"""
        self.ensure_one()
        weekday = int(self.weekly_day or "4")
        if kind == work_report.WEEKLY:
            return self.weekly_time, weekday
        return self.daily_time, weekday

    def _kinds(self):
        self.ensure_one()
        kinds = [
            (self.is_daily, work_report.DAILY),
            (self.is_weekly, work_report.WEEKLY),
        ]
        return [kind for wanted, kind in kinds if wanted]

    def _reporters(self, company):
        """:return: employees who are to report, each with a user and a superior"""
        self.ensure_one()
        domain = [
            ("company_id", "=", company.id),
            ("user_id.active", "=", True),
            ("user_id.share", "=", False),
            ("parent_id.user_id.active", "=", True),
        ]
        if self.group_id:
            domain.append(("user_id", "in", self.group_id.all_user_ids.ids))
        if self.department_ids:
            domain.append(("department_id", "child_of", self.department_ids.ids))
        return self.env["hr.employee"].sudo().search(domain)
