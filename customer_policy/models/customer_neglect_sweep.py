from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

CHUNK = 1000
ACTION = "/odoo/neglected-customers"


class CustomerNeglect(models.Model):
    """Finding who has not heard of the company, each night, and telling of it once."""

    _inherit = "customer.neglect"

    @api.model
    def _cron_find(self):
        self.env.flush_all()
        Cron = self.env["ir.cron"]
        settings = self.env["customer.visit.setting"]
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            self._find(company, settings._for(company))
            if not Cron._commit_progress(1):
                return
        while rows := self._lock_untold(CHUNK):
            rows._tell()
            self.env.flush_all()
            more = len(rows) == CHUNK
            if not Cron._commit_progress(len(rows), remaining=int(more)) or not more:
                return

    @api.model
    def _find(self, company, setting):
        """Three statements, whatever the number of customers."""
        today = fields.Date.context_today(self)
        warned = today - timedelta(
            days=setting.neglect_days - setting.neglect_warning_days
        )
        found = self._last_words_sql(company, warned)
        if not setting.neglect_days:
            found = SQL("SELECT NULL::int AS id, NULL::date AS date WHERE FALSE")
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (%(found)s), gone AS (
                    DELETE FROM customer_neglect neglect
                     WHERE company_id = %(company)s AND NOT EXISTS (
                        SELECT FROM found WHERE found.id = neglect.partner_id)
                )
                INSERT INTO customer_neglect AS neglect
                       (partner_id, company_id, date_contact, state,
                        create_date, write_date, create_uid, write_uid)
                SELECT id, %(company)s, date,
                       CASE WHEN date <= %(neglected)s THEN 'neglected'
                            ELSE 'warning' END,
                       %(now)s, %(now)s, %(uid)s, %(uid)s
                  FROM found
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET date_contact = EXCLUDED.date_contact, state = EXCLUDED.state,
                       state_told = CASE
                           WHEN neglect.date_contact = EXCLUDED.date_contact
                           THEN neglect.state_told END,
                       write_date = EXCLUDED.write_date
                 WHERE (neglect.date_contact, neglect.state)
                       IS DISTINCT FROM (EXCLUDED.date_contact, EXCLUDED.state)
                """,
                found=found,
                company=company.id,
                neglected=self._neglected_since(company, setting, today),
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _neglected_since(self, company, setting, today):
        """Whoever heard of the company last on this day or before is neglected."""
        return today - timedelta(days=setting.neglect_days)

    @api.model
    def _last_words_sql(self, company, until):
        """SELECT of ``id`` and ``date``: customers without a word since ``until``.

        A customer is who has a grade, an account manager or a service team. A word is
        a visit done, and a case received; before the first, the customer's entry.
        """
        return SQL(
            """
            SELECT customer.id, customer_word.date
              FROM res_partner customer
             CROSS JOIN LATERAL (
                SELECT GREATEST(
                    customer.create_date,
                    (SELECT max(date_done) FROM customer_visit visit
                      WHERE visit.commercial_partner_id = customer.id
                        AND visit.state = 'done' AND visit.company_id = %(company)s),
                    (SELECT max(date_received) FROM customer_complaint complaint
                      WHERE complaint.commercial_partner_id = customer.id
                        AND complaint.company_id = %(company)s)
                )::date AS date
             ) customer_word
             WHERE customer.active AND customer.partner_share
               AND customer.commercial_partner_id = customer.id
               AND (customer.company_id = %(company)s OR customer.company_id IS NULL)
               AND (customer.user_id IS NOT NULL
                    OR customer.customer_grade_id IS NOT NULL
                    OR EXISTS (SELECT FROM res_partner_service_user_rel team
                                WHERE team.partner_id = customer.id))
               AND customer.create_date::date <= %(until)s
               AND customer_word.date <= %(until)s
            """,
            company=company.id,
            until=until,
        )

    # ---------------------------------------------------------------------------- mail

    @api.model
    def _lock_untold(self, limit):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM customer_neglect
                 WHERE state_told IS DISTINCT FROM state AND %s
                 ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
                """,
                self._untold_sql(),
                limit,
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)

    @api.model
    def _untold_sql(self):
        """A condition on the rows of which anybody is told."""
        return SQL("TRUE")

    def _tell(self):
        """The account manager is warned; the superior learns of who is neglected."""
        for state, rows in self.grouped("state").items():
            rows.state_told = state
        told = {}
        visits = self.env["customer.visit"]
        heads = visits._heads_of(self.user_id)
        managers = visits._managers()
        for row in self:
            people = row.user_id
            if row.state == "neglected":
                people |= heads.get(row.user_id, managers)
            for user in people:
                told[user] = told.get(user, self.browse()) | row
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, self.env["res.users"].union(*told)
        )
        for user, rows in told.items():
            known = rows.filtered(
                lambda row, user=user: row.partner_id.id not in hidden[user]._ids
            )
            if known:
                known._tell_person(user)

    def _tell_person(self, user):
        """Numbers only: a notice stays where it is when a customer is hidden."""
        mark = self.env["customer.policy.webhook"]._mark_topic("visit")
        context = {"lang": user.lang, "tz": user.tz, **mark}
        env = self.env(context=context, su=True)
        counts = {state: len(rows) for state, rows in self.grouped("state").items()}
        lines = []
        if number := counts.get("neglected"):
            lines.append(
                env._(
                    "Customers nobody has been in touch with: %(count)s", count=number
                )
            )
        if number := counts.get("warning"):
            lines.append(env._("Customers soon neglected: %(count)s", count=number))
        body = Markup("").join(Markup("<p>%s</p>") % line for line in lines)
        body += Markup('<p><a href="%s">%s</a></p>') % (ACTION, env._("Open the list"))
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            author_id=env.ref("base.partner_root").id,
            subject=lines[0],
            body=body,
            force_send=False,
        )
