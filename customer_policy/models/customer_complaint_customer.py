from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import (
    SQL,
    email_normalize,
    formataddr,
    html2plaintext,
    plaintext2html,
)

COMMENT = "mail.mt_comment"


class CustomerComplaint(models.Model):
    """What customers do themselves: they write, and have a case taken up again."""

    _inherit = "customer.complaint"

    customer_act_hour = fields.Datetime(policy_protected=True, copy=False)
    customer_act_count = fields.Integer(
        policy_protected=True,
        copy=False,
        help="What came from outside within that hour.",
    )

    # ---------------------------------------------------------------------------- mail

    def message_post(
        self,
        *,
        message_type="notification",
        author_id=None,
        email_from=None,
        partner_ids=None,
        **kwargs,
    ):
        # Satisfaction is said on the customer's page only.
        kwargs.pop("rating_value", None)
        if self.env.user.share:
            partner_ids = None
            if self.env.user._is_public() and not author_id:
                author_id, email_from = self._complainant()
            if not kwargs.get("rating_id"):
                message_type = "comment"
                kwargs.update(subtype_xmlid=COMMENT, subtype_id=False)
                self._check_customer_may_write(kwargs.get("body"))
        from_customer = self._is_from_customer(message_type, author_id)
        if from_customer:
            heard = self._who_hears_the_customer().partner_id
            partner_ids = list({*(partner_ids or ()), *heard.ids})
        message = super().message_post(
            message_type=message_type,
            author_id=author_id,
            email_from=email_from,
            partner_ids=partner_ids,
            **kwargs,
        )
        # What comes by mail was looked at before it was posted.
        if from_customer and message_type != "email" and self.sudo().is_waiting:
            self.with_user(SUPERUSER_ID).action_resume()
        return message

    def _message_update_content(self, message, /, *, body, strict=True, **kwargs):
        if strict and self.env.user.share:
            raise UserError(
                self.env._("What was sent is kept as it is. Write another message.")
            )
        return super()._message_update_content(
            message, body=body, strict=strict, **kwargs
        )

    def _is_from_customer(self, message_type, author_id):
        if message_type not in ("comment", "email"):
            return False
        if self.env.user.share:
            return True
        if author_id:
            return self.env["res.partner"].sudo().browse(author_id).partner_share
        return message_type == "email" and author_id is not None

    def _complainant(self):
        """Who writes where nobody has logged in.

        :return: (id of a contact or False, address)
        """
        self.ensure_one()
        complaint = self.sudo()
        partner = complaint.partner_id
        if partner:
            return partner.id, partner.email_formatted
        name = complaint.contact_name or self.env._("Complainant")
        email = email_normalize(complaint.email or "")
        return False, formataddr((name, email)) if email else name

    def _who_hears_the_customer(self):
        """Who handles it, else who is responsible; nobody who must not hear of it."""
        self.ensure_one()
        complaint = self.sudo()
        for users in (
            complaint.user_id,
            complaint.responsible_id,
            complaint._first_head_not_barred(),
        ):
            users = complaint._not_barred(users)
            hidden = self.env["customer.confidentiality"]._hidden_from(
                complaint.partner_id, users
            )
            if seeing := users.filtered(lambda user, hidden=hidden: not hidden[user]):
                return seeing
        return self.env["res.users"].sudo()

    # -------------------------------------------------------------------------- checks

    def _check_customer_may_write(self, body):
        self._check_open_for_customer()
        self._check_customer_text(html2plaintext(body or ""))
        self._count_customer_act()

    def _check_open_for_customer(self):
        """Say to a customer why he or she cannot write any more, and what to do."""
        self.ensure_one()
        complaint = self.sudo()
        if complaint.is_open:
            return
        if complaint.merged_into_id:
            reason = self.env._(
                "This case was joined with another one. Please write there."
            )
        elif complaint._is_reopened_by_customer():
            reason = self.env._(
                "This case is closed. If you are not satisfied, have it taken up again "
                "on its page, and say why."
            )
        else:
            reason = self.env._(
                "This case is closed and takes no messages any more. Please send us a "
                "new one."
            )
        raise UserError(reason)

    def _check_customer_text(self, text):
        self.sudo().team_id._check_customer_text(text)

    def _count_customer_act(self):
        """Take so many acts from outside in an hour, and no more: no robot's thousand.

        Counted in one statement, so that none slips through beside another.
        """
        self.ensure_one()
        hour = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        limit = self._customer_bounds()["customer_acts_per_hour"]
        names = ["customer_act_hour", "customer_act_count"]
        self.sudo().flush_recordset(names)
        [[count]] = self.env.execute_query(
            SQL(
                """
                UPDATE customer_complaint
                   SET customer_act_count = CASE WHEN customer_act_hour = %(hour)s
                       THEN customer_act_count + 1 ELSE 1 END,
                       customer_act_hour = %(hour)s
                 WHERE id = %(id)s
             RETURNING customer_act_count
                """,
                hour=hour,
                id=self.id,
            )
        )
        self.sudo().invalidate_recordset(names, flush=False)
        if count > limit:
            raise UserError(
                self.env._(
                    "This case has received very much within an hour. Please wait a "
                    "while, then go on."
                )
            )

    @api.model
    def _check_customer_registers(self, partner, team):
        limit = team._customer_bounds()["customer_cases_per_hour"]
        recent = self.sudo().search_count(
            [
                ("partner_id", "=", partner.id),
                ("channel", "=", "portal"),
                ("date_received", ">", fields.Datetime.now() - timedelta(hours=1)),
            ]
        )
        if recent >= limit:
            raise UserError(
                self.env._(
                    "You have sent %(count)s cases within an hour. Please wait a "
                    "while, or add to one of them.",
                    count=recent,
                )
            )

    # ------------------------------------------------------------------------ business

    @api.model
    def _customer_text(self, text):
        """What was typed, as it was typed: nothing of it is taken for markup."""
        return plaintext2html(text)

    def _receive_from_customer(self, partner, files):
        """
        :param partner: hears of what is said about it
        :param files: list of (name, content)
        """
        self.ensure_one()
        self.message_subscribe(partner_ids=partner.ids)
        if files:
            self.message_post(
                author_id=partner.id,
                body=self.env._("Files sent with it:"),
                attachments=files,
                message_type="comment",
                subtype_xmlid=COMMENT,
            )

    def _customer_reopens(self, reason):
        """The customer is not content with how it ended, and says why."""
        self.ensure_one()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please say why you are not satisfied."))
        if not self.sudo()._is_reopened_by_customer():
            raise UserError(
                self.env._(
                    "This case cannot be taken up again any more. Please send us a new "
                    "one."
                )
            )
        self._check_customer_text(reason)
        self._take_up_again()
        self.sudo().message_post(body=reason, message_type="comment")

    def _take_up_again(self):
        """By itself, one level up, with new clocks: whoever asks has no role in it."""
        complaint = self.with_user(SUPERUSER_ID)
        complaint = complaint.with_context(lang=complaint.user_id.lang or self.env.lang)
        clause = complaint.team_id.clause_id.display_name
        complaint.action_reopen(
            complaint.env._(
                "Taken up again by itself, one level up, because the customer is not "
                "satisfied. Clause: %(clause)s",
                clause=clause or complaint.env._("none"),
            )
        )
