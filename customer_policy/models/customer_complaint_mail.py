import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import email_split_tuples

from ..tools import incoming_mail

_logger = logging.getLogger(__name__)

HEARD = "customer_policy.mail_activity_type_complaint_heard"
STAFF = "customer_policy.group_user"
REOPENED_FROM = ("closed", "unfounded")


class CustomerComplaint(models.Model):
    """Mails: new cases, and answers to what was written from one."""

    _inherit = "customer.complaint"

    # ---------------------------------------------------------------------- new cases

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A case out of a mail to the address of a team.

        The gateway calls this in superuser mode. Nobody else gains rights by it.
        """
        if not self.env.su:
            return super().message_new(msg_dict, custom_values)
        team = self._team_of_mail(custom_values or {})
        sender = self._sender_of_mail(msg_dict)
        colleague = self._colleague(sender["email"])
        values = {
            **(custom_values or {}),
            **self._content_of_mail(msg_dict),
            "channel": "email",
            "kind": team.alias_kind or "complaint",
            "team_id": team.id,
            "company_id": (team.company_id or self.env.company).id,
        }
        if not colleague:
            values.update(self._complainant_of_mail(sender, team.company_id))
        complaints = self._as_receiver(colleague, team.company_id)
        complaint = super(CustomerComplaint, complaints).message_new(
            self._without_aliases(msg_dict, None if colleague else sender["email"]),
            values,
        )
        if not colleague and not self.env.context.get("complaint_mail_is_bulk"):
            complaint._send_receipts(references=msg_dict.get("message_id"))
        return complaint

    @api.model
    def _as_receiver(self, colleague, company):
        """A colleague who passes a mail on has registered it; else nobody of us has."""
        registers = colleague and colleague.has_group(STAFF)
        user = colleague if registers else self.env["res.users"].browse(SUPERUSER_ID)
        company = company or self.env.company
        return (
            self.with_user(user)
            .sudo()
            .with_company(company)
            .with_context(lang=company.sudo().partner_id.lang)
        )

    @api.model
    def _team_of_mail(self, values):
        """The team of the address; what it is archived, the one that goes on."""
        teams = self.env["customer.complaint.team"].sudo()
        team = teams.browse(values.get("team_id", ())).exists()
        if team.active:
            return team
        company = team.company_id or self.env.company
        return teams._default_team(company, self.env.user) or team

    @api.model
    def _sender_of_mail(self, msg_dict):
        pairs = email_split_tuples(msg_dict.get("email_from") or "")
        name, email = pairs[0] if pairs else ("", "")
        return {
            "name": incoming_mail.clean(name),
            "email": email_normalize(email, strict=False) or email,
        }

    @api.model
    def _content_of_mail(self, msg_dict):
        body = incoming_mail.clean(str(msg_dict.get("body") or ""))
        given = msg_dict.get("subject") or ""
        return {
            "name": incoming_mail.subject(
                given, html2plaintext(body), self.env._("No subject")
            ),
            "description": body,
        }

    @api.model
    def _colleague(self, email):
        """The internal user with this address."""
        normalized = email_normalize(email or "")
        users = self.env["res.users"].sudo()
        if not normalized:
            return users
        return users.search(
            [
                ("share", "=", False),
                ("partner_id.email_normalized", "=", normalized),
            ],
            limit=1,
        )

    @api.model
    def _complainant_of_mail(self, sender, company):
        """Who writes: a customer, also a hidden one, or whoever the mail says it is.

        :param sender: dict of name and email, perhaps phone and lang
        """
        values = {
            "contact_name": sender["name"] or sender["email"],
            "email": sender["email"],
            "phone": sender.get("phone"),
            "lang": sender.get("lang"),
        }
        find = self.env["customer.confidentiality"]._find_silently
        partner = find(email=sender["email"], company=company)
        if partner:
            values["partner_id"] = partner.id
            values["contact_name"] = sender["name"] or partner.name
            values["phone"] = sender.get("phone") or partner.phone
        return values

    @api.model
    def _without_aliases(self, msg_dict, email_from):
        return {
            **msg_dict,
            "email_from": email_from,
            "cc": msg_dict.get("cc_filtered") or "",
        }

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """What came by mail lately; cases that were imported prove no loop."""
        minutes = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("mail.gateway.loop.minutes", 120)
        )
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        return Domain(
            [
                ("date_received", ">=", since),
                ("channel", "=", "email"),
                ("email", "=", email_from_normalized),
            ]
        )

    # ------------------------------------------------------------------------ answers

    def message_update(self, msg_dict, update_vals=None):
        if not self.env.su:
            return super().message_update(msg_dict, update_vals)
        res = super().message_update(
            self._without_aliases(msg_dict, msg_dict.get("email_from")), update_vals
        )
        for complaint in self.with_user(SUPERUSER_ID):
            if complaint._sender_stands_aside(msg_dict):
                complaint._ask_to_look(
                    self.env._("A mail of somebody who stands aside was filed here.")
                )
            elif complaint._is_mail_from_customer(msg_dict):
                complaint._hear_customer()
        return res

    def _sender_stands_aside(self, msg_dict):
        user = self._colleague(msg_dict.get("email_from"))
        recused = self._recused_users()
        return bool(user) and any(user.id in ids for ids in recused.values())

    def _is_mail_from_customer(self, msg_dict):
        """The customer writes from many addresses; a colleague or supplier is another.

        Better go on too early than let a case lie.
        """
        self.ensure_one()
        email = email_normalize(msg_dict.get("email_from") or "", strict=False)
        if not email or self._colleague(email):
            return False
        known = email_normalize(self.email or "")
        if not self.commercial_partner_id or email == known:
            return True
        partner = self.env["customer.confidentiality"]._find_silently(
            email=email, company=self.company_id
        )
        return (
            not partner
            or partner.commercial_partner_id == self.commercial_partner_id
            or email in self._mail_cc_sanitized_raw_dict(self.email_cc)
        )

    def _hear_customer(self):
        """The customer has answered: clocks go on, what is over is looked at again."""
        self.ensure_one()
        if self.is_waiting:
            self._resume()
        elif not self.is_open:
            reopens = self.team_id.reopens_by_mail and self.state in REOPENED_FROM
            if not (reopens and self._reopen_by_mail()):
                self._ask_to_look(
                    self.env._("The customer has written although the case is over.")
                )

    def _reopen_by_mail(self):
        try:
            with self.env.cr.savepoint():
                self.action_reopen(self.env._("The customer has written again."))
        except UserError:
            # Somebody is working on it: the mail is filed all the same.
            _logger.info("Case %s was not reopened by a mail", self.id)
            return False
        return True

    def _ask_to_look(self, note):
        """Once, until it is done: whoever has the case, or the head of the team."""
        self.ensure_one()
        if self.activity_search([HEARD]):
            return
        person = self._not_barred(self.user_id or self.responsible_id)
        person = person or self._first_head_not_barred()
        if person:
            self.activity_schedule(HEARD, user_id=person.id, note=note)

    # --------------------------------------------------------------------------- mail

    def _notify_get_reply_to(self, default=None, author_id=False):
        """To the team: an answer that does not name its case is a new one, not lost."""
        res = {}
        with_address = self.sudo().filtered("team_id.alias_email")
        if with_address:
            of_team = with_address.team_id._notify_get_reply_to(
                default=default, author_id=author_id
            )
            res = {case.id: of_team[case.team_id.id] for case in with_address}
        rest = self - with_address.sudo(self.env.su)
        if rest:
            res.update(
                super(CustomerComplaint, rest)._notify_get_reply_to(
                    default=default, author_id=author_id
                )
            )
        return res

    def _message_post_after_hook(self, message, msg_vals):
        """Pictures within a mail are shown once they are filed with its message."""
        res = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email" and "cid:" in (self.description or ""):
            first = self.sudo().message_ids.filtered(
                lambda one: one.message_type == "email"
            )
            if first == message:
                self.sudo().description = message.body
        return res
