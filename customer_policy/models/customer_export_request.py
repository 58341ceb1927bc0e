from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..concurrency import lock
from .customer_confidentiality import (
    OPEN,
)
from .customer_policy_arguments import takes, text


class CustomerExportRequest(models.Model):
    """Leave to take data of classified customers out, as a file or on paper."""

    _name = "customer.export.request"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.policy.protected.mixin"]
    _description = "Export Request"
    _order = "id desc"
    _rec_name = "purpose"
    _mail_post_access = "read"

    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        default=lambda self: self.env.uid,
        copy=False,
        policy_protected=True,
    )
    purpose = fields.Char(required=True, help="What the data is taken out for.")
    partner_ids = fields.Many2many(
        "res.partner",
        "customer_export_request_partner_rel",
        "request_id",
        "partner_id",
        "Customers",
        copy=False,
        context={"active_test": False},
    )
    request_text = fields.Char(
        "Customers in Words",
        help="Where the customers are too many to name: the custodian decides up to "
        "which level they may be taken out.",
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        "Up to Level",
        copy=False,
        policy_protected=True,
        help="Customers of a higher level may not be taken out. Without customers by "
        "name: all that the person knows up to this level.",
    )
    use_limit = fields.Integer(
        "Times", default=1, required=True, help="How often it may be used. 0: any."
    )
    use_count = fields.Integer("Used", readonly=True, copy=False, policy_protected=True)
    days = fields.Integer(
        "Number of Days", default=1, required=True, help="The term asked for."
    )
    date_from = fields.Datetime("From", copy=False, policy_protected=True)
    date_to = fields.Datetime("Until", copy=False, policy_protected=True)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("expired", "Expired"),
            ("used", "Used"),
        ],
        required=True,
        default="requested",
        index=True,
        copy=False,
        policy_protected=True,
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, policy_protected=True
    )
    decision_reason = fields.Char(readonly=True, copy=False, policy_protected=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _approved_idx = models.Index("(user_id, date_to) WHERE state = 'approved'")
    _check_days = models.Constraint(
        "CHECK (days > 0 AND days <= 365 AND use_limit >= 0)",
        "The term is at least a day and at most a year.",
    )

    @api.constrains("partner_ids", "request_text")
    def _check_customers(self):
        for export in self:
            words = (export.request_text or "").strip()
            if not words and not export.sudo().partner_ids:
                raise ValidationError(
                    self.env._("Name the customers, or say in words which they are.")
                )

    # ---------------------------------------------------------------------- computes

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for export in self:
            export.is_mine = export.user_id == self.env.user

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        exports = super().create(vals_list)
        exports.sudo()._tell_custodians()
        log = self.env["customer.access.log"]
        for export in exports:
            log._note(export.sudo().partner_ids.browse(), "request", note=export._ref())
        return exports

    # ---------------------------------------------------------------------- actions

    @takes(reason=text, level=text)
    def action_approve(self, reason=None, level=None):
        """Let the person take the data out, from now on and for the term asked for.

        :param level: without customers by name, up to which level
        """
        for export in self:
            export._check_decidable()
            highest = export._highest_level(level)
            if highest == OPEN:
                raise UserError(
                    self.env._("Say up to which level customers may be taken out.")
                )
            export._check_clearance(highest)
            now = fields.Datetime.now()
            export.sudo().write(
                {
                    "state": "approved",
                    "level": highest,
                    "date_from": now,
                    "date_to": fields.Datetime.add(now, days=export.days),
                    "decided_by_id": self.env.uid,
                    "decision_reason": reason,
                }
            )
        self._conclude("grant")
        return True

    def action_approve_confidential(self):
        return self.action_approve(level="1")

    def action_approve_secret(self):
        return self.action_approve(level="2")

    def action_approve_top_secret(self):
        return self.action_approve(level="3")

    @takes(reason=text)
    def action_refuse(self, reason=None):
        for export in self:
            export._check_decidable()
            export.sudo().write(
                {
                    "state": "refused",
                    "decided_by_id": self.env.uid,
                    "decision_reason": reason,
                }
            )
        self._conclude("refuse")
        return True

    def _check_decidable(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("customer_policy.group_custodian"):
            raise UserError(self.env._("Only a custodian decides on exports. Ask one."))
        if self.user_id == self.env.user:
            raise UserError(
                self.env._("Nobody decides on his or her own export. Ask a colleague.")
            )
        lock(self.sudo())
        if self.state != "requested":
            raise UserError(self.env._("This request has been decided already."))

    def _highest_level(self, level=None):
        """:param level: for customers who are not named"""
        customers = self.sudo().partner_ids
        if not customers:
            return level or OPEN
        return max([*customers.mapped("confidentiality_level"), "1"])

    def _check_clearance(self, level):
        """Who decides on customers is cleared for all of them, and not on hold."""
        clearance = self.env["customer.confidentiality"]._clearance()
        if level > clearance or self._on_hold():
            raise UserError(
                self.env._(
                    "You are not cleared for all customers of this request. Leave it "
                    "to a custodian who is."
                )
            )

    @api.model
    def _on_hold(self):
        now = fields.Datetime.now()
        return bool(
            self.env["customer.access.hold"]
            .sudo()
            .search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("date_from", "<=", now),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">", now),
                ],
                limit=1,
            )
        )

    def _conclude(self, operation):
        log = self.env["customer.access.log"]
        for export in self.sudo():
            log._note(export.partner_ids.browse(), operation, note=export._ref())
            export.activity_unlink(
                ["customer_policy.mail_activity_type_export_request"]
            )
            export._tell_requester()

    def _ref(self):
        return self.env._("export request %(id)s", id=self.id)

    # ------------------------------------------------------------------------- mail

    def _tell_custodians(self):
        """An activity for each custodian but the requester."""
        custodians = self.env.ref("customer_policy.group_custodian").all_user_ids
        for export in self:
            for custodian in custodians.filtered("active") - export.user_id:
                export.with_context(mail_activity_quick_update=True).activity_schedule(
                    "customer_policy.mail_activity_type_export_request",
                    user_id=custodian.id,
                )

    def _tell_requester(self):
        for export in self:
            if export.state == "approved":
                text = self.env._(
                    "Your export was approved until %(date)s (UTC).",
                    date=export.date_to,
                )
            else:
                text = self.env._("Your export was refused.")
            self.env["mail.thread"].message_notify(
                partner_ids=export.user_id.partner_id.ids,
                model=self._name,
                res_id=export.id,
                subject=self.env._("Export request"),
                body=text,
            )

    # ------------------------------------------------------------------------- cron

    @api.model
    def _cron_expire(self):
        """What has run out is true at once; here it only shows in the list."""
        self.search(
            [("state", "=", "approved"), ("date_to", "<=", fields.Datetime.now())]
        ).write({"state": "expired"})
