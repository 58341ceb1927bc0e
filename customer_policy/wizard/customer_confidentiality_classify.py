from datetime import timedelta

from odoo import api, fields, models


class CustomerConfidentialityClassify(models.TransientModel):
    """Shows who will lose sight of a customer before it is classified."""

    _name = "customer.confidentiality.classify"
    _description = "Classify Customers"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    level = fields.Selection(
        selection=lambda self: self.env["res.partner"]._classified_levels(),
        required=True,
        default="1",
    )
    reason = fields.Text(required=True)
    until = fields.Date(
        required=True,
        compute="_compute_until",
        store=True,
        precompute=True,
        readonly=False,
        help="The secrecy ends by itself on this day unless it is prolonged.",
    )
    keeper_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Answers for the secrecy and is told before its term ends.",
    )
    family_count = fields.Integer("Contacts Concerned", compute="_compute_impact")
    impact_html = fields.Html(compute="_compute_impact", sanitize=False)
    holder_warning = fields.Char(compute="_compute_holder_warning")

    @api.depends("level")
    def _compute_until(self):
        Level = self.env["customer.confidentiality.level"]
        for wizard in self:
            days = Level._of(wizard.level or "1").max_days
            today = fields.Date.context_today(self)
            wizard.until = today + timedelta(days=days or 365)

    @api.depends("level", "partner_ids")
    def _compute_impact(self):
        for wizard in self:
            partners = wizard.partner_ids._origin.sudo()
            family = partners and partners._family()
            wizard.family_count = len(family)
            wizard.impact_html = self.env["ir.qweb"]._render(
                "customer_policy.classification_impact",
                {"losses": wizard._losses(family), "knowers": wizard._knowers(family)},
            )

    @api.depends("level")
    def _compute_holder_warning(self):
        for wizard in self:
            count = len(wizard._holders())
            wizard.holder_warning = (
                self.env._(
                    "Only %(count)s person has this clearance: who decides when that "
                    "person is away? Two are needed at least.",
                    count=count,
                )
                if count < 2
                else False
            )

    def action_confirm(self):
        self.ensure_one()
        self.partner_ids.action_classify(
            self.level, self.reason, self.until, self.keeper_id.id
        )
        return {"type": "ir.actions.act_window_close"}

    def _holders(self):
        group_id = self.env["customer.confidentiality"]._clearance_group_ids()[
            self.level
        ]
        group = self.env["res.groups"].sudo().browse(group_id)
        return group.all_user_ids.filtered(lambda user: user.active)

    def _knowers(self, family):
        """Users who would still see all of it, with what they see now."""
        if not family or not self.level:
            return self.env["res.users"]
        after = (
            self.env["customer.confidentiality"]
            .sudo()
            ._hidden_from(family, self._users(), supposed=self.level)
        )
        return self._users().filtered(lambda user: not after[user])

    def _losses(self, family):
        """:return: [(user, {kind: number})], of those who see it today"""
        if not family or not self.level:
            return []
        losers = self._losers(family)
        counts = self.env["customer.confidentiality.cut"].sudo()._count(family, losers)
        return [
            (user, counts.get(user, {}))
            for user in losers.sorted(lambda user: -sum(counts.get(user, {}).values()))
        ]

    def _losers(self, family):
        confidentiality = self.env["customer.confidentiality"].sudo()
        users = self._users()
        before = confidentiality._hidden_from(family, users)
        after = confidentiality._hidden_from(family, users, supposed=self.level)
        return users.filtered(lambda user: after[user] - before[user])

    def _users(self):
        return self.env["res.users"].sudo().search([("share", "=", False)])
