import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.date_utils import start_of

from ..tools import deduction_plan, sheet_report
from .customer_policy_arguments import moment, records_of, takes

HR = "hr.group_hr_user"


class CustomerPenalty(models.Model):
    """What is deducted from pay goes to payroll as a sheet, by HR alone.

    Where the law caps deductions, what exceeds the cap goes to later months.
    """

    _inherit = "customer.penalty"

    deduction_ids = fields.One2many(
        "customer.penalty.deduction", "penalty_id", "Deductions from Pay", groups=HR
    )

    # ----------------------------------------------------------------------- actions

    def action_export_payroll(self):
        """Fines and compensations of the selected penalties as XLSX."""
        self._check_hr()
        self.check_access("read")
        deducted = self._deducted()
        if not deducted:
            raise UserError(self.env._("Nothing of this is deducted from pay."))
        penalties = deducted.sudo()
        penalties._plan_deductions()
        return self._export_deductions(
            penalties.deduction_ids, f"{fields.Date.context_today(self)}"
        )

    @api.model
    @takes(month=moment, company=records_of("res.company"))
    def action_export_month(self, month, company=None):
        """All that is deducted from the pay of a month, as XLSX.

        Served penalties that no sheet had before are planned from that month on.
        """
        self._check_hr()
        company = company or self.env.company
        if company not in self.env.companies:
            raise AccessError(self.env._("Choose a company that you work for."))
        month = start_of(fields.Date.to_date(month), "month")
        served = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("is_served", "=", True),
                ("amount", ">", 0),
                ("state", "in", ("in_force", "done")),
                ("deduction_ids", "=", False),
                ("date_from", "<=", fields.Date.end_of(month, "month")),
            ],
            order="date_from, id",
        )
        served._plan_deductions(month)
        due = (
            self.env["customer.penalty.deduction"]
            .sudo()
            .search([("company_id", "=", company.id), ("month", "=", month)])
        )
        if not due:
            raise UserError(
                self.env._("Nothing is deducted from the pay of that month.")
            )
        return self._export_deductions(due, f"{month:%Y-%m}")

    # ---------------------------------------------------------------------- business

    def _check_hr(self):
        if not self.env.user.has_group(HR):
            raise AccessError(self.env._("Only HR gives deductions to payroll."))

    def _deducted(self):
        return self.filtered(
            lambda p: p.is_served and p.amount and p.state in ("in_force", "done")
        )

    def _plan_deductions(self, month=None):
        """Spread what no plan has yet over the months from the given one on."""
        new = self.filtered(lambda penalty: not penalty.deduction_ids)
        first = deduction_plan.month_number(month or fields.Date.context_today(self))
        vals_list = []
        for company, penalties in new.grouped("company_id").items():
            legal = self.env["customer.policy.legal"]._of(company)
            caps = penalties._caps(legal) if legal._has_cap() else {}
            taken = penalties._taken(deduction_plan.first_day(first)) if caps else {}
            for employee, some in penalties.grouped("employee_id").items():
                vals_list += some._prepare_deductions(
                    first, caps.get(employee), taken.get(employee.id)
                )
        self.env["customer.penalty.deduction"].sudo().create(vals_list)

    def _prepare_deductions(self, first, limit, taken):
        """:param limit: cents of a month at most; None where there is no cap"""
        unit = 10**self.company_id.currency_id.decimal_places
        dues = [(penalty.id, round(penalty.amount * unit)) for penalty in self]
        try:
            parts = deduction_plan.spread(dues, first, limit, taken)
        except deduction_plan.PlanError as error:
            raise UserError(
                self.env._(
                    "Nothing may be deducted from the wage of %(person)s: it is not "
                    "above the minimum. Agree on another way to pay.",
                    person=self.employee_id.name,
                )
            ) from error
        return [
            {
                "penalty_id": part.key,
                "month": deduction_plan.first_day(part.month),
                "amount": part.amount / unit,
            }
            for part in parts
        ]

    def _caps(self, legal):
        """:return: {employee: cents that a month's wage allows}"""
        company = self.company_id
        unit = 10**company.currency_id.decimal_places
        today = fields.Date.context_today(self)
        least = legal.currency_id._convert(
            legal.minimum_wage, company.currency_id, company, today
        )
        wages = {employee: employee.version_id.wage for employee in self.employee_id}
        unknown = [employee.name for employee, wage in wages.items() if not wage]
        if unknown:
            raise UserError(
                self.env._(
                    "No wage is on the file of %(people)s, so that nobody can tell how "
                    "much of it may be deducted. Have it entered under Payroll.",
                    people=", ".join(unknown),
                )
            )
        percent = legal.deduction_percent or 100
        return {
            employee: deduction_plan.cap(
                round(wage * unit), percent, round(least * unit)
            )
            for employee, wage in wages.items()
        }

    def _taken(self, day):
        """What is deducted from that month on, fines for points included.

        :return: {id of the employee: {number of a month: cents}}
        """
        unit = 10**self.company_id.currency_id.decimal_places
        taken = defaultdict(lambda: defaultdict(int))
        planned = self.env["customer.penalty.deduction"].sudo()
        people = ("employee_id", "in", self.employee_id.ids)
        for row in planned.search([people, ("month", ">=", day)]):
            month = deduction_plan.month_number(row.month)
            taken[row.employee_id.id][month] += round(row.amount * unit)
        lines = self.env["customer.point.result"].sudo()
        for line in lines.search([people, ("period_id.date_sheet", ">=", day)]):
            period = line.period_id
            month = deduction_plan.month_number(period.date_sheet)
            lost = line.amount + line.supervisor_fine
            taken[line.employee_id.id][month] += round(lost * unit)
        return taken

    def _cancel(self):
        """What payroll had is given back, what it did not have is not deducted."""
        res = super()._cancel()
        cancelled = self.sudo().filtered(lambda p: p.state == "cancelled")
        rows = cancelled.deduction_ids
        rows.filtered(lambda row: not row.date_exported).unlink()
        month = start_of(fields.Date.context_today(self), "month")
        vals_list = []
        for penalty, some in rows.exists().grouped("penalty_id").items():
            if paid := sum(some.mapped("amount")):
                vals_list.append(
                    {"penalty_id": penalty.id, "month": month, "amount": -paid}
                )
        self.env["customer.penalty.deduction"].sudo().create(vals_list)
        return res

    # ------------------------------------------------------------------------- sheet

    def _export_deductions(self, deductions, name):
        content = sheet_report.table(
            self.env._("Deductions"),
            self._payroll_headings(),
            self._payroll_rows(deductions),
        )
        now = fields.Datetime.now()
        this_month = start_of(fields.Date.context_today(self), "month")
        given = deductions.filtered(lambda row: row.month <= this_month)
        given.filtered(lambda row: not row.date_exported).date_exported = now
        deductions.penalty_id.date_exported = now
        return self._download(f"deductions-{name}.xlsx", content)

    def _payroll_headings(self):
        names = ("employee_id", "measure", "amount", "currency_id")
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return [
            self.env._("Month"),
            self.env._("Employee Number"),
            *labels,
            self.env._("Notice"),
        ]

    def _payroll_rows(self, deductions):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for row in deductions.sorted(lambda row: (row.month, row.employee_id.id)):
            penalty, employee = row.penalty_id, row.employee_id
            yield (
                f"{row.month:%Y-%m}",
                employee.barcode or employee.id,
                employee.name,
                labels[penalty.measure],
                row.amount,
                row.currency_id.name,
                penalty.violation_id.notice_number,
            )

    def _download(self, name, content):
        """A file that only who asked for it opens, and that is swept away soon."""
        attachment = self.env["ir.attachment"].create(
            {"name": name, "datas": base64.b64encode(content), "public": False}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }
