from datetime import date, timedelta

from odoo import api, models
from odoo.tools import SQL

# Nobody is neglected while a company tries the policy out.
NEVER = date(1970, 1, 1)


class CustomerNeglect(models.Model):
    """In trial mode the list shows who would be neglected, as a warning to nobody."""

    _inherit = "customer.neglect"

    @api.model
    def _neglected_since(self, company, setting, today):
        if company._customer_policy_is_trial():
            return NEVER
        return super()._neglected_since(company, setting, today)

    @api.model
    def _untold_sql(self):
        trial = sorted(self.env["res.company"]._customer_policy_terms().trial)
        if not trial:
            return super()._untold_sql()
        return SQL("company_id != ALL(%s)", trial)

    @api.model
    def _last_words_sql(self, company, until):
        """Silence counts from the day the company went live, or the last word.

        A word that was imported with the opening state is older than the customer's
        entry here, and counts.
        """
        since = company._customer_policy_since()
        if not since:
            return super()._last_words_sql(company, until)
        words = super()._last_words_sql(company, until + timedelta(days=36500))
        return SQL(
            """
            SELECT told.id, told.date FROM (
                SELECT word.id,
                       COALESCE(
                           GREATEST(
                               (SELECT max(date_done) FROM customer_visit visit
                                 WHERE visit.commercial_partner_id = word.id
                                   AND visit.state = 'done'
                                   AND visit.company_id = %(company)s),
                               (SELECT max(date_received)
                                  FROM customer_complaint complaint
                                 WHERE complaint.commercial_partner_id = word.id
                                   AND complaint.company_id = %(company)s)
                           )::date,
                           GREATEST(word.date, %(day)s)
                       ) AS date
                  FROM (%(words)s) word
            ) told
             WHERE told.date <= %(until)s
            """,
            company=company.id,
            day=since[1],
            words=words,
            until=until,
        )

    def _tell_person(self, user):
        """Companies that try the policy out are left out."""
        trial = self.env["res.company"]._customer_policy_trial_of(self)
        if told := self - trial:
            return super(CustomerNeglect, told)._tell_person(user)
        return None
