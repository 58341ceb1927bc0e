from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, format_amount, formatLang

from ..tools import scoring


class CustomerGradeCriterion(models.Model):
    """One figure that counts towards a scheme's score.

    A metric is a value of ``metric`` and three methods named after it:
    ``_metric_sql_<metric>(review)``, ``_metric_action_<metric>(partner, review)``
    (optional) and an entry in ``_metric_unit()``. Bridges add theirs.
    """

    _name = "customer.grade.criterion"
    _description = "Grading Criterion"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        index=True,
        ondelete="cascade",
        help="The way of classifying that the criterion counts in.",
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(translate=True, help="Left empty: named after its figure.")
    metric = fields.Selection(
        [("manual", "Points given by hand")],
        "Figure",
        required=True,
        default="manual",
        help="What is counted: points that somebody gives, orders, payments, "
        "visits, complaints and so on.",
    )
    unit = fields.Selection(
        [
            ("money", "Money"),
            ("count", "Count"),
            ("days", "Days"),
            ("months", "Months"),
            ("share", "Share"),
            ("points", "Marks"),
        ],
        compute="_compute_unit",
    )
    period_months = fields.Integer(
        "Period (Months)",
        help="How far back the review looks. 0: since ever.",
    )
    weight = fields.Float(digits=(5, 2), help="Per cent of the score.")
    basis = fields.Selection(
        [
            ("absolute", "The figure itself"),
            ("median", "Multiple of the median"),
            ("percentile", "Percentile"),
        ],
        default="absolute",
        required=True,
        help="What the brackets are measured in. Median and percentile are those of "
        "the scheme's own customers that have a figure, taken anew by each review.",
    )
    interpolate = fields.Boolean(
        default=True,
        help="Between two brackets the points rise evenly instead of in a step.",
    )
    no_value = fields.Selection(
        [("zero", "No points"), ("skip", "Leave the criterion out")],
        "Without a Figure",
        default="zero",
        required=True,
        help="What a customer gets for whom there is nothing to count. Left out, "
        "the weight is spread over the other criteria.",
    )
    bracket_ids = fields.One2many(
        "customer.grade.bracket", "criterion_id", "Brackets", copy=True
    )

    _check_weight = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 100)", "A weight lies between 0 and 100."
    )
    _check_period = models.Constraint(
        "CHECK (period_months >= 0)", "A period cannot be negative; 0 is since ever."
    )

    @api.depends("name", "metric")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for criterion in self:
            criterion.display_name = criterion.name or labels.get(criterion.metric)

    @api.depends("metric")
    def _compute_unit(self):
        units = self._metric_unit()
        for criterion in self:
            criterion.unit = units.get(criterion.metric, "count")

    @api.constrains("bracket_ids", "basis")
    def _check_brackets(self):
        for criterion in self.filtered("bracket_ids"):
            criterion.scheme_id._raise_problems(criterion._bracket_problems())

    @api.onchange("basis")
    def _onchange_basis(self):
        if self.basis == "absolute" or not self.bracket_ids:
            return None
        return {
            "warning": {
                "title": self.env._("Look at the brackets"),
                "message": self.env._(
                    "The brackets of this criterion are now read differently; "
                    "adapt their values."
                ),
            }
        }

    def _bracket_problems(self):
        """:return: one sentence per problem, naming the criterion"""
        self.ensure_one()
        texts = {
            "empty": self.env._("has no brackets; add at least one"),
            "duplicate": self.env._("has two brackets that begin at the same value"),
            "percentile_range": self.env._(
                "is measured in percentiles: its brackets lie between 0 and 100"
            ),
            "points_range": self.env._("gives points outside 0 to 100"),
            "negative_multiple": self.env._(
                "is measured in multiples of the median: they cannot be negative"
            ),
        }
        codes = scoring.bracket_problems(self._bracket_pairs(), self.basis)
        return [
            self.env._(
                "criterion %(criterion)s %(problem)s",
                criterion=self.display_name,
                problem=texts[code],
            )
            for code in codes
        ]

    def _bracket_pairs(self):
        """:return: (value_from, points) in ascending order"""
        return [
            (bracket.value_from, bracket.points)
            for bracket in self.bracket_ids.sorted("value_from")
        ]

    def _wanted_quantiles(self):
        """Quantiles (0..1) of the figures that the brackets are measured by."""
        if self.basis == "median":
            return [0.5]
        if self.basis == "percentile":
            return [value_from / 100 for value_from, _points in self._bracket_pairs()]
        return []

    def _settings(self, review, statistic):
        """What the review freezes of the criterion, with thresholds resolved.

        :param statistic: callable(q in 0..1) -> the value at that quantile of the
            scheme's customers that have a figure, None when nobody has one
        """
        self.ensure_one()
        start = self._period_start(review)
        return {
            "id": self.id,
            "metric": self.metric,
            "name": self.display_name,
            "weight": self.weight,
            "period_start": start and fields.Date.to_string(start),
            "interpolate": self.interpolate,
            "no_value": self.no_value,
            "curve": scoring.resolve(self._bracket_pairs(), self.basis, statistic),
        }

    def _period_start(self, review):
        """The day after which documents count, None for since ever."""
        self.ensure_one()
        if not self.period_months:
            return None
        return fields.Date.subtract(review.date, months=self.period_months)

    def _review_company_ids(self, review):
        """Whose documents count: the scheme's company, or all."""
        company = review.scheme_id.company_id
        if company:
            return company.ids
        return self.env["res.company"].sudo().search([("active", "=", True)]).ids

    def _currency_rates_sql(self, review):
        """``VALUES (company_id, rate)``: from a company's currency to the review's."""
        companies = (
            self.env["res.company"].sudo().browse(self._review_company_ids(review))
        )
        rates = [
            SQL(
                "(%s::integer, %s::double precision)",
                company.id,
                company.currency_id._get_conversion_rate(
                    company.currency_id,
                    review.currency_id,
                    review.company_id,
                    review.date,
                ),
            )
            for company in companies
        ]
        return SQL("VALUES %s", SQL(", ").join(rates))

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """The help of ``metric`` says what each figure is, whoever brings it."""
        result = super().fields_get(allfields, attributes)
        if "help" in (attributes or ["help"]) and "metric" in result:
            result["metric"]["help"] = "\n".join(self._metric_help())
        return result

    @api.model
    def _metric_help(self):
        """:return: a list of texts, what a figure is and whether more is better"""
        return []

    @api.model
    def _metric_unit(self):
        """:return: metric -> unit"""
        return {"manual": "points"}

    def _own_criterion(self):
        """The criterion that records point at; that of a what-if has an origin."""
        return self

    def _simulation_vals(self):
        """What a what-if takes over of the criterion, and gives back."""
        self.ensure_one()
        return {
            **self._convert_to_write(
                {name: self[name] for name in self._simulation_fields()}
            ),
            "clause_id": self.clause_id.id,
            "bracket_ids": [
                Command.create({"value_from": value_from, "points": points})
                for value_from, points in self._bracket_pairs()
            ],
        }

    @api.model
    def _simulation_fields(self):
        """Plain columns that a what-if may change; a bridge adds its own."""
        return [
            "sequence",
            "name",
            "metric",
            "period_months",
            "weight",
            "basis",
            "interpolate",
            "no_value",
        ]

    def _metric_sql(self, review):
        """SELECT of ``partner_id, value``, one row per customer with a figure."""
        self.ensure_one()
        return getattr(self, f"_metric_sql_{self.metric}")(review)

    def _metric_sql_manual(self, review):
        start = self._period_start(review)
        return SQL(
            """
            SELECT DISTINCT ON (partner.commercial_partner_id)
                   partner.commercial_partner_id AS partner_id, entry.points AS value
              FROM customer_grade_entry entry
              JOIN res_partner partner ON partner.id = entry.partner_id
             WHERE entry.criterion_id = %s AND entry.date <= %s AND %s
             ORDER BY partner.commercial_partner_id, entry.date DESC, entry.id DESC
            """,
            self._own_criterion().id or None,
            review.date,
            SQL("entry.date > %s", start) if start else SQL("TRUE"),
        )

    def _metric_action(self, partner, review_date, period_start):
        """The documents behind a customer's figure, None where there are none."""
        self.ensure_one()
        method = getattr(self, f"_metric_action_{self.metric}", None)
        return method and method(partner, review_date, period_start)

    def _metric_action_manual(self, partner, review_date, period_start):
        domain = [
            ("criterion_id", "=", self._own_criterion().id),
            ("partner_id.commercial_partner_id", "in", partner.ids),
            ("date", "<=", review_date),
        ]
        if period_start:
            domain.append(("date", ">", period_start))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_entry_action"
        )
        return {**action, "domain": domain, "context": {"create": False}}

    def _format_value(self, value, currency):
        """A figure as people read it, in the user's language."""
        self.ensure_one()
        if value is None:
            return self.env._("none")
        if self.unit == "money":
            return format_amount(self.env, value, currency)
        if self.unit == "share":
            return f"{formatLang(self.env, value * 100, digits=1)} %"
        number = formatLang(self.env, value, digits=0 if value == int(value) else 1)
        texts = {
            "days": self.env._("%(number)s days", number=number),
            "months": self.env._("%(number)s months", number=number),
            "points": self.env._("%(number)s points", number=number),
        }
        return texts.get(self.unit, number)

    def _open_or_raise(self, partner, review_date, period_start):
        action = self._metric_action(partner, review_date, period_start)
        if not action:
            raise UserError(
                self.env._(
                    "There are no documents to show for %(criterion)s.",
                    criterion=self.display_name,
                )
            )
        return action
