from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import metric_sheet


class CustomerPolicyOpening(models.TransientModel):
    """Grades: one row for each customer and scheme, with the day it began."""

    _inherit = "customer.policy.opening"

    def _instructions_grade(self):
        return [
            self.env._("scheme and grade: the code or the name."),
            self.env._(
                "date_since: the day from which the customer has the grade. Where the "
                "customer has one here already, the imported one is its past."
            ),
        ]

    def _look_up_grade(self, _rows, customers):
        """Everything that the rows name, looked up once for all of them."""
        companies = [self.env.company.id, False]
        schemes = self.env["customer.grade.scheme"].search(
            [("company_id", "in", companies)]
        )
        return {
            "scheme": self._named(schemes, "code", "name"),
            "grade": {
                scheme.id: self._named(scheme.grade_ids, "code", "name")
                for scheme in schemes
            },
            "held": self._held_grades(customers, schemes),
            "partner": self._partners(customers),
        }

    def _held_grades(self, customers, schemes):
        """:return: {(customer, scheme): day on which the current grade began}"""
        ids = [customer_id for customer_id, _problem in customers]
        found = (
            self.env["customer.grade.assignment"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", [id_ for id_ in ids if id_]),
                    ("scheme_id", "in", schemes.ids),
                    ("date_to", "=", False),
                ],
                ["partner_id", "scheme_id", "date_from"],
            )
        )
        return {(a.partner_id.id, a.scheme_id.id): a.date_from for a in found}

    def _row_grade(self, cells, found, customer):
        partner_id, problem = customer
        if problem:
            raise UserError(problem)
        scheme = self._one(found["scheme"], cells["scheme"], "scheme")
        grade = self._one(found["grade"][scheme.id], cells["grade"], "grade")
        partner = found["partner"][partner_id]
        if partner.company_id != scheme.company_id:
            raise UserError(
                self.env._(
                    "The scheme %(scheme)s does not grade this customer: they are of "
                    "different companies.",
                    scheme=scheme.name,
                )
            )
        since = self._moment(cells["date_since"], "date_since", ZoneInfo("UTC")).date()
        held = found["held"].get((partner_id, scheme.id))
        if held and held <= since:
            raise UserError(
                self.env._(
                    "The customer has a grade since %(date)s already, which is not "
                    "later.",
                    date=format_date(self.env, held),
                )
            )
        reason = metric_sheet.text(cells.get("reason"))
        return {
            "partner_id": partner_id,
            "scheme_id": scheme.id,
            "grade_id": grade.id,
            "date_from": since,
            "reason": reason or self.env._("Opening state"),
        }

    def _import_grade(self, vals_list):
        self.env["customer.grade.assignment"]._import_opening(vals_list)
