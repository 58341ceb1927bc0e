from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools import complaint_sheet, metric_sheet
from .customer_complaint_import import CUSTOMER

KINDS = [
    ("grade", "Grades"),
    ("visit", "Last Visits"),
    ("complaint", "Open Complaints"),
    ("violation", "Violations That Still Count"),
]
# Who brings in what; the groups are alternatives.
IMPORTERS = {
    "grade": "customer_policy.group_grading_manager",
    "visit": "customer_policy.group_visit_manager",
    "complaint": "customer_policy.group_complaint_manager",
    "violation": "customer_policy.group_violation_officer,hr.group_hr_manager",
}
# What the columns are called, in every language the same.
REQUIRED = {
    "grade": ("external_reference", "scheme", "grade", "date_since"),
    "visit": ("external_reference", "visit_type", "date_done"),
    "violation": (
        "external_reference",
        "employee",
        "violation_type",
        "date",
        "facts",
    ),
}
COLUMNS = {
    "grade": (*REQUIRED["grade"], *CUSTOMER.values(), "reason"),
    "visit": (*REQUIRED["visit"], *CUSTOMER.values(), "visitor", "findings"),
    "violation": (*REQUIRED["violation"], "step", "severity", "state"),
}


class CustomerPolicyOpening(models.TransientModel):
    """The state of affairs on the day the company starts with the add-on.

    What has its reference already does not come in again. What a row says is read in
    ``…_grade``, ``…_visit`` and ``…_violation``; open complaints have an import of
    their own.
    """

    _name = "customer.policy.opening"
    _description = "Import the Opening State"
    _inherit = ["customer.sheet.import.mixin"]

    _max_rows = 20_000
    _accepts_csv = True
    _template_file = "opening_state.xlsx"

    kind = fields.Selection(KINDS, "What", required=True, default="grade")
    file = fields.Binary("Sheet (XLSX or CSV)")
    line_ids = fields.One2many("customer.policy.opening.line", "import_id")

    # ---------------------------------------------------------------------- actions

    def action_preview(self):
        """Say what would come in, and what is wrong with the sheet."""
        self.ensure_one()
        self._check_importer()
        new, known, errors = self._read()
        self._show(new, known, errors, "preview")
        return self._reopen(self._description_of_import())

    def action_import(self):
        """Take it over; a second time changes nothing."""
        self.ensure_one()
        self._check_importer()
        new, known, errors = self._read()
        self._refuse_errors(errors)
        getattr(self, f"_import_{self.kind}")([values for _row, values in new])
        self._show(new, known, errors, "done")
        return self._reopen(self._description_of_import())

    def action_template(self):
        self._check_has_sheet()
        return super().action_template()

    def action_complaints(self):
        """Open complaints come in by the import of cases."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_import_action"
        )

    # --------------------------------------------------------------------- business

    def _description_of_import(self):
        return self.env._("Opening State")

    def _show(self, new, known, errors, state):
        lines = []
        if state == "preview":
            lines = self._preview_commands(new, known, errors)
        self.write(
            {
                "state": state,
                "new_count": len(new),
                "same_count": len(known),
                "error_count": len(errors),
                "line_ids": [Command.clear(), *lines],
            }
        )

    def _check_has_sheet(self):
        if self.kind not in COLUMNS:
            raise UserError(
                self.env._("Open complaints come in by “Import Cases”. Open that.")
            )

    def _check_importer(self):
        self.check_access("write")
        self._check_has_sheet()
        if self.env.su or self.env.user.has_groups(IMPORTERS[self.kind]):
            return
        if self.kind == "violation":
            raise AccessError(
                self.env._(
                    "Only violation officers and HR managers bring in violations. Ask "
                    "one of them."
                )
            )
        raise AccessError(
            self.env._("Only managers of grades or visits bring those in. Ask one.")
        )

    def _template_headings(self):
        return list(COLUMNS[self.kind])

    def _instructions(self):
        common = [
            self.env._(
                "external_reference is what the row is called where it comes from: a "
                "reference that is here already is left alone."
            ),
            self.env._("Dates: as 2025-03-31 or 2025-03-31 14:05, in your time zone."),
        ]
        if "customer_reference" in COLUMNS[self.kind]:
            common.append(
                self.env._(
                    "The customer: customer_external_id, customer_reference or "
                    "customer_vat, whichever you have; the first one filled counts. "
                    "Without these, name and email together."
                )
            )
        return [*common, *getattr(self, f"_instructions_{self.kind}")()]

    # ---------------------------------------------------------------------- reading

    def _read(self):
        """:return: ([(row number, values)] of what is new, [(row number, cells)] of
        what is here, [(row number, what is wrong)])
        """
        rows = self._cells_of(COLUMNS[self.kind], REQUIRED[self.kind])
        known_references = self._known(rows)
        fresh, known = [], []
        for number, cells in rows:
            reference = metric_sheet.text(cells["external_reference"])
            target = known if reference in known_references else fresh
            target.append((number, cells))
        customers = self._customers(fresh)
        found = getattr(self, f"_look_up_{self.kind}")(fresh, customers)
        new, errors, seen = [], [], {}
        for (number, cells), customer in zip(fresh, customers, strict=True):
            try:
                values = self._row_values(cells, found, customer)
                for key in self._row_keys(values):
                    if key in seen:
                        raise UserError(
                            self.env._("The same stands in row %s.", seen[key])
                        )
            except UserError as error:
                errors.append((number, str(error)))
                continue
            seen.update(dict.fromkeys(self._row_keys(values), number))
            new.append((number, values))
        return new, known, errors

    def _row_values(self, cells, found, customer):
        for name in REQUIRED[self.kind]:
            if not metric_sheet.text(cells.get(name)):
                raise UserError(self.env._("“%(column)s” is missing.", column=name))
        values = getattr(self, f"_row_{self.kind}")(cells, found, customer)
        reference = metric_sheet.text(cells["external_reference"])
        return {**values, "opening_reference": reference}

    def _row_keys(self, values):
        keys = [("reference", values["opening_reference"])]
        if self.kind == "grade":
            keys.append((values["partner_id"], values["scheme_id"]))
        return keys

    def _known(self, rows):
        """The references that are here already, whoever may see those records."""
        model = {
            "grade": "customer.grade.assignment",
            "visit": "customer.visit",
            "violation": "customer.violation",
        }[self.kind]
        values = {metric_sheet.text(cells["external_reference"]) for _n, cells in rows}
        domain = [("opening_reference", "in", list(values - {""}))]
        if self.kind != "grade":
            domain.append(("company_id", "=", self.env.company.id))
        found = self.env[model].sudo().search_fetch(domain, ["opening_reference"])
        return set(found.mapped("opening_reference"))

    def _customers(self, rows):
        """:return: per row (id of the customer or None, what is wrong or None)"""
        if "customer_reference" not in COLUMNS[self.kind]:
            return [(None, None)] * len(rows)
        return self._match(
            [
                {
                    key: metric_sheet.text(cells.get(name))
                    for key, name in CUSTOMER.items()
                }
                for _number, cells in rows
            ]
        )

    @api.model
    def _partners(self, customers):
        """:return: {id: customer}, read together"""
        ids = {customer_id for customer_id, _problem in customers if customer_id}
        return {p.id: p for p in self.env["res.partner"].sudo().browse(sorted(ids))}

    # ----------------------------------------------------------------------- helpers

    @api.model
    def _named(self, records, *names):
        """:return: {name in small letters: records}, several if they share it"""
        found = {}
        for record in records:
            for name in {record[field] for field in (*names, "display_name")} - {False}:
                key = name.strip().casefold()
                found[key] = found.get(key, record.browse()) | record
        return found

    def _one(self, found, cell, column):
        name = metric_sheet.text(cell)
        records = found.get(name.casefold(), ())
        if len(records) != 1:
            raise UserError(
                self.env._(
                    "%(column)s: there are %(count)s by the name “%(name)s”.",
                    column=column,
                    count=len(records),
                    name=name,
                )
            )
        return records

    def _moment(self, cell, column, zone):
        try:
            moment = complaint_sheet.moment(cell, zone)
        except metric_sheet.CellError as error:
            raise UserError(
                self.env._(
                    "%(column)s cannot be read; write it as 2025-03-31 14:05.",
                    column=column,
                )
            ) from error
        if moment > fields.Datetime.now():
            raise UserError(self.env._("A date lies in the future."))
        return moment

    # ---------------------------------------------------------------------- preview

    def _shown_new(self, values):
        columns = self.env["customer.policy.opening.line"]._fields
        shown = {
            name: value
            for name, value in values.items()
            if name in columns and name != "state"
        }
        day = values.get("date_from") or values.get("date_done") or values.get("date")
        return {
            **shown,
            "reference": values["opening_reference"],
            "date": fields.Date.to_date(day),
        }
