from datetime import date

from odoo.exceptions import AccessError, UserError

from .test_visit_check_in import photo
from .visit_common import VisitCase

REPORT = "customer_policy.report_visit"


class TestVisitPrint(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._visit(
            visit_type_id=cls.on_site.id,
            result="satisfied",
            report="The pump runs",
            opinion="Content",
            promise="Spare parts",
            promise_date=date(2026, 3, 9),
            signature=photo(),
            signed_by="Mrs. Customer",
        )

    def _html(self, user, visits=None):
        reports = self.env["ir.actions.report"].with_user(user)
        self.env.invalidate_all()
        html, _kind = reports._render_qweb_html(REPORT, (visits or self.visit).ids)
        return html.decode()

    def test_the_paper_holds_the_visit_from_check_in_to_signature(self):
        with self._at():
            self.visit.action_check_in(52.5201, 13.4051)
            self.visit.add_photos([{"data": photo()}])
            self.visit.action_done()
            self.visit.with_user(self.supervisor).action_sign("Well done")
        html = self._html(self.visitor)
        for text in (
            self.visit.number,
            self.env.company.name,
            "Visited Company",
            "The pump runs",
            "Content",
            "Spare parts",
            "Mrs. Customer",
            "Well done",
            "Supervisor",
            "m from the customer",
            "data:image/jpg;base64",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)
        self.assertNotIn("Not done yet", html)

    def test_what_is_not_done_says_so(self):
        self.assertIn("Not done yet", self._html(self.visitor))

    def test_it_is_a_real_pdf_with_a_page_for_each_visit(self):
        reports = self.env["ir.actions.report"].with_user(self.visitor)
        reports = reports.with_context(force_report_rendering=True)
        visits = self.visit | self._visit()
        self.env.flush_all()
        content, kind = reports._render_qweb_pdf(REPORT, visits.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_only_who_may_read_the_visit_prints_it(self):
        for user in (self.visit_manager, self.visit_auditor, self.supervisor):
            self.assertIn("The pump runs", self._html(user))
        for user in (self.staff, self.outsider, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._html(user)

    def test_a_hidden_customer_s_visit_is_not_printed(self):
        self.customer.sudo().action_classify("2", "Secret", date(2030, 1, 1))
        with self.assertRaises(UserError) as caught:
            self._html(self.visit_manager)
        self.assertNotIn("Visited Company", str(caught.exception))
