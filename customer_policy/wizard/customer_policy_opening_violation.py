from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.customer_violation_type import SEVERITIES
from ..tools import metric_sheet

STATES = ("in_force", "closed")


class CustomerPolicyOpening(models.TransientModel):
    """Violations that still count: whoever does it again is not there for the first
    time. They came to their end elsewhere; here nothing follows from them."""

    _inherit = "customer.policy.opening"

    def _instructions_violation(self):
        return [
            self.env._("employee: the work e-mail or the badge ID."),
            self.env._(
                "violation_type: the name. step: the number of the step that was taken "
                "then; empty for the one of the ladder."
            ),
            self.env._("severity: %s", ", ".join(dict(SEVERITIES))),
            self.env._(
                "state: closed, or in_force while it is still being carried out; empty "
                "for closed. Nobody is told, and no penalty is carried out."
            ),
        ]

    def _look_up_violation(self, rows, _customers):
        """Everything that the rows name, looked up once for all of them."""
        company = self.env.company
        types = self.env["customer.violation.type"].sudo()
        names = {metric_sheet.text(cells.get("employee")) for _n, cells in rows} - {""}
        domain = Domain("barcode", "in", list(names)) | Domain.OR(
            Domain("work_email", "=ilike", name.replace("_", r"\_")) for name in names
        )
        people = (
            self.env["hr.employee"]
            .sudo()
            .search(domain & Domain("company_id", "in", [company.id, False]))
        )
        states = self.env["customer.violation"]._fields["state"]
        labels = dict(states._description_selection(self.env))
        return {
            "violation_type": self._named(
                types.search([("company_id", "in", [company.id, False])]), "name"
            ),
            "employee": self._named(people, "work_email", "barcode"),
            "state": {state: labels[state] for state in STATES},
            "severity": dict(SEVERITIES),
        }

    def _row_violation(self, cells, found, _customer):
        self._check_has_past()
        employee = self._one(found["employee"], cells["employee"], "employee")
        if employee.user_id == self.env.user:
            raise UserError(
                self.env._("It concerns yourself. Let a colleague bring it in.")
            )
        kind = self._one(found["violation_type"], cells["violation_type"], "type")
        day = self._moment(cells["date"], "date", ZoneInfo("UTC")).date()
        self._check_before_live(day)
        severity = self._choice(cells.get("severity"), "severity", found["severity"])
        state = self._choice(cells.get("state"), "state", found["state"])
        return {
            "name": kind.name,
            "employee_id": employee.id,
            "type_id": kind.id,
            "company_id": self.env.company.id,
            "date": day,
            "facts": metric_sheet.text(cells["facts"]),
            "severity": severity or kind.severity or "2",
            "state": state or "closed",
            "step_id": self._row_step(kind.ladder_id, cells.get("step")).id,
        }

    def _row_step(self, ladder, cell):
        """The step that was taken then, of the ladder of today."""
        if not metric_sheet.text(cell):
            return ladder.step_ids.browse()
        try:
            number = metric_sheet.number(cell)
        except metric_sheet.CellError:
            number = 0
        steps = ladder.step_ids.filtered(lambda step: step.sequence == number)
        if not steps:
            raise UserError(
                self.env._(
                    "step: “%(step)s” is no step of %(ladder)s.",
                    step=metric_sheet.text(cell)[:40],
                    ladder=ladder.name,
                )
            )
        return steps.sorted(lambda step: (step.target != "person", step.id))[:1]

    def _check_has_past(self):
        """What happened since a company went live is heard and decided here."""
        company = self.env.company.sudo()
        if not company.customer_policy_trial and not company.customer_policy_go_live:
            raise UserError(
                self.env._(
                    "%(company)s has no day on which it goes live, so nothing lies "
                    "before it. Set that day in the settings first.",
                    company=company.name,
                )
            )

    def _check_before_live(self, day):
        live = self.env.company.sudo().customer_policy_go_live
        if live and day >= live:
            raise UserError(
                self.env._(
                    "It happened since the company went live: report it instead, so "
                    "that the person is heard."
                )
            )

    def _import_violation(self, vals_list):
        self.env["customer.violation"]._import_opening(vals_list)
