from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

KINDS = [
    ("visit", "Visit Done"),
    ("call", "Call or Letter Done"),
    ("missed", "Not Done"),
    ("customer", "New Customer"),
    ("received", "Complaint Received"),
    ("handled", "Complaint Handled"),
    ("open", "Complaint Open"),
    ("kept", "Promise Kept"),
    ("due", "Promise Due"),
    ("contact", "To Contact"),
]
# What a person may say of a line.
OWN = frozenset(("partner_id", "note", "sequence"))


class CustomerWorkReportLine(models.Model):
    """One thing done, or a customer to contact: a link, never a copy.

    Names show as far as the reader may know the customer: like everything that points
    at a hidden one, the line does not show at all otherwise.
    """

    _name = "customer.work.report.line"
    _description = "Line of a Work Report"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "report_id, sequence, kind, moment, id"
    _rec_name = "number"

    report_id = fields.Many2one(
        "customer.work.report",
        "Work Report",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        KINDS, required=True, default="contact", policy_protected=True, copy=False
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="cascade"
    )
    visit_id = fields.Many2one(
        "customer.visit",
        index="btree_not_null",
        ondelete="cascade",
        groups=NO_ACCESS,
        policy_protected=True,
        copy=False,
    )
    # Its name says what it is about.
    complaint_id = fields.Many2one(
        "customer.complaint",
        index="btree_not_null",
        ondelete="cascade",
        groups=NO_ACCESS,
        policy_protected=True,
        copy=False,
    )
    number = fields.Char(policy_protected=True, copy=False)
    moment = fields.Datetime("Time", policy_protected=True, copy=False)
    note = fields.Char(help="What it is about, or what came of it.")
    is_gathered = fields.Boolean(policy_protected=True, copy=False)

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_draft()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
            if "report_id" in vals or (
                "partner_id" in vals and any(self.mapped("is_gathered"))
            ):
                raise UserError(
                    self.env._(
                        "What was gathered stays what it is. Add a line of your own."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if not self.env.su:
            self._check_draft()

    def _check_draft(self):
        if self.report_id.filtered(lambda report: report.state != "draft"):
            raise UserError(
                self.env._("The report is sent: what it says stays as it is.")
            )

    # ------------------------------------------------------------------------- actions

    def action_open(self):
        """What the line is about, with the rights of who looks."""
        self.ensure_one()
        self.check_access("read")
        line = self.sudo()
        document = line.complaint_id or line.visit_id or line.partner_id
        document = document.with_env(self.env)
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }
