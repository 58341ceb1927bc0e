from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..tools import visit_needs
from ..tools.visit_needs import Need


class CustomerVisitPlan(models.Model):
    """What is due: one query for each rule, whatever the number of customers."""

    _inherit = "customer.visit.plan"

    def _rules(self):
        return (
            self.env["customer.visit.rule"]
            .sudo()
            .search([("company_id", "in", [False, self.company_id.id])])
        )

    def _needs(self, rules, visits, start, settings):
        """:return: the needs of the period, those left out that a visit serves

        :param visits: what is there, see ``_situation``
        """
        self.env.flush_all()
        by_customer = defaultdict(list)
        for rule in rules:
            rows = self._rows_of_rule(rule, settings)
            find = self._needs_of_event if rule.event else self._needs_of_interval
            for need in find(rule, rows, start, visits):
                by_customer[need.customer].append(need)
        for need in self._needs_of_promises(settings):
            by_customer[need.customer].append(need)
        needs = []
        several = [customer for customer, found in by_customer.items() if found[1:]]
        unreachable = self._without_address(several)
        for customer, found in by_customer.items():
            fixed = visits.serving.get(customer)
            if fixed:
                found = [n for n in found if not visit_needs.served_by(n, fixed)]
            if customer in unreachable:
                # Nobody can go there: a call must not wait for that.
                needs += [need for need in found if need.strength[0]]
                found = [need for need in found if not need.strength[0]]
            needs += visit_needs.merged(found) if len(found) > 1 else found
        return needs

    def _without_address(self, customers):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE id = ANY(%s) AND COALESCE(trim(city), '') = ''
                   AND COALESCE(trim(zip), '') = ''
                   AND COALESCE(partner_latitude, 0) = 0
                   AND COALESCE(partner_longitude, 0) = 0
                """,
                customers,
            )
        )
        return {place for (place,) in rows}

    # ---------------------------------------------------------------- again and again

    def _needs_of_interval(self, rule, rows, start, visits):
        interval = (rule.interval_number, rule.interval_unit)
        reach = max(visit_needs.DAYS[interval[1]] * interval[0] // 2, 1)
        period = (self.date_from, self.date_to)
        strength, days_since = self._strength(rule), {}
        for customer, since in rows:
            if since not in days_since:
                days_since[since] = [
                    days
                    for days in visit_needs.days_of_interval(since, interval, period)
                    if days[3] >= start
                ]
            needs = [
                Need(
                    customer,
                    rule.id,
                    *days,
                    None,
                    strength,
                    rule.merge_days,
                    customer,
                )
                for days in days_since[since]
            ]
            taken = visits.of_rule.get((customer, rule.id))
            if taken and needs:
                known = {due_from for _day, due_from in taken}
                exact = {n.known_by for n in needs} & known
                others = [day for day, due_from in taken if due_from not in exact]
                needs = [need for need in needs if need.known_by not in exact]
                needs = visit_needs.unserved(needs, others, reach)
            yield from needs

    def _strength(self, rule):
        kind = rule.visit_type_id
        return kind.is_on_site, kind.duration

    # ----------------------------------------------------------------------------- SQL

    def _rows_of_rule(self, rule, settings):
        if not rule.event:
            return self.env.execute_query(self._interval_sql(rule))
        return self.env.execute_query(self._event_sql(rule, settings))

    def _interval_sql(self, rule):
        """SELECT of a customer and the day its interval counts from."""
        basis = SQL("customer.create_date::date")
        if rule.age_basis == "delivery":
            basis = SQL("delivery.day")
        return SQL(
            """
            SELECT customer.id, COALESCE(served.day, %(basis)s, %(begin)s)
              FROM res_partner customer
              LEFT JOIN (%(served)s) served ON served.customer_id = customer.id
              %(delivery)s
             WHERE %(chosen)s AND %(sampled)s
             ORDER BY customer.id
            """,
            basis=basis,
            begin=self.date_from,
            served=self._served_sql(rule),
            delivery=self._delivery_sql() if self._needs_delivery(rule) else SQL(""),
            chosen=self._chosen_sql(rule),
            sampled=self._sampled_sql(rule, SQL("customer.id")),
        )

    def _served_sql(self, rule):
        """SELECT of when a customer had the last visit for the rule before the period.

        A visit nobody planned, of a type as good, counts as well.
        """
        kind = rule.visit_type_id
        return SQL(
            """
            SELECT visit.commercial_partner_id AS customer_id,
                   max((COALESCE(visit.date_done, visit.date_planned)
                        AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date) AS day
              FROM customer_visit visit
              JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
             WHERE visit.company_id = %(company)s
               AND visit.state IN ('done', 'planned', 'confirmed')
               AND COALESCE(visit.date_done, visit.date_planned) < %(begin)s
               AND (visit.rule_id = %(rule)s
                    OR EXISTS (SELECT FROM customer_visit_merged_rule_rel merged
                                WHERE merged.visit_id = visit.id
                                  AND merged.rule_id = %(rule)s)
                    OR (visit.rule_id IS NULL
                        AND (kind.is_on_site OR NOT %(on_site)s)))
             GROUP BY visit.commercial_partner_id
            """,
            zone=self._zone(),
            company=self.company_id.id,
            begin=fields.Datetime.to_datetime(self.date_from),
            rule=rule.id,
            on_site=kind.is_on_site,
        )

    def _chosen_sql(self, rule):
        """Which ``customer`` a rule is for."""
        conditions = [
            SQL("customer.active AND customer.partner_share IS NOT FALSE"),
            SQL("customer.id = customer.commercial_partner_id"),
            SQL(
                "(customer.company_id IS NULL OR customer.company_id = %s)",
                self.company_id.id,
            ),
            self._graded_sql(rule),
            self._performed_sql(rule),
        ]
        if rule.tag_ids:
            conditions.append(
                SQL(
                    """EXISTS (
                    SELECT FROM res_partner_res_partner_category_rel tag
                     WHERE tag.partner_id = customer.id AND tag.category_id = ANY(%s))
                    """,
                    rule.tag_ids.ids,
                )
            )
        if self._needs_delivery(rule):
            conditions.append(SQL("delivery.day IS NOT NULL"))
        conditions += self._aged_sql(rule)
        return SQL(" AND ").join(conditions)

    def _graded_sql(self, rule):
        scheme = rule.scheme_id or rule.grade_ids.scheme_id
        if not scheme:
            return SQL("TRUE")
        if scheme.is_primary and not scheme.company_id and rule.grade_ids:
            return SQL("customer.customer_grade_id = ANY(%s)", rule.grade_ids.ids)
        grades = rule.grade_ids or scheme.grade_ids
        return SQL(
            """EXISTS (
            SELECT FROM customer_grade_assignment assignment
             WHERE assignment.partner_id = customer.id
               AND assignment.date_to IS NULL AND assignment.grade_id = ANY(%s))
            """,
            grades.ids,
        )

    def _needs_delivery(self, rule):
        return rule.age_basis == "delivery" and not rule.event

    def _delivery_sql(self):
        return SQL(
            """LEFT JOIN (
                SELECT commercial_partner_id AS customer_id, max(date) AS day
                  FROM customer_visit_occasion
                 WHERE kind = 'delivery' AND company_id = %s
                 GROUP BY commercial_partner_id
            ) delivery ON delivery.customer_id = customer.id""",
            self.company_id.id,
        )

    def _aged_sql(self, rule):
        """By the age of the relation on the first day of the plan."""
        basis = SQL("customer.create_date::date")
        if self._needs_delivery(rule):
            basis = SQL("delivery.day")
        conditions = []
        if rule.age_from_months:
            oldest = fields.Date.subtract(self.date_from, months=rule.age_from_months)
            conditions.append(SQL("%s <= %s", basis, oldest))
        if rule.age_to_months:
            youngest = fields.Date.subtract(self.date_from, months=rule.age_to_months)
            conditions.append(SQL("%s > %s", basis, youngest))
        return conditions

    def _performed_sql(self, rule):
        """Customers of the people of the plan; of a plan for everybody, all that are
        chosen for what they are, so that nobody being in charge shows."""
        if rule.performer == "role":
            return self._performed_by_role_sql(rule)
        if rule.performer == "service_team":
            field = self.env["res.partner"]._fields["service_user_ids"]
            return SQL(
                "EXISTS (SELECT FROM %s team WHERE team.%s = customer.id AND %s)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                self._in_people(SQL("team.%s", SQL.identifier(field.column2))),
            )
        column = SQL("customer.user_id")
        if rule.performer == "executive_sponsor":
            column = SQL("customer.executive_sponsor_id")
        if self._with_those_who_left().user_ids:
            return self._in_people(column)
        if rule.grade_ids or rule.scheme_id or rule.tag_ids or rule.event:
            return SQL("TRUE")
        return SQL("%s IS NOT NULL", column)

    def _in_people(self, column):
        people = self._with_those_who_left().user_ids
        if not people:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, people.ids)

    def _with_those_who_left(self):
        """Their customers are due all the same."""
        return self.with_context(active_test=False)

    def _sampled_sql(self, rule, event):
        """By a hash, so that the same are chosen whoever asks and however often."""
        if rule.sampling_rate >= 1:
            return SQL("TRUE")
        return SQL(
            "('x' || substr(md5(concat_ws(':', %s::int, customer.id, %s)), 1, 7))"
            "::bit(28)::int < %s",
            rule.id,
            event,
            round(rule.sampling_rate * 2**28),
        )

    def _zone(self):
        return self.company_id.resource_calendar_id.tz or "UTC"
