import pytz

from odoo import api, fields, models
from odoo.fields import Command

from ..tools import home_figures
from .customer_policy_home import GENERAL_MANAGER, IDS

TEMPLATE = "customer_policy.mail_template_home"
LAYOUT = "mail.mail_notification_light"


class CustomerPolicyHomeMail(models.Model):
    """That the page of the general manager was mailed in a week: once, to each reader.

    The row is written together with the mail, so that whatever breaks off sends again,
    and whatever was sent is never sent twice.
    """

    _name = "customer.policy.home.mail"
    _description = "Weekly Mail of the Start Page"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "week desc, id desc"
    _rec_name = "week"

    user_id = fields.Many2one(
        "res.users",
        "Reader",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    week = fields.Date(
        "Week of",
        required=True,
        copy=False,
        policy_protected=True,
        help="The Monday of the week.",
    )
    date_sent = fields.Datetime(
        "Mail Sent On",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        policy_protected=True,
    )

    _once = models.UniqueIndex(
        "(user_id, company_id, week)", "This week's page was mailed already."
    )

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_mail(self):
        """Mail the page to those who want it, on the day that the company chose."""
        due = self._due()
        crons = self.env["ir.cron"]
        for left, (company, user, week) in zip(
            reversed(range(len(due))), due, strict=True
        ):
            self._send(company, user, week)
            crons._commit_progress(1, remaining=left)

    @api.model
    def _due(self):
        """:return: [(company, user, week)] that are still to be sent"""
        companies = self.env["res.company"].search([("policy_home_mail", "=", True)])
        wanted = []
        for company in companies:
            today = self._today(company)
            if today.weekday() >= int(company.policy_home_mail_day):
                week = home_figures.week_of(today)
                wanted += [(company, user, week) for user in self._readers(company)]
        weeks = [week for _company, _user, week in wanted]
        sent = {
            (mail.company_id, mail.user_id, mail.week)
            for mail in self.search([("week", "in", weeks)])
        }
        return [row for row in wanted if row not in sent]

    @api.model
    def _today(self, company):
        zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

    @api.model
    def _readers(self, company):
        """Who is the general manager now, wants the mail and can open the page."""
        people = self.env["customer.policy.home"]._general_managers(company)
        return people.filtered(
            lambda user: (
                user.policy_home_mail
                and user.email
                and company in user.company_ids
                and user.has_group("customer_policy.group_user")
            )
        )

    @api.model
    def _send(self, company, user, week):
        """As the reader, in his or her language: the mail says what the page would."""
        self.create([{"user_id": user.id, "company_id": company.id, "week": week}])
        env = self.env(
            user=user.id,
            su=False,
            context={
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": company.ids,
                "home_week": fields.Date.to_string(week),
            },
        )
        home = env["customer.policy.home"].browse(IDS[GENERAL_MANAGER])
        env.ref(TEMPLATE).send_mail(
            home.id,
            email_layout_xmlid=LAYOUT,
            email_values={
                # What a reader may know is for that reader, whatever a template says.
                "recipient_ids": [Command.set(user.partner_id.ids)],
                "email_to": False,
                "email_cc": False,
                # The page is nobody's document that one could look up later.
                "model": False,
                "res_id": False,
                "email_from": company.email_formatted or user.email_formatted,
                "author_id": self.env.ref("base.partner_root").id,
            },
        )
