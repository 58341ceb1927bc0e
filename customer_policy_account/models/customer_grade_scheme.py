from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# Customers lowered between two commits.
BATCH = 1000


class CustomerGradeScheme(models.Model):
    """Credit: what a grade sets in Odoo's own fields, and what being overdue does."""

    _inherit = "customer.grade.scheme"

    applies_credit_terms = fields.Boolean(
        "Sets Credit Terms",
        tracking=True,
        help="A customer that gets a grade of this scheme gets the payment terms and "
        "the credit limit of the grade, unless somebody set others by hand.",
    )
    overdue_action = fields.Selection(
        [
            ("review", "At the next review"),
            ("step", "At once, by one grade"),
            ("grade", "At once, to a given grade"),
        ],
        "Overdue Lowers the Grade",
        default="review",
        required=True,
        tracking=True,
        help="At the next review: by the criteria of the scheme.",
    )
    overdue_days = fields.Integer(
        "Overdue for More than (Days)",
        default=30,
        tracking=True,
        help="An invoice counts as overdue when it has been due for longer than "
        "this and is not paid.",
    )
    overdue_percent = fields.Float(
        "Overdue at Least (%)",
        tracking=True,
        help="Share of what the customer owes in a company that has to be overdue for "
        "so long. 0: any amount.",
    )
    overdue_grade_id = fields.Many2one(
        "customer.grade",
        "Grade When Overdue",
        domain="[('scheme_id', '=', id)]",
        ondelete="set null",
        copy=False,
        tracking=True,
        help="The grade that a customer gets at once when overdue.",
    )

    _check_overdue = models.Constraint(
        "CHECK (overdue_days >= 0 AND overdue_percent BETWEEN 0 AND 100)",
        "The days overdue cannot be negative, and the share lies between 0 and 100.",
    )

    @api.constrains("overdue_action", "overdue_grade_id", "grade_ids")
    def _check_overdue_grade(self):
        for scheme in self.filtered(lambda s: s.overdue_action == "grade"):
            if scheme.overdue_grade_id.scheme_id != scheme:
                raise ValidationError(
                    self.env._(
                        "Choose the grade of %(scheme)s that an overdue customer gets.",
                        scheme=scheme.name,
                    )
                )

    # --------------------------------------------------------------------- business

    def _overdue_sql(self):
        """SELECT of ``partner_id, grade_id`` of customers to be lowered today.

        Each instalment lowers a customer once: on the first day it is too late. A
        grade that was given knowing of it stands, and a locked grade stays.
        """
        self.ensure_one()
        self.env["customer.grade.collection"]._flush_sources()
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT DISTINCT held.partner_id, held.grade_id
              FROM (%(debts)s) debt
              JOIN customer_grade_assignment held
                ON held.partner_id = debt.partner_id AND held.scheme_id = %(scheme)s
               AND held.date_to IS NULL AND held.date_from < %(today)s
              JOIN res_partner customer
                ON customer.id = held.partner_id AND customer.active
               AND customer.company_id IS NOT DISTINCT FROM %(company)s
             WHERE debt.late > 0 AND debt.total > 0
               AND debt.late * 100 >= debt.total * %(percent)s
               AND debt.last_late + %(days)s >= held.date_from
               AND (held.locked_until IS NULL OR held.locked_until < %(today)s)
            """,
            debts=self._debts_sql(today),
            days=self.overdue_days,
            percent=self.overdue_percent,
            today=today,
            scheme=self.id,
            company=self.company_id.id or None,
        )

    def _debts_sql(self, today):
        """SELECT of ``partner_id, company_id, last_late, late, total``: what customers
        owe, and how much of it has been due for too long."""
        companies = self.company_id or self.env["res.company"].sudo().search(
            [("active", "=", True)]
        )
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, item.company_id,
                   max(item.date_maturity) FILTER (WHERE open.is_late) AS last_late,
                   sum(open.amount) FILTER (WHERE open.is_late) AS late,
                   sum(open.amount) AS total
              FROM account_move_line item
              JOIN res_partner partner ON partner.id = item.partner_id
              LEFT JOIN (
                SELECT direct.id, sum(direct.amount) AS amount
                  FROM (%(direct)s) direct GROUP BY direct.id
              ) paid ON paid.id = item.id
             CROSS JOIN LATERAL (
                SELECT rest.amount,
                       rest.amount > 0
                       AND item.date_maturity + %(days)s < %(today)s AS is_late
                  FROM (
                    SELECT item.amount_residual - COALESCE(paid.amount, 0)
                           AS amount
                  ) rest
              ) open
             WHERE item.display_type = 'payment_term'
               AND item.parent_state = 'posted' AND NOT item.reconciled
               AND item.account_id = ANY(%(accounts)s)
               AND item.company_id = ANY(%(companies)s)
             GROUP BY 1, 2
            """,
            days=self.overdue_days,
            today=today,
            direct=self.env["account.move"]._policy_direct_items_sql(
                today, SQL("TRUE")
            ),
            accounts=self.env["customer.grade.collection"]._receivable_account_ids(),
            companies=companies.ids,
        )

    def _overdue_targets(self):
        """:return: grade -> the lower grade that an overdue customer of it gets"""
        self.ensure_one()
        grades = self.grade_ids.sorted(lambda grade: (grade.sequence, grade.id))
        if self.overdue_action == "step":
            return dict(zip(grades[:-1], grades[1:], strict=True))
        lowest = self.overdue_grade_id
        return {
            grade: lowest
            for grade in grades
            if (grade.sequence, grade.id) < (lowest.sequence, lowest.id)
        }

    def _lower_overdue(self):
        """Lower the next customers of the scheme that have become overdue.

        :return: how many were lowered
        """
        self.ensure_one()
        # Also for the chatter: the job itself speaks no language.
        reader = self.user_id or self.company_id or self.env.company
        self = self.with_context(lang=reader.partner_id.lang)
        targets = self._overdue_targets()
        held_ids = [grade.id for grade in targets]
        rows = self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) overdue WHERE grade_id = ANY(%s)"
                " ORDER BY partner_id LIMIT %s",
                self._overdue_sql(),
                held_ids,
                BATCH,
            )
        )
        customers = {}
        for partner_id, grade_id in rows:
            target = targets[self.env["customer.grade"].browse(grade_id)]
            customers.setdefault(target, []).append(partner_id)
        for grade, partner_ids in customers.items():
            self._lower_to(grade, self.env["res.partner"].browse(partner_ids))
        return len(rows)

    def _lower_to(self, grade, partners):
        self.env["customer.grade.assignment"].sudo()._assign(
            partners,
            grade,
            self.env._("overdue for more than %(days)s days", days=self.overdue_days),
            cause=self.env._("lowered at once"),
            clause=self.clause_id,
        )

    @api.model
    def _cron_lower_overdue(self):
        """Lower the credit grade of customers that have become overdue since."""
        Cron = self.env["ir.cron"]
        schemes = self.search([("overdue_action", "in", ("step", "grade"))])
        schemes -= self.env["res.company"]._customer_policy_trial_of(schemes)
        for place, scheme in enumerate(schemes, start=1):
            count = BATCH
            while count == BATCH and (count := scheme._lower_overdue()):
                # Out of time, the rest is done by the next run: also other schemes.
                left = len(schemes) - place + (count == BATCH)
                if not Cron._commit_progress(count, remaining=left):
                    return
        Cron._commit_progress(remaining=0)
