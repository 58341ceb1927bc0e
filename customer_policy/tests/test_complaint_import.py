import base64
import io
from collections import Counter

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import PolicyCase
from .complaint_common import ComplaintMixin

OVER = {
    "external_reference": "OLD-1",
    "subject": "Broken pump",
    "date_received": "2025-03-02 09:00",
    "date_closed": "2025-03-05 10:00",
    "state": "closed",
}
OPEN = {
    "external_reference": "NEW-1",
    "subject": "Loud pump",
    "date_received": "2026-02-27",
}


class TestComplaintImport(ComplaintMixin, PolicyCase):
    """A list of cases: nothing twice, and every row says what is wrong with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.ref = "K1"
        cls.employee.work_email = "respondent@work.test"

    def test_an_open_case_goes_on_where_it_was(self):
        running = {**OPEN, "external_reference": "NEW-2", "state": "investigating"}
        [new], _wizard = self._import(OPEN)
        [case], _wizard = self._import(running)
        self.assertEqual((new.state, case.state), ("new", "investigating"))
        self.assertEqual(case.date_received, new.date_received)
        steps = set(case.deadline_ids.mapped("step"))
        self.assertTrue(steps)
        self.assertLess(steps, set(new.deadline_ids.mapped("step")))
        self.assertNotIn("acknowledge", steps)
        [(_row, problem)] = self._problems(
            {**running, "external_reference": "NEW-3", "kind": "enquiry"}
        )
        self.assertIn("new or accepted", problem)
        [(_row, problem)] = self._problems(
            {**running, "external_reference": "NEW-4", "state": "approved"}
        )
        self.assertIn("approved", problem)

    # ---------------------------------------------------------------------- helpers

    def _sheet(self, rows):
        headings = list(dict.fromkeys(name for row in rows for name in row))
        book = openpyxl.Workbook()
        book.active.append(headings)
        for row in rows:
            book.active.append([row.get(name) for name in headings])
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _wizard(self, *rows, user=None, content=None, **vals):
        content = content or self._sheet(rows)
        wizards = self.env["customer.complaint.import"]
        return wizards.with_user(user or self.complaint_manager).create(
            {"file": base64.b64encode(content), **vals}
        )

    def _import(self, *rows, **kwargs):
        """:return: (cases, wizard)"""
        wizard = self._wizard(*rows, **kwargs)
        wizard.action_import()
        references = [row["external_reference"] for row in rows]
        self.env.invalidate_all()
        found = (
            self.env["customer.complaint"]
            .sudo()
            .search([("source_reference", "in", references)], order="id")
        )
        return found, wizard

    def _problems(self, *rows, **kwargs):
        wizard = self._wizard(*rows, **kwargs)
        wizard.action_preview()
        return [
            (line.row, line.problem) for line in wizard.line_ids if line.kind == "error"
        ]

    def _sent(self):
        self.env.flush_all()
        self.env.cr.precommit.run()  # what was tracked before is written
        return (
            self.env["mail.message"].sudo().search_count([]),
            self.env["mail.notification"].sudo().search_count([]),
            self.env["mail.mail"].sudo().search_count([]),
            self.env["mail.activity"].sudo().search_count([]),
        )

    # ------------------------------------------------------------------------ content

    def test_an_ended_case_comes_in_as_it_ended(self):
        complaint, wizard = self._import(
            {
                **OVER,
                "number": "B-77",
                "kind": "Discontent",
                "channel": "letter",
                "severity": "MAJOR",
                "category": "Return",
                "team": "service",
                "handler": self.officer.login,
                "customer_reference": "K1",
                "cause": "Seal",
                "conclusion": "Replaced",
                "description": "<script>x</script>\nIt leaks",
                "reply": "Sorry",
            }
        )
        self.assertEqual(wizard.new_count, 1)
        self.assertRecordValues(
            complaint,
            [
                {
                    "number": "B-77",
                    "kind": "discontent",
                    "channel": "letter",
                    "severity": "major",
                    "state": "closed",
                    "is_open": False,
                    "team_id": self.team.id,
                    "user_id": self.officer.id,
                    "partner_id": self.customer.id,
                    "first_responsible_id": self.complaint_manager.id,
                    "cause": "Seal",
                    "conclusion": "Replaced",
                }
            ],
        )
        self.assertEqual(str(complaint.date_received), "2025-03-02 09:00:00")
        self.assertEqual(str(complaint.date_closed), "2025-03-05 10:00:00")
        self.assertEqual(
            complaint.category_id,
            self.env.ref("customer_policy.complaint_category_return"),
        )
        self.assertNotIn("<script", complaint.description)

    def test_what_is_over_starts_no_clock_and_is_told_to_nobody(self):
        before = self._sent()
        rows = [
            {
                **OVER,
                "external_reference": f"OLD-{index}",
                "state": state,
                "handler": self.officer.login,
                "team": "Service",
                "customer_reference": "K1",
                "complained_of": "respondent@work.test",
            }
            for index, state in enumerate(("closed", "unfounded", "cancelled"))
        ]
        complaints, _wizard = self._import(*rows)
        self.assertEqual(len(complaints), 3)
        clocks = complaints.with_context(active_test=False).deadline_ids
        self.assertFalse(clocks)
        self.assertEqual(self._sent(), before)

    def test_dates_are_those_of_the_importers_time_zone(self):
        self.complaint_manager.tz = "Asia/Shanghai"
        complaint, _wizard = self._import(OVER)
        self.assertEqual(str(complaint.date_received), "2025-03-02 01:00:00")

    def test_a_case_still_to_be_handled_comes_in_like_any_other(self):
        self.team.assign_method = "least_loaded"
        with self._at():
            complaint, _wizard = self._import({**OPEN, "team": "Service"})
        self.assertEqual(complaint.state, "new")
        self.assertTrue(complaint.user_id)
        self.assertTrue(complaint.deadline_ids)
        self.assertIn("2026", complaint.number)

    def test_a_hundred_at_once_are_shared_out_evenly_and_told_of_once(self):
        for method in ("in_turn", "least_loaded"):
            with self.subTest(method=method), self._at():
                self.team.assign_method = method
                notices = self.env["mail.notification"].sudo().search_count([])
                complaints, _wizard = self._import(
                    *(
                        {
                            **OPEN,
                            "external_reference": f"{method}-{index}",
                            "team": "Service",
                        }
                        for index in range(100)
                    )
                )
                counts = Counter(complaint.user_id for complaint in complaints)
                self.assertEqual(len(counts), 3)
                self.assertLessEqual(max(counts.values()) - min(counts.values()), 1)
                self.env["customer.complaint"]._lock_untold(1000)._tell_handlers()
                after = self.env["mail.notification"].sudo().search_count([])
                self.assertEqual(after - notices, 3)

    def test_unknown_people_are_kept_with_the_case(self):
        contacts = self.env["res.partner"].search_count([])
        complaint, _wizard = self._import(
            {**OVER, "customer_name": "Ann", "customer_email": "Ann@Stranger.test"}
        )
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.contact_name, "Ann")
        self.assertEqual(complaint.email, "ann@stranger.test")
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_a_csv_file_will_do(self):
        text = "external_reference;subject;date_received\nC-1;噪音太大;2026-02-27\n"
        for encoding in ("utf-8", "gb18030"):
            with self.subTest(encoding=encoding):
                wizard = self._wizard(content=text.encode(encoding))
                wizard.action_preview()
                self.assertEqual(wizard.line_ids.subject, "噪音太大")

    # --------------------------------------------------------------------- repetition

    def test_a_second_time_nothing_comes_in(self):
        rows = [OVER, {**OPEN, "team": "Service"}]
        first, _wizard = self._import(*rows)
        self._lead(first[1], "accept")
        before = self._sent()
        second, wizard = self._import(*rows, {**OVER, "external_reference": "OLD-2"})
        self.assertEqual(len(second), 3)
        self.assertEqual(wizard.new_count, 1)
        self.assertEqual(wizard.same_count, 2)
        self.assertEqual(first[1].state, "accepted")
        self.assertEqual(self._sent(), before)

    def test_not_even_by_somebody_who_may_not_see_it(self):
        self._import({**OVER, "complained_of": "respondent@work.test"})
        found, wizard = self._import(OVER, user=self.respondent)
        self.assertEqual(len(found), 1)
        self.assertEqual(wizard.same_count, 1)

    def test_a_number_is_never_drawn_after_it_was_given(self):
        year = "2025"
        rows = [
            {**OVER, "external_reference": f"N-{n}", "number": number}
            for n, number in enumerate((f"CP/{year}/00003", f"CP/{year}/00007", None))
        ]
        complaints, _wizard = self._import(*rows)
        self.assertEqual(complaints[2].number, f"CP/{year}/00008")
        later = self._register(date_received="2025-06-01 00:00:00")
        self.assertEqual(later.number, f"CP/{year}/00009")

    # ------------------------------------------------------------------------- errors

    def test_every_row_says_what_is_wrong_with_it(self):
        self._register().sudo().number = "TAKEN"
        cases = {
            "“subject” is missing": {"subject": None},
            "“external_reference” is missing": {"external_reference": None},
            "date_received cannot be read": {"date_received": "03/04/2025"},
            "future": {"date_received": "2090-01-01", "date_closed": "2090-01-02"},
            "before it was received": {"date_closed": "2024-01-01"},
            "date_closed is missing": {"date_closed": None},
            "not over": {"state": "new"},
            "is none of": {"kind": "rant"},
            "state: “answered”": {"state": "answered"},
            "can be unfounded": {"kind": "praise", "state": "unfounded"},
            "with the number TAKEN": {"number": "TAKEN"},
            "There is no customer": {"customer_reference": "K9"},
            "category: there are 0": {"category": "Weather"},
            "team: there are 0": {"team": "Nobody"},
            "handler: there are 0": {"handler": "nobody"},
            "no complaint officer": {"handler": self.staff.login},
            "No employee has": {"complained_of": "nobody@work.test"},
            "stands aside": {
                "handler": self.subordinate.login,
                "complained_of": "respondent@work.test",
            },
            "cannot begin with": {"external_reference": "form:1"},
        }
        rows = [
            {"external_reference": f"R-{n}", **values}
            for n, values in enumerate(cases.values())
        ]
        problems = self._problems(*({**OVER, **row} for row in rows))
        self.assertEqual(len(problems), len(cases))
        for (row, problem), (number, expected) in zip(
            problems, enumerate(cases, start=2), strict=True
        ):
            with self.subTest(expected=expected):
                self.assertEqual(row, number)
                self.assertIn(expected, problem)

    def test_the_same_reference_or_number_twice_is_an_error(self):
        problems = self._problems(OVER, OVER)
        self.assertEqual(problems[0][0], 3)
        self.assertIn("stands in row 2, too", problems[0][1])
        rows = [{**OVER, "number": "X"}, {**OPEN, "number": "X"}]
        self.assertIn("“X” stands in row 2", self._problems(*rows)[0][1])

    def test_with_errors_nothing_comes_in_unless_they_are_left_out(self):
        rows = [OVER, {**OPEN, "kind": "rant"}]
        with self.assertRaisesRegex(UserError, "row 3"):
            self._import(*rows)
        found, wizard = self._import(*rows, skip_errors=True)
        self.assertEqual(len(found), 1)
        self.assertEqual(wizard.error_count, 1)

    def test_files_that_are_no_list_are_refused(self):
        for content, problem in (
            (b"PK\x03\x04broken", "no XLSX file"),
            (b"\x00\x01\x02", "neither an XLSX nor a CSV"),
            (b"subject,weather\n1,2\n", "weather"),
            (b"subject\n1\n", "columns are missing"),
        ):
            with self.subTest(problem=problem):
                with self.assertRaisesRegex(UserError, problem):
                    self._wizard(content=content).action_preview()

    def test_the_template_can_be_filled_in_and_brought_back(self):
        wizard = self._wizard(OVER)
        wizard.action_template()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        headings = [cell.value for cell in book.worksheets[0][1]]
        book.worksheets[0].append([OVER.get(name) for name in headings])
        buffer = io.BytesIO()
        book.save(buffer)
        wizard.file = base64.b64encode(buffer.getvalue())
        wizard.action_preview()
        self.assertEqual((wizard.new_count, wizard.error_count), (1, 0))

    # ------------------------------------------------------------------------- rights

    def test_managers_alone_bring_cases_in(self):
        for user in (self.officer, self.registrar, self.staff, self.complaint_auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._wizard(OVER, user=user).action_import()
        wizard = self._wizard(OVER)
        with self.assertRaises(AccessError):
            wizard.with_user(self.officer).action_import()

    def test_nobody_brings_in_what_he_is_complained_of(self):
        problems = self._problems(
            {**OVER, "complained_of": "Respondent@work.test"}, user=self.respondent
        )
        self.assertIn("You are complained of yourself", problems[0][1])

    def test_who_is_complained_of_does_not_see_it(self):
        complaint, _wizard = self._import(
            {**OVER, "complained_of": "respondent@work.test"}
        )
        self.assertBlind(self.respondent, complaint)
        self.assertSees(self.complaint_manager, complaint)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def queries(count, mark):
            rows = [
                {
                    **OVER,
                    "external_reference": f"{mark}-{n}",
                    "customer_reference": "K1",
                    "handler": self.officer.login,
                }
                for n in range(count)
            ]
            wizard = self._wizard(*rows)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(2, "warm")
        few, many = queries(10, "few"), queries(200, "many")
        self.assertLess(many - few, 40)

    # -------------------------------------------------------------- Odoo's own import

    def _load(self, user, names, *rows):
        complaints = self.env["customer.complaint"].with_user(user)
        return complaints.load(list(names), [list(row) for row in rows])

    def test_staff_bring_open_cases_in_by_odoos_own_import(self):
        self.team.assign_method = "least_loaded"
        for user in (self.registrar, self.officer):
            with self.subTest(user=user.name):
                result = self._load(
                    user,
                    ("name", "kind", "team_id", "partner_id", "severity"),
                    *(
                        (
                            f"Case {n}",
                            "Complaint",
                            "Service",
                            "Complaining Company",
                            "Major",
                        )
                        for n in range(100)
                    ),
                )
                self.assertFalse(result["messages"])
                complaints = self.env["customer.complaint"].browse(result["ids"])
                self.assertEqual(complaints.first_responsible_id, user)
                self.assertEqual(set(complaints.mapped("state")), {"new"})
                self.assertEqual(len(set(complaints.mapped("number"))), 100)
                counts = Counter(complaint.user_id for complaint in complaints)
                self.assertLessEqual(max(counts.values()) - min(counts.values()), 1)

    def test_what_is_wrong_is_said_and_nothing_comes_in(self):
        count = self.env["customer.complaint"].sudo().search_count([])
        cases = (
            (("name", "kind"), ("x", "Rant"), "Rant"),
            (("name", "partner_id"), ("x", "Nobody At All"), "Nobody At All"),
            (("name", "kind"), ("", "Complaint"), "Subject"),
            (("name", "date_received"), ("x", "2090-01-01 00:00:00"), "future"),
            (("name", "state"), ("x", "Closed"), "state|State"),
            (("name", "number"), ("x", "CP/1"), "number|Number"),
        )
        for names, row, problem in cases:
            with self.subTest(names=names, row=row):
                result = self._load(self.officer, names, row)
                self.assertFalse(result["ids"])
                texts = " ".join(message["message"] for message in result["messages"])
                self.assertRegex(texts, problem)
        self.assertEqual(self.env["customer.complaint"].sudo().search_count([]), count)

    def test_the_wizard_opens(self):
        form = Form(self._wizard(OVER))
        self.assertEqual(form.state, "choose")
