from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.customer_violation_access import HANDLERS

HR = "hr.group_hr_user"


class CustomerViolationPaper(models.TransientModel):
    """What somebody who cannot log in handed in, signed or refused, on paper.

    HR records it by the number on the paper, and sees nothing of the case.
    """

    _name = "customer.violation.paper"
    _description = "Record on Paper"

    violation_id = fields.Many2one("customer.violation", groups=HANDLERS)
    number = fields.Char(help="Of the case or of the notice, as it is on the paper.")
    kind = fields.Selection(
        [
            ("statement", "Statement"),
            ("refused_statement", "Refused to state the case"),
            ("acknowledgement", "Signed for the notice"),
            ("refused_acknowledgement", "Refused to sign for the notice"),
            ("appeal", "Appeal"),
        ],
        "What",
        required=True,
        default="acknowledgement",
    )
    text = fields.Text("What It Says", help="Word for word.")
    witness = fields.Char(help="Who saw that it was refused.")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "customer_violation_paper_rel",
        "paper_id",
        "attachment_id",
        "Scan",
    )

    # ------------------------------------------------------------------------ actions

    def action_confirm(self):
        self.ensure_one()
        case = self._case()
        self._check_complete()
        acting = case.with_env(self.env(su=True))
        getattr(self, f"_record_{self.kind}")(acting)
        case._keep_files("scan_ids", self.attachment_ids)
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        text = self.env._("Recorded from paper: %(what)s", what=label)
        if self.witness:
            text = self.env._(
                "%(text)s, witness %(witness)s", text=text, witness=self.witness
            )
        acting._note(text)
        # Whoever administers the system reads rows of wizards.
        self.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}

    # ----------------------------------------------------------------------- business

    def _case(self):
        """The case, locked, if the person may record something on it."""
        if self.env.user.has_groups(HANDLERS) and self.violation_id:
            self.violation_id._begin_act()
            return self.violation_id
        if not self.env.user.has_group(HR):
            raise AccessError(
                self.env._("Only HR and violation officers record what is on paper.")
            )
        case = self._by_number(self.number)
        if case.sudo()._barred_users()[case.id] & {self.env.uid}:
            raise AccessError(
                self.env._("It concerns you or somebody you work for: ask a colleague.")
            )
        case._lock_for_act()
        return case

    @api.model
    def _by_number(self, number):
        number = (number or "").strip()
        violations = self.env["customer.violation"].sudo()
        case = violations.search(
            [
                "|",
                ("number", "=", number),
                ("notice_number", "=", number),
                ("company_id", "in", self.env.companies.ids),
                ("is_sealed", "=", False),
                ("state", "!=", "reported"),
            ],
            limit=2,
        )
        if not number or len(case) != 1:
            raise UserError(
                self.env._(
                    "No case with the number “%(number)s” has been told to a person. "
                    "Enter the number as it is on the paper.",
                    number=number,
                )
            )
        return case.sudo(False)

    def _check_complete(self):
        refused = self.kind.startswith("refused")
        if refused and not (self.witness or "").strip():
            raise UserError(self.env._("Name the witness of the refusal."))
        if not refused and not self.attachment_ids:
            raise UserError(self.env._("Add a scan of the paper."))
        if self.kind in ("statement", "appeal") and not (self.text or "").strip():
            raise UserError(self.env._("Write down what the paper says."))

    def _record_statement(self, case):
        case._state(self.text, "paper")

    def _record_refused_statement(self, case):
        text = self.text or self.env._(
            "Refused, before %(witness)s", witness=self.witness
        )
        case._state(text, "refused")

    def _record_acknowledgement(self, case):
        case._acknowledge("paper")

    def _record_refused_acknowledgement(self, case):
        case._acknowledge("refused", self.witness)

    def _record_appeal(self, case):
        case._appeal(self.text)
