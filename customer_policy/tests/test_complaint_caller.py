from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin
from .test_search_index import INDEX_PREFIX, search_index

# Odoo's own, on the number without its signs.
AS_TYPED = "res_partner_phone_partial_gin_idx"


@tagged("post_install", "-at_install")
class TestComplaintCaller(ConfidentialityMixin, ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        china = cls.env.ref("base.cn")
        cls.env.company.country_id = china
        cls.customer.write(
            {"country_id": china.id, "phone": "+86 138 0013 8000", "name": "Gold Ltd"}
        )
        cls.local = cls.env["res.partner"].create(
            {"name": "Local", "country_id": china.id, "phone": "010-6655 4433"}
        )
        # No valid number anywhere: found as it was typed.
        cls.odd = cls.env["res.partner"].create({"name": "Odd", "phone": "7-77.123"})

    def _find(self, typed, user=None):
        self.env.flush_all()
        caller = self.env["customer.complaint.caller"].with_user(user or self.registrar)
        return caller.find_callers(typed)

    def _names(self, typed, user=None):
        return {caller["name"] for caller in self._find(typed, user)["callers"]}

    def test_any_digits_find_the_customer(self):
        for typed in (
            "8000",
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "0086 13800138000",
            "+8613800138000",
            "00138",
            "１３８００１３",
        ):
            with self.subTest(typed=typed):
                self.assertIn("Gold Ltd", self._names(typed))
        for typed in ("66554433", "010 66554433", "+86 10 6655 4433", "4433"):
            with self.subTest(typed=typed):
                self.assertIn("Local", self._names(typed))
        self.assertIn("Odd", self._names("777123"))

    def test_too_few_digits_and_nonsense_find_nobody(self):
        for typed in ("", "8", "80", "abc", None, "%%%", "' OR 1=1", "9" * 500):
            with self.subTest(typed=typed):
                self.assertEqual(self._find(typed)["callers"], [])

    def test_grade_open_cases_and_promises_show(self):
        grade = self.env["customer.grade"].search([], limit=1)
        self.customer.customer_grade_id = grade
        with self._at():
            late = self._register()
            self._lead(late, "accept").action_postpone("2026-03-03", "<p>x</p>")
            self._lead(self._register(name="Over"), "accept", "unfounded")
        with self._at(days=3):
            caller = self._find("8000", self.officer)["callers"][0]
        self.assertEqual(caller["grade"]["name"], grade.name)
        self.assertEqual(caller["open_count"], 1)
        self.assertEqual(caller["cases"][0]["number"], late.number)
        self.assertTrue(caller["cases"][0]["is_promise_broken"])
        self.assertTrue(caller["cases"][0]["promise"])

    def test_cases_that_one_may_not_see_do_not_show(self):
        self.env.flush_all()
        against = self._register(
            respondent_ids=[Command.link(self.respondent.employee_id.id)]
        )
        caller = self._find("8000", self.respondent)["callers"][0]
        self.assertEqual((caller["open_count"], caller["cases"]), (0, []))
        caller = self._find("8000", self.officer)["callers"][0]
        self.assertEqual(caller["cases"][0]["id"], against.id)

    def test_open_cases_of_an_unknown_number_are_found(self):
        case = self._register(partner_id=False, phone="(0)55 / 123-456")
        found = self._find("55123456", self.officer)
        self.assertEqual([item["id"] for item in found["cases"]], [case.id])
        self.assertEqual(self._find("55123456", self.respondent)["callers"], [])

    def test_better_grades_come_first(self):
        grades = self.env["customer.grade.scheme"].search([], limit=1).grade_ids
        grades = grades.sorted("sequence")
        self.local.write({"phone": "+86 139 0013 8000"})
        self.local.customer_grade_id = grades[0]
        self.customer.customer_grade_id = grades[1]
        names = [caller["name"] for caller in self._find("138000")["callers"]]
        self.assertEqual(names[:2], ["Local", "Gold Ltd"])

    def test_who_is_not_staff_asks_in_vain(self):
        for user in (self.portal, self.outsider):
            caller = self.env["customer.complaint.caller"].with_user(user)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                caller.find_callers("8000")
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                caller.register_call({"name": "x"})

    def test_hidden_customers_do_not_show_and_their_call_is_filed_silently(self):
        self.secret.country_id = self.env.ref("base.be")
        self._classify(self.secret)
        number = self.secret.sudo().phone
        self.assertEqual(self._names(number), set())
        caller = self.env["customer.complaint.caller"].with_user(self.registrar)
        answers = [
            caller.register_call({"phone": phone, "name": "Late", "contact_name": "A"})
            for phone in (number, "+32 2 111 22 33")
        ]
        self.assertEqual({tuple(answer) for answer in answers}, {("number",)})
        hidden, plain = (
            self.env["customer.complaint"]
            .sudo()
            .search([("number", "=", answer["number"])])
            for answer in answers
        )
        self.assertEqual(hidden.partner_id, self.secret)
        self.assertEqual(hidden.contact_name, "A")
        self.assertNotEqual(hidden.responsible_id, self.registrar)
        self.assertFalse(plain.partner_id)
        self.assertBlindToCase(hidden)

    def assertBlindToCase(self, complaint):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = complaint.with_user(self.registrar).sudo(False)
        self.assertFalse(mine.search([("id", "=", complaint.id)]))

    def test_a_call_about_nothing_is_refused_and_html_stays_text(self):
        caller = self.env["customer.complaint.caller"].with_user(self.registrar)
        with self.assertRaises(UserError):
            caller.register_call({"phone": "123", "name": " "})
        answer = caller.register_call(
            {"phone": "12", "name": "x" * 999, "description": "<script>1</script>"}
        )
        case = (
            self.env["customer.complaint"]
            .sudo()
            .search([("number", "=", answer["number"])])
        )
        self.assertIn("&lt;script", case.description)
        self.assertEqual(case.first_responsible_id, self.registrar)

    def test_the_indexes_serve_the_search(self):
        Partner = self.env["res.partner"]
        search_index.build(self.env.cr, Partner._search_indexes(), INDEX_PREFIX)
        caller = self.env["customer.complaint.caller"]
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        # In a small table PostgreSQL would rather read some other index whole.
        self.env.cr.execute(
            """
            SELECT string_agg(quote_ident(indexname), ', ')
              FROM pg_indexes
             WHERE tablename = 'res_partner'
               AND indexdef NOT LIKE 'CREATE UNIQUE%%'
               AND NOT starts_with(indexname, %s)
               AND indexname <> %s
            """,
            [INDEX_PREFIX, AS_TYPED],
        )
        self.env.cr.execute("DROP INDEX " + self.env.cr.fetchone()[0])
        query = Partner._search(caller._has_digits("00138000")).select()
        self.env.cr.execute("EXPLAIN " + query.code, query.params)
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("phone_sanitized", plan)
        self.assertIn(AS_TYPED, plan)
        self.assertNotIn("Seq Scan on res_partner", plan)
