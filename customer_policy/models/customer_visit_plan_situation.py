from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL


class Row(NamedTuple):
    """A visit as it stands, see ``_situation_sql``."""

    id: int
    customer: int
    partner: int
    user: int
    rule: int
    type: int
    complaint: int
    occasion: int
    promise: int
    state: str
    moment: object
    day: object
    minutes: int
    duration: float
    due_from: object
    due_until: object
    is_movable: bool
    is_on_site: bool
    hours: float
    rules: list

    @property
    def event(self):
        for kind in ("promise", "complaint", "occasion"):
            if getattr(self, kind):
                return kind, getattr(self, kind)
        return None


@dataclass
class Situation:
    """What is there when a plan is made.

    ``movable`` may be put elsewhere; ``fixed`` take their time; ``serving`` are by
    customer, with what they are strong enough for; ``of_rule`` and ``of_event`` say
    what a rule has got.
    """

    movable: list = field(default_factory=list)
    fixed: list = field(default_factory=list)
    serving: dict = field(default_factory=lambda: defaultdict(list))
    of_rule: dict = field(default_factory=lambda: defaultdict(list))
    of_event: set = field(default_factory=set)


class CustomerVisitPlan(models.Model):
    """The visits that are there already."""

    _inherit = "customer.visit.plan"

    def _situation(self, start):
        situation = Situation()
        for values in self.env.execute_query(self._situation_sql(start)):
            row = Row(*values)
            if row.is_movable:
                situation.movable.append(row)
                continue
            if row.state in ("planned", "confirmed", "done"):
                situation.fixed.append(row)
                strength = (row.is_on_site, row.hours)
                rules = {row.rule, *row.rules}
                situation.serving[row.customer].append((row.day, strength, rules))
            for rule in {row.rule, *row.rules} - {None}:
                if row.event:
                    situation.of_event.add((rule, *row.event))
                elif self.date_from <= max(row.day, row.due_from or row.day):
                    key = (row.customer, rule)
                    situation.of_rule[key].append((row.day, row.due_from))
        return situation

    def _situation_sql(self, start):
        """Visits of the company that have to do with the period.

        What was cancelled by hand is not planned again; what was missed is.
        """
        begin = fields.Datetime.to_datetime(self.date_from - timedelta(days=31))
        end = fields.Datetime.to_datetime(self.date_to + timedelta(days=2))
        return SQL(
            """
            SELECT visit.id, visit.commercial_partner_id, visit.partner_id,
                   visit.user_id, visit.rule_id, visit.visit_type_id,
                   visit.complaint_id, visit.occasion_id, visit.promised_by_id,
                   visit.state, moment, local.day,
                   round(visit.duration * 60)::int, visit.duration,
                   visit.date_due_from, visit.date_due_until,
                   (visit.plan_id = %(plan)s AND visit.state = 'planned'
                    AND visit.is_touched IS NOT TRUE
                    AND local.day >= %(start)s) IS TRUE,
                   kind.is_on_site IS TRUE, kind.duration,
                   ARRAY(SELECT merged.rule_id
                           FROM customer_visit_merged_rule_rel merged
                          WHERE merged.visit_id = visit.id ORDER BY 1)
              FROM customer_visit visit
              JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(visit.date_done, visit.date_planned) AS moment,
                          (COALESCE(visit.date_done, visit.date_planned)
                           AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
                   ) local
             WHERE visit.company_id = %(company)s AND visit.state <> 'missed'
               AND (visit.plan_id = %(plan)s
                    OR visit.date_planned BETWEEN %(begin)s AND %(end)s
                    OR visit.date_done BETWEEN %(begin)s AND %(end)s
                    OR visit.date_due_from BETWEEN %(first)s AND %(last)s)
             ORDER BY visit.id
            """,
            plan=self.id,
            start=start,
            zone=self._zone(),
            company=self.company_id.id,
            begin=begin,
            end=end,
            first=self.date_from,
            last=self.date_to,
        )
