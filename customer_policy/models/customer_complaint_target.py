from odoo import api, fields, models
from odoo.tools import SQL


class CustomerComplaintTarget(models.Model):
    """What the complaints of a month are measured by.

    A rate needs a base: valid complaints per customer served. What that is differs from
    trade to trade, so the base is chosen here. A base is one value of ``base`` and a
    method ``_count_<value>(company, date_from, date_to)`` that returns a number, or
    None where it is not known yet; the last day is not part of the period. An add-on
    adds its own in both places.
    """

    _name = "customer.complaint.target"
    _description = "Target of Complaints"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"
    _rec_name = "base"

    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies."
    )
    max_valid_rate = fields.Float(
        "Valid Complaints Below (%)",
        required=True,
        default=1,
        digits=(5, 2),
        help="Valid complaints per hundred customers served, in a month.",
    )
    base = fields.Selection(
        [
            ("graded_customers", "Customers with a grade"),
            ("manual", "A number entered by hand"),
        ],
        "Customers Served",
        required=True,
        default="graded_customers",
        help="Customers with a grade: companies and persons that had a grade of any "
        "scheme at the end of the month.",
    )
    due_day = fields.Integer(
        "Ready By",
        required=True,
        default=10,
        help="Day of the next month by which the statistics are ready.",
    )

    _company_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a target for this company already. Change that one.",
    )
    _check_due_day = models.Constraint(
        "CHECK (due_day BETWEEN 1 AND 28)",
        "The statistics are due on a day that every month has, 1 to 28.",
    )
    _check_max_valid_rate = models.Constraint(
        "CHECK (max_valid_rate > 0 AND max_valid_rate <= 100)",
        "The target is a percentage above 0, at most 100.",
    )

    @api.model
    def _of_company(self, company):
        """The company's own target, else that of all companies; may be empty."""
        targets = self.sudo().search([("company_id", "in", [company.id, False])])
        return targets.filtered("company_id")[:1] or targets[:1]

    def _count_base(self, company, date_from, date_to):
        """How many customers were served; None where nobody knows."""
        if not self:
            return None
        count = getattr(self, f"_count_{self.base}")
        return count(company, date_from, date_to)

    def _count_manual(self, company, date_from, date_to):
        return None

    def _count_graded_customers(self, company, date_from, date_to):
        assignment = self.env["customer.grade.assignment"]
        assignment.flush_model(["partner_id", "scheme_id", "date_from", "date_to"])
        self.env["customer.grade.scheme"].flush_model(["company_id"])
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT held.partner_id)
                  FROM customer_grade_assignment held
                  JOIN customer_grade_scheme scheme ON scheme.id = held.scheme_id
                 WHERE held.date_from < %(date_to)s
                   AND (held.date_to IS NULL OR held.date_to >= %(date_to)s)
                   AND (scheme.company_id IS NULL OR scheme.company_id = %(company)s)
                """,
                date_to=date_to,
                company=company.id,
            )
        )
        return count
