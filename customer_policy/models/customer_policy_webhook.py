from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..tools import webhook_formats, webhook_post

MANAGER = "customer_policy.group_manager"
SET = "••••••••"
FORMATS = [
    ("wecom", "WeCom (企业微信)"),
    ("dingtalk", "DingTalk (钉钉)"),
    ("feishu", "Feishu (飞书)"),
    ("slack", "Slack"),
    ("generic", "Generic JSON"),
]
RECEIVERS = ("user_id", "group_id", "team_id", "role_id")
# Where something is sent decides whether it leaves the company: a manager confirms it.
ADDRESS = ("url_stored", "format", *RECEIVERS)


class CustomerPolicyWebhook(models.Model):
    """Where notices go besides Odoo's inbox and mail: the robot of a chat program.

    This file is where to; ``…_outlet`` picks what goes there, and the messages
    themselves wait in ``customer.policy.webhook.message``.
    """

    _name = "customer.policy.webhook"
    _description = "Webhook for Notices"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    format = fields.Selection(FORMATS, required=True, default="wecom")
    url = fields.Char(
        "URL",
        compute="_compute_url",
        inverse="_inverse_url",
        help="As the chat program gives it. It works like a password: only managers "
        "see it once it is there.",
    )
    url_stored = fields.Char(groups=NO_ACCESS, copy=False)
    secret = fields.Char(
        "Signing Key",
        compute="_compute_secret",
        inverse="_inverse_secret",
        help="For the signature, where the robot demands one. Nobody sees it again.",
    )
    secret_stored = fields.Char(groups=NO_ACCESS, copy=False)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Only what concerns this company. Empty: all companies.",
    )

    # Whose notices
    user_id = fields.Many2one(
        "res.users",
        "Person",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    group_id = fields.Many2one("res.groups", index="btree_not_null", ondelete="cascade")
    team_id = fields.Many2one(
        "customer.complaint.team", index="btree_not_null", ondelete="cascade"
    )
    role_id = fields.Many2one(
        "customer.policy.role", index="btree_not_null", ondelete="cascade"
    )
    lang = fields.Selection(
        selection="_select_lang",
        string="Language",
        help="Of what is sent to a group. A person reads the own language.",
    )

    # Which notices
    for_policy = fields.Boolean("Policy and Requests", default=True)
    for_grade = fields.Boolean("Grading", default=True)
    for_complaint = fields.Boolean("Complaints", default=True)
    for_visit = fields.Boolean("Visits", default=True)
    for_work = fields.Boolean("Work Reports", default=True)
    for_access = fields.Boolean(
        "Access and Secrecy",
        compute="_compute_for_person",
        store=True,
        readonly=False,
        precompute=True,
        help="Number and link only.",
    )
    for_violation = fields.Boolean(
        "Violations",
        compute="_compute_for_person",
        store=True,
        readonly=False,
        precompute=True,
        help="Number and link only, without any name.",
    )

    # How it is sent
    per_minute = fields.Integer(
        "Messages a Minute",
        default=20,
        aggregator=None,
        help="What the robot takes; more waits.",
    )
    max_attempts = fields.Integer("Attempts", default=6, aggregator=None)
    retry_minutes = fields.Integer(
        "Try Again After",
        default=1,
        aggregator=None,
        help="Minutes after the first failure; each further wait is twice as long.",
    )

    # How it goes
    is_confirmed = fields.Boolean(
        "Confirmed",
        copy=False,
        policy_protected=True,
        help="A manager has confirmed that notices may go there.",
    )
    is_staff = fields.Boolean(compute="_compute_is_staff")
    failed_count = fields.Integer("Failures", compute="_compute_counts")
    pending_count = fields.Integer("To Be Sent", compute="_compute_counts")
    date_sent = fields.Datetime("Last Sent", compute="_compute_counts")

    _one_receiver = models.Constraint(
        "CHECK (num_nonnulls(user_id, group_id, team_id, role_id) = 1)",
        "Say whose notices these are: one person, one group, one team or one role.",
    )
    _check_figures = models.Constraint(
        "CHECK (per_minute > 0 AND max_attempts BETWEEN 1 AND 20"
        " AND retry_minutes > 0)",
        "At least one message a minute, one to twenty attempts, and a minute between "
        "them.",
    )

    # --------------------------------------------------------------------- constraints

    @api.constrains("url_stored")
    def _check_url(self):
        for webhook in self:
            webhook._check_address(webhook.sudo().url_stored)

    @api.constrains("user_id")
    def _check_user(self):
        for webhook in self.sudo():
            if webhook.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no internal user. Notices of staff go to staff.",
                        user=webhook.user_id.name,
                    )
                )

    # ------------------------------------------------------------------------ computes

    @api.model
    def _select_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("url_stored")
    @api.depends_context("uid")
    def _compute_url(self):
        sees = self.env.user.has_group(MANAGER)
        for webhook in self:
            url = webhook.sudo().url_stored
            webhook.url = (url if sees else webhook_formats.masked(url)) or False

    def _inverse_url(self):
        for webhook in self:
            stored = webhook.sudo()
            url = (webhook.url or "").strip()
            if "…" not in url:
                stored.url_stored = url or False

    @api.depends("secret_stored")
    def _compute_secret(self):
        for webhook in self:
            webhook.secret = SET if webhook.sudo().secret_stored else False

    def _inverse_secret(self):
        for webhook in self:
            if webhook.secret != SET:
                webhook.sudo().secret_stored = (webhook.secret or "").strip() or False

    @api.depends("user_id")
    def _compute_for_person(self):
        """In a room where many read along they are not said, unless somebody wants."""
        for webhook in self:
            webhook.for_access = webhook.for_violation = bool(webhook.user_id)

    @api.depends_context("uid")
    def _compute_is_staff(self):
        """Who is no manager has webhooks of his or her own only."""
        self.is_staff = not self.env.user.has_group(MANAGER)

    def _compute_counts(self):
        messages = self.env["customer.policy.webhook.message"].sudo()
        found = {
            (webhook.id, state): (count, last)
            for webhook, state, count, last in messages._read_group(
                [("webhook_id", "in", self.ids)],
                ["webhook_id", "state"],
                ["__count", "date_sent:max"],
            )
        }
        for webhook in self:
            webhook.failed_count = found.get((webhook.id, "failed"), (0, None))[0]
            webhook.pending_count = found.get((webhook.id, "pending"), (0, None))[0]
            webhook.date_sent = found.get((webhook.id, "sent"), (0, False))[1]

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        webhooks = super().create(vals_list)
        webhooks._confirm_by_manager()
        return webhooks

    def write(self, vals):
        before = {webhook: webhook._address() for webhook in self}
        res = super().write(vals)
        changed = self.filtered(lambda webhook: webhook._address() != before[webhook])
        changed.sudo().is_confirmed = False
        changed._confirm_by_manager()
        return res

    # ------------------------------------------------------------------------- actions

    def action_confirm(self):
        """A manager has looked where this goes, and lets notices go there."""
        self._check_manager()
        self.check_access("write")
        if without := self.filtered(lambda webhook: not webhook.sudo().url_stored):
            raise UserError(
                self.env._(
                    "%(webhook)s has no address yet. Enter it first.",
                    webhook=without[0].name,
                )
            )
        self.sudo().is_confirmed = True

    def action_test(self):
        """Send a text without any content, now, and say what the robot answered."""
        self.ensure_one()
        self.check_access("write")
        text = self.env._("This is a test of the webhook “%(name)s”.", name=self.name)
        outcome, said, _wait = self._post(text)
        if outcome != "sent":
            raise UserError(
                self.env._("The test did not arrive: %(answer)s", answer=said)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The robot took the test message."),
            },
        }

    def action_open_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_policy_webhook_message_action"
        )
        return {**action, "domain": [("webhook_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------------ business

    def _address(self):
        stored = self.sudo()
        return [stored[name] for name in ADDRESS]

    def _confirm_by_manager(self):
        """What a manager enters is confirmed by that, once there is an address."""
        if self.env.user.has_group(MANAGER):
            self.sudo().filtered("url_stored").is_confirmed = True

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("A manager confirms where notices may go. Ask one.")
            )

    @api.model
    def _allowed_hosts(self):
        """Hosts of one's own network, for robots that live there."""
        parameter = self.env["ir.config_parameter"].sudo()
        value = parameter.get_param("customer_policy.webhook_private_hosts") or ""
        return frozenset(value.replace(",", " ").split())

    @api.model
    def _check_address(self, url):
        if not url:
            return
        try:
            webhook_post.check(url, self._allowed_hosts())
        except webhook_post.AddressError as error:
            raise ValidationError(self._address_problem(str(error))) from error

    @api.model
    def _address_problem(self, code):
        if code == webhook_post.NO_HTTPS:
            return self.env._(
                "The address must begin with https://, so that nobody reads along."
            )
        if code == webhook_post.PRIVATE:
            return self.env._(
                "The address leads into a private network. If it is meant to, an "
                "administrator adds its host to the system parameter "
                "customer_policy.webhook_private_hosts."
            )
        return self.env._(
            "This is no address. Copy the whole of it from the chat program; it begins "
            "with https://."
        )

    def _room(self, now):
        """SQL: whether the robot of ``webhook`` takes one more in this minute."""
        return SQL(
            """(SELECT count(*) FROM customer_policy_webhook_message recent
                 WHERE recent.webhook_id = webhook.id AND recent.date_sent > %s)
               < webhook.per_minute""",
            now - timedelta(minutes=1),
        )
