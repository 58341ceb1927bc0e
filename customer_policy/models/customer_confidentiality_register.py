from datetime import timedelta

from odoo import api, fields, models

NOTICE_ACTIVITY = "customer_policy.mail_activity_type_confidentiality_term"
BATCH = 100


class CustomerConfidentialityRegister(models.Model):
    """The secrecy register: which customer is classified since when, why, by whom.

    One row per act; it stays when the customer is released, and names nobody to whom
    the customer is hidden.
    """

    _name = "customer.confidentiality.register"
    _inherit = ["customer.policy.protected.mixin"]
    _description = "Secrecy Register"
    _order = "date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    code = fields.Char(related="partner_id.confidential_code", related_sudo=True)
    level = fields.Selection(
        selection=lambda self: self.env["res.partner"]._classified_levels(),
        required=True,
        copy=False,
        policy_protected=True,
    )
    reason = fields.Text(required=True, copy=False, policy_protected=True)
    date_from = fields.Datetime(
        "Since", required=True, copy=False, policy_protected=True
    )
    date_until = fields.Date("Until", index=True, copy=False, policy_protected=True)
    keeper_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        copy=False,
        policy_protected=True,
        help="Answers for the secrecy and is told before its term ends.",
    )
    classified_by_id = fields.Many2one(
        "res.users", "Classified by", copy=False, policy_protected=True
    )
    released_by_id = fields.Many2one(
        "res.users", "Released by", copy=False, policy_protected=True
    )
    date_released = fields.Datetime(copy=False, policy_protected=True)
    release_reason = fields.Text(copy=False, policy_protected=True)
    state = fields.Selection(
        [("active", "In force"), ("released", "Released")],
        default="active",
        required=True,
        copy=False,
        policy_protected=True,
    )
    date_noticed = fields.Date("Notice Given", copy=False, policy_protected=True)
    knower_count = fields.Integer(
        "People Who Know",
        compute="_compute_knower_count",
        help="Internal users to whom this customer is not hidden today.",
    )

    _one_in_force = models.UniqueIndex(
        "(partner_id) WHERE state = 'active'",
        "This customer is classified already: change its level or term instead.",
    )
    _due_idx = models.Index("(date_until) WHERE state = 'active'")

    cut_ids = fields.One2many("customer.confidentiality.cut", "register_id")

    @api.depends("partner_id")
    def _compute_knower_count(self):
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        partners = self.sudo().partner_id
        hidden_from = self.env["customer.confidentiality"]._hidden_from(partners, users)
        for entry in self.sudo():
            entry.knower_count = sum(
                entry.partner_id not in hidden for hidden in hidden_from.values()
            )

    @api.depends("partner_id", "level")
    @api.depends_context("uid")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.sudo().partner_id.confidential_code or ""

    @api.model
    def _search_display_name(self, operator, value):
        """By code: the register is read by people who must not know the names."""
        return [("partner_id", "any!", [("confidential_code", operator, value)])]

    # BUSINESS

    def _release(self, reason, user=None):
        """End these acts; the contacts keep what they inherit."""
        self.write(
            {
                "state": "released",
                "date_released": fields.Datetime.now(),
                "release_reason": reason,
                "released_by_id": user and user.id,
            }
        )
        partners = self.partner_id
        partners.confidentiality_own_level = "0"
        partners._after_classification()
        partners._note_access("declassify")
        self.cut_ids._restore_for_those_who_see()

    @api.model
    def _cron_release(self):
        """Release what has reached its term, and tell the keepers what will."""
        today = fields.Date.context_today(self)
        due = [("state", "=", "active"), ("date_until", "<", today)]
        reason = self.env._("The term has ended.")
        Cron = self.env["ir.cron"]
        while entries := self.search(due, limit=BATCH):
            entries._release(reason)
            if not Cron._commit_progress(
                len(entries), remaining=self.search_count(due)
            ):
                return
        self._give_notice(today)

    @api.model
    def _give_notice(self, today):
        settings = self.env["customer.confidentiality.level"]
        for setting in settings.search([("level", "!=", False)]):
            entries = self.search(
                [
                    ("state", "=", "active"),
                    ("level", "=", setting.level),
                    ("date_until", "<=", today + timedelta(days=setting.notice_days)),
                    ("date_noticed", "=", False),
                ]
            )
            for entry in entries:
                entry._notify_keeper()
            entries.date_noticed = today

    def _notify_keeper(self):
        """The keeper, or whoever may decide when the keeper no longer knows it."""
        self.ensure_one()
        users = self._active_keeper() or self._custodians()
        for user in users:
            self.partner_id.activity_schedule(
                NOTICE_ACTIVITY,
                date_deadline=self.date_until,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "The secrecy of %(code)s ends on %(date)s: prolong it or let it be",
                    code=self.code,
                    date=self.date_until,
                ),
            )

    def _active_keeper(self):
        keeper = self.keeper_id.filtered("active")
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, keeper
        )
        return keeper.filtered(lambda user: not hidden[user])

    def _custodians(self):
        """Custodians who are cleared for the level of these customers."""
        group = self.env.ref("customer_policy.group_custodian").sudo()
        custodians = group.all_user_ids.filtered("active")
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.sudo().partner_id, custodians
        )
        return custodians.filtered(lambda user: not hidden[user])
