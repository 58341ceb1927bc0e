from odoo import api, models
from odoo.fields import Domain

from ..tools.sheet_report import Column
from .customer_report_sheet import Fact

FACTS = (
    Fact("name", width=32, total="count"),
    Fact("ref"),
    Fact("vat"),
    Fact("user_id"),
    Fact("city"),
    Fact("country_id"),
)
# Of each scheme: grade, score, since, next review. So many schemes have a picture.
CELLS = 4
PICTURES = 3


class CustomerReportGrading(models.AbstractModel):
    """The customers with their grade in each scheme, as it was on a day."""

    _name = "customer.report.grading"
    _inherit = ["customer.report.sheet"]
    _description = "Customer Grading List"

    _report_groups = ("customer_policy.group_user",)

    @api.model
    def _report_name(self):
        return self.env._("Customer Grading List")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(wizard, "date", "scheme_ids", "grade_ids", "user_ids")

    @api.model
    def _report_sheets(self, wizard):
        schemes = self._schemes(wizard)
        yield self._record_sheet(
            self.env._("Customers"),
            self.env["res.partner"],
            self._customers(wizard, schemes),
            FACTS,
            "complete_name, id",
            [
                *(
                    (place * CELLS, self._by_grade(scheme), "column")
                    for place, scheme in enumerate(schemes[:PICTURES])
                ),
                ("user_id", self.env._("Customers by Account Manager"), "bar"),
            ],
            self._grades(wizard, schemes),
        )

    @api.model
    def _by_grade(self, scheme):
        return self.env._("%(scheme)s: Customers by Grade", scheme=scheme.name)

    @api.model
    def _schemes(self, wizard):
        return wizard.scheme_ids or self.env["customer.grade.scheme"].search(
            Domain("active", "=", True)
        )

    @api.model
    def _held(self, wizard, schemes):
        """The grades that the list is about."""
        assignments = self.env["customer.grade.assignment"]
        held = Domain("scheme_id", "in", schemes.ids)
        if wizard.date:
            held &= assignments._valid_on_domain(wizard.date)
        else:
            held &= Domain("date_to", "=", False)
        return held

    @api.model
    def _customers(self, wizard, schemes):
        held = self._held(wizard, schemes)
        held &= self._in_domain([("grade_id", wizard.grade_ids)])
        return Domain("grade_assignment_ids", "any", held) & self._in_domain(
            [("user_id", wizard.user_ids)]
        )

    @api.model
    def _grades(self, wizard, schemes):
        """For each scheme the grade, the score, since when, and the next review."""
        columns = []
        for scheme in schemes:
            for label, kind in (
                (self.env._("Grade"), "text"),
                (self.env._("Score"), "number"),
                (self.env._("Since"), "date"),
                (self.env._("Next Review"), "date"),
            ):
                width = 14 if kind == "text" else None
                columns.append(Column(f"{scheme.name}: {label}", kind, None, width))
        domain = self._held(wizard, schemes)
        scheme_ids = schemes.ids
        names = {
            grade.id: grade.name
            for grade in schemes.with_context(active_test=False).grade_ids
        }
        reviews = {scheme.id: scheme.review_date_next for scheme in schemes}

        def cells(partners):
            assignments = self.env["customer.grade.assignment"]
            found = assignments.search_fetch(
                domain & Domain("partner_id", "in", partners.ids),
                ["partner_id", "scheme_id", "grade_id", "score", "date_from"],
                order="id",
            )
            held = {(one.partner_id.id, one.scheme_id.id): one for one in found}
            return {
                partner_id: [
                    cell
                    for scheme_id in scheme_ids
                    for cell in self._grade_cells(
                        held.get((partner_id, scheme_id)), names, reviews
                    )
                ]
                for partner_id in partners.ids
            }

        return columns, cells

    @api.model
    def _grade_cells(self, held, names, reviews):
        if not held:
            return [None] * CELLS
        return [
            names.get(held.grade_id.id) or held.grade_id.name,
            held.score or None,
            held.date_from,
            reviews[held.scheme_id.id],
        ]
