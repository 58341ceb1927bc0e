from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_access_grant import SILENT

TWIN_ACTIVITY = "customer_policy.mail_activity_type_confidentiality_twin"
WATCHED = "customer_policy.watched_contacts"


class CustomerConfidentialityTwin(models.Model):
    """Somebody typed in a customer that exists but is hidden from him or her.

    That person is not told, and works on with a contact of his or her own. Those who
    decide on the customer are, and can merge the two.
    """

    _name = "customer.confidentiality.twin"
    _description = "Twin of a Classified Customer"
    _inherit = [
        "customer.policy.protected.mixin",
        "customer.access.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Typed In",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    hidden_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    level = fields.Selection(related="hidden_partner_id.confidentiality_level")
    matched_on = fields.Char(
        "Same",
        copy=False,
        policy_protected=True,
        help="What both have in common: email, phone, name, vat, registry, reference, "
        "barcode.",
    )
    # Not "user_id": nobody answers for it, or loses it with the customer.
    typed_by_id = fields.Many2one(
        "res.users", "Typed in by", copy=False, policy_protected=True
    )
    date = fields.Datetime(
        default=fields.Datetime.now, copy=False, policy_protected=True
    )
    state = fields.Selection(
        [("new", "To Decide"), ("merged", "Merged"), ("dismissed", "Not the Same")],
        default="new",
        required=True,
        copy=False,
        policy_protected=True,
    )
    decided_by_id = fields.Many2one("res.users", copy=False, policy_protected=True)

    @api.depends("hidden_partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for twin in self:
            twin.display_name = self.env._(
                "Twin of %(code)s",
                code=twin.sudo().hidden_partner_id.confidential_code or "",
            )

    # ACTIONS

    def action_merge(self):
        """Make one customer of both: the classified one, with all of the other's."""
        self._check_open()
        for twin in self._locked():
            twin._merge()
        return self._decided("merged")

    def action_dismiss(self):
        """They are two: leave the other one open to everybody."""
        self._check_open()
        self._locked()
        return self._decided("dismissed")

    # BUSINESS

    @api.model
    def _watch(self, partners):
        """Compare contacts at the end of the transaction, however many they are."""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.uid == SUPERUSER_ID or not confidentiality._is_active():
            return
        precommit = self.env.cr.precommit
        if WATCHED not in precommit.data:
            precommit.data[WATCHED] = {}
            precommit.add(self.sudo()._report_watched)
        precommit.data[WATCHED].setdefault(self.env.uid, set()).update(partners._ids)

    @api.model
    def _report_watched(self):
        watched = self.env.cr.precommit.data.pop(WATCHED, {})
        for user_id, ids in watched.items():
            self._report(user_id, self.env["res.partner"].browse(ids))

    @api.model
    def _report(self, user_id, partners):
        found = self.env["customer.confidentiality"].with_user(user_id)._twins(partners)
        self._enter(
            [
                {
                    "partner_id": partner_id,
                    "hidden_partner_id": hidden_id,
                    "matched_on": ", ".join(sorted(kinds)),
                    "typed_by_id": user_id,
                }
                for partner_id, hidden_id, kinds in found
            ],
            "partner_id",
        )

    @api.model
    def _report_existing(self, partners):
        """A customer that becomes classified stays in sight where it has a twin."""
        found = self.env["customer.confidentiality"]._open_twins(partners)
        self._enter(
            [
                {
                    "partner_id": partner_id,
                    "hidden_partner_id": hidden_id,
                    "matched_on": ", ".join(sorted(kinds)),
                    "typed_by_id": author_id,
                }
                for partner_id, author_id, hidden_id, kinds in found
            ],
            "partner_id",
        )

    @api.model
    def _enter(self, vals_list, name):
        """Enter what is not known yet, and tell those who decide.

        :param name: the field that holds what was typed in
        """
        known = self._known_pairs(vals_list, name) if vals_list else ()
        vals_list = [
            vals
            for vals in vals_list
            if (vals[name], vals["hidden_partner_id"]) not in known
        ]
        if vals_list:
            twins = self.with_user(SUPERUSER_ID).with_context(**SILENT)
            twins.create(vals_list)._tell_custodians()

    @api.model
    def _known_pairs(self, vals_list, name):
        return set(
            self.env.execute_query(
                SQL(
                    "SELECT %(name)s, hidden_partner_id FROM %(table)s "
                    "WHERE %(name)s = ANY(%(ids)s)",
                    name=SQL.identifier(name),
                    table=SQL.identifier(self._table),
                    ids=[vals[name] for vals in vals_list],
                    to_flush=self._fields["hidden_partner_id"],
                )
            )
        )

    def _tell_custodians(self):
        custodians = self._holders_of("customer_policy.group_custodian")
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.hidden_partner_id, custodians
        )
        for partner, twins in self.grouped("hidden_partner_id").items():
            knowing = custodians.filtered(
                lambda user, partner=partner: partner not in hidden[user]
            )
            twins._remind(TWIN_ACTIVITY, knowing)

    def _check_open(self):
        for twin in self:
            self._check_custodian(twin.level)
        if self.filtered(lambda twin: twin.state != "new"):
            raise UserError(self.env._("This has been decided already."))

    def _merge(self):
        partners = self.partner_id | self.hidden_partner_id
        if len(partners) > 1:
            self.env["base.partner.merge.automatic.wizard"]._merge(
                partners.ids, self.hidden_partner_id, extra_checks=False
            )

    def _decided(self, state):
        twins = self.sudo().exists()
        twins.write({"state": state, "decided_by_id": self.env.uid})
        twins.activity_ids.unlink()
        return True
