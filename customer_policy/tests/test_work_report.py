from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .visit_common import MONDAY, VisitCase

DAY = MONDAY.date()
EVENING = datetime(2026, 3, 2, 17, 10)
FRIDAY = datetime(2026, 3, 6, 15, 0)


class TestWorkReport(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["customer.work.report"]
        officers = cls.env.ref("customer_policy.group_complaint_officer")
        cls.visitor.group_ids = [Command.link(officers.id)]

    def _report(self, user=None, **values):
        user = user or self.visitor
        return self.reports.with_user(user).create({"date_from": DAY, **values})

    def _done(self, moment=MONDAY, **values):
        visit = self._visit(date_planned=moment, report="x", **values)
        with self._at(moment):
            visit.action_done()
        return visit

    def _complaint(self, **values):
        return (
            self.env["customer.complaint"]
            .sudo()
            .create(
                {
                    "name": "Late",
                    "partner_id": self.customer.id,
                    "date_received": MONDAY,
                    "first_responsible_id": self.visitor.id,
                    **values,
                }
            )
        )

    def _lines(self, report, kind):
        return report.sudo().line_ids.filtered(lambda line: line.kind == kind)

    # ------------------------------------------------------------------------ gathering

    def test_the_day_is_gathered(self):
        done = self._done()
        late = self._visit(date_planned=MONDAY)
        complaint = self._complaint(user_id=self.visitor.id)
        with self._at(hours=8):
            report = self._report()
            report.action_gather()
        self.assertEqual(report.call_count, 1)
        self.assertEqual(report.missed_count, 1)
        self.assertEqual(report.planned_count, 2)
        self.assertEqual(report.received_count, 1)
        self.assertEqual(report.open_count, 1)
        self.assertEqual(self._lines(report, "call").visit_id, done)
        self.assertEqual(self._lines(report, "missed").visit_id, late)
        self.assertEqual(self._lines(report, "open").complaint_id, complaint)

    def test_what_others_did_or_on_other_days_is_not_in_it(self):
        self._done(moment=MONDAY - timedelta(days=1))
        self._done(moment=MONDAY + timedelta(days=1))
        self._visit(user=self.second_visitor, date_planned=MONDAY)
        with self._at(days=2):
            report = self._report()
            report.action_gather()
        self.assertEqual((report.call_count, report.missed_count), (0, 0))

    def test_a_day_begins_where_the_person_is(self):
        self.visitor.tz = "Asia/Shanghai"
        self._done(moment=datetime(2026, 3, 1, 16, 30))  # 0:30 on Monday there
        with self._at():
            report = self._report()
            report.action_gather()
        self.assertEqual(report.call_count, 1)

    def test_new_customers_and_promises(self):
        visit = self._done(promise="An offer", promise_date=DAY)
        with self._at(hours=2):
            report = self._report()
            report.action_gather()
            self.assertEqual((report.kept_count, report.due_count), (0, 1))
            visit.action_keep_promise("Sent")
            partner = self.env["res.partner"].with_user(self.visitor).sudo()
            partner = partner.create({"name": "New", "is_company": True})
            partner.child_ids.create({"name": "Person", "parent_id": partner.id})
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id IN %s",
                [MONDAY, (partner | partner.child_ids)._ids],
            )
            self.env.invalidate_all()
            report.action_gather()
        self.assertEqual((report.kept_count, report.due_count), (1, 0))
        self.assertEqual(self._lines(report, "customer").partner_id, partner)

    def test_whom_to_contact_next_jumps_over_the_weekend(self):
        friday = DAY + timedelta(days=4)
        ahead = self._visit(date_planned=MONDAY + timedelta(days=7))
        self._visit(date_planned=MONDAY + timedelta(days=8))
        with self._at(days=4):
            report = self._report(date_from=friday)
            report.action_gather()
        self.assertEqual(self._lines(report, "contact").visit_id, ahead)

    def test_gathering_again_keeps_remarks_notes_and_own_lines(self):
        self._done()
        with self._at(hours=8):
            report = self._report()
            report.action_gather()
            report.remarks = "A good day"
            line = report.done_line_ids
            line.note = "Wants more"
            own = report.contact_line_ids.create(
                {"report_id": report.id, "partner_id": self.customer.id, "note": "Ask"}
            )
            self._done(moment=MONDAY + timedelta(hours=1))
            report.action_gather()
            report.action_gather()
        self.assertEqual(report.remarks, "A good day")
        self.assertEqual(line.exists().note, "Wants more")
        self.assertEqual(own.exists().kind, "contact")
        self.assertEqual(report.call_count, 2)
        self.assertEqual(len(self._lines(report, "call")), 2)

    def test_queries_do_not_grow_with_reports(self):
        for days in range(12):
            self._done(moment=MONDAY + timedelta(days=days))
        with self._at(days=12):
            many = self.reports.browse()
            for days in range(12):
                many |= self._report(date_from=DAY + timedelta(days=days))

            def queries(reports):
                reports.sudo().line_ids.unlink()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                reports._gather()
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

            queries(many[:1])
            self.assertLessEqual(queries(many), queries(many[:2]) + 12)

    def test_a_week_sums_up_its_days(self):
        self._done()
        self._done(moment=MONDAY + timedelta(days=2))
        with self._at(days=4):
            day = self._report(visitor_count=3, new_visitor_count=1, remarks="Fair")
            week = self._report(kind="weekly", date_from=DAY + timedelta(days=3))
            week.action_gather()
        self.assertEqual((week.date_from, week.date_to), (DAY, date(2026, 3, 8)))
        self.assertEqual(week.call_count, 2)
        self.assertEqual((week.visitor_count, week.new_visitor_count), (3, 1))
        self.assertEqual(week.day_ids, day)

    def test_there_is_one_report_for_a_day(self):
        self._report()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._report()

    # -------------------------------------------------------------------------- secrecy

    def test_lines_of_a_hidden_customer_do_not_show_to_a_superior(self):
        self._done()
        with self._at(hours=8):
            report = self._report()
            report.action_send()
        lines = report.line_ids.with_user(self.supervisor)
        found = lines.search([("report_id", "=", report.id)])
        self.assertEqual(found.partner_id, self.customer)
        self.customer.sudo().confidentiality_own_level = "2"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(lines.search([("report_id", "=", report.id)]))
        html = self._html(self.supervisor, report)
        self.assertNotIn("Visited Company", html)

    def _html(self, user, report):
        actions = self.env["ir.actions.report"].with_user(user)
        self.env.invalidate_all()
        name = "customer_policy.report_work_report"
        html, _kind = actions._render_qweb_html(name, report.ids)
        return html.decode()

    def test_the_paper_holds_what_is_in_it(self):
        self._done()
        with self._at(hours=8):
            report = self._report(remarks="A good day", market="Prices fall")
            report.action_send()
        html = self._html(self.supervisor, report)
        for text in ("A good day", "Prices fall", "Visited Company", "Visitor"):
            self.assertIn(text, html)

    def test_who_complained_in_confidence_is_not_named(self):
        self._complaint(is_confidential=True)
        with self._at(hours=8):
            report = self._report()
            report.action_gather()
        line = self._lines(report, "received")
        self.assertTrue(line.number)
        self.assertFalse(line.partner_id)

    # -------------------------------------------------------------------------- process

    def test_sent_up_read_and_answered(self):
        with self._at(hours=8):
            report = self._report(remarks="Fine")
            report.action_send()
            self.assertEqual(report.state, "sent")
            self.assertEqual(report.manager_id, self.supervisor)
            todo = report.sudo().activity_ids
            self.assertEqual(todo.user_id, self.supervisor)
            self.assertEqual(self._notices(self.supervisor, report), 1)
            with self.assertRaises(UserError):
                report.remarks = "Other"
            report.with_user(self.supervisor).action_read("Well done")
        self.assertEqual((report.state, report.read_by_id), ("read", self.supervisor))
        self.assertIn("Well done", "".join(report.message_ids.mapped("body")))
        self.assertFalse(report.sudo().activity_ids)

    def test_sent_back_completed_and_sent_again(self):
        with self._at(hours=8):
            report = self._report()
            report.action_send()
            superior = report.with_user(self.supervisor)
            with self.assertRaises(UserError):
                superior.action_return(" ")
            superior.action_return("Which customers?")
            self.assertEqual(report.state, "draft")
            self.assertEqual(report.sudo().activity_ids.user_id, self.visitor)
            report.remarks = "Those"
            report.action_send()
        self.assertEqual(report.state, "sent")

    def test_taken_back_as_long_as_nobody_read_it(self):
        with self._at(hours=8):
            report = self._report()
            report.action_send()
            report.action_recall()
            self.assertEqual(report.state, "draft")
            report.action_send()
            report.with_user(self.supervisor).action_read()
            with self.assertRaises(UserError):
                report.action_recall()

    def test_nobody_reads_the_own_report_as_a_superior(self):
        with self._at(hours=8):
            report = self._report()
            report.action_send()
            with self.assertRaises(AccessError):
                report.action_read()

    def test_late_is_after_the_hours_of_grace(self):
        for hours, late in ((16, False), (17, True)):
            with freeze_time(EVENING + timedelta(hours=hours)):
                report = self._report(date_from=DAY)
                report.action_send()
                self.assertEqual(report.is_late, late)
                report.sudo().unlink()

    def test_a_report_ahead_of_its_day_is_not_sent(self):
        with self._at():
            report = self._report(date_from=DAY + timedelta(days=1))
            with self.assertRaises(UserError):
                report.action_send()

    def test_without_a_superior_it_goes_to_the_role_of_the_setting(self):
        setting = self.env.ref("customer_policy.work_report_setting")
        with self._at(hours=8):
            report = self._report(user=self.supervisor)
            with self.assertRaises(UserError):
                report.action_send()
            setting.role_id = self.env["customer.policy.role"].create(
                {"name": "Head", "code": "head", "holder_id": self.manager.id}
            )
            report.action_send()
        self.assertEqual(report.manager_id, self.manager)

    # ----------------------------------------------------------------------------- cron

    def _ask(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_policy.ir_cron_work_report").method_direct_trigger()
        self.env.invalidate_all()
        return self.reports.search([("user_id", "=", self.visitor.id)])

    def test_at_ten_past_five_reports_are_begun_and_asked_for_once(self):
        self._done()
        with freeze_time(EVENING - timedelta(minutes=1)):
            self.assertFalse(self._ask())
        with freeze_time(EVENING):
            report = self._ask()
            self.assertEqual((report.kind, report.call_count), ("daily", 1))
            self.assertEqual(report.activity_ids.user_id, self.visitor)
            notices = self._notices()
            self.assertEqual(self._ask(), report)
            self.assertEqual(self._notices(), notices)
            self.assertEqual(len(report.activity_ids), 1)

    def _notices(self, user=None, report=None):
        domain = [("res_partner_id", "=", (user or self.visitor).partner_id.id)]
        if report:
            domain += [
                ("mail_message_id.model", "=", report._name),
                ("mail_message_id.res_id", "=", report.id),
            ]
        return self.env["mail.notification"].search_count(domain)

    def test_who_is_at_the_top_or_away_is_not_asked(self):
        with (
            freeze_time(EVENING),
            patch.object(
                type(self.env["res.users"]),
                "_who_are_present",
                lambda users, moment=None: users - self.second_visitor,
            ),
        ):
            self._ask()
        for user, asked in (
            (self.visitor, True),
            (self.second_visitor, False),
            (self.supervisor, False),
        ):
            with self.subTest(user=user.name):
                found = self.reports.search([("user_id", "=", user.id)])
                self.assertEqual(bool(found), asked)

    def test_who_has_sent_is_not_asked(self):
        with freeze_time(EVENING):
            report = self._report()
            report.action_send()
            before = self._notices()
            self._ask()
            self.assertEqual(self._notices(), before)

    def test_on_friday_the_week_is_asked_for_and_on_saturday_nothing(self):
        with freeze_time(FRIDAY):
            self.assertEqual(self._ask().kind, "weekly")
        with freeze_time(FRIDAY + timedelta(days=1, hours=5)):
            self.assertEqual(self._ask().mapped("kind"), ["weekly"])

    def test_settings_say_when(self):
        setting = self.env.ref("customer_policy.work_report_setting")
        setting.write({"is_daily": False})
        with freeze_time(EVENING):
            self.assertFalse(self._ask())
        setting.write({"is_daily": True, "daily_time": 12.0})
        with freeze_time(EVENING - timedelta(hours=5)):
            self.assertTrue(self._ask())

    def test_who_has_not_sent_is_listed_for_the_superior_without_a_word(self):
        with freeze_time(EVENING):
            report = self._ask()
        due = self.env["customer.work.report.due"].with_user(self.supervisor)
        domain = [("user_id", "=", self.visitor.id)]
        with freeze_time(EVENING + timedelta(hours=1)):
            self.assertEqual(due.search(domain).outcome, "open")
        self.env.invalidate_all()
        with freeze_time(EVENING + timedelta(hours=17)):
            self.assertEqual(due.search(domain).outcome, "missing")
            self.assertFalse(report.with_user(self.supervisor).search(domain))
            self.env.invalidate_all()
            report.with_user(self.visitor).action_send()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(due.search(domain).outcome, "late")
