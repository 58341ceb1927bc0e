from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import OrderMetricsCommon


@tagged("post_install", "-at_install")
class TestComplaintOrder(OrderMetricsCommon):
    """A case says which order and which product it is about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [cls.company.id]}
        seller = "sales_team.group_sale_salesman_all_leads"
        cls.seller = new_test_user(
            cls.env,
            "selling",
            f"customer_policy.group_complaint_officer,{seller}",
            **company,
        )
        cls.officer = new_test_user(
            cls.env, "handling", "customer_policy.group_complaint_officer", **company
        )
        cls.team = cls.env["customer.complaint.team"].create(
            {"name": "Service", "company_id": cls.company.id, "assign_method": "manual"}
        )
        cls.team.member_ids = cls.seller | cls.officer
        cls.order = cls._sell(100, date(2026, 1, 5))
        cls.case = (
            cls.env["customer.complaint"]
            .with_user(cls.seller)
            .create(
                {
                    "name": "Wrong colour",
                    "partner_id": cls.customer.id,
                    "team_id": cls.team.id,
                    "sale_order_id": cls.order.id,
                    "product_id": cls.product_a.id,
                }
            )
        )

    def test_the_order_shows_its_cases(self):
        order = self.order.with_user(self.seller)
        self.assertEqual(order.complaint_count, 1)
        self.assertEqual(order.complaint_ids, self.case)
        action = order.action_open_complaints()
        found = self.env["customer.complaint"].search(action["domain"])
        self.assertEqual(found, self.case)

    def test_the_order_of_another_customer_is_refused(self):
        other = self._sell(5, date(2026, 1, 5), self.other_customer)
        with self.assertRaises(ValidationError):
            self.case.sale_order_id = other

    def test_choosing_the_order_fills_in_customer_and_only_product(self):
        cases = self.env["customer.complaint"].with_user(self.seller)
        with Form(cases) as form:
            form.name = "Scratched"
            form.sale_order_id = self.order
            self.assertEqual(form.partner_id, self.order.partner_id)
            self.assertEqual(form.product_id, self.product_a)

    def test_an_officer_who_does_not_sell_reads_no_order(self):
        self.env.invalidate_all()
        case = self.case.with_user(self.officer)
        self.assertEqual(case.product_id, self.product_a)
        with self.assertRaises(AccessError):
            case.read(["sale_order_id"])

    def test_who_is_complained_of_does_not_learn_of_the_case_from_the_order(self):
        employees = self.env["hr.employee"].sudo()
        employee = employees.create({"name": "Respondent", "user_id": self.seller.id})
        self.case.sudo().respondent_ids = employee
        self.env.flush_all()
        self.env.invalidate_all()
        order = self.order.with_user(self.seller)
        self.assertEqual(order.complaint_count, 0)
        self.assertFalse(order.complaint_ids)
