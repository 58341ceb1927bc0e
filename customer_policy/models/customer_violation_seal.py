from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KEEPER = "customer_policy.group_seal_keeper"
READERS = (
    "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager,"
    "customer_policy.group_auditor"
)


class CustomerViolationSeal(models.Model):
    """The log of the seal: which notice its keeper sealed, when, and what it was.

    What was sealed is kept as it was: from then on, it is the notice. The keeper sees
    the number of the notice alone, unless he or she may read the case.
    """

    _name = "customer.violation.seal"
    _description = "Use of the Seal"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "id desc"
    _rec_name = "notice_number"

    violation_id = fields.Many2one(
        "customer.violation",
        required=True,
        index=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
        groups=READERS,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )
    notice_number = fields.Char("Notice", policy_protected=True, copy=False)
    state = fields.Selection(
        [
            ("waiting", "Waits for the Seal"),
            ("applied", "Sealed"),
            ("void", "Void"),
        ],
        required=True,
        default="waiting",
        policy_protected=True,
        copy=False,
        help="Void: the notice was changed or revoked.",
    )
    date_asked = fields.Datetime(
        "Asked For", required=True, policy_protected=True, copy=False
    )
    user_id = fields.Many2one(
        "res.users",
        "Sealed by",
        policy_protected=True,
        copy=False,
        ondelete="restrict",
    )
    date = fields.Datetime("Sealed On", policy_protected=True, copy=False)
    document_hash = fields.Char(
        "SHA-256 of the Document", policy_protected=True, copy=False
    )
    document = fields.Binary(
        attachment=False, policy_protected=True, copy=False, groups=fields.NO_ACCESS
    )
    may_apply = fields.Boolean(compute="_compute_may_apply")

    _one_valid = models.UniqueIndex(
        "(violation_id) WHERE state != 'void'",
        "This notice has been sealed, or waits for the seal, already.",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_apply(self):
        keeper = self.env.user.has_group(KEEPER)
        for seal in self:
            seal.may_apply = keeper and seal.state == "waiting"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of the seal is kept."))

    # ----------------------------------------------------------------------- actions

    def action_apply(self):
        """The keeper puts the seal on the notices, as they are now."""
        if not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("Only the keeper of the seal applies it."))
        self.check_access("read")
        self._lock_for_act()
        for seal in self.sudo():
            seal._check_may_apply()
            seal.write({"state": "applied", "date": fields.Datetime.now()})
            seal.user_id = self.env.uid
            content = seal.violation_id._render_notice()
            seal.write(
                {
                    "document": content,
                    "document_hash": sha256(content).hexdigest(),
                }
            )
            seal.violation_id._note(
                self.env._(
                    "Sealed by %(keeper)s, SHA-256 %(hash)s",
                    keeper=self.env.user.name,
                    hash=seal.document_hash,
                )
            )

    # ---------------------------------------------------------------------- business

    def _check_may_apply(self):
        self.ensure_one()
        if self.state != "waiting" or not self.violation_id._has_notice():
            raise UserError(
                self.env._(
                    "The notice %(number)s does not wait for the seal.",
                    number=self.notice_number,
                )
            )
        if self.env.uid in self.violation_id._barred_users()[self.violation_id.id]:
            raise AccessError(
                self.env._(
                    "The notice %(number)s concerns you or somebody you work for. "
                    "Another keeper seals it.",
                    number=self.notice_number,
                )
            )

    @api.model
    def _keepers(self, company):
        people = self.env.ref(KEEPER).sudo().all_user_ids
        return people.filtered(lambda user: user.active and company in user.company_ids)

    @staticmethod
    def _asked_text(reader):
        return (
            reader.env._("A notice waits for the seal"),
            reader.env._("Find its number under “Use of the Seal” and seal it there."),
        )


class CustomerViolation(models.Model):
    _inherit = "customer.violation"

    seal_ids = fields.One2many(
        "customer.violation.seal", "violation_id", "Seals", copy=False, groups=READERS
    )
    seal_state = fields.Selection(
        [
            ("none", "Not Sealed"),
            ("waiting", "Waits for the Seal"),
            ("applied", "Sealed"),
        ],
        "Company Seal",
        compute="_compute_seal_state",
        compute_sudo=True,
    )

    @api.depends("seal_ids.state")
    def _compute_seal_state(self):
        for violation in self:
            valid = violation.seal_ids.filtered(lambda seal: seal.state != "void")
            violation.seal_state = valid[:1].state or "none"

    def action_request_seal(self):
        """Ask the keeper for the seal, where nobody could be asked before."""
        self._begin_act()
        for violation in self:
            if not violation._has_notice():
                raise UserError(self.env._("There is no notice before it is served."))
            if violation.seal_state != "none":
                raise UserError(
                    self.env._(
                        "%(case)s has been sealed, or waits for the seal, already.",
                        case=violation.display_name,
                    )
                )
            if not self.env["customer.violation.seal"]._keepers(violation.company_id):
                raise UserError(
                    self.env._(
                        "Nobody keeps the seal. Have somebody named under the "
                        "settings of users."
                    )
                )
        self._request_seal()

    def _request_seal(self):
        """Where somebody keeps a seal; the seal of what was before is void."""
        seals = self.env["customer.violation.seal"].sudo()
        self.sudo()._void_seals()
        for company, violations in self.sudo().grouped("company_id").items():
            if not (keepers := seals._keepers(company)):
                continue
            now = fields.Datetime.now()
            seals.create(
                [
                    {
                        "violation_id": violation.id,
                        "company_id": company.id,
                        "notice_number": violation.notice_number,
                        "date_asked": now,
                    }
                    for violation in violations
                ]
            )
            self.env["customer.access.mixin"]._tell(keepers, seals._asked_text)

    def _void_seals(self):
        valid = self.sudo().seal_ids.filtered(lambda seal: seal.state != "void")
        valid.state = "void"
        valid.flush_recordset(["state"])

    def _seal(self):
        """The seal that the notice shows; none, as long as it is not applied."""
        self.ensure_one()
        return self.sudo().seal_ids.filtered(lambda seal: seal.state == "applied")[:1]
