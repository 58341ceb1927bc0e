from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..tools import scoring


class CustomerGradeScheme(models.Model):
    """One way of classifying customers: its grades, and what decides them."""

    _name = "customer.grade.scheme"
    _description = "Grading Scheme"
    _inherit = ["customer.policy.rule.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "is_primary desc, sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        tracking=True,
        help="What this way of classifying is called, for example Importance or "
        "Credit.",
    )
    code = fields.Char(
        required=True,
        help="Short technical name, used by imports and integrations.",
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="What the grades of the scheme are used for."
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="A company's own scheme grades the contacts that belong to that "
        "company. Without a company the scheme grades the contacts that all "
        "companies share.",
    )
    is_primary = fields.Boolean(
        "Primary",
        tracking=True,
        help="The grade of the primary scheme is the grade shown on the customer.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Is asked to approve the reviews that start by themselves.",
    )
    grade_ids = fields.One2many("customer.grade", "scheme_id", "Grades", copy=True)
    criterion_ids = fields.One2many(
        "customer.grade.criterion", "scheme_id", "Criteria", copy=True
    )
    weight_total = fields.Float(
        compute="_compute_weight_total",
        digits=(5, 2),
        help="The weights of a scheme's criteria make 100.",
    )

    population = fields.Selection(
        [
            ("metrics", "Everybody with a figure"),
            ("domain", "Contacts that match a filter"),
        ],
        default="metrics",
        required=True,
        help="Whom a review grades. Everybody with a figure: the customers for whom "
        "at least one criterion finds something, and those who hold a grade "
        "already.",
    )
    customer_domain = fields.Char(
        "Filter", default="[]", help="Only contacts that match are graded."
    )
    group_counting = fields.Boolean(
        "Count Subsidiaries with Their Parent",
        tracking=True,
        help="A parent company is graded by its own figures together with those of "
        "all companies below it.",
    )
    subsidiary_grade = fields.Selection(
        [("own", "Each by its own figures"), ("group", "As the group's head")],
        "Subsidiaries Are Graded",
        default="own",
        required=True,
        tracking=True,
        help="As the group's head: every company of the group is graded by the "
        "figures of the whole group; its own lock and limits hold.",
    )
    review_interval_months = fields.Integer(
        "Review Every (Months)",
        tracking=True,
        help="0: reviews are started by hand only.",
    )
    review_date_next = fields.Date(
        "Next Review",
        tracking=True,
        help="On this day a review starts by itself, where reviews have an interval.",
    )
    approval = fields.Selection(
        [
            ("none", "Not needed"),
            ("changes", "For changes of grade"),
            ("all", "For every review"),
        ],
        default="changes",
        required=True,
        tracking=True,
        help="When a manager has to approve a review before it is applied.",
    )
    max_steps_down = fields.Integer(
        default=1,
        tracking=True,
        help="A review lowers a customer by this many grades at most. 0: no limit.",
    )
    min_months_in_grade = fields.Integer(
        "Minimum Time in a Grade (Months)",
        tracking=True,
        help="A customer is not lowered before having held the grade this long.",
    )
    review_ids = fields.One2many("customer.grade.review", "scheme_id", "Reviews")
    review_count = fields.Integer(compute="_compute_review_count")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "A scheme with this code exists already; choose another code.",
    )
    # The primary scheme decides what the customer shows: two would contradict.
    _primary_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE is_primary AND active",
        "There is a primary scheme already. Take its mark away first, or archive it.",
    )
    _check_limits = models.Constraint(
        "CHECK (max_steps_down >= 0 AND min_months_in_grade >= 0"
        " AND review_interval_months >= 0)",
        "Steps and months cannot be negative.",
    )

    @api.depends("criterion_ids.weight", "criterion_ids.active")
    def _compute_weight_total(self):
        for scheme in self:
            scheme.weight_total = sum(scheme.criterion_ids.mapped("weight"))

    def _compute_review_count(self):
        counts = dict(
            self.env["customer.grade.review"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.review_count = counts.get(scheme, 0)

    @api.constrains("grade_ids", "criterion_ids")
    def _check_settings(self):
        for scheme in self:
            if scheme.criterion_ids:
                scheme._raise_problems(scheme._settings_problems())

    @api.constrains("customer_domain", "population")
    def _check_customer_domain(self):
        for scheme in self.filtered(lambda s: s.population == "domain"):
            scheme._customer_domain()

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        if any(schemes.mapped("is_primary")):
            self.env["customer.grade.assignment"]._refresh_partner_grades()
        return schemes

    def write(self, vals):
        result = super().write(vals)
        if {"is_primary", "company_id", "active"} & vals.keys():
            self.env["customer.grade.assignment"]._refresh_partner_grades()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if (
            self.env["customer.grade.assignment"]
            .sudo()
            .search_count([("scheme_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "Customers have been graded by this scheme. Archive it instead: "
                    "their history stays."
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for scheme, vals in zip(self, vals_list, strict=True):
            vals.setdefault("name", scheme.name)
            vals.update(
                is_primary=False,
                name=self.env._("%(name)s (copy)", name=vals["name"]),
                code=f"{vals['code']}_copy",
            )
        return vals_list

    def action_new_review(self):
        """Open a new review of the scheme, ready to be computed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.grade.review",
            "view_mode": "form",
            "context": {"default_scheme_id": self.id},
        }

    def action_what_if(self):
        """Open a what-if that begins with the scheme's settings as they are."""
        self.ensure_one()
        review = self.env["customer.grade.review"].create(
            {"scheme_id": self.id, "is_simulation": True}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": "customer.grade.review",
            "view_mode": "form",
            "res_id": review.id,
        }

    def action_open_reviews(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_review_action"
        )
        return {
            **action,
            "domain": [("scheme_id", "=", self.id)],
            "context": {"default_scheme_id": self.id},
        }

    def action_open_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_assignment_action"
        )
        return {
            **action,
            "domain": [("scheme_id", "=", self.id)],
            "context": {"search_default_current": 1, "search_default_group_grade": 1},
        }

    def _customer_domain(self):
        """:raise ValidationError: the filter is no domain on contacts"""
        self.ensure_one()
        try:
            domain = Domain(safe_eval(self.customer_domain or "[]"))
            domain.validate(self.env["res.partner"])
        except (ValueError, TypeError, SyntaxError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of scheme %(scheme)s cannot be read: %(error)s. "
                    "Open the filter and choose the conditions again.",
                    scheme=self.name,
                    error=error,
                )
            ) from error
        return domain

    def _population_sql(self):
        """SQL condition on ``res_partner AS partner``: whom the scheme may grade.

        Only commercial entities are customers: a contact has its company's grade.
        """
        self.ensure_one()
        company = SQL("partner.company_id IS NULL")
        if self.company_id:
            company = SQL("partner.company_id = %s", self.company_id.id)
        condition = SQL(
            "partner.active AND partner.commercial_partner_id = partner.id AND %s"
            " AND NOT EXISTS ("
            "SELECT FROM res_company own WHERE own.partner_id = partner.id)",
            company,
        )
        if self.population == "domain":
            query = self.env["res.partner"].sudo()._search(self._customer_domain())
            condition = SQL("%s AND partner.id IN %s", condition, query.subselect())
        return condition

    def _check_complete(self, min_scores=None, criteria=None):
        """Everything a review needs is there and fits together.

        :param min_scores: of its grades, best first; None: the scheme's own
        :param criteria: None: the scheme's own
        :raise UserError: listing every problem and what to do about it
        """
        self.ensure_one()
        if criteria is None:
            criteria = self.criterion_ids
        problems = self._settings_problems(min_scores, criteria)
        if not self.active:
            problems.insert(0, self.env._("it is archived; restore it first"))
        if not criteria:
            problems.append(
                self.env._(
                    "it has no criteria; add some, or set its grades by hand on "
                    "the customers"
                )
            )
        self._raise_problems(problems, UserError)

    def _raise_problems(self, problems, error=ValidationError):
        if problems:
            raise error(
                self.env._(
                    "Scheme %(scheme)s cannot grade anybody:\n%(problems)s",
                    scheme=self.name,
                    problems="\n".join(f"• {problem}" for problem in problems),
                )
            )

    def _settings_problems(self, min_scores=None, criteria=None):
        """:return: one sentence per problem, empty when the settings hold"""
        self.ensure_one()
        if min_scores is None:
            min_scores = self.grade_ids.sorted("sequence").mapped("min_score")
        if criteria is None:
            criteria = self.criterion_ids
        texts = {
            "empty": self.env._("it has no grades; add at least one"),
            "not_descending": self.env._(
                "the minimum scores of its grades must fall from the best grade to "
                "the last, each lower than the one before: give every grade its own "
                "threshold"
            ),
            "last_not_zero": self.env._(
                "the last grade must begin at a score of 0, or customers below its "
                "threshold would have no grade"
            ),
            "out_of_range": self.env._("minimum scores lie between 0 and 100"),
        }
        problems = [texts[code] for code in scoring.grade_problems(min_scores)]
        if criteria:
            wrong = scoring.weight_problem(criteria.mapped("weight"))
            if wrong is not None:
                problems.append(
                    self.env._(
                        "the weights of its criteria make %(total)s; they must make "
                        "100",
                        total=f"{wrong:g}",
                    )
                )
        for criterion in criteria:
            problems += criterion._bracket_problems()
        return problems

    def _schedule_next_review(self, date):
        """Move the next review one interval on from ``date``, past today."""
        for scheme in self.filtered("review_interval_months"):
            step = fields.Date.add(date, months=scheme.review_interval_months)
            today = fields.Date.context_today(scheme)
            while step <= today:
                step = fields.Date.add(step, months=scheme.review_interval_months)
            scheme.review_date_next = step
