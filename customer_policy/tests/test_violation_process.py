from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .violation_common import MONDAY, ViolationCase


class TestViolationProcess(ViolationCase):
    def test_there_is_no_notice_to_print_before_it_is_served(self):
        case = self._lead(self._report(), "decided")
        reports = self.env["ir.actions.report"].with_user(self.violation_officer)
        page = "customer_policy.report_violation_notice"
        with self.assertRaisesRegex(UserError, "before it is served"):
            reports._render_qweb_html(page, case.ids)
        self._lead(case)
        html, _kind = reports._render_qweb_html(page, case.ids)
        self.assertIn(case.notice_number, html.decode())

    def test_the_path_from_the_report_to_the_file(self):
        with self._at():
            violation = self._report()
            self.assertEqual(violation.state, "reported")
            self.assertRegex(violation.number, r"^VC/2026/\d{5}$")
            officer = violation.with_user(self.violation_officer)
            officer.action_investigate()
            officer.action_request_statement()
            violation.with_user(self.culprit).action_state("It was a cheap one.")
            officer.action_hear()
            self.assertEqual(violation.state, "heard")
            self.assertEqual(violation.penalty_ids.measure, "warning")
            violation.with_user(self.deciding_manager).action_decide("Proved.")
            self.assertEqual(violation.occurrence, 1)
            officer.action_enforce()
            self.assertRegex(violation.notice_number, r"^〔2026〕\d+号$")
            self.assertEqual(violation.penalty_ids.state, "done")
            violation.with_user(self.culprit).action_acknowledge()
            with self.assertRaisesRegex(UserError, "appealed against until"):
                officer.action_close()
        with self._at(days=11):
            officer.action_close()
            self.assertEqual(violation.state, "closed")
            self.assertTrue(violation.is_over)

    def test_notices_are_numbered_without_a_gap(self):
        with self._at():
            first = self._lead(self._report())
            second = self._lead(self._report(employee_id=self.other_employee.id))
        numbers = [
            int(violation.notice_number.partition("〕")[2].rstrip("号"))
            for violation in (first, second)
        ]
        self.assertEqual(numbers[1], numbers[0] + 1)

    def test_nobody_is_decided_over_unheard(self):
        with self._at():
            violation = self._lead(self._report(), "investigating")
            officer = violation.with_user(self.violation_officer)
            with self.assertRaisesRegex(UserError, "has not been heard"):
                officer.action_hear()
            officer.action_request_statement()
            with self.assertRaisesRegex(UserError, "may state the case until"):
                officer.action_hear()
        with self._at(days=4):
            officer.action_hear()
            self.assertEqual(violation.statement_channel, "none")

    def test_only_the_person_states_the_case(self):
        violation = self._lead(self._report(), "investigating")
        violation.is_sealed = False
        for user in (self.violation_officer, self.boss):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                violation.with_user(user).action_state("He did it.")

    def test_nothing_is_stated_after_the_hearing(self):
        violation = self._lead(self._report(), "heard")
        with self.assertRaisesRegex(UserError, "nothing can be stated"):
            violation.with_user(self.culprit).action_state("Wait!")

    def test_who_proposes_does_not_approve(self):
        violation = self._lead(self._report(), "heard")
        with self.assertRaisesRegex(AccessError, "You proposed"):
            violation.with_user(self.violation_officer).action_decide("Yes.")
        violation.with_user(self.second_violation_officer).action_decide("Yes.")
        self.assertEqual(violation.decided_by_id, self.second_violation_officer)

    def test_respondent_subordinates_and_reporter_never_decide(self):
        violation = self._lead(self._report(self.third_violation_officer), "heard")
        for user in (self.culprit, self.underling, self.third_violation_officer):
            for act in ("action_decide", "action_send_back", "action_revoke"):
                with self.subTest(user=user.name, act=act):
                    with self.assertRaises(AccessError):
                        getattr(violation.with_user(user), act)("So.")
                    with self.assertRaises(AccessError):
                        getattr(violation.with_user(user).sudo(), act)("So.")
        self.assertEqual(violation.state, "heard")

    def test_the_respondent_does_not_investigate_either(self):
        violation = self._report()
        for user in (self.culprit, self.underling):
            with self.assertRaises(AccessError):
                violation.with_user(user).action_investigate()
            with self.assertRaises(AccessError):
                violation.with_user(user).facts = "Nothing happened."

    def test_an_appeal_goes_to_somebody_else(self):
        violation = self._lead(self._report())
        violation.with_user(self.culprit).action_appeal("I gave it back.")
        self.assertEqual(violation.state, "appealed")
        for user in (self.violation_officer, self.deciding_manager):
            with self.assertRaisesRegex(AccessError, "Somebody else decides"):
                violation.with_user(user).action_decide_appeal(False, "No.")
        other = violation.with_user(self.second_violation_officer)
        with self.assertRaisesRegex(UserError, "State the reason"):
            other.action_decide_appeal(False, " ")
        other.action_decide_appeal(False, "Proved by two witnesses.")
        self.assertEqual(violation.state, "in_force")
        with self.assertRaisesRegex(UserError, "has been decided"):
            violation.with_user(self.culprit).action_appeal("Once more.")

    def test_an_appeal_that_is_granted_revokes(self):
        violation = self._lead(self._report())
        violation.with_user(self.culprit).action_appeal("I gave it back.")
        other = violation.with_user(self.second_violation_officer)
        other.action_decide_appeal(True, "It was returned.")
        self.assertEqual(violation.state, "revoked")
        self.assertEqual(violation.appeal_outcome, "granted")
        self.assertEqual(violation.revoke_reason, "It was returned.")

    def test_an_appeal_after_the_deadline_is_refused(self):
        with self._at():
            violation = self._lead(self._report())
        with self._at(days=10):
            with self.assertRaisesRegex(UserError, "time for an appeal ended"):
                violation.with_user(self.culprit).action_appeal("Too late?")
        with self._at(days=9, hours=23):
            violation.with_user(self.culprit).action_appeal("In time.")

    def test_an_officer_records_an_appeal_on_paper_others_do_not(self):
        violation = self._lead(self._report())
        for user in (self.boss, self.reporter):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                violation.with_user(user).action_appeal("For him.")
        violation.with_user(self.violation_officer).action_appeal("His letter.")
        self.assertEqual(violation.state, "appealed")

    def test_a_refusal_to_sign_has_a_witness(self):
        violation = self._lead(self._report())
        officer = violation.with_user(self.violation_officer)
        with self.assertRaisesRegex(UserError, "witness"):
            officer.action_record_acknowledgement(refused=True)
        officer.action_record_acknowledgement(refused=True, witness="Ms Li")
        self.assertEqual(violation.acknowledge_channel, "refused")
        with self.assertRaisesRegex(UserError, "already"):
            violation.with_user(self.culprit).action_acknowledge()

    def test_what_is_laid_before_who_decides_does_not_change(self):
        violation = self._lead(self._report(), "heard")
        officer = violation.with_user(self.violation_officer)
        with self.assertRaisesRegex(UserError, "laid before who decides"):
            officer.facts = "Something else"
        violation.with_user(self.deciding_manager).action_send_back("Who saw it?")
        officer.facts = "Seen by Mr Wang."
        self.assertEqual(violation.facts, "Seen by Mr Wang.")

    def test_nothing_is_deleted(self):
        for state in ("reported", "decided", "in_force"):
            violation = self._lead(self._report(), state)
            with self.subTest(state=state), self.assertRaises(UserError):
                violation.unlink()
        with self.assertRaises(UserError):
            violation.penalty_ids.unlink()

    def test_acts_out_of_order_are_refused(self):
        violation = self._report()
        officer = violation.with_user(self.violation_officer)
        decider = violation.with_user(self.deciding_manager)
        for act in (
            officer.action_hear,
            officer.action_enforce,
            officer.action_close,
            lambda: decider.action_decide("x"),
            lambda: decider.action_decide_appeal(True, "x"),
            lambda: decider.action_send_back("x"),
        ):
            with self.assertRaises(UserError):
                act()
        decider.action_revoke("Nothing in it.")
        with self.assertRaises(UserError):
            decider.action_revoke("Once more.")

    def test_the_only_officer_cannot_be_reported_until_another_is_named(self):
        for user in (
            self.violation_officer
            | self.second_violation_officer
            | self.third_violation_officer
            | self.deciding_manager
        ):
            user.active = False
        with self.assertRaisesRegex(UserError, "only violation officer"):
            self._report()

    def test_people_without_a_user_and_archived_ones_are_reported_too(self):
        for employee in (self.first_responsible, self.other_head_employee):
            employee.active = employee == self.first_responsible
            violation = self._lead(self._report(employee_id=employee.id))
            self.assertEqual(violation.state, "in_force")

    def test_a_user_without_an_employee_reports_and_decides_like_others(self):
        self.assertFalse(self.outsider.employee_ids)
        self.assertFalse(self.deciding_manager.employee_ids)
        case = self._lead(self._report(self.outsider))
        self.assertEqual(case.decided_by_id, self.deciding_manager)
        mine = self.env["customer.violation"].with_user(self.outsider)
        self.assertFalse(mine.search([]))

    def test_an_employee_without_a_user_is_decided_over_and_served(self):
        nobody = self.env["hr.employee"].create({"name": "No User"})
        with self._at():
            case = self._report(employee_id=nobody.id)
            self._lead(case, "investigating")
            officer = case.with_user(self.violation_officer)
            officer.action_record_statement("By hand.")
            officer.action_hear()
            self._lead(case)
            self.assertIn("/violation/", str(officer.action_make_link()))
            officer.action_record_acknowledgement()
            officer.action_appeal("By letter.")
        self.assertEqual(case.state, "appealed")

    def test_nobody_reports_what_has_not_happened(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        with self.assertRaisesRegex(ValidationError, "before it happens"):
            self._report(date=tomorrow)

    def test_the_report_asks_an_officer_who_may_handle_it(self):
        with self._at(MONDAY):
            violation = self._report()
        people = violation.activity_ids.user_id
        self.assertEqual(len(people), 1)
        self.assertNotIn(people, self.culprit | self.underling | self.reporter)

    def test_a_penalty_is_carried_out_with_proof_or_waived_by_another(self):
        kind = self._ladder(
            {"sequence": 1, "measure": "fine", "fine_min": 200, "fine_max": 1000},
            {"sequence": 1, "measure": "training", "training_days": 14},
        )
        with self._at():
            case = self._lead(self._report(type_id=kind.id))
        fine, training = case.penalty_ids.sorted("measure")
        self.assertEqual(str(training.date_to), "2026-03-16")
        with self.assertRaisesRegex(UserError, "how it was carried out"):
            fine.with_user(self.personnel).action_done(" ")
        for user in (self.culprit, self.boss, self.reporter, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                fine.with_user(user).action_done("Paid.")
        fine.with_user(self.personnel).action_done("Deducted in March.")
        self.assertEqual((fine.state, fine.proof), ("done", "Deducted in March."))
        with self.assertRaisesRegex(AccessError, "You proposed"):
            training.with_user(self.violation_officer).action_cancel("No room.")
        with self._at(days=12):
            officer = case.with_user(self.violation_officer)
            with self.assertRaisesRegex(UserError, "Not all penalties"):
                officer.action_close()
            training.with_user(self.deciding_manager).action_cancel("No room.")
            officer.action_close()
        self.assertEqual(case.state, "closed")

    def test_those_who_work_for_the_reporter_decide_only_if_nobody_else_is_left(self):
        under = self._employee(
            self.second_violation_officer, parent_id=self.boss_employee.id
        )
        case = self._lead(
            self._report(self.boss, employee_id=self.other_employee.id), "heard"
        )
        decider = case.with_user(self.second_violation_officer)
        with self.assertRaisesRegex(AccessError, "somebody you work for"):
            decider.action_decide("So.")
        others = case._people_who_decide()
        self.assertNotIn(under.user_id, others)
        others.active = False
        decider.action_decide("So.")
        self.assertEqual(case.state, "decided")
