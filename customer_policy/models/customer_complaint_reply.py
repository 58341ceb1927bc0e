from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_policy_arguments import takes, text

REPLY_MAIL = "customer_policy.mail_template_complaint_reply"
# Who says something by these can be expected to want it answered in the same way.
WRITTEN_CHANNELS = frozenset(
    ("email", "portal", "form", "letter", "authority", "forum")
)
WAYS = [
    ("email", "By E-mail"),
    ("letter", "By Letter"),
    ("oral", "By Phone or in Person"),
    ("nobody", "Nobody to Answer"),
]


class CustomerComplaint(models.Model):
    """The answer: how it is given, sent once, and what became of it.

    Only what left by e-mail is called sent; a letter has to be handed over first.
    """

    _inherit = "customer.complaint"

    reply_mode = fields.Selection(
        [("written", "In Writing"), ("oral", "Orally")],
        "Form of the Reply",
        compute="_compute_reply_mode",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The team says where it may be chosen.",
    )
    reply_way = fields.Selection(
        WAYS, "Answered How", copy=False, policy_protected=True
    )
    reply_message_id = fields.Many2one(
        "mail.message",
        "Message with the Answer",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        policy_protected=True,
    )
    date_letter = fields.Datetime(
        "Letter Handed Over", copy=False, policy_protected=True
    )
    reply_status = fields.Selection(
        [
            ("queued", "E-mail waits to leave"),
            ("sent", "E-mail sent"),
            ("failed", "E-mail could not be sent"),
            ("letter", "Letter to be handed over"),
            ("delivered", "Letter handed over"),
            ("oral", "Told by phone or in person"),
            ("nobody", "Nobody to answer"),
        ],
        "What Became of the Answer",
        compute="_compute_reply_status",
    )

    @api.depends("channel", "email", "team_id")
    def _compute_reply_mode(self):
        """In writing where that is easy or asked for, else as the customer spoke."""
        for complaint in self:
            rule = complaint.team_id.sudo().reply_rule
            written = (
                rule == "written"
                or complaint.channel in WRITTEN_CHANNELS
                or complaint._has_address()
            )
            complaint.reply_mode = "written" if written else "oral"

    @api.depends("reply_way", "date_letter", "reply_message_id.notification_ids")
    def _compute_reply_status(self):
        for complaint in self:
            status = complaint.reply_way
            if status == "email":
                status = complaint._mail_status()
            elif status == "letter" and complaint.date_letter:
                status = "delivered"
            complaint.reply_status = status

    def _mail_status(self):
        notices = self.sudo().reply_message_id.notification_ids
        states = set(notices.mapped("notification_status"))
        if states & {"exception", "bounce", "canceled"}:
            return "failed"
        return "queued" if states & {"ready", "process"} else "sent"

    # ------------------------------------------------------------------------- actions

    @takes(way=text)
    def action_answer(self, way=None):
        """Answer, and send what is answered in writing.

        :param way: key of ``WAYS``; the way that fits each case, if not given
        """
        self._begin_act()
        self._check_state("answer")
        ways = self._ways_of_reply(way)
        res = super().action_answer()
        self._answer_by(ways)
        return res

    @takes(opinion=text, way=text)
    def action_unfounded(self, opinion=None, way=None):
        """It ends with a polite answer: one laid up, if none is written."""
        self._begin_act(deciding=True)
        self._check_state("unfounded")
        self._fill_polite_reply()
        ways = self._ways_of_reply(way)
        res = super().action_unfounded(opinion)
        self.sudo().date_answered = fields.Datetime.now()
        self._answer_by(ways)
        return res

    @takes(reason=text)
    def action_reopen(self, reason=None):
        res = super().action_reopen(reason)
        self.sudo().write(
            {"reply_way": False, "reply_message_id": False, "date_letter": False}
        )
        return res

    def action_letter_delivered(self):
        """The letter has left the house by other means than this system."""
        self._begin_act()
        for complaint in self:
            if complaint.reply_status != "letter":
                raise UserError(
                    self.env._(
                        "There is no letter to be handed over for %(case)s.",
                        case=complaint.display_name,
                    )
                )
        self.sudo().date_letter = fields.Datetime.now()

    def action_open_reply(self):
        """See it before it leaves."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "customer.complaint.reply",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_complaint_id": self.id},
        }

    # ------------------------------------------------------------------------ business

    def _ways_of_reply(self, way=None):
        """How each case is answered.

        :return: {case: key of ``WAYS``}
        """
        if way and way not in dict(WAYS):
            raise UserError(self.env._("There is no such way to answer: %s", way))
        ways = {case: way or case._way_of_reply() for case in self}
        for case, chosen in ways.items():
            case._check_way(chosen)
        return ways

    def _way_of_reply(self):
        if not self._has_address() and not self._can_be_reached():
            return "nobody"
        if self.reply_mode == "oral":
            return "oral"
        return "email" if self._has_address() else "letter"

    def _can_be_reached(self):
        return bool(self.partner_id or self.phone or self.contact_name)

    def _check_way(self, way):
        self.ensure_one()
        if way == "email" and not self._has_address():
            raise UserError(
                self.env._(
                    "%(case)s has no e-mail address. Add it, or answer by letter.",
                    case=self.display_name,
                )
            )
        if way == "nobody" and (self._has_address() or self._can_be_reached()):
            raise UserError(
                self.env._(
                    "Whoever is behind %(case)s can be answered. Choose how.",
                    case=self.display_name,
                )
            )
        if way == "oral" and self._must_be_written():
            raise UserError(
                self.env._(
                    "%(case)s has to be answered in writing, as its team wants it. "
                    "Answer by e-mail or letter.",
                    case=self.display_name,
                )
            )

    def _must_be_written(self):
        rule = self.team_id.sudo().reply_rule
        return rule == "written" or (
            rule == "follow" and self.channel in WRITTEN_CHANNELS
        )

    def _answer_by(self, ways):
        """Send, or make ready to be handed over, what was decided to be answered."""
        answered = self.filtered("reply")
        written = answered.filtered(lambda case: ways[case] in ("email", "letter"))
        files = written._keep_letters() if written else {}
        mailed = written.filtered(lambda case: ways[case] == "email")
        messages = mailed._mail_customers(
            self.env.ref(REPLY_MAIL),
            {case_id: [file_id] for case_id, file_id in files.items()},
        )
        for way, cases in answered.grouped(lambda case: ways[case]).items():
            cases.sudo().reply_way = way
        for case, message in messages.items():
            case.sudo().reply_message_id = message
        (answered - mailed)._log_not_mailed(ways)

    def _log_not_mailed(self, ways):
        texts = {
            "letter": self.env._("The letter is ready. Print it and hand it over."),
            "oral": self.env._("Answered by phone or in person."),
            "nobody": self.env._("Anonymous: there is nobody to answer."),
        }
        if self:
            self._message_log_batch(
                bodies={case.id: texts[ways[case]] for case in self}
            )

    def _fill_polite_reply(self):
        """Nobody is turned away without a word."""
        templates = self.env["customer.complaint.reply.template"]
        silent = self.filtered(lambda case: not case.reply)
        for template, cases in silent.grouped(
            lambda case: templates._best_for(case, "unfounded")
        ).items():
            if not template:
                raise UserError(
                    self.env._(
                        "Write the reply to %(case)s first: each case is answered.",
                        case=cases[0].display_name,
                    )
                )
            for case_id, reply in template._text_for(cases).items():
                self.browse(case_id).sudo().reply = reply
