from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.customer_access_mixin import WATCHERS

KINDS = [
    ("own", "Own Company"),
    ("clearance", "Clearance"),
    ("manager", "Account Manager"),
    ("team", "Service Team"),
    ("grant", "Grant"),
    ("emergency", "Emergency"),
    ("hold", "Hold"),
]


class CustomerAccessQuestion(models.TransientModel):
    """Who sees this customer, what does this person see, and why does this one that?

    A custodian or auditor who does not know the customer asks by its code, and reads
    its code: the customer is kept as a number and a text, never as a reference.
    """

    _name = "customer.access.question"
    _description = "Who Sees What"
    _inherit = ["customer.policy.protected.mixin", "customer.access.mixin"]

    name = fields.Char(compute="_compute_name")
    partner_id = fields.Many2one("res.partner", "Customer")
    code = fields.Char(
        "Secrecy Code", help="Of a customer whose name you do not know, e.g. C-7F3K2QXM"
    )
    user_id = fields.Many2one("res.users", "Person")
    answer = fields.Text(copy=False, policy_protected=True)
    line_ids = fields.One2many(
        "customer.access.question.line",
        "question_id",
        "Reasons",
        copy=False,
        policy_protected=True,
    )

    def _compute_name(self):
        self.name = self.env._("Who sees what?")

    # ---------------------------------------------------------------------- actions

    def action_answer(self):
        self.ensure_one()
        self._check_may_ask()
        partner = self._partner_asked_for()
        user = self.user_id
        if not partner and not user:
            raise UserError(self.env._("Choose a customer, a person, or both."))
        if partner and partner.confidentiality_level == "0":
            lines, answer = (
                [],
                self.env._(
                    "%(customer)s is not classified: everybody sees it.",
                    customer=partner.display_name,
                ),
            )
        elif partner:
            lines, answer = self._answer_who(partner, user)
        else:
            lines, answer = self._answer_what(user)
        question = self.sudo()
        question.line_ids.unlink()
        question.line_ids = [fields.Command.create(values) for values in lines]
        question.answer = answer
        return self._reopened()

    @api.model
    def _ask(self, partner=None, user=None):
        """Ask and answer at once, from the form of a customer or person."""
        self._check_may_ask()
        question = self.create(
            {"partner_id": partner and partner.id, "user_id": user and user.id}
        )
        return question.action_answer()

    # --------------------------------------------------------------------- business

    def _check_may_ask(self):
        if not self.env.user.has_groups(WATCHERS):
            raise AccessError(
                self.env._("Only custodians and auditors ask who sees what.")
            )

    def _partner_asked_for(self):
        if self.partner_id:
            self.partner_id.check_access("read")
            return self.partner_id.sudo()
        if not self.code:
            return self.partner_id
        partner = (
            self.partner_id.sudo()
            .with_context(active_test=False)
            .search(
                self.env["customer.confidentiality"]._with_codes(
                    [self.code.strip().upper()]
                )
            )
        )
        if not partner:
            raise UserError(
                self.env._("No customer has this code. Check its spelling.")
            )
        return partner

    def _reopened(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _answer_who(self, partner, user):
        Explanation = self.env["customer.access.explanation"]
        reasons = Explanation._who_sees(partner, user or None)
        users = self.env["res.users"].sudo().union(*(r["user"] for r in reasons))
        holds = Explanation._holds_on(users | user.sudo())
        hidden = self.env["customer.confidentiality"]._hidden_from(
            partner, users | user.sudo()
        )
        seeing = users.filtered(lambda u: partner not in hidden[u])
        lines = [
            self._line(reason, partner, reason["user"] in seeing, holds)
            for reason in reasons
        ]
        if user:
            return lines, self._text_pair(partner, user.sudo(), reasons, seeing, holds)
        return lines, self._text_who(partner, seeing, users - seeing)

    def _answer_what(self, user):
        user = user.sudo()
        Explanation = self.env["customer.access.explanation"]
        reasons = Explanation._what_sees(user)
        holds = Explanation._holds_on(user)
        partners = self.env["res.partner"].sudo()
        partners = partners.union(*(reason["partner"] for reason in reasons))
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden_from(partners, user)[user]
        lines = [
            self._line(
                reason,
                reason["partner"],
                user not in holds and reason["partner"] not in hidden,
                holds,
            )
            for reason in reasons
        ]
        return lines, self._text_what(user, holds)

    def _line(self, reason, partner, sees, holds):
        user = reason["user"]
        sentence = reason["sentence"]
        if not sees:
            hold = holds.get(user)
            but = (
                self.env["customer.access.explanation"]._hold_text(hold)
                if hold
                else self.env._("Cannot: the level asks for more.")
            )
            sentence = f"{sentence}. {but}"
        return {
            "user_name": user.display_name,
            "user_ref": user.id,
            "customer": self._label(partner) if partner else False,
            "partner_ref": partner.id,
            "kind": reason["kind"],
            "sees": sees,
            "sentence": sentence,
            "date_from": reason["date_from"],
            "date_to": reason["date_to"],
            "decider": reason["decider"].sudo().name,
        }

    # ------------------------------------------------------------------------- text

    def _text_who(self, partner, seeing, kept_out):
        level = self.env["customer.access.explanation"]._level_names()
        text = self.env._(
            "%(customer)s is %(level)s. %(count)s people see it: %(names)s.",
            customer=self._label(partner),
            level=level[partner.confidentiality_level],
            count=len(seeing),
            names=", ".join(seeing.mapped("display_name")) or "-",
        )
        if kept_out:
            text += "\n" + self.env._(
                "Kept out: %(names)s.", names=", ".join(kept_out.mapped("display_name"))
            )
        return text

    def _text_pair(self, partner, user, reasons, seeing, holds):
        values = {"person": user.display_name, "customer": self._label(partner)}
        if user in holds:
            text = self.env._("%(person)s does not see %(customer)s.", **values)
            hold = self.env["customer.access.explanation"]._hold_text(holds[user])
            return f"{text} {hold}"
        sentences = ". ".join(reason["sentence"] for reason in reasons)
        if user in seeing:
            return self.env._(
                "%(person)s sees %(customer)s, because: %(why)s.",
                why=sentences,
                **values,
            )
        return self.env._(
            "%(person)s does not see %(customer)s: there is no clearance for "
            "%(level)s, no role at the customer that the level lets know, and no "
            "access in force.",
            level=self.env["customer.access.explanation"]._level_names()[
                partner.confidentiality_level
            ],
            **values,
        )

    def _text_what(self, user, holds):
        if user in holds:
            hold = self.env["customer.access.explanation"]._hold_text(holds[user])
            return f"{user.display_name}: {hold}"
        Partner = self.env["res.partner"].sudo()
        customers = Partner.search(self.env["customer.confidentiality"]._classified())
        customers = customers.filtered(lambda p: p == p.commercial_partner_id)
        hidden = self.env["customer.confidentiality"]._hidden_from(customers, user)
        return self.env._(
            "%(person)s sees %(count)s of %(total)s classified customers.",
            person=user.display_name,
            count=len(customers - hidden[user]),
            total=len(customers),
        )


class CustomerAccessQuestionLine(models.TransientModel):
    _name = "customer.access.question.line"
    _description = "Reason Why Somebody Sees a Customer"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "sees desc, user_name, id"

    question_id = fields.Many2one(
        "customer.access.question", required=True, ondelete="cascade"
    )
    user_name = fields.Char("Person", copy=False, policy_protected=True)
    user_ref = fields.Integer(copy=False, policy_protected=True)
    customer = fields.Char(copy=False, policy_protected=True)
    partner_ref = fields.Integer(copy=False, policy_protected=True)
    kind = fields.Selection(KINDS, copy=False, policy_protected=True)
    sees = fields.Boolean(copy=False, policy_protected=True)
    sentence = fields.Char("Why", copy=False, policy_protected=True)
    date_from = fields.Datetime("Since", copy=False, policy_protected=True)
    date_to = fields.Datetime("Until", copy=False, policy_protected=True)
    decider = fields.Char("Decided by", copy=False, policy_protected=True)
