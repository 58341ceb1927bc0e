from odoo import api, fields, models
from odoo.tools import SQL

from .customer_visit_occasion import KINDS
from .customer_visit_rule import COMPLAINT_EVENTS

BASES = [
    ("visits", "Visits that were due"),
    ("event", "Events that call for a visit"),
    ("customers", "Customers"),
    ("raised", "What visits brought up"),
]


class CustomerVisitTarget(models.Model):
    """How much of what is due must be done: all of it, or a share.

    What is due is one value of ``basis`` and a method ``_due_sql_<value>(company,
    date_from, stop, start_utc, stop_utc)`` that selects id and whether it is done, and
    a model in ``_due_models``. An add-on adds its own in the three places.
    """

    _name = "customer.visit.target"
    _description = "Visit Target"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True, translate=True, help="What the target is called in reports."
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    rate = fields.Float(
        "Target",
        required=True,
        default=1.0,
        aggregator=None,
        help="The share of what is due in a period that must be done.",
    )
    basis = fields.Selection(
        BASES,
        "Share Of",
        required=True,
        default="visits",
        help="Visits that were due: all but cancelled ones, by their last day.\n"
        "Events: closed complaints, repairs and the like, each followed by a visit.\n"
        "Customers: those with a grade, each visited in the period.\n"
        "What visits brought up: promises that were due, and cases opened by a visit.",
    )
    rule_id = fields.Many2one(
        "customer.visit.rule",
        ondelete="cascade",
        check_company=True,
        help="Of visits: only those that serve this rule.",
    )
    visit_type_id = fields.Many2one(
        "customer.visit.type",
        ondelete="restrict",
        help="Only visits of this type. Empty: of any.",
    )
    is_in_person = fields.Boolean(
        "In Person", help="Only visits for which somebody went there."
    )
    event = fields.Selection(
        [*COMPLAINT_EVENTS, *KINDS],
        help="Of events: what each of them should be followed by a visit for.",
    )
    days_within = fields.Integer(
        "Within",
        default=30,
        aggregator=None,
        help="Days after the event by which somebody was in touch.",
    )
    grade_ids = fields.Many2many(
        "customer.grade",
        "customer_visit_target_grade_rel",
        "target_id",
        "grade_id",
        "Grades",
        help="Of customers: only those with one of these grades now.",
    )
    tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_visit_target_tag_rel",
        "target_id",
        "tag_id",
        "Tags",
        help="Of customers: only those with one of these tags.",
    )

    _check_rate = models.Constraint(
        "CHECK (rate > 0 AND rate <= 1)",
        "The target lies above 0 % and reaches 100 % at most.",
    )
    _check_event = models.Constraint(
        "CHECK (basis != 'event' OR event IS NOT NULL)",
        "Say which events are to be followed by a visit.",
    )
    _check_days_within = models.Constraint(
        "CHECK (days_within >= 0)", "Days cannot be fewer than none."
    )

    # ------------------------------------------------------------------------ business

    @api.model
    def _due_models(self):
        return {
            "visits": "customer.visit",
            "event": "customer.visit.occasion",
            "customers": "res.partner",
            "raised": "customer.visit",
        }

    def _due_model(self):
        self.ensure_one()
        if self.basis == "event" and self.event in dict(COMPLAINT_EVENTS):
            return "customer.complaint"
        return self._due_models()[self.basis]

    def _due_sql(self, period):
        """:return: SELECT of id and is_done, of all that is due in the period"""
        self.ensure_one()
        self._flush_for_due()
        return getattr(self, f"_due_sql_{self.basis}")(period)

    def _flush_for_due(self):
        self.env["customer.visit"].flush_model()
        self.env["customer.visit.occasion"].flush_model()
        self.env["customer.complaint"].flush_model()
        self.env["res.partner"].flush_model(["customer_grade_id", "company_id"])

    def _visit_filter(self):
        """Which visits count, as a condition on ``visit`` and ``kind``."""
        parts = [SQL("TRUE")]
        if self.visit_type_id:
            parts.append(SQL("visit.visit_type_id = %s", self.visit_type_id.id))
        if self.is_in_person:
            parts.append(SQL("kind.is_on_site"))
        return SQL(" AND ").join(parts)

    def _due_sql_visits(self, period):
        rule = SQL("TRUE")
        if self.rule_id:
            rule = SQL(
                """(visit.rule_id = %(rule)s OR EXISTS (
                    SELECT 1 FROM customer_visit_merged_rule_rel also
                     WHERE also.visit_id = visit.id AND also.rule_id = %(rule)s))""",
                rule=self.rule_id.id,
            )
        return SQL(
            """
            SELECT visit.id, (visit.state = 'done' AND visit.is_late IS NOT TRUE)
                   AS is_done
              FROM customer_visit visit
              JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
             WHERE visit.company_id = %(company)s AND visit.state != 'cancelled'
               AND visit.is_unplanned IS NOT TRUE
               AND (visit.date_due_until BETWEEN %(first)s AND %(last)s
                    OR visit.date_due_until IS NULL
                   AND visit.date_planned >= %(start)s
                   AND visit.date_planned < %(stop)s)
               AND %(rule)s AND %(filter)s
            """,
            **period,
            rule=rule,
            filter=self._visit_filter(),
        )

    def _due_sql_event(self, period):
        """A visit serves an event from its day on, within the days allowed."""
        return SQL(
            """
            SELECT event.id, EXISTS (
                    SELECT 1 FROM customer_visit visit
                      JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
                     WHERE visit.commercial_partner_id = event.customer
                       AND visit.state = 'done' AND visit.date_done >= event.moment
                       AND visit.date_done < event.moment + %(days)s * interval '1 day'
                       AND %(filter)s) AS is_done
              FROM (%(events)s) event
            """,
            days=self.days_within + 1,
            filter=self._visit_filter(),
            events=self._events_sql(period),
        )

    def _events_sql(self, period):
        if self.event in dict(COMPLAINT_EVENTS):
            moment = SQL.identifier(
                "complaint",
                "date_closed" if self.event == "complaint_closed" else "date_answered",
            )
            return SQL(
                """
                SELECT complaint.id, %(moment)s AS moment,
                       partner.commercial_partner_id AS customer
                  FROM customer_complaint complaint
                  JOIN res_partner partner ON partner.id = complaint.partner_id
                 WHERE complaint.company_id = %(company)s
                   AND complaint.kind = 'complaint'
                   AND complaint.is_anonymous IS NOT TRUE
                   AND complaint.state NOT IN ('unfounded', 'cancelled')
                   AND %(moment)s >= %(start)s AND %(moment)s < %(stop)s
                """,
                **period,
                moment=moment,
            )
        return SQL(
            """
            SELECT occasion.id, occasion.date::timestamp AS moment,
                   occasion.commercial_partner_id AS customer
              FROM customer_visit_occasion occasion
             WHERE occasion.company_id = %(company)s AND occasion.kind = %(kind)s
               AND occasion.date BETWEEN %(first)s AND %(last)s
            """,
            **period,
            kind=self.event,
        )

    def _due_sql_customers(self, period):
        scope = [SQL("partner.customer_grade_id IS NOT NULL")]
        if self.grade_ids:
            scope = [SQL("partner.customer_grade_id = ANY(%s)", self.grade_ids.ids)]
        if self.tag_ids:
            tagged = SQL(
                """EXISTS (SELECT 1 FROM res_partner_res_partner_category_rel tag
                    WHERE tag.partner_id = partner.id AND tag.category_id = ANY(%s))""",
                self.tag_ids.ids,
            )
            scope = [*scope, tagged] if self.grade_ids else [tagged]
        return SQL(
            """
            SELECT partner.id, visited.customer IS NOT NULL AS is_done
              FROM res_partner partner
              LEFT JOIN (
                    SELECT DISTINCT visit.commercial_partner_id AS customer
                      FROM customer_visit visit
                      JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
                     WHERE visit.company_id = %(company)s AND visit.state = 'done'
                       AND visit.date_done >= %(start)s AND visit.date_done < %(stop)s
                       AND %(filter)s
                   ) visited ON visited.customer = partner.id
             WHERE partner.active AND partner.commercial_partner_id = partner.id
               AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
               AND %(scope)s
            """,
            **period,
            filter=self._visit_filter(),
            scope=SQL(" AND ").join(scope),
        )

    def _due_sql_raised(self, period):
        """What could not be answered on the spot, by the day it was promised for, and
        what became a case, by the day of the visit."""
        return SQL(
            """
            SELECT visit.id,
                   (visit.promise_date IS NULL
                    OR visit.date_promise_kept IS NOT NULL)
                   AND (complaint.id IS NULL OR complaint.date_closed IS NOT NULL)
                   AS is_done
              FROM customer_visit visit
              JOIN customer_visit_type kind ON kind.id = visit.visit_type_id
              LEFT JOIN customer_complaint complaint
                ON complaint.id = visit.raised_complaint_id
             WHERE visit.company_id = %(company)s AND visit.state = 'done'
               AND (visit.promise_date BETWEEN %(first)s AND %(last)s
                    OR complaint.id IS NOT NULL AND visit.date_done >= %(start)s
                       AND visit.date_done < %(stop)s)
               AND %(filter)s
            """,
            **period,
            filter=self._visit_filter(),
        )
