from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..tools import metric_sheet

# What the columns are called, in every language the same.
REQUIRED = ("external_reference", "subject", "date_received")
CUSTOMER = {
    "external_id": "customer_external_id",
    "reference": "customer_reference",
    "vat": "customer_vat",
    "name": "customer_name",
    "email": "customer_email",
}
COLUMNS = (
    *REQUIRED,
    "number",
    "description",
    "kind",
    "channel",
    "category",
    "severity",
    "state",
    "date_closed",
    "team",
    "handler",
    "complained_of",
    *CUSTOMER.values(),
    "phone",
    "cause",
    "conclusion",
    "reply",
)
MANAGER = "customer_policy.group_complaint_manager"


class CustomerComplaintImport(models.TransientModel):
    """Cases from elsewhere, mostly ended ones.

    What has its reference already does not come in again. What a row says is read in
    ``…_read``.
    """

    _name = "customer.complaint.import"
    _description = "Import Cases"
    _inherit = ["customer.sheet.import.mixin"]

    _max_rows = 20_000
    _accepts_csv = True
    _template_file = "cases.xlsx"

    file = fields.Binary("Sheet (XLSX or CSV)")
    line_ids = fields.One2many("customer.complaint.import.line", "import_id")

    # ---------------------------------------------------------------------- actions

    def action_preview(self):
        """Say what would come in, and what is wrong with the sheet."""
        self.ensure_one()
        self._check_importer()
        new, known, errors = self._read()
        self.write(
            {
                "state": "preview",
                "new_count": len(new),
                "same_count": len(known),
                "error_count": len(errors),
                "line_ids": [
                    Command.clear(),
                    *self._preview_commands(new, known, errors),
                ],
            }
        )
        return self._reopen(self.env._("Import Cases"))

    def action_import(self):
        """Take the cases over; a second time changes nothing."""
        self.ensure_one()
        self._check_importer()
        new, known, errors = self._read()
        self._refuse_errors(errors)
        self.env["customer.complaint"]._import_cases([values for _row, values in new])
        self.write(
            {
                "state": "done",
                "new_count": len(new),
                "same_count": len(known),
                "error_count": len(errors),
                "line_ids": [Command.clear()],
            }
        )
        return self._reopen(self.env._("Import Cases"))

    # --------------------------------------------------------------------- business

    def _check_importer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only complaint managers bring in cases from elsewhere. Ask one of "
                    "them."
                )
            )

    def _template_headings(self):
        return list(COLUMNS)

    def _instructions(self):
        complaint = self.env["customer.complaint"]
        choices = {
            name: ", ".join(dict(complaint._fields[name].selection))
            for name in ("kind", "channel", "severity")
        }
        return [
            self.env._(
                "One row for each case. external_reference is what the case is called "
                "where it comes from: a reference that is here already is left alone."
            ),
            self.env._("Dates: as 2025-03-31 or 2025-03-31 14:05, in your time zone."),
            self.env._(
                "state: closed, unfounded or cancelled, with date_closed; empty or "
                "new, accepted or investigating for a case that is still to be "
                "handled. That one is assigned and the clocks that lie ahead start "
                "when it was received; what is over starts nothing and nobody is told "
                "of it."
            ),
            self.env._("kind: %(choices)s", choices=choices["kind"]),
            self.env._("channel: %(choices)s", choices=choices["channel"]),
            self.env._("severity: %(choices)s", choices=choices["severity"]),
            self.env._(
                "number: empty to draw one of the year in which the case was received."
            ),
            self.env._(
                "The customer: customer_external_id, customer_reference or "
                "customer_vat, whichever you have; the first one filled counts. "
                "Without these, name and email together; if they are nobody's, they "
                "are kept with the case."
            ),
            self.env._(
                "handler: the login. complained_of: work e-mails of employees, with "
                "commas between; they will not see the case."
            ),
        ]

    # ---------------------------------------------------------------------- reading

    # ---------------------------------------------------------------------- preview

    def _shown_new(self, values):
        return {
            "reference": values["source_reference"],
            "subject": values["name"],
            "number": values.get("number"),
            "state": values["state"],
            "partner_id": values.get("partner_id"),
            "date_received": values["date_received"],
            "date_closed": values.get("date_closed"),
        }

    def _shown_known(self, cells):
        return {
            **super()._shown_known(cells),
            "subject": metric_sheet.text(cells["subject"]),
        }
