from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaint(models.Model):
    """What suggestions and praise have that complaints have not.

    A suggestion is adopted or not, and whoever made it is told so in the answer. Praise
    reaches those it is for. They are no respondents: praise is no reason to stand
    aside, so they are named in a field of their own.
    """

    _inherit = "customer.complaint"

    suggestion_outcome = fields.Selection(
        [("adopted", "Adopted"), ("not_adopted", "Not Adopted")],
        "Outcome of the Suggestion",
        copy=False,
        tracking=True,
        policy_protected=True,
        help="Empty: not decided yet. The customer is told the outcome in the answer.",
    )
    praised_employee_ids = fields.Many2many(
        "hr.employee",
        "customer_complaint_praised_rel",
        "complaint_id",
        "employee_id",
        "Praised",
        copy=False,
        help="They are told of it when the praise is accepted.",
    )

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        praised = [vals.pop("praised_employee_ids", None) for vals in vals_list]
        complaints = super().create(vals_list)
        for complaint, commands in zip(complaints, praised, strict=True):
            if commands:
                complaint._check_respondents(commands)
                complaint.sudo().write({"praised_employee_ids": commands})
        return complaints

    def write(self, vals):
        """For people who may not look into staff records, as respondents are."""
        if "praised_employee_ids" not in vals:
            return super().write(vals)
        vals = dict(vals)
        commands = vals.pop("praised_employee_ids") or [Command.clear()]
        self.check_access("write")
        self._check_respondents(commands)
        before = {complaint: complaint._praised() for complaint in self}
        res = super().write(vals)
        people = {"praised_employee_ids": commands}
        super(CustomerComplaint, self.sudo()).write(people)
        for complaint in self.filtered(lambda c: c.state != "new"):
            complaint._tell_praised(complaint._praised() - before[complaint])
        return res

    # ------------------------------------------------------------------------- actions

    def action_accept(self):
        new = self.filtered(lambda complaint: complaint.state == "new")
        res = super().action_accept()
        for complaint in new:
            complaint._tell_praised(complaint._praised())
        return res

    def action_adopt_suggestion(self):
        self._decide_suggestion("adopted")

    def action_decline_suggestion(self):
        self._decide_suggestion("not_adopted")

    def _decide_suggestion(self, outcome):
        self._begin_act()
        for complaint in self:
            if complaint.kind != "suggestion" or not complaint.is_open:
                raise UserError(
                    self.env._(
                        "%(case)s is no open suggestion. Only those are adopted or "
                        "not.",
                        case=complaint.display_name,
                    )
                )
        self.sudo().suggestion_outcome = outcome

    # ---------------------------------------------------------------------------- mail

    def _praised(self):
        return self.sudo().with_context(active_test=False).praised_employee_ids

    def _tell_praised(self, employees):
        """The words of the customer; not who it was, where that is told in confidence.

        Whom the customer is hidden from learns only that there is praise. Whoever is
        complained of in the same case hears nothing of it.
        """
        self.ensure_one()
        if self.kind != "praise":
            return
        users = self._not_recused(employees.user_id)
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.sudo().partner_id, users
        )
        mark = self.env["customer.policy.webhook"]._mark_topic("complaint")
        for user in users:
            secret = self.sudo().partner_id in hidden[user].sudo()
            # Not on the case: praise is told, the case stays with those who handle it.
            self.env["mail.thread"].sudo().with_context(**mark).message_notify(
                partner_ids=user.partner_id.ids,
                subject=self.env._("A customer praises you"),
                body=self._praise_body(secret),
                force_send=False,
            )

    def _not_recused(self, users):
        recused = self._recused_users()[self.id]
        return users.filtered(lambda user: user.active and user.id not in recused)

    def _praise_body(self, secret):
        thanks = self.env._("A customer praises you. Thank you for your work!")
        if secret:
            return Markup("<p>%s</p>") % thanks
        who = "" if self.is_confidential else self.sudo().contact_name
        words = "" if self.is_confidential else self.description
        return Markup("<p>%s</p><p><b>%s</b> %s</p>%s") % (
            thanks,
            "" if self.is_confidential else self.name,
            who or "",
            words or "",
        )
