from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .complaint_common import ComplaintMixin
from .visit_common import MONDAY, VisitCase


class TestVisitProcess(ComplaintMixin, VisitCase):
    def _done(self, **values):
        visit = self._visit(report="All well", **values)
        with self._at():
            visit.action_done()
        return visit

    def test_a_visit_is_confirmed_and_done(self):
        visit = self._visit()
        with self._at():
            visit.action_confirm()
            self.assertEqual(visit.state, "confirmed")
            with self.assertRaises(UserError):
                visit.action_confirm()
            with self.assertRaisesRegex(UserError, "Findings"):
                visit.action_done()
            visit.action_done({"report": "All well"})
        self.assertEqual(visit.state, "done")
        self.assertEqual(visit.date_done, MONDAY)
        self.assertEqual(visit.done_by_id, self.visitor)
        with self.assertRaises(UserError):
            visit.action_cancel("Too late")
        with self.assertRaises(UserError):
            visit.action_done({"report": "Otherwise"})

    def test_what_is_not_saved_is_not_acted_on(self):
        for ids in ([0], [None]):
            with self.assertRaises(UserError):
                self.env["customer.visit"].browse(ids).action_confirm()

    def test_a_report_holds_what_its_type_demands(self):
        demands = {
            "needs_findings": {"report": "x"},
            "needs_needs": {"needs": "x"},
            "needs_intention": {"intention": "x"},
            "needs_opinion": {"opinion": "x", "result": "satisfied"},
        }
        for demand, values in demands.items():
            with self.subTest(demand=demand), self._at():
                kind = self.letter.copy({"code": demand, demand: True})
                visit = self._visit(visit_type_id=kind.id)
                with self.assertRaisesRegex(UserError, "Still missing"):
                    visit.action_done()
                visit.action_done(values)
                self.assertEqual(visit.state, "done")

    def test_a_report_takes_no_other_fields(self):
        visit = self._visit()
        for values in ({"state": "done"}, {"partner_id": 1}, {"user_id": 1}):
            with self.assertRaises(UserError):
                visit.action_done(values)

    def test_what_lies_ahead_is_not_done(self):
        visit = self._visit(report="x")
        with self._at(), self.assertRaises(UserError):
            visit.action_done(moment=MONDAY + timedelta(hours=1))
        with self._at(hours=5):
            visit.action_done(moment=MONDAY)
        self.assertEqual(visit.date_done, MONDAY)
        self.assertEqual(visit.date_reported, MONDAY + timedelta(hours=5))

    def test_done_after_the_last_day_is_late(self):
        visit = self._visit(report="x")
        visit.sudo().date_due_until = date(2026, 3, 2)
        with self._at(days=1):
            visit.action_done()
        self.assertTrue(visit.is_late)
        self.assertFalse(self._done().is_late)

    def test_cancelling_and_rescheduling_take_a_reason(self):
        visit = self._visit()
        later = MONDAY + timedelta(days=2)
        with self._at():
            for reason in (None, "  "):
                with self.assertRaises(UserError):
                    visit.action_cancel(reason)
                with self.assertRaises(UserError):
                    visit.action_reschedule(later, reason)
            with self.assertRaises(UserError):
                visit.action_reschedule(MONDAY - timedelta(hours=1), "Ill")
            visit.action_reschedule("2026-03-04 09:00:00", "Customer away")
            self.assertEqual(visit.date_planned, later)
            self.assertEqual(visit.reason, "Customer away")
            visit.action_cancel("Not wanted")
        self.assertEqual(visit.state, "cancelled")

    def test_only_people_who_work_there_and_are_there_get_visits(self):
        gone = self.second_visitor
        gone.active = False
        with self.assertRaises(ValidationError):
            self._visit(user=self.visit_manager, user_id=gone.id)
        with self.assertRaises(ValidationError):
            self._visit(user=self.visit_manager, user_id=self.portal.id)

    def test_who_is_complained_of_does_not_visit_because_of_it(self):
        case = self._register(
            partner_id=self.customer.id, respondent_ids=[Command.link(self.employee.id)]
        )
        user = self.employee.user_id
        with self.assertRaises(ValidationError):
            self._visit(user=self.visit_manager, user_id=user.id, complaint_id=case.id)
        visit = self._visit(
            user=self.visit_manager,
            user_id=self.second_visitor.id,
            complaint_id=case.id,
        )
        self.env.invalidate_all()
        self.assertEqual(case.sudo().visit_ids, visit.sudo())
        visit.sudo().partner_id.user_id = user
        self.env.invalidate_all()
        self.assertFalse(visit.with_user(user).search([("id", "=", visit.id)]))

    def test_a_dissatisfied_customer_has_a_case_with_the_facts(self):
        visit = self._visit(
            visit_type_id=self.satisfaction_call.id,
            result="dissatisfied",
            opinion="Came <late>",
        )
        with self._at():
            visit.action_done()
        case = visit.sudo().raised_complaint_id
        self.assertEqual(case.partner_id, self.customer)
        self.assertEqual(case.first_responsible_id, self.visitor)
        self.assertIn("Came &lt;late&gt;", case.description)
        self.assertIn(visit.number, case.name)
        self.assertEqual(case.visit_count, 1)
        self.assertFalse(self._done(result="satisfied").raised_complaint_id)

    def test_a_promise_has_a_day_and_is_kept_track_of(self):
        with self._at():
            visit = self._visit(report="x", promise="Send the manual")
            with self.assertRaisesRegex(UserError, "Promised For"):
                visit.action_done()
            visit.action_done({"promise_date": date(2026, 3, 5)})
            self.assertTrue(visit.is_promise_open)
            self.assertFalse(visit.is_promise_broken)
            todo = visit.sudo().activity_ids
            self.assertEqual(todo.user_id, self.visitor)
            self.assertEqual(todo.date_deadline, date(2026, 3, 5))
        with self._at(days=4):
            self.assertTrue(visit.is_promise_broken)
            broken = self.env["customer.visit"].search(
                [("is_promise_broken", "=", True)]
            )
            self.assertEqual(broken, visit.sudo(False).with_env(self.env))
            with self.assertRaises(UserError):
                visit.action_keep_promise(" ")
            visit.action_keep_promise("Sent")
            self.assertFalse(visit.is_promise_open)
            self.assertFalse(visit.sudo().activity_ids)
            with self.assertRaises(UserError):
                visit.action_keep_promise("Again")

    def test_the_next_visit_is_planned_with_the_report(self):
        visit = self._visit(report="x", date_follow_up=MONDAY + timedelta(days=7))
        with self._at():
            visit.action_done()
        following = self.env["customer.visit"].search(
            [("previous_visit_id", "=", visit.id)]
        )
        self.assertEqual(following.state, "planned")
        self.assertEqual(following.user_id, self.visitor)
        self.assertEqual(following.date_planned, MONDAY + timedelta(days=7))
        self.assertTrue(following.number)

    def test_a_superior_signs_and_nobody_signs_the_own_report(self):
        visit = self._done()
        for user in (self.visitor, self.second_visitor):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_sign("Well done")
        self.assertTrue(visit.with_user(self.supervisor).can_review)
        visit.with_user(self.supervisor).action_sign("Well done")
        self.assertEqual(visit.reviewer_id, self.supervisor)
        self.assertEqual(visit.review, "Well done")
        with self.assertRaises(UserError):
            visit.with_user(self.visit_manager).action_sign("Again")
        theirs = self._visit(user=self.visit_manager, report="x")
        theirs.action_done()
        with self.assertRaises(AccessError):
            theirs.action_sign("Well done")

    def test_a_report_that_is_sent_back_is_completed(self):
        visit = self._done()
        with self.assertRaises(UserError):
            visit.with_user(self.supervisor).action_return("")
        visit.with_user(self.supervisor).action_return("What about the pump?")
        self.assertTrue(visit.is_returned)
        with self.assertRaises(UserError):
            visit.partner_id = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaises(UserError):
            visit.date_planned = MONDAY
        before = visit.date_done
        visit.action_done({"report": "All well, the pump too"})
        self.assertFalse(visit.is_returned)
        self.assertEqual(visit.date_done, before)
        with self.assertRaises(UserError):
            visit.report = "Otherwise"


class TestVisitHandOver(VisitCase):
    def _wizard(self, **values):
        wizards = self.env["customer.visit.hand.over"].with_user(self.visit_manager)
        return wizards.create(
            {
                "from_user_id": self.visitor.id,
                "to_user_id": self.second_visitor.id,
                "date_from": MONDAY,
                "reason": "Ill",
                **values,
            }
        )

    def _notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_the_visits_of_some_days_go_over_and_who_gets_them_is_told_once(self):
        visits = self._visit() | self._visit(date_planned=MONDAY + timedelta(days=1))
        later = self._visit(date_planned=MONDAY + timedelta(days=30))
        visits.with_user(self.visitor).action_confirm()
        before = self._notices(self.second_visitor)
        with self._at(MONDAY - timedelta(days=3)):
            wizard = self._wizard(date_to=MONDAY + timedelta(days=7))
            self.assertEqual(wizard.visit_ids.ids, visits.ids)
            wizard.action_confirm()
        self.assertEqual(visits.sudo().user_id, self.second_visitor)
        self.assertEqual(later.user_id, self.visitor)
        self.assertEqual(self._notices(self.second_visitor), before + 1)
        self.assertEqual(wizard.handed_count, 2)
        self.assertTrue(all(visits.sudo().mapped("is_touched")))
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_to_the_people_of_each_customer(self):
        team = self.env["res.partner"].create(
            {"name": "Team", "service_user_ids": [Command.set(self.supervisor.ids)]}
        )
        to_team = self._visit(partner_id=team.id)
        alone = self._visit()
        wizard = self._wizard(method="people", to_user_id=False)
        wizard.action_confirm()
        self.assertEqual(to_team.sudo().user_id, self.supervisor)
        self.assertEqual(alone.user_id, self.visitor)
        self.assertEqual(wizard.left_ids.visit_id.ids, alone.ids)

    def test_colleagues_hand_over_their_own_only(self):
        visit = self._visit()
        values = {
            "from_user_id": self.visitor.id,
            "to_user_id": self.second_visitor.id,
            "date_from": MONDAY,
            "reason": "Mine",
        }
        wizards = self.env["customer.visit.hand.over"].with_user(self.second_visitor)
        self.assertFalse(wizards.create(values).visit_ids)
        with self.assertRaises(AccessError):
            wizards.create({**values, "visit_ids": [Command.set(visit.ids)]})
        # One that is read, for it is of the own customer, is not given away either.
        self.customer.user_id = self.second_visitor
        wizard = wizards.create({**values, "visit_ids": [Command.set(visit.ids)]})
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        self.assertEqual(visit.sudo().user_id, self.visitor)

    def test_who_leaves_leaves_no_visit_behind(self):
        team = self.env["res.partner"].create(
            {"name": "Team", "service_user_ids": [Command.set(self.supervisor.ids)]}
        )
        to_team = self._visit(partner_id=team.id)
        alone = self._visit()
        done = self._visit(report="x")
        done.action_done()
        self.visitor.active = False
        self.assertEqual(to_team.sudo().user_id, self.supervisor)
        self.assertFalse(alone.sudo().user_id)
        self.assertEqual(done.sudo().user_id, self.visitor)


class TestVisitLog(VisitCase):
    def _log(self, kind=None, moment=MONDAY, **values):
        visits = self.env["customer.visit"].with_user(self.visitor)
        with self._at():
            logged = visits.log_visit(
                self.customer.id, (kind or self.phone).id, values, moment
            )
        return visits.browse(logged["id"]), logged

    def test_an_unplanned_visit_is_done_at_once_and_serves_the_rules_it_answers(self):
        grade = self.env.ref("customer_policy.grade_importance_ordinary")
        self.customer.sudo().customer_grade_id = grade
        self.env["customer.grade.assignment"].sudo().create(
            {
                "partner_id": self.customer.id,
                "scheme_id": grade.scheme_id.id,
                "grade_id": grade.id,
                "date_from": date(2026, 1, 1),
            }
        )
        visit, logged = self._log(report="Called")
        self.assertTrue(logged["done"])
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.is_unplanned)
        rule = self.env.ref("customer_policy.visit_rule_ordinary")
        self.assertEqual(visit.rule_id, rule)
        again, _logged = self._log(report="Called again")
        self.assertNotEqual(again.rule_id, rule)

    def test_a_call_does_not_stand_for_going_there_but_the_other_way_round(self):
        planned = self._visit(visit_type_id=self.on_site.id)
        visit, _logged = self._log(report="Called")
        self.assertNotEqual(visit, planned)
        call = self._visit(date_planned=MONDAY + timedelta(hours=4))
        there, logged = self._log(
            self.on_site, report="Was there", opinion="Good", result="satisfied"
        )
        self.assertEqual(there, planned)
        # Planned as a visit on site, it takes what that demands on the spot.
        self.assertFalse(logged["done"])
        self.assertIn("Check-In", logged["missing"])
        self.assertEqual(there.report, "Was there")
        self.assertEqual(call.state, "planned")

    def test_what_was_planned_around_these_days_is_what_was_done(self):
        planned = self._visit(date_planned=MONDAY + timedelta(hours=20))
        self._visit(date_planned=MONDAY + timedelta(days=40))
        visit, logged = self._log(report="Called")
        self.assertEqual(visit, planned)
        self.assertTrue(logged["done"])
        self.assertFalse(visit.is_unplanned)

    def test_even_in_passing_a_log_says_something(self):
        with self.assertRaisesRegex(UserError, "Findings"):
            self._log()

    def test_the_short_form(self):
        planned = self._visit(date_planned=MONDAY + timedelta(hours=2))
        with self._at():
            log = self.env["customer.visit.log"].with_user(self.visitor)
            log = log.create(
                {
                    "partner_id": self.customer.id,
                    "visit_type_id": self.phone.id,
                    "date_done": MONDAY,
                    "report": "Called",
                }
            )
            self.assertEqual(log.planned_id, planned)
            log.action_confirm()
        self.assertEqual(planned.state, "done")
