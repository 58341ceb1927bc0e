from odoo.exceptions import UserError

from .complaint_common import ComplaintCase
from .violation_common import ViolationCase

NUL = "a\x00b"
WRONG = {
    "name": (NUL, ["x"], "x" * 5000),
    "description": (NUL, {"x": 1}),
    "severity": ("x", 7, ["major"]),
    "promise_date": ("x", "2026-13-45", 7, "9999-12-31"),
    "user_id": ("x", -1, 2**63, True, ["x"]),
    "action_ids": ("x", [[9, 9, 9]], [[4]], [[6, 0, "x"]], ["x"]),
}


class TestValues(ComplaintCase):
    """What a field of ours cannot hold is refused in words."""

    def test_writing_it_is_refused_and_changes_nothing(self):
        complaint = self._register().with_user(self.officer)
        for name, values in WRONG.items():
            before = complaint[name]
            for value in values:
                with self.subTest(name=name, value=str(value)[:20]):
                    with self.assertRaises(UserError):
                        complaint.write({name: value})
                    self.assertEqual(complaint[name], before)

    def test_creating_with_it_is_refused(self):
        for name, values in WRONG.items():
            for value in values:
                with self.subTest(name=name, value=str(value)[:20]):
                    with self.assertRaises(UserError):
                        self._register(**{name: value})

    def test_a_form_is_told_as_well(self):
        complaints = self.env["customer.complaint"].with_user(self.officer)
        for name, values in WRONG.items():
            for value in values:
                with self.subTest(name=name, value=str(value)[:20]):
                    with self.assertRaises(UserError):
                        complaints.onchange({name: value}, [name], {name: {}})

    def test_it_says_which_field_and_what_fits(self):
        with self.assertRaisesRegex(UserError, "Promised For.*a day.*soon"):
            self._register(promise_date="soon")

    def test_our_fields_of_other_models_too(self):
        partner = self.env["res.partner"].with_user(self.manager)
        for name in ("service_user_ids", "executive_sponsor_id"):
            with self.subTest(name=name), self.assertRaises(UserError):
                partner.create({"name": "x", name: "x"})

    def test_what_odoo_converts_is_taken(self):
        complaint = self._register(name=7, user_id=self.officer.id, promise_date="")
        self.assertEqual(complaint.name, "7")
        self.assertEqual(complaint.user_id, self.officer)

    def test_what_is_no_values_is_refused(self):
        tags = self.env["res.partner.category"].with_user(self.manager)
        for values in ("x", 7, [["name", "x"]]):
            with self.subTest(values=values), self.assertRaises(UserError):
                tags.create([values])

    def test_messages_are_posted_and_not_put_into_a_list(self):
        complaint = self._register().with_user(self.officer)
        said = complaint.message_ids
        for name in ("message_ids", "website_message_ids"):
            with self.subTest(name=name), self.assertRaises(UserError):
                complaint.write({name: [[0, 0, {}]]})
        self.assertEqual(complaint.message_ids, said)

    def test_also_where_values_are_looked_at_before_they_are_kept(self):
        for model, values in (
            ("customer.complaint", {"name": "x", "respondent_ids": [[6, 0, "x"]]}),
            ("customer.complaint", {"name": "x", "praised_employee_ids": 7}),
            ("customer.grade.objection", {"date_deadline": "x"}),
            ("customer.report", {"report": "x"}),
            ("customer.work.report", {"date_from": ["x"]}),
        ):
            records = self.env[model].with_user(self.manager)
            with self.subTest(model=model, values=values):
                with self.assertRaises(UserError):
                    records.create(values)

    def test_a_form_names_only_fields_of_another_record(self):
        complaints = self.env["customer.complaint"].with_user(self.officer)
        with self.assertRaises(UserError):
            complaints.onchange({"team_id": {"x": 1}}, ["team_id"], {"team_id": {}})


class TestValuesOfReports(ViolationCase):
    def test_what_the_superuser_keeps_is_checked_for_who_gives_it(self):
        """Cases are created by the superuser, so that nothing names who reported."""
        violations = self.env["customer.violation"].with_user(self.violation_officer)
        values = {"employee_id": self.employee.id, "type_id": self.gift.id}
        for wrong in ({"name": NUL}, {"date": "x"}, {"partner_id": "x"}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                violations.create({"name": "x", "facts": "x", **values, **wrong})
