from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from .customer_access_mixin import WATCHERS
from .customer_policy_arguments import moment, takes, text

# What decides whether a grant opens a customer.
KNOWLEDGE = ("partner_id", "user_id", "level", "state", "date_from", "date_to")
SILENT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


class CustomerAccessGrant(models.Model):
    """A person asks to know a customer; a custodian decides, for a term.

    Asking needs no knowledge and gives none: the request holds the person's own
    words, and no answer says whether such a customer exists. Who has access is told
    by the dates; ``state`` follows. This file is the request, ``…_decision`` what
    custodians do with it, ``…_notice`` what people are told, ``…_emergency`` access
    without asking, ``…_cron`` what happens at the end of a term.
    """

    _name = "customer.access.grant"
    _description = "Access to a Classified Customer"
    _inherit = [
        "customer.policy.protected.mixin",
        "customer.access.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
        copy=False,
        policy_protected=True,
    )
    # The words of whoever asks may name the customer. Once a customer stands beside
    # them they tell whom its code means, so they are for those who know it.
    request_words = fields.Char(copy=False, groups=NO_ACCESS)
    request_text = fields.Char(
        "Customer Asked for",
        compute="_compute_words",
        inverse="_inverse_request_text",
        search="_search_request_text",
        help="In your own words: a name, a number, a town.",
    )
    reason_words = fields.Text(copy=False, groups=NO_ACCESS)
    reason = fields.Text(
        compute="_compute_words",
        inverse="_inverse_reason",
        search="_search_reason",
        help="What the access is needed for.",
    )
    date_wished = fields.Datetime("Needed until", copy=False)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
            ("expired", "Expired"),
        ],
        default="requested",
        required=True,
        copy=False,
        policy_protected=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    granted_partner_id = fields.Many2one(
        "res.partner",
        "Customer Opened",
        compute="_compute_granted_partner_id",
        help="The customer, as long as the access lasts.",
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        copy=False,
        policy_protected=True,
        groups=WATCHERS,
        help="The highest level that this access opens.",
    )
    date_from = fields.Datetime("From", copy=False, policy_protected=True)
    date_to = fields.Datetime("To", copy=False, policy_protected=True)
    is_active = fields.Boolean(
        "In Effect", compute="_compute_is_active", search="_search_is_active"
    )
    decided_by_id = fields.Many2one(
        "res.users", copy=False, policy_protected=True, groups=WATCHERS
    )
    date_decided = fields.Datetime("Decided on", copy=False, policy_protected=True)
    decision_note = fields.Text(
        copy=False,
        policy_protected=True,
        help="The person who asked reads it, and so do the auditors: name nobody.",
    )
    revoked_by_id = fields.Many2one(
        "res.users", copy=False, policy_protected=True, groups=WATCHERS
    )
    date_revoked = fields.Datetime("Revoked on", copy=False, policy_protected=True)
    revoke_reason = fields.Text(copy=False, policy_protected=True)
    is_notice_given = fields.Boolean(copy=False, policy_protected=True)

    _check_granted = models.Constraint(
        "CHECK (state != 'granted' OR (level IS NOT NULL AND date_from IS NOT NULL"
        " AND date_to IS NOT NULL))",
        "Access needs a level and a term.",
    )
    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "Access cannot end before it begins.",
    )
    _granted_idx = models.Index("(user_id) WHERE state = 'granted'")
    _due_idx = models.Index("(date_to) WHERE state = 'granted'")

    # --------------------------------------------------------------------- computes

    @api.depends("request_words", "reason_words", "partner_id", "user_id")
    @api.depends_context("uid")
    def _compute_words(self):
        hidden = self.env["customer.confidentiality"]._hidden(self.sudo().partner_id)
        for grant in self:
            words = grant.sudo()
            veiled = words.user_id != self.env.user and words.partner_id in hidden
            code = words.partner_id.confidential_code
            grant.request_text = code if veiled else words.request_words
            grant.reason = code if veiled else words.reason_words

    def _inverse_request_text(self):
        for grant in self:
            grant.sudo().request_words = grant._required_words(grant.request_text)

    def _inverse_reason(self):
        for grant in self:
            grant.sudo().reason_words = grant._required_reason(grant.reason)

    def _search_request_text(self, operator, value):
        return self._search_words("request_words", operator, value)

    def _search_reason(self, operator, value):
        return self._search_words("reason_words", operator, value)

    def _search_words(self, name, operator, value):
        """Find nothing in words that one may not read."""
        domain = Domain(name, operator, value)
        if not self.env.su:
            Partner = self.env["res.partner"].with_context(active_test=False)
            domain &= (
                Domain("user_id", "=", self.env.uid)
                | Domain("partner_id", "=", False)
                | Domain("partner_id", "in", Partner._search([]))
            )
        return Domain("id", "in", self.sudo()._search(domain))

    @api.depends("state", "date_from", "date_to")
    def _compute_is_active(self):
        now = fields.Datetime.now()
        for grant in self:
            grant.is_active = (
                grant.state == "granted" and grant.date_from <= now < grant.date_to
            )

    def _search_is_active(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        active = (
            Domain("state", "=", "granted")
            & Domain("date_from", "<=", now)
            & Domain("date_to", ">", now)
        )
        return active if True in value else ~active

    @api.depends("partner_id", "is_active")
    @api.depends_context("uid")
    def _compute_granted_partner_id(self):
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden(self.sudo().partner_id)
        for grant in self:
            partner = grant.sudo().partner_id
            shown = grant.is_active and partner not in hidden
            grant.granted_partner_id = partner.id if shown else False

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for grant in self:
            grant.display_name = (
                self.env._(
                    "Access of %(person)s, no. %(number)s",
                    person=grant.user_id.display_name,
                    number=grant.id,
                )
                if grant.id
                else False
            )

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever asks is neither a follower nor the author of a message."""
        grants = super(CustomerAccessGrant, self.with_context(**SILENT)).create(
            vals_list
        )
        grants = grants.with_env(self.env)
        for grant in grants.sudo():
            if grant.user_id == self.env.user:
                grant._required_words(grant.request_words)
                grant._required_reason(grant.reason_words)
        grants.filtered(lambda g: g.state == "requested")._announce_request()
        return grants

    def write(self, vals):
        res = super().write(vals)
        self._flush_knowledge(vals, KNOWLEDGE)
        return res

    def _has_field_access(self, field, operation):
        """The person reads the customer of a grant as long as it lasts."""
        allowed = super()._has_field_access(field, operation)
        if not allowed or operation != "read" or field.name != "partner_id":
            return allowed
        if self.env.su or self._is_watcher():
            return True
        return bool(self) and all(grant.granted_partner_id for grant in self)

    # ---------------------------------------------------------------------- actions

    @takes(request_text=text, reason=text, date_wished=moment)
    def action_request(self, request_text=None, reason=None, date_wished=None):
        """Ask for access in one's own words; or remind of what one has asked.

        :return: the request
        """
        if not self:
            return self.create(
                {
                    "request_text": request_text,
                    "reason": reason,
                    "date_wished": date_wished,
                }
            )
        requests = self._locked()
        requests._check_state("requested")
        requests.filtered(lambda r: not r.activity_ids)._announce_request()
        return self

    # --------------------------------------------------------------------- business

    @api.model
    def _required_words(self, words):
        words = (words or "").strip()
        if not words:
            raise UserError(
                self.env._("Say which customer you mean: a name, a number, a town.")
            )
        return words

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for grant in self:
            if grant.state != state:
                raise UserError(
                    self.env._(
                        "%(grant)s is %(state)s already; this is possible only while "
                        "it is %(needed)s.",
                        grant=grant.display_name,
                        state=labels[grant.state].lower(),
                        needed=labels[state].lower(),
                    )
                )

    def _log_note(self):
        self.ensure_one()
        note = f"{self._name} {self.id}, user {self.user_id.id}"
        if self.state == "granted":
            note += f", {self.date_to:%Y-%m-%d %H:%M}"
        return note
