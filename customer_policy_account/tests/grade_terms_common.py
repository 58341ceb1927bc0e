from odoo import Command, fields

from .common import PaymentMetricsCommon


class GradeTermsCommon(PaymentMetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.month, cls.week, cls.at_once = (
            cls.env["account.payment.term"].create({"name": name})
            for name in ("A month", "A week", "At once")
        )
        cls.scheme = cls._create_scheme(
            "terms",
            applies_credit_terms=True,
            overdue_action="step",
            overdue_days=10,
            grade_ids=[
                Command.create({"name": name, "code": name, "sequence": place, **vals})
                for place, (name, vals) in enumerate(
                    (
                        (
                            "Good",
                            {"payment_term_id": cls.month.id, "credit_limit": 500},
                        ),
                        ("Fair", {"payment_term_id": cls.week.id}),
                        ("Poor", {"payment_term_id": cls.at_once.id}),
                    ),
                    start=1,
                )
            ],
        )
        cls.good, cls.fair, cls.poor = cls.scheme.grade_ids
        cls.other_company = cls.env["res.company"].create(
            {"name": "Other", "currency_id": cls.company.currency_id.id}
        )

    @classmethod
    def _grade(cls, customers, grade, days_ago=0, **vals):
        cls.env["customer.grade.assignment"]._assign(
            customers,
            grade,
            "As agreed",
            date=fields.Date.subtract(cls.today, days=days_ago),
            **vals,
        )
        cls.env.invalidate_all()

    def _in(self, company, customer=None):
        return (customer or self.customer).with_company(company)

    def _held(self, customer=None):
        return self._assignments(customer)[:1].grade_id

    def _assignments(self, customer=None):
        self.env.invalidate_all()
        return self.env["customer.grade.assignment"].search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("scheme_id", "=", self.scheme.id),
            ]
        )

    def _gaps(self):
        self.env.invalidate_all()
        return self.env["customer.grade.gap"].search(
            [("partner_id", "=", self.customer.id), ("scheme_id", "=", self.scheme.id)]
        )
