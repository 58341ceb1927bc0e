from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.visit_needs import Need

# When it happened, and in which states it counts.
COMPLAINTS = {
    "complaint_answered": ("date_answered", ("answered", "closed")),
    "complaint_closed": ("date_closed", ("closed",)),
}


class CustomerVisitPlan(models.Model):
    """What is due after something happened, or because it was promised."""

    _inherit = "customer.visit.plan"

    def _needs_of_event(self, rule, rows, start, visits):
        strength = self._strength(rule)
        kind = "complaint" if rule.event in COMPLAINTS else "occasion"
        earliest = timedelta(days=rule.days_after_from)
        within = timedelta(days=rule.days_after_within)
        for customer, partner, event, day in rows:
            first, last = day + earliest, day + within
            if (rule.id, kind, event) in visits.of_event:
                continue
            overdue = max((start - last).days, 0)
            if overdue:
                # Late is better than never: in the first days of the plan.
                last = start + max(within - earliest, timedelta(days=2))
            if first > self.date_to:
                continue
            yield Need(
                customer,
                rule.id,
                min(last, self.date_to),
                first,
                min(last, self.date_to),
                min(last, self.date_to),
                overdue,
                (kind, event),
                strength,
                rule.merge_days,
                partner,
            )

    def _needs_of_promises(self, settings):
        """What was promised for a day: somebody gets in touch by then."""
        call = self._call_type()
        if not call:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT visit.commercial_partner_id, visit.partner_id, visit.id,
                       visit.promise_date
                  FROM customer_visit visit
                  JOIN res_partner partner ON partner.id = visit.partner_id
                 WHERE visit.company_id = %(company)s AND visit.state = 'done'
                   AND visit.promise_date BETWEEN %(begin)s AND %(end)s
                   AND partner.active AND %(open)s AND %(people)s
                   AND NOT EXISTS (
                       SELECT FROM customer_visit answer
                        WHERE answer.promised_by_id = visit.id
                          AND (answer.state <> 'planned' OR answer.is_touched
                               OR answer.plan_id IS DISTINCT FROM %(plan)s)
                   )
                """,
                company=self.company_id.id,
                begin=self.date_from - timedelta(days=settings.overdue_days),
                end=self.date_to,
                open=self._open_promise_sql(),
                people=self._in_people(SQL("visit.user_id")),
                plan=self.id,
            )
        )
        begin = self.date_from
        for customer, partner, visit, day in rows:
            last = max(day, begin)
            yield Need(
                customer,
                0,
                last,
                begin,
                last,
                last,
                max((begin - day).days, 0),
                ("promise", visit),
                (call.is_on_site, call.duration),
                0,
                partner,
            )

    def _open_promise_sql(self):
        """What says of a done visit ``visit`` that its promise is not kept yet."""
        return SQL("visit.date_promise_kept IS NULL")

    def _call_type(self):
        return self.env.ref(
            "customer_policy.visit_type_phone", raise_if_not_found=False
        )

    def _event_sql(self, rule, settings):
        """SELECT of a customer, whom it is about, the event and its day."""
        if rule.event in COMPLAINTS:
            column, states = COMPLAINTS[rule.event]
            source = SQL("customer_complaint")
            day = SQL(
                "(event.%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                SQL.identifier(column),
                self._zone(),
            )
            meant = SQL(
                "event.state = ANY(%s) AND event.kind IN ('complaint', 'discontent')"
                " AND event.is_anonymous IS NOT TRUE AND %s",
                list(states),
                SQL("event.severity = %s", rule.severity)
                if rule.severity
                else SQL("TRUE"),
            )
        else:
            source, day = SQL("customer_visit_occasion"), SQL("event.date")
            meant = SQL("event.kind = %s", rule.event)
        begin = self.date_from - timedelta(
            days=rule.days_after_within + settings.overdue_days
        )
        return SQL(
            """
            SELECT customer.id, event.partner_id, event.id, %(day)s
              FROM %(source)s event
              JOIN res_partner contact ON contact.id = event.partner_id
              JOIN res_partner customer ON customer.id = contact.commercial_partner_id
              %(delivery)s
             WHERE event.company_id = %(company)s AND %(meant)s
               AND %(day)s BETWEEN %(begin)s AND %(end)s
               AND contact.active AND %(chosen)s AND %(sampled)s
             ORDER BY event.id
            """,
            day=day,
            source=source,
            delivery=self._delivery_sql() if self._needs_delivery(rule) else SQL(""),
            company=self.company_id.id,
            meant=meant,
            begin=begin,
            end=self.date_to,
            chosen=self._chosen_sql(rule),
            sampled=self._sampled_sql(rule, SQL("event.id")),
        )
