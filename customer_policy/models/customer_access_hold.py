from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .customer_policy_arguments import takes, text

# What decides whether a hold is on.
KNOWLEDGE = ("user_id", "date_from", "date_to")


class CustomerAccessHold(models.Model):
    """While it lasts a person knows no classified customer, whatever else says so.

    The person is not told, and does not find it here.
    """

    _name = "customer.access.hold"
    _description = "Access Hold on a Person"
    _inherit = ["customer.policy.protected.mixin", "customer.access.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    reason = fields.Text(required=True)
    date_from = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("To", help="Empty: until it is lifted.")
    is_active = fields.Boolean(
        "In Effect", compute="_compute_is_active", search="_search_is_active"
    )
    placed_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.uid,
        copy=False,
        policy_protected=True,
    )
    lifted_by_id = fields.Many2one("res.users", copy=False, policy_protected=True)
    lift_reason = fields.Text(copy=False, policy_protected=True)

    date_cut = fields.Datetime(
        "Cut off on",
        copy=False,
        policy_protected=True,
        help="When the person's subscriptions and work went to others.",
    )
    cut_ids = fields.One2many("customer.confidentiality.cut", "hold_id")

    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A hold cannot end before it begins.",
    )

    @api.constrains("user_id")
    def _check_user(self):
        if SUPERUSER_ID in self.user_id.ids:
            raise ValidationError(
                self.env._("The system itself cannot be held. Choose a person.")
            )

    # --------------------------------------------------------------------- computes

    @api.depends("date_from", "date_to")
    def _compute_is_active(self):
        now = fields.Datetime.now()
        for hold in self:
            begun = hold.date_from and hold.date_from <= now
            hold.is_active = begun and not (hold.date_to and hold.date_to <= now)

    def _search_is_active(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        active = fields.Domain("date_from", "<=", now) & (
            fields.Domain("date_to", "=", False) | fields.Domain("date_to", ">", now)
        )
        return active if True in value else ~active

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_custodian()
        self._check_values(vals_list)
        now = fields.Datetime.now()
        for vals in vals_list:
            if not self.env.su:
                self._check_term(vals, now)
        holds = super().create(vals_list)
        self.env["customer.confidentiality"]._invalidate()
        holds._cut_off_begun()
        for hold in holds:
            hold._note_act(self.env["res.partner"], "hold", note=hold._log_note())
            hold._tell(
                hold._watchers() - hold.user_id - self.env.user, hold._placed_text
            )
        return holds

    def write(self, vals):
        res = super().write(vals)
        self._flush_knowledge(vals, KNOWLEDGE)
        return res

    def _check_term(self, vals, now):
        """A hold that begins earlier than it was placed would be a false record."""
        begin = fields.Datetime.to_datetime(vals.get("date_from")) or now
        vals["date_from"] = max(begin, now)
        end = fields.Datetime.to_datetime(vals.get("date_to"))
        if end and end <= vals["date_from"]:
            raise UserError(self.env._("The hold must end after it begins."))

    # ---------------------------------------------------------------------- actions

    @takes(reason=text)
    def action_lift(self, reason=None):
        """End holds now; never one's own."""
        self._check_custodian()
        if not reason:
            return self._ask_for_reason("lift", "hold_ids")
        reason = self._required_reason(reason)
        if self.env.user in self.user_id:
            raise AccessError(
                self.env._("You cannot lift the hold on yourself. Ask a custodian.")
            )
        self._lift(reason)
        return True

    def _lift(self, reason):
        """End holds now, whoever's decision it follows from."""
        now = fields.Datetime.now()
        holds = self._locked()
        if holds.filtered(lambda hold: hold.date_to and hold.date_to <= now):
            raise UserError(self.env._("This hold has ended already."))
        for hold in holds:
            hold.write(
                {
                    "date_from": min(hold.date_from, now),
                    "date_to": now,
                    "lifted_by_id": self.env.uid,
                    "lift_reason": reason,
                }
            )
            note = f"{hold._log_note()}, lifted"
            hold._note_act(self.env["res.partner"], "hold", note=note)
            hold._tell(
                hold._watchers() - hold.user_id - self.env.user, hold._lifted_text
            )
        self.env["customer.confidentiality"]._invalidate()
        holds._give_back_ended()

    # --------------------------------------------------------------------- business

    def _log_note(self):
        return f"{self._name} {self.id}, user {self.user_id.id}"

    # ------------------------------------------------------------------------- mail

    def _placed_text(self, reader):
        return (
            reader.env._("Access on hold"),
            reader.env._(
                "%(custodian)s has put the access of %(person)s on hold.",
                custodian=self.env.user.name,
                person=self.user_id.name,
            ),
        )

    def _lifted_text(self, reader):
        return (
            reader.env._("Access hold lifted"),
            reader.env._(
                "%(custodian)s has lifted the hold on the access of %(person)s.",
                custodian=self.env.user.name,
                person=self.user_id.name,
            ),
        )
