import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..models.customer_complaint_reply import REPLY_MAIL, WAYS


class CustomerComplaintReply(models.TransientModel):
    """Shows an answer as it will leave: to whom, how, the mail and the letter."""

    _name = "customer.complaint.reply"
    _description = "Answer to a Customer"
    _inherit = [
        "customer.complaint.choice.mixin",
        "customer.policy.protected.mixin",
    ]

    complaint_id = fields.Many2one(
        "customer.complaint", required=True, ondelete="cascade", readonly=True
    )
    operation = fields.Selection(
        [("answer", "Answer"), ("unfounded", "Unfounded")],
        required=True,
        default="answer",
        readonly=True,
    )
    kind = fields.Selection(related="complaint_id.kind", related_sudo=False)
    category_id = fields.Many2one(
        related="complaint_id.category_id", related_sudo=False
    )
    contact_name = fields.Char(related="complaint_id.contact_name", related_sudo=False)
    way = fields.Selection(
        WAYS,
        compute="_compute_way",
        store=True,
        compute_sudo=False,
        readonly=False,
        required=True,
        precompute=True,
    )
    email = fields.Char(
        "Recipient",
        compute="_compute_email",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
    )
    template_id = fields.Many2one(
        "customer.complaint.reply.template",
        "Laid-Up Text",
        domain="[('use', '=', operation), ('kind', 'in', [kind, False]), "
        "('category_id', 'in', [category_id, False])]",
    )
    reply = fields.Html(
        compute="_compute_reply",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
    )
    subject = fields.Char(compute="_compute_mail")
    mail_body = fields.Html("Mail", compute="_compute_mail", sanitize=False)
    opinion = fields.Text(
        "Why It Is Unfounded", help="For colleagues; the customer does not read it."
    )
    letter = fields.Binary(
        readonly=True, attachment=False, policy_protected=True, copy=False
    )
    letter_name = fields.Char(compute="_compute_letter_name")

    @api.depends("complaint_id")
    def _compute_way(self):
        for wizard in self:
            case = wizard.complaint_id
            wizard.way = case._way_of_reply() if case else False

    @api.depends("complaint_id")
    def _compute_email(self):
        for wizard in self:
            wizard.email = wizard.complaint_id.email

    @api.depends("complaint_id", "template_id")
    def _compute_reply(self):
        templates = self.env["customer.complaint.reply.template"]
        for wizard in self:
            case = wizard.complaint_id
            template = wizard.template_id
            if not template and not wizard.reply:
                wizard.reply = case.reply
            if not template and not wizard.reply and wizard.operation == "unfounded":
                template = templates._best_for(case, "unfounded")
            if template:
                wizard.reply = template._text_for(case)[case.id]

    @api.depends("complaint_id", "way")
    def _compute_mail(self):
        template = self.env.ref(REPLY_MAIL)
        for wizard in self:
            case, found = wizard.complaint_id, {}
            if case and wizard.way == "email":
                found = template._generate_template(case.ids, ("subject", "body_html"))
            values = found.get(case.id, {})
            wizard.subject = values.get("subject", False)
            wizard.mail_body = values.get("body_html", False)

    @api.depends("complaint_id")
    def _compute_letter_name(self):
        for wizard in self:
            wizard.letter_name = f"{wizard.complaint_id._letter_name()}.pdf"

    def action_preview(self):
        """The letter as it would be printed now."""
        self._write_down()
        letter = self.complaint_id._letters()[self.complaint_id.id]
        self.sudo().letter = base64.b64encode(letter)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_send(self):
        self._write_down()
        if self.operation == "unfounded":
            self.complaint_id.action_unfounded(self.opinion, way=self.way)
        else:
            self.complaint_id.action_answer(way=self.way)
        return {"type": "ir.actions.act_window_close"}

    def _write_down(self):
        """Text and address belong to the case from now on."""
        self.ensure_one()
        case = self.complaint_id
        case._begin_act()
        if not html2plaintext(self.reply or "").strip():
            raise UserError(self.env._("Write the reply first."))
        values = {"reply": self.reply, "email": self.email}
        changed = {name: new for name, new in values.items() if case[name] != new}
        if changed:
            case.write(changed)
