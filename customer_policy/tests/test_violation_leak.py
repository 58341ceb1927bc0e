from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools import bulk_insert
from .violation_common import ViolationCase


class TestViolationLeak(ViolationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.env = cls.env
        cls.case = case._report(type_id=cls.leak.id)
        cls.officer_case = cls.case.with_user(cls.violation_officer)

    def test_the_officer_holds_access_and_lifts_it(self):
        self.officer_case.action_hold_access()
        hold = self.case.hold_id
        self.assertEqual(hold.user_id, self.culprit)
        self.assertEqual(hold.placed_by_id, self.violation_officer)
        self.assertTrue(hold.is_active)
        with self.assertRaisesRegex(UserError, "on hold already"):
            self.officer_case.action_hold_access()
        self.officer_case.action_lift_hold()
        self.assertFalse(hold.is_active)

    def test_a_revocation_lifts_it(self):
        self.officer_case.action_hold_access()
        self.case.with_user(self.deciding_manager).action_revoke("Wrong person.")
        self.assertFalse(self.case.hold_id.is_active)

    def test_no_hold_without_a_leak_or_a_user(self):
        other = self._report().with_user(self.violation_officer)
        with self.assertRaisesRegex(UserError, "no leak"):
            other.action_hold_access()
        nobody = self._report(
            type_id=self.leak.id, employee_id=self.first_responsible.id
        )
        with self.assertRaisesRegex(UserError, "has no user"):
            nobody.with_user(self.violation_officer).action_hold_access()

    def test_only_those_who_handle_it_do_so(self):
        for user in (self.culprit, self.underling, self.staff, self.manager):
            case = self.case.with_user(user)
            for act in (case.action_hold_access, case.action_gather_evidence):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    act()

    def test_what_was_read_and_exported_is_gathered_once(self):
        bulk_insert.bulk_insert(
            self.env.cr,
            "customer_access_log",
            ["user_id", "operation", "partner_ref", "code"],
            [
                (self.culprit.id, "read", 1, "C1"),
                (self.culprit.id, "export", 2, "C2"),
                (self.culprit.id, "hold", 3, "C3"),
                (self.staff.id, "export", 2, "C2"),
            ],
            {"date": fields.Datetime.now(), "channel": "web", "record_count": 1},
        )
        for _n in range(2):
            self.officer_case.action_gather_evidence()
        self.assertEqual(sorted(self.case.evidence_ids.mapped("code")), ["C1", "C2"])
        evidence = self.case.evidence_ids
        self.env.invalidate_all()
        seen = evidence.with_user(self.violation_officer).mapped("code")
        self.assertEqual(len(seen), 2)
        for user in (self.culprit, self.underling, self.boss, self.administrator):
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                self.assertFalse(evidence.with_user(user).has_access("read"))

    def test_the_work_goes_to_a_colleague_in_one_step(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Handed",
                "user_id": self.culprit.id,
                "service_user_ids": [Command.link(self.culprit.id)],
            }
        )
        activity = partner.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.culprit.id
        )
        complaint = self.env["customer.complaint"].create(
            {"name": "Late", "partner_id": partner.id}
        )
        self.officer_case.action_hand_over(self.staff)
        self.env.invalidate_all()
        self.assertEqual(partner.user_id, self.staff)
        self.assertEqual(partner.service_user_ids, self.staff)
        self.assertEqual(activity.user_id, self.staff)
        self.assertNotEqual(complaint.user_id, self.culprit)

    def test_promises_go_along_with_the_cases(self):
        officer = "customer_policy.group_complaint_officer"
        self.staff.group_ids += self.env.ref(officer)
        self.culprit.group_ids += self.env.ref(officer)
        promised, answered = self.env["customer.complaint"].create(
            [{"name": "Promised"}, {"name": "Answered"}]
        )
        cases = (promised | answered).sudo()
        cases.write({"user_id": self.culprit.id, "promise_date": "2090-05-06"})
        answered.sudo().date_answered = fields.Datetime.now()
        measure = self.env["customer.complaint.action"].create(
            {
                "name": "Send a technician",
                "complaint_id": promised.id,
                "user_id": self.culprit.id,
            }
        )
        done = measure.copy()
        done.sudo().state = "done"
        self.officer_case.action_hand_over(self.staff)
        self.env.invalidate_all()
        self.assertEqual(promised.user_id, self.staff)
        self.assertEqual(str(promised.promise_date), "2090-05-06")
        reminder = promised.activity_ids.filtered(
            lambda a: "Promised to the customer" in (a.summary or "")
        )
        self.assertEqual(reminder.user_id, self.staff)
        self.assertEqual(str(reminder.date_deadline), "2090-05-06")
        self.assertNotIn(
            "Promised to the customer", str(answered.activity_ids.mapped("summary"))
        )
        self.assertEqual(measure.user_id, self.staff)
        self.assertEqual(done.user_id, self.culprit)

    def test_a_measure_stays_with_whom_it_would_concern(self):
        complaint = self.env["customer.complaint"].create(
            {"name": "About the heir", "respondent_ids": [(6, 0, [])]}
        )
        measure = self.env["customer.complaint.action"].create(
            {
                "name": "Apologise",
                "complaint_id": complaint.id,
                "user_id": self.culprit.id,
            }
        )
        heir = self._employee(self.staff)
        complaint.sudo().respondent_ids = heir
        self.officer_case.action_hand_over(self.staff)
        self.assertEqual(measure.user_id, self.culprit)

    def test_not_to_the_person_and_not_to_a_stranger(self):
        for heir in (self.culprit, self.portal):
            with self.subTest(heir=heir.name), self.assertRaises(UserError):
                self.officer_case.action_hand_over(heir)

    def test_dismissal_opens_offboarding_and_archives_nobody(self):
        kind = self._ladder({"sequence": 1, "measure": "dismissal"})
        hr_manager = self.personnel
        hr_manager.group_ids += self.env.ref("hr.group_hr_manager")
        before = self.employee.activity_ids
        self._lead(self._report(type_id=kind.id))
        self.env.invalidate_all()
        opened = self.employee.activity_ids - before
        plan = self.env.ref("hr.offboarding_plan")
        for summary in plan.template_ids.mapped("summary"):
            self.assertIn(summary, opened.mapped("summary"))
        self.assertTrue(self.employee.active)
        self.assertTrue(self.culprit.active)
        self.assertNotIn(self.culprit, opened.user_id)


class TestViolationOfComplaint(ViolationCase):
    def _complaint(self, state="investigating", **values):
        complaint = self.env["customer.complaint"].create(
            {"name": "Rude", "cause": "No patience.", **values}
        )
        complaint.sudo().state = state
        return complaint

    def test_it_is_opened_against_who_is_at_fault_with_the_facts(self):
        complaint = self._complaint(fault_employee_id=self.employee.id)
        context = complaint.action_open_violation()["context"]
        wizard = (
            self.env["customer.violation.report"]
            .with_user(self.manager)
            .with_context(**context)
            .create({"type_id": self.gift.id})
        )
        self.assertEqual(wizard.employee_ids.ids, self.employee.ids)
        self.assertIn("No patience.", wizard.facts)
        wizard.action_report()
        violation = complaint.violation_ids
        self.assertEqual(violation.employee_id, self.employee)
        self.assertEqual(violation.complaint_id, complaint)
        self.assertEqual(complaint.violation_count, 1)

    def test_else_against_those_complained_of(self):
        complaint = self._complaint(respondent_ids=[Command.link(self.employee.id)])
        context = complaint.action_open_violation()["context"]
        self.assertEqual(context["default_employee_ids"], self.employee.ids)

    def test_only_a_valid_one_leads_to_a_violation(self):
        for state in ("new", "accepted", "unfounded"):
            complaint = self._complaint(state, fault_employee_id=self.employee.id)
            with self.subTest(state=state), self.assertRaises(UserError):
                complaint.action_open_violation()
        with self.assertRaisesRegex(UserError, "Nobody is at fault"):
            self._complaint().action_open_violation()

    def test_complaint_officers_do_not_learn_of_violations(self):
        complaint = self._complaint(fault_employee_id=self.employee.id)
        self._report(complaint_id=complaint.id)
        with self.assertRaises(AccessError):
            complaint.with_user(self.manager).read(["violation_ids"])
