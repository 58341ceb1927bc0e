from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.customer_complaint import KINDS, SEVERITIES
from ..tools.internal_users import internal_users

REPORTS = (
    "grading",
    "visit_plan",
    "visit_compliance",
    "complaint_register",
    "complaint_statistic",
    "supervision",
    "violation_register",
    "points",
    "secrecy_register",
)
OF_A_PERIOD = (
    "visit_plan",
    "visit_compliance",
    "complaint_register",
    "violation_register",
)
OF_A_MONTH = ("complaint_statistic", "supervision")


class CustomerReport(models.TransientModel):
    """Which report somebody takes out, of which period, and confined to what.

    A report is a model ``customer.report.<key>`` that inherits
    ``customer.report.sheet``; an add-on adds its key to ``_reports``.
    """

    _name = "customer.report"
    _description = "Report"

    report = fields.Selection(
        selection=lambda self: self._selection_report(), required=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or self.env.user.lang or "en_US",
    )

    # When
    date_from = fields.Date("From", default=lambda self: self._last_month())
    date_to = fields.Date(
        "To", default=lambda self: fields.Date.end_of(self._last_month(), "month")
    )
    month = fields.Date(
        compute="_compute_month",
        store=True,
        readonly=False,
        help="Any day of the month.",
    )
    date = fields.Date(
        "As of",
        default=fields.Date.context_today,
        help="The grades that held on this day.",
    )

    # Confined to what
    scheme_ids = fields.Many2many(
        "customer.grade.scheme", string="Schemes", help="Empty: all."
    )
    grade_ids = fields.Many2many("customer.grade", string="Grades", help="Empty: all.")
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain=internal_users,
        help="Account managers, visitors or handlers. Empty: all.",
    )
    plan_id = fields.Many2one(
        "customer.visit.plan",
        "Visit Plan",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all visits of the period.",
    )
    kind = fields.Selection(KINDS)
    severity = fields.Selection(SEVERITIES)
    category_ids = fields.Many2many(
        "customer.complaint.category", string="Categories", help="Empty: all."
    )
    team_ids = fields.Many2many(
        "customer.complaint.team", string="Teams", help="Empty: all."
    )
    violation_type_ids = fields.Many2many(
        "customer.violation.type", string="Types of Violation", help="Empty: all."
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="Empty: all."
    )
    point_period_id = fields.Many2one(
        "customer.point.period",
        domain="[('state', '=', 'closed'), ('company_id', '=', company_id)]",
    )
    level = fields.Selection(
        selection=lambda self: self.env["res.partner"]._classified_levels(),
        string="Secrecy Level",
    )
    is_in_force = fields.Boolean("In Force Only", default=True)
    has_reports = fields.Boolean(compute="_compute_has_reports")

    # -------------------------------------------------------------------- constraints

    @api.constrains("report")
    def _check_report(self):
        for report in self:
            report._sheet_model(report.report)._report_check()

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for report in self:
            if (
                report.date_from
                and report.date_to
                and report.date_from > report.date_to
            ):
                raise ValidationError(self.env._("The period begins after its end."))

    # ----------------------------------------------------------------------- computes

    @api.model
    def _reports(self):
        return REPORTS

    @api.model
    def _selection_report(self):
        """Those that the person may have."""
        return [
            (key, sheet._report_name())
            for key in self._reports()
            for sheet in [self._sheet_model(key)]
            if sheet._report_is_allowed()
        ]

    @api.model
    def _last_month(self):
        """Reports are made when the month is over."""
        today = fields.Date.context_today(self)
        return fields.Date.start_of(fields.Date.subtract(today, months=1), "month")

    @api.depends("report")
    def _compute_month(self):
        month = self._last_month()
        for report in self:
            report.month = month
            if report.report:
                sheet = report._sheet_model(report.report)
                report.month = sheet._report_month(report.company_id, month)

    def _compute_has_reports(self):
        self.has_reports = bool(self._selection_report())

    @api.depends("report")
    def _compute_display_name(self):
        for report in self:
            report.display_name = (
                report._sheet_model(report.report)._report_name()
                if report.report
                else self.env._("Report")
            )

    # ------------------------------------------------------------------------ actions

    def action_download(self):
        """:return: an action that downloads the workbook"""
        self.ensure_one()
        self._check_complete()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_policy/report/{self.id}.xlsx",
            "target": "download",
        }

    # ----------------------------------------------------------------------- business

    @api.model
    def _download(self, key, **values):
        """The action of a button elsewhere that gives out a report."""
        self._sheet_model(key)._report_check()
        return self.create({"report": key, **values}).action_download()

    @api.model
    def _sheet_model(self, key):
        name = f"customer.report.{str(key).replace('_', '.')}"
        if name not in self.env:
            raise UserError(self.env._("There is no such report. Choose another one."))
        return self.env[name]

    @api.model
    def _own(self, report_id):
        """What the person chose; nobody opens what somebody else chose."""
        return self.search([("id", "=", report_id), ("create_uid", "=", self.env.uid)])

    def _check_complete(self):
        self._sheet_model(self.report)._report_check()
        if self.report in OF_A_MONTH and not self.month:
            raise UserError(self.env._("Choose the month of the report."))
        if self.report == "points" and not self.point_period_id:
            raise UserError(self.env._("Choose the period of points."))
        if self.report in OF_A_PERIOD and not self.plan_id:
            if not self.date_from or not self.date_to:
                raise UserError(self.env._("Say from when to when the report goes."))

    def _write_workbook(self, stream):
        """:return: number of rows"""
        self.ensure_one()
        wizard = self.with_context(lang=self.lang)
        wizard._check_complete()
        return wizard._sheet_model(wizard.report)._report_write(stream, wizard)

    def _file_name(self):
        """The report and what it is about, in the language of the report."""
        wizard = self.with_context(lang=self.lang)
        parts = [wizard._sheet_model(wizard.report)._report_name()]
        if wizard.report in OF_A_MONTH:
            parts.append(f"{wizard.month:%Y-%m}")
        elif wizard.report == "points":
            parts.append(wizard.point_period_id.name)
        elif wizard.report == "visit_plan" and wizard.plan_id:
            parts.append(wizard.plan_id.name)
        elif wizard.report in OF_A_PERIOD:
            parts += [str(wizard.date_from), str(wizard.date_to)]
        else:
            day = wizard.date if wizard.report == "grading" else None
            parts.append(str(day or fields.Date.context_today(wizard)))
        return " ".join(parts).replace("/", "-") + ".xlsx"
