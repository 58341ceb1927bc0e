from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .customer_penalty_step import MEASURES
from .customer_policy_arguments import records_of, takes, text
from .customer_violation import READERS

# The notice itself carries them out.
BY_NOTICE = ("warning", "criticism", "demerit", "points")


class CustomerPenalty(models.Model):
    """One measure against one person because of a violation.

    What it does in Odoo is in ``…_effect``, suspensions are in ``…_suspension``.
    """

    _name = "customer.penalty"
    _description = "Penalty"
    _inherit = ["customer.policy.protected.mixin", "customer.policy.part.mixin"]
    _order = "violation_id desc, id"
    _part_of = "violation_id"

    violation_id = fields.Many2one(
        "customer.violation", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="violation_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
        help="The department of the person when it was proposed.",
    )
    # Of the case: HR does not learn it.
    type_id = fields.Many2one(
        related="violation_id.type_id",
        string="Type of Violation",
        store=True,
        groups=READERS,
    )
    clause_id = fields.Many2one(
        related="violation_id.clause_id", store=True, groups=READERS
    )
    step_id = fields.Many2one(
        "customer.penalty.step",
        ondelete="set null",
        policy_protected=True,
        copy=False,
    )
    measure = fields.Selection(MEASURES, required=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("in_force", "In Effect"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        copy=False,
        policy_protected=True,
    )
    is_served = fields.Boolean(
        copy=False,
        policy_protected=True,
        help="The notice was served: the person knows.",
    )
    fine = fields.Monetary()
    fine_min = fields.Monetary("Fine from", policy_protected=True, copy=False)
    fine_max = fields.Monetary("Fine to", policy_protected=True, copy=False)
    compensation = fields.Monetary()
    amount = fields.Monetary(
        "Deducted", compute="_compute_amount", store=True, help="Fine and compensation."
    )
    points = fields.Float("Points Lost", digits=(16, 1))
    days = fields.Integer("Number of Days", help="Of the suspension, or until trained.")
    date_from = fields.Date("From")
    date_to = fields.Date("To", help="The last day, or the day it is due.")
    note = fields.Char()

    proof = fields.Text("Proof of Execution", policy_protected=True, copy=False)
    proof_ids = fields.Many2many(
        "ir.attachment",
        "customer_penalty_proof_rel",
        "penalty_id",
        "attachment_id",
        "Files of Proof",
        copy=False,
    )
    date_done = fields.Date("Done On", policy_protected=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", policy_protected=True, copy=False, ondelete="restrict"
    )
    date_exported = fields.Datetime(
        "Given to Payroll", policy_protected=True, copy=False
    )

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A penalty cannot end before it begins.",
    )
    _not_negative = models.Constraint(
        "CHECK (fine >= 0 AND compensation >= 0 AND points >= 0 AND days >= 0)",
        "Fines, compensations, points and days cannot be negative.",
    )

    # ------------------------------------------------------------------- constraints

    @api.constrains("fine", "fine_min", "fine_max", "measure")
    def _check_fine(self):
        for penalty in self:
            if penalty.measure != "fine" or not penalty.fine_max:
                continue
            low, high = penalty.fine_min, penalty.fine_max
            if not low <= penalty.fine <= high:
                raise ValidationError(
                    self.env._(
                        "The fine must be between %(low)s and %(high)s.",
                        low=penalty.currency_id.format(low),
                        high=penalty.currency_id.format(high),
                    )
                )

    # ---------------------------------------------------------------------- computes

    @api.depends("measure", "employee_id")
    def _compute_display_name(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for penalty in self:
            name = penalty.employee_id.sudo().name
            penalty.display_name = f"{labels.get(penalty.measure)} – {name}"

    @api.depends("employee_id")
    def _compute_department_id(self):
        for penalty in self:
            penalty.department_id = penalty.employee_id.sudo().department_id

    @api.depends("fine", "compensation", "measure")
    def _compute_amount(self):
        for penalty in self:
            fine = penalty.fine if penalty.measure == "fine" else 0
            penalty.amount = fine + penalty.compensation

    # -------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        penalties = super().create(vals_list)
        penalties._check_may_change()
        return penalties

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            for name in vals.keys() & self._fields.keys():
                self._check_field_access(self._fields[name], "write")
            if not vals.keys() <= {"proof_ids"}:
                self._check_may_change()
        before = {}
        if "proof_ids" in vals:
            before = {penalty: penalty.sudo().proof_ids for penalty in self}
        res = super().write(vals)
        for penalty, files in before.items():
            if penalty.is_served and (lost := files - penalty.sudo().proof_ids):
                raise UserError(penalty.violation_id._kept_text(lost[0].name))
        return res

    def _check_may_change(self):
        """Until it is decided, by whoever laid it before those who decide."""
        if self.env.su:
            return
        for violation in self.violation_id:
            if violation.state != "heard":
                raise UserError(
                    self.env._(
                        "Penalties are set between the hearing and the decision. "
                        "%(case)s is not there.",
                        case=violation.display_name,
                    )
                )
            if violation.proposed_by_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(user)s proposes the penalties of %(case)s. Send it back if "
                        "they should be others.",
                        user=violation.proposed_by_id.name,
                        case=violation.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda p: p.violation_id.state != "heard" or p.is_served):
            if not self.env.context.get("violation_redo") or not self.env.su:
                raise UserError(
                    self.env._("Once decided, a penalty is cancelled, not deleted.")
                )
        self._check_may_change()

    # ----------------------------------------------------------------------- actions

    @takes(proof=text, files=records_of("ir.attachment"))
    def action_done(self, proof=None, files=None):
        """It was carried out: say how that is proved, and by which files."""
        violations = self.violation_id
        if not self.env.user.has_group("hr.group_hr_user") or not (
            self.has_access("read")
        ):
            violations._begin_act()
        if not (proof or "").strip():
            raise UserError(self.env._("State how it was carried out."))
        self.check_access("read")
        for penalty in self.sudo():
            if penalty.state != "in_force":
                raise UserError(
                    self.env._(
                        "%(penalty)s is not in force.", penalty=penalty.display_name
                    )
                )
            if penalty.measure == "suspension":
                raise UserError(
                    self.env._("A suspension is over after its last day, by itself.")
                )
            if penalty.employee_id.user_id == self.env.user:
                raise AccessError(self.env._("Somebody else records that."))
        self.sudo().write({"proof": proof.strip(), **self._prepare_done()})
        for penalty in self:
            # HR does not read the case: only what it carries out.
            case = penalty.sudo().violation_id.sudo(False)
            case._keep_files("proof_ids", files, penalty)

    @takes(reason=text)
    def action_cancel(self, reason=None):
        """Waive what was decided; not by whoever proposed it."""
        reason = self.env["customer.access.mixin"]._required_reason(reason)
        violations = self.violation_id
        violations._begin_act(deciding=True)
        for violation in violations:
            violation._check_not_proposer()
        for penalty in self:
            if penalty.state not in ("pending", "in_force"):
                raise UserError(
                    self.env._(
                        "%(penalty)s is over already.", penalty=penalty.display_name
                    )
                )
            if penalty.violation_id.state == "heard":
                raise UserError(
                    self.env._("It has not been decided yet. Send the case back.")
                )
        self.sudo()._cancel()
        violations._note(reason)

    # ----------------------------------------------------------------------- business

    def _prepare_done(self):
        return {
            "state": "done",
            "date_done": fields.Date.context_today(self),
            "done_by_id": self.env.uid,
        }

    def _check_ready(self):
        """Before the decision: nothing that could not be carried out."""
        for penalty in self:
            if penalty.measure == "suspension":
                penalty._check_suspension()
