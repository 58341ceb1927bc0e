from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .customer_policy_arguments import records_of, takes


class CustomerViolation(models.Model):
    """The work of the person goes to a colleague, in one step.

    Customers, open complaints with what was promised on them, measures that were
    promised to be taken, and activities. What the colleague may not know or do stays.
    """

    _inherit = "customer.violation"

    # ------------------------------------------------------------------------ actions

    @takes(heir=records_of("res.users"))
    def action_hand_over(self, heir):
        """Give the person's customers, complaints, promises and activities on.

        :param heir: a user who may know the customers; those he or she may not know
            stay where they are
        :return: number of customers that stay
        """
        self.ensure_one()
        self._begin_act()
        person = self.sudo()._person()
        if not heir or not heir.active or heir.share or heir == person:
            raise UserError(self.env._("Choose a colleague who can take over."))
        stay = self._hand_over_customers(person, heir)
        cases = self._hand_over_complaints(person, heir)
        promises = self._hand_over_promises(cases)
        left = self._hand_over_measures(person, heir)
        self._hand_over_activities(person, heir)
        self._note(
            self.env._(
                "The work of %(person)s went to %(heir)s: complaints %(complaints)s, "
                "open promises %(promises)s; customers that stay %(customers)s, "
                "measures that stay %(measures)s.",
                person=person.name,
                heir=heir.name,
                complaints=len(cases),
                promises=promises,
                customers=stay,
                measures=left,
            )
        )
        return stay

    # ----------------------------------------------------------------------- business

    def _hand_over_customers(self, person, heir):
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        mine = partners.search(
            ["|", ("user_id", "=", person.id), ("service_user_ids", "in", person.ids)]
        )
        hidden = self.env["customer.confidentiality"]._hidden_from(mine, heir)[heir]
        given = mine - hidden.sudo()
        given.filtered(lambda partner: partner.user_id == person).user_id = heir
        team = given.filtered(lambda partner: person in partner.service_user_ids)
        team.write({"service_user_ids": [(3, person.id), (4, heir.id)]})
        return len(mine - given)

    def _hand_over_complaints(self, person, heir):
        """:return: the cases that the person had"""
        cases = self.env["customer.complaint"].sudo()._cases_of(person)
        barred = cases._barred_users()
        officers = cases._officers()
        able = cases.filtered(
            lambda c: heir in officers and heir.id not in barred[c.id]
        )
        able.user_id = heir
        rest = cases - able
        if rest:
            rest.user_id = False
            rest._assign_handlers()
        return cases

    def _hand_over_promises(self, cases):
        """Whoever has a case now keeps what the customer was promised on it.

        :return: number of promises that are open
        """
        promised = cases.filtered_domain(
            Domain("promise_date", "!=", False) & Domain("date_answered", "=", False)
        )
        quiet = promised.with_context(mail_activity_quick_update=True)
        for case in quiet.filtered("user_id"):
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=case.user_id.id,
                date_deadline=max(case.promise_date, fields.Date.context_today(self)),
                summary=self.env._(
                    "Promised to the customer until %(day)s",
                    day=format_date(self.env, case.promise_date),
                ),
            )
        return len(promised)

    def _hand_over_measures(self, person, heir):
        """What the person had promised to do because of complaints.

        :return: number of measures that nobody but the person can have
        """
        measures = self.env["customer.complaint.action"].sudo()
        mine = measures.search([("user_id", "=", person.id), ("state", "=", "open")])
        recused = mine.complaint_id._recused_users()
        hidden = (
            self.env["customer.confidentiality"]
            ._hidden_from(mine.complaint_id.partner_id, heir)[heir]
            .sudo()
        )
        given = mine.filtered(
            lambda measure: (
                heir.id not in recused[measure.complaint_id.id]
                and measure.complaint_id.partner_id not in hidden
            )
        )
        given.user_id = heir
        return len(mine - given)

    def _hand_over_activities(self, person, heir):
        activities = self.env["mail.activity"].sudo()
        mine = activities.search([("user_id", "=", person.id)])
        for model_name, some in mine.grouped("res_model").items():
            if not model_name or model_name not in self.env:
                continue
            documents = (
                self.env[model_name].with_user(heir).browse(some.mapped("res_id"))
            )
            seen = set(documents.exists()._filtered_access("read").ids)
            some.filtered(lambda a, seen=seen: a.res_id in seen).with_context(
                mail_activity_quick_update=True
            ).write({"user_id": heir.id})
