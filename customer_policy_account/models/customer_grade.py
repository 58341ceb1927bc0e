from odoo import fields, models


class CustomerGrade(models.Model):
    """The terms of trade that a credit grade sets."""

    _inherit = "customer.grade"

    applies_credit_terms = fields.Boolean(related="scheme_id.applies_credit_terms")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        ondelete="set null",
        help="Payment terms of the customers of this grade. Empty: those of each "
        "customer stay.",
    )
    credit_currency_id = fields.Many2one(
        "res.currency", compute="_compute_credit_currency_id"
    )
    credit_limit = fields.Monetary(
        currency_field="credit_currency_id",
        help="Credit limit of the customers of this grade, in other companies "
        "converted to their currency. 0: the grade sets none.",
    )

    def _compute_credit_currency_id(self):
        main = self.env.ref("base.main_company").sudo()
        for grade in self:
            company = grade.scheme_id.company_id or main
            grade.credit_currency_id = company.currency_id

    def _column_promises(self):
        grades = self.filtered("scheme_id.applies_credit_terms")
        return {
            **super()._column_promises(),
            "property_payment_term_id": grades._setting_promises("payment_term_id"),
            "credit_limit": grades._credit_limit_promises(),
        }

    def _credit_limit_promises(self):
        today = fields.Date.context_today(self)
        return [
            (
                grade.id,
                company.id,
                grade.credit_currency_id._convert(
                    grade.credit_limit, company.currency_id, company, today
                ),
            )
            for grade, companies in self.filtered("credit_limit")
            ._promise_companies()
            .items()
            for company in companies
        ]
