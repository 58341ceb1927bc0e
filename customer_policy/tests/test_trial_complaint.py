from datetime import date, datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from .complaint_common import MONDAY
from .test_complaint_sweep import SweepCase
from .trial_common import TrialMixin

FRIDAY = MONDAY + timedelta(days=4)
ACTIVITY = "customer_policy.mail_activity_type_complaint_deadline"


@tagged("post_install", "-at_install")
class TestTrialComplaint(TrialMixin, SweepCase):
    def _is_overdue(self, complaint):
        """At read, in searches and in groups: all of them say the same."""
        answer = complaint.is_overdue
        cases = complaint.search([("id", "=", complaint.id)])
        domain = [("id", "=", complaint.id)]
        clocks = self.env["customer.complaint.deadline"]
        breached = complaint.sudo().deadline_ids.filtered(
            lambda c: c.state == "breached"
        )
        self.assertEqual(bool(breached), answer)
        found = clocks.search(
            [("complaint_id", "=", complaint.id), ("state", "=", "breached")]
        )
        self.assertEqual(found, breached)
        self.assertEqual(complaint.due_state == "overdue", answer)
        for name, value in (("is_overdue", True), ("due_state", "overdue")):
            found = cases.search([*domain, (name, "=", value)])
            self.assertEqual(bool(found), answer)
        self.assertEqual(
            not cases.search([*domain, ("is_overdue", "=", False)]), answer
        )
        [(group, count)] = cases._read_group(domain, ["due_state"], ["__count"])
        self.assertEqual((group, count), (complaint.due_state, 1))
        return answer

    # ------------------------------------------------------------- nothing is overdue

    def test_a_clock_that_runs_out_is_shown_and_not_overdue(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._case()
            with self.subTest(trial=is_trial), self._at(FRIDAY):
                self.assertEqual(self._is_overdue(complaint), not is_trial)
                clock = self._clock(complaint, "acknowledge")
                self.assertLess(clock.date_deadline, FRIDAY)
                self.assertEqual(clock.state, "running" if is_trial else "breached")
                if is_trial:
                    self.assertEqual(complaint.due_state, "today")

    def test_a_clock_met_too_late_was_met(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._case()
            with self.subTest(trial=is_trial), self._at(FRIDAY):
                self._lead(complaint, "accept")
                clock = self._clock(complaint, "acknowledge")
                self.assertEqual(clock.state, "met" if is_trial else "breached")
                found = clock.search([("id", "=", clock.id), ("state", "=", "met")])
                self.assertEqual(bool(found), is_trial)

    def test_a_promise_is_not_broken(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._lead(self._case(), "accept")
                complaint.action_postpone("2026-03-03", "<p>Later</p>")
            with self.subTest(trial=is_trial), self._at(FRIDAY):
                self.assertEqual(complaint.is_promise_broken, not is_trial)
                for value in (True, False):
                    found = complaint.search([("is_promise_broken", "=", value)])
                    self.assertEqual(complaint in found, value != is_trial)

    def test_the_month_counts_nothing_as_missed(self):
        statistic = self.env["customer.complaint.statistic"]
        figures = {}
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at(datetime(2026, 4, 2)):
                month = statistic._months_of(self.env.company, 1)
                month._count()
                missed = month.deadline_count - month.deadline_met_count
                figures[is_trial] = missed
            if not is_trial:
                with self._at():
                    self._case()
                with self._at(datetime(2026, 4, 2)):
                    month._count()
                    missed = month.deadline_count - month.deadline_met_count
                self.assertGreater(missed, figures[False])
        self.assertEqual(figures[True], 0)

    # --------------------------------------------------------------- nothing is sent

    def test_nobody_is_told_of_a_deadline(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._case()
            news = self._sweep_at(FRIDAY)
            with self.subTest(trial=is_trial):
                self.assertEqual(not news, is_trial)
                kinds = complaint.activity_ids.activity_type_id
                self.assertEqual(self.env.ref(ACTIVITY) in kinds, not is_trial)

    def test_whoever_gets_a_case_finds_it_in_the_list(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._register(user_id=self.officer.id)
                before = self._notices(self.officer)
                self._tell_handlers()
            with self.subTest(trial=is_trial):
                told = self._notices(self.officer) - before
                self.assertEqual(told, 0 if is_trial else 1)
                self.assertFalse(complaint.is_notice_due)

    def test_what_is_written_to_customers_stays_in_the_house(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self._at():
                complaint = self._lead(self._case(), "accept")
                before = self._mails_out()
                complaint.action_tell_customer("<p>We have found it</p>")
                sent = self._mails_out() - before
            with self.subTest(trial=is_trial):
                self.assertEqual(bool(sent), not is_trial)
                self.assertEqual(bool(complaint.told_message_ids), not is_trial)
                mail = self.env["mail.mail"].sudo()
                mail = mail.search([("res_id", "=", complaint.id)], limit=1)
                self.assertIn("We have found it", mail.body_html)
                if is_trial:
                    self.assertEqual(mail.state, "cancel")
                    self.assertTrue(mail.mail_message_id.is_internal)
                    statuses = mail.notification_ids.mapped("notification_status")
                    self.assertEqual(statuses, ["canceled"])
                    mail.send()
                    self.assertFalse(self._mails_out() - before)

    def test_no_receipt_and_no_question_after_satisfaction(self):
        self.team.sends_receipt = True
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            before = self._mails_out()
            with self._at():
                complaint = self._register(email="c@x.test", kind="enquiry")
                complaint._send_receipts()
                self._lead(complaint, "accept", "answer", "close")
            with self.subTest(trial=is_trial):
                self.assertEqual(bool(self._mails_out() - before), not is_trial)
                self.assertEqual(bool(complaint.date_receipt), not is_trial)

    def test_what_is_said_on_a_case_notifies_nobody(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            complaint = self._case()
            before = self._notices(self.head, self.officer)
            complaint.with_user(self.officer).message_post(
                body="Please look",
                partner_ids=self.head.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
            with self.subTest(trial=is_trial):
                told = self._notices(self.head, self.officer) - before
                self.assertEqual(bool(told), not is_trial)
                self.assertIn("Please look", complaint.message_ids[0].body)

    def test_other_documents_notify_as_ever(self):
        self._start_trial(MONDAY)
        before = self._notices(self.head)
        self.customer.message_post(
            body="Hello", partner_ids=self.head.partner_id.ids, subtype_xmlid=False
        )
        self.assertEqual(self._notices(self.head), before + 1)

    # --------------------------------------------------------------------- going live

    def test_clocks_start_anew_when_we_go_live(self):
        self._start_trial(MONDAY)
        with self._at():
            complaint = self._case()
            clock = self._clock(complaint, "acknowledge")
            time_given = clock.date_deadline - clock.date_start
        wizard = self._go_live(FRIDAY, clocks="restart")
        self.assertGreaterEqual(wizard.complaint_count, 1)
        clock = self._clock(complaint, "acknowledge")
        self.assertEqual(clock.date_start, FRIDAY)
        self.assertEqual(clock.date_deadline, FRIDAY + time_given)
        with self._at(FRIDAY):
            self.assertFalse(self._is_overdue(complaint))
        self.assertFalse(self._sweep_at(FRIDAY))
        later = FRIDAY + timedelta(days=3)
        with self._at(later):
            self.assertTrue(self._is_overdue(complaint))
        self.assertTrue(self._sweep_at(later))

    def test_clocks_go_on_and_what_ran_out_is_no_breach(self):
        self._start_trial(MONDAY)
        with self._at():
            complaint = self._case()
        self._go_live(FRIDAY, clocks="keep")
        clocks = complaint.sudo().deadline_ids
        past = clocks.filtered(lambda clock: clock.date_deadline < FRIDAY)
        ahead = clocks - past
        self.assertTrue(past and ahead)
        self.assertEqual(set(past.mapped("date_start")), {MONDAY})
        self.assertFalse(any(past.mapped("date_escalation")))
        self.assertEqual(complaint.next_deadline, min(ahead.mapped("date_deadline")))
        self.assertTrue(all(ahead.mapped("date_escalation")))
        with self._at(FRIDAY + timedelta(days=365)):
            self.assertEqual(set(past.mapped("state")), {"running"})
            self.assertEqual(set(ahead.mapped("state")), {"breached"})
        self.assertFalse(self._sweep_at(FRIDAY))

    def test_what_waits_for_the_customer_goes_on_waiting(self):
        self._start_trial(MONDAY)
        with self._at():
            complaint = self._lead(self._case(), "accept")
            complaint.action_wait_customer()
        self._go_live(FRIDAY)
        clocks = complaint.sudo().deadline_ids.filtered(lambda c: not c.date_met)
        self.assertEqual(set(clocks.mapped("date_paused")), {FRIDAY})
        self.assertEqual(set(clocks.mapped("state")), {"paused"})

    def test_a_case_of_before_that_comes_in_later_is_no_breach(self):
        self.env.company.customer_policy_go_live = date(2026, 3, 4)
        with self._at(FRIDAY):
            complaint = self._case(date_received=MONDAY)
            clocks = complaint.sudo().deadline_ids
            before = clocks.filtered(lambda c: c.date_deadline < datetime(2026, 3, 4))
            self.assertTrue(before)
            self.assertNotIn("breached", before.mapped("state"))
            # What runs out after we went live is a breach, whenever it began.
            late = clocks.filtered(lambda c: c.state == "breached")
            self.assertEqual(self._is_overdue(complaint), bool(late))
            first = (clocks - before).sorted("date_deadline")[0]
            self.assertEqual(complaint.next_deadline, first.date_deadline)
            self.assertEqual(complaint.next_step, first.step)

    def test_documents_of_the_trial_are_kept_unless_chosen(self):
        begun = fields.Datetime.now() - timedelta(hours=1)
        older = self._case()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_complaint SET create_date = %s WHERE id = %s",
            (begun - timedelta(days=1), older.id),
        )
        self.env.invalidate_all()
        self._start_trial(begun)
        tried = self._case()
        imported = self._case()
        imported.sudo().source_reference = "OLD-1"
        with self.env.cr.savepoint() as savepoint:
            self._go_live(fields.Datetime.now())
            self.assertEqual(tried.state, "new")
            savepoint.rollback()
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self._go_live(fields.Datetime.now(), documents="end")
        self.assertEqual(tried.state, "cancelled")
        self.assertFalse(tried.sudo().deadline_ids)
        self.assertEqual((older.state, imported.state), ("new", "new"))
