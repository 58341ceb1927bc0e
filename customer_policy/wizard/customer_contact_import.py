import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools import metric_sheet, sheet_report

MANAGER = "customer_policy.group_manager"
# In the order in which they are shown.
KINDS = ("error", "changed", "new", "same", "known")
# Looked at anew when one of these changes.
CHOICES = frozenset(("file", "company_id", "duplicates"))
# People look at every row that would fail, and at some of the others.
SHOWN_OTHERS = 200


class CustomerContactImport(models.Model):
    """Customers from a sheet: looked at first, then taken over, never twice.

    It stays for a while, so that a large one can go on in the background and one can
    come back to see what has become of it. What a row says is read in ``…_read``,
    whom it means in ``…_match``, and how it takes effect is in ``…_write``.
    """

    _name = "customer.contact.import"
    _description = "Import of Customers"
    _inherit = ["customer.policy.protected.mixin", "customer.sheet.import.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    _max_rows = 20_000
    _accepts_csv = True
    _template_file = "customers.xlsx"

    file = fields.Binary("Sheet (XLSX or CSV)", copy=False)
    file_name = fields.Char(copy=False)
    state = fields.Selection(
        selection_add=[("running", "In the Background"), ("done",)],
        ondelete={"running": "set default"},
        required=True,
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "For Company",
        help="Empty: the customers are those of all companies.",
    )
    duplicates = fields.Selection(
        [("skip", "Leave them alone"), ("update", "Update them")],
        "Customers Who Are Here Already",
        required=True,
        default="skip",
    )
    row_count = fields.Integer("Rows", copy=False, policy_protected=True)
    new_count = fields.Integer(copy=False, policy_protected=True)
    changed_count = fields.Integer(copy=False, policy_protected=True)
    same_count = fields.Integer(copy=False, policy_protected=True)
    error_count = fields.Integer(copy=False, policy_protected=True)
    created_count = fields.Integer("Added", copy=False, policy_protected=True)
    updated_count = fields.Integer("Updated", copy=False, policy_protected=True)
    problem = fields.Char("Why It Stopped", copy=False, policy_protected=True)
    date_started = fields.Datetime("Begun on", copy=False, policy_protected=True)
    date_done = fields.Datetime("Done on", copy=False, policy_protected=True)
    # What was asked for last: the template or the rows with errors.
    download = fields.Binary(attachment=False, copy=False, policy_protected=True)
    line_ids = fields.One2many(
        "customer.contact.import.line", "import_id", copy=False, readonly=True
    )

    _running_idx = models.Index("(id) WHERE state = 'running'")

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet_import in self:
            sheet_import.display_name = sheet_import.file_name or self.env._(
                "Import Customers"
            )

    # ------------------------------------------------------------------------- CRUD

    def write(self, vals):
        if CHOICES.isdisjoint(vals):
            return super().write(vals)
        for sheet_import in self:
            if sheet_import.state in ("running", "done"):
                raise UserError(
                    self.env._(
                        "This import is under way or done; begin a new one for "
                        "another sheet."
                    )
                )
        result = super().write(vals)
        looked_at = self.filtered(lambda sheet_import: sheet_import.state == "preview")
        looked_at._forget()
        return result

    # ---------------------------------------------------------------------- actions

    def action_preview(self):
        """Say what would come in and why rows would fail; nothing is written."""
        self.ensure_one()
        self._check_importer()
        self._check_state("choose", "preview")
        rows = self._read()
        self._show(rows)
        self.sudo().write({"state": "preview", "problem": False})

    def action_import(self):
        """Take the customers over, a large sheet in the background."""
        self.ensure_one()
        self._check_importer()
        self._check_state("preview")
        self._lock_for_act()
        rows = self._read()
        self._refuse_errors([(row.number, row.problem) for row in rows if row.problem])
        self._show(rows)
        if sum(row.kind in ("new", "changed") for row in rows) > self._sync_limit():
            self.sudo().write({"state": "running", "date_started": self._moment()})
            self.env.ref("customer_policy.ir_cron_contact_import").sudo()._trigger()
        else:
            self.sudo().date_started = self._moment()
            self._carry_out(rows)

    def action_template(self):
        self.ensure_one()
        return self._offer(self._template(), self._template_file)

    def action_errors(self):
        """Download the rows that fail, as they are in the sheet, with the reason."""
        self.ensure_one()
        self.check_access("read")
        problems = {
            line.row: line.problem
            for line in self.line_ids
            if line.kind == "error" and line.problem
        }
        headings, rows = self._sheet_lines()
        content = sheet_report.table(
            self.env._("Errors"),
            [*headings, self.env._("What is wrong")],
            (
                [
                    *(metric_sheet.text(cell) for cell in _filled(cells, headings)),
                    problems[number],
                ]
                for number, cells in rows
                if number in problems
            ),
        )
        return self._offer(content, "errors.xlsx")

    def action_refresh(self):
        """See how far it has come: the form reads it anew."""

    def action_again(self):
        """Begin anew with another sheet."""
        return self.create({})._open()

    def action_open_customers(self):
        """Open whom this import has added, as far as the reader may know them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.res_partner_action"
        )
        # The day of creation is exact to less than a second, these are not.
        until = (self.date_done or fields.Datetime.now()) + timedelta(seconds=1)
        domain = [
            ("create_uid", "=", self.create_uid.id),
            ("create_date", ">=", self.date_started),
            ("create_date", "<", until),
        ]
        return {**action, "domain": domain, "context": {}}

    # --------------------------------------------------------------------- business

    def _check_importer(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a manager of the customer policy imports customers.")
            )
        if not self.env["res.partner"].has_access("create"):
            raise AccessError(
                self.env._(
                    "You may not create contacts. Ask your administrator for the right "
                    "“Contact: Creation”, or let a colleague import the customers."
                )
            )

    def _check_state(self, *states):
        if self.state not in states:
            raise UserError(
                self.env._(
                    "This import is not at this point any more. Reload the page and "
                    "look at it again."
                )
            )

    @api.model
    def _sync_limit(self):
        """How many rows one request of the manager may carry."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return int(get_param("customer_policy.contact_import_sync_limit", 2000))

    def _file_content(self):
        if not self.file:
            raise UserError(self.env._("Choose a sheet first."))
        return base64.b64decode(self.file)

    def _forget(self):
        self.sudo().write(
            {
                "state": "choose",
                "line_ids": [Command.clear()],
                **dict.fromkeys(
                    (
                        "row_count",
                        "new_count",
                        "changed_count",
                        "same_count",
                        "error_count",
                    ),
                    0,
                ),
            }
        )

    def _show(self, rows):
        """Keep what is to be seen: every row that fails, and some of the others."""
        counts = {kind: 0 for kind in KINDS}
        shown = []
        for row in sorted(rows, key=lambda row: (KINDS.index(row.kind), row.number)):
            counts[row.kind] += 1
            if row.kind == "error" or counts[row.kind] <= SHOWN_OTHERS:
                shown.append(row._line())
        worker = self.sudo()
        worker.line_ids.unlink()
        self.env["customer.contact.import.line"].sudo().create(
            [{**line, "import_id": self.id} for line in shown]
        )
        worker.write(
            {
                "row_count": len(rows),
                "new_count": counts["new"],
                "changed_count": counts["changed"],
                "same_count": counts["same"] + counts["known"],
                "error_count": counts["error"],
            }
        )

    def _offer(self, content, name):
        self.sudo().download = base64.b64encode(content)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/download/{name}?download=true",
            "target": "download",
        }

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Customers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------------- cron

    @api.autovacuum
    def _gc_imports(self):
        """A sheet of customers is not kept longer than it is of use."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        days = int(get_param("customer_policy.contact_import_keep_days", 30))
        limit = fields.Datetime.now() - timedelta(days=days)
        old = [("write_date", "<", limit), ("state", "!=", "running")]
        self.sudo().search(old, limit=1000).unlink()


def _filled(cells, headings):
    """As many cells as there are headings."""
    return [*cells, *[None] * len(headings)][: len(headings)]
