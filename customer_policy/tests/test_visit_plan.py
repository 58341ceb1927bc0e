from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.visit_needs import days_of_interval
from .visit_plan_common import FIRST, LAST, VisitPlanCase


@tagged("post_install", "-at_install")
class TestVisitPlan(VisitPlanCase):
    # ----------------------------------------------------------------- what is planned

    def test_what_is_due_stands_on_a_working_day_of_who_is_in_charge(self):
        rule = self._rule()
        customers = self._customers(5)
        plan = self._plan()
        visits = self._generate(plan)
        self.assertEqual(visits.partner_id, customers)
        self.assertEqual(set(visits.mapped("state")), {"planned"})
        self.assertEqual(visits.rule_id, rule)
        self.assertEqual(visits.user_id, self.visitor)
        for visit in visits:
            self.assertLessEqual(FIRST, visit.date_planned.date())
            self.assertLessEqual(visit.date_planned.date(), LAST)
            self.assertLess(visit.date_planned.weekday(), 5)
            self.assertGreaterEqual(visit.date_planned.hour, 9)
            end = visit.date_planned_end
            self.assertLessEqual(end.hour + end.minute / 60, 17)
        self.assertFalse(plan.gap_ids)
        self.assertEqual(plan.visit_count, 5)

    def test_a_planned_visit_has_all_that_one_made_by_hand_has(self):
        self._rule()
        self._customers(1)
        visit = self._generate(self._plan())
        values = {
            "partner_id": visit.partner_id.id,
            "user_id": visit.user_id.id,
            "visit_type_id": visit.visit_type_id.id,
            "date_planned": visit.date_planned,
        }
        other = self.env["customer.visit"].sudo().create(values)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(v) FROM customer_visit v WHERE id IN (%s, %s) ORDER BY id",
            (visit.id, other.id),
        )
        mine, theirs = (row for (row,) in self.env.cr.fetchall())
        apart = {name for name in mine if mine[name] != theirs[name]}
        expected = {"id", "number", "plan_id", "rule_id", "create_uid", "write_uid"}
        expected |= {"date_due_from", "date_due_until", "create_date", "write_date"}
        self.assertLessEqual(apart, expected)
        self.assertTrue(mine["number"])

    def test_leave_and_public_holidays_stay_free(self):
        self._rule(interval_unit="day", interval_number=1, merge_days=0)
        self._customers(1)
        leaves = self.env["resource.calendar.leaves"]
        for resource, day in (
            (self.employee.resource_id, datetime(2026, 3, 10)),
            (self.env["resource.resource"], datetime(2026, 3, 12)),
        ):
            leaves.create(
                {
                    "name": "Away",
                    "calendar_id": self.calendar.id,
                    "resource_id": resource.id,
                    "date_from": day,
                    "date_to": day + timedelta(days=1, seconds=-1),
                }
            )
        plan = self._plan(date_to=date(2026, 3, 13))
        days = {visit.date_planned.date().day for visit in self._generate(plan)}
        self.assertEqual(days, {9, 11, 13})
        self.assertEqual(set(plan.gap_ids.mapped("reason")), {"no_working_day"})

    def test_a_day_holds_no_more_than_it_can(self):
        self.settings.hours_per_day = 2
        self._rule(visit_type_id=self.on_site.id, interval_unit="year")
        self._customers(30)
        plan = self._plan(date_to=date(2026, 3, 13))
        visits = self._generate(plan)
        self.assertTrue(visits)
        self.assertEqual(len(visits) + len(plan.gap_ids), 30)
        for day in visits.grouped(lambda visit: visit.date_planned.date()).values():
            way = self.settings.travel_fixed / 60
            total = sum(visit.duration + way for visit in day)
            self.assertLessEqual(total, 2.001)
        self.assertEqual(set(self._reasons(plan).values()), {"no_capacity"})

    def test_the_most_overdue_come_first(self):
        self.settings.hours_per_day = self.phone.duration
        rule = self._rule()
        late, later, fresh = self._customers(3)
        self._done(late, datetime(2026, 1, 20, 10), rule)
        self._done(later, datetime(2025, 12, 1, 10), rule)
        self._done(fresh, datetime(2026, 2, 6, 10), rule)
        plan = self._plan(date_to=date(2026, 3, 10))
        visits = self._generate(plan)
        self.assertEqual(visits.partner_id, late + later)
        self.assertEqual(plan.gap_ids.partner_id, fresh)

    def test_the_last_visit_says_when_the_next_is_due(self):
        rule = self._rule()
        customer = self._customers(1)
        self._done(customer, datetime(2026, 2, 26, 10), rule)
        visit = self._generate(self._plan())
        self.assertEqual(visit.date_due_from, date(2026, 3, 19))
        self.assertEqual(visit.date_due_until, date(2026, 4, 2))
        self.assertGreaterEqual(visit.date_planned.date(), visit.date_due_from)

    def test_the_day_of_the_week_that_the_customer_prefers(self):
        self._rule()
        self._customers(4, visit_weekday="3")
        visits = self._generate(self._plan())
        self.assertEqual({v.date_planned.weekday() for v in visits}, {3})

    def test_one_visit_serves_two_rules(self):
        call = self._rule(merge_days=40)
        seen = self._rule(
            name="Quarterly", visit_type_id=self.on_site.id, interval_number=3
        )
        customer = self._customers(1)
        visit = self._generate(self._plan())
        self.assertEqual(visit.partner_id, customer)
        self.assertEqual(visit.rule_id, seen)
        self.assertEqual(visit.merged_rule_ids, call)
        self.assertEqual(visit.visit_type_id, self.on_site)

    def test_a_rule_of_a_year_does_not_come_every_month(self):
        rule = self._rule(interval_unit="year")
        customer = self._customers(1)
        self._done(customer, datetime(2026, 1, 5, 10), rule)
        self.assertFalse(self._generate(self._plan()))

    def test_an_unplanned_visit_counts(self):
        rule = self._rule()
        customer = self._customers(1)
        visit = self._done(customer, datetime(2026, 3, 1, 10), rule)
        visit.sudo().rule_id = False
        planned = self._generate(self._plan())
        self.assertEqual(planned.date_due_from, date(2026, 3, 25))

    def test_a_share_is_visited_and_always_the_same(self):
        self._rule(sampling_rate=0.5)
        self._customers(60)
        plan = self._plan()
        chosen = self._generate(plan).partner_id
        self.assertTrue(15 <= len(chosen) <= 45)
        plan.sudo().unlink()
        self.assertEqual(self._generate(self._plan()).partner_id, chosen)

    # -------------------------------------------------------------------------- events

    def _complaint(self, partner, **values):
        case = self.env["customer.complaint"].create(
            {"name": "Late", "partner_id": partner.id, "severity": "major"}
        )
        day = datetime(2026, 3, 8, 10)
        case.sudo().write({"state": "closed", "date_closed": day, **values})
        return case

    def test_a_closed_complaint_is_followed_up(self):
        self._rule(event="complaint_closed", severity="major", days_after_within=3)
        customer, other = self._customers(2)
        case = self._complaint(customer)
        self._complaint(other, severity="general")
        visit = self._generate(self._plan())
        self.assertEqual(visit.partner_id, customer)
        self.assertEqual(visit.complaint_id, case)
        self.assertLessEqual(visit.date_planned.date(), date(2026, 3, 11))

    def test_who_is_complained_of_does_not_follow_it_up(self):
        self._rule(event="complaint_closed", days_after_within=3)
        customer = self._customers(1)
        case = self._complaint(customer)
        case.sudo().respondent_ids = self.employee
        plan = self._plan()
        self.assertFalse(self._generate(plan))
        self.assertEqual(self._reasons(plan), {customer: "not_cleared"})

    def test_who_complained_anonymously_is_left_in_peace(self):
        self._rule(event="complaint_closed", days_after_within=3)
        case = self._complaint(self._customers(1))
        self.env.cr.execute(
            "UPDATE customer_complaint SET is_anonymous = TRUE WHERE id = %s", [case.id]
        )
        self.assertFalse(self._generate(self._plan()))

    def test_a_delivery_is_followed_up_after_a_month(self):
        self._rule(event="delivery", days_after_from=25, days_after_within=35)
        customer = self._customers(1)
        occasion = self.env["customer.visit.occasion"].create(
            {"partner_id": customer.id, "date": date(2026, 2, 20)}
        )
        plan = self._plan()
        visit = self._generate(plan)
        self.assertEqual(visit.occasion_id, occasion)
        self.assertTrue(
            date(2026, 3, 17) <= visit.date_planned.date() <= date(2026, 3, 27)
        )
        self.assertEqual(self._generate(plan), visit)

    def test_a_promise_is_kept_by_its_day(self):
        rule = self._rule(interval_unit="year")
        customer = self._customers(1)
        given = self._done(
            customer,
            datetime(2026, 3, 1, 10),
            rule,
            promise="A price",
            promise_date=date(2026, 3, 18),
        )
        plan = self._plan()
        visit = self._generate(plan)
        self.assertEqual(visit.promised_by_id, given)
        self.assertLessEqual(visit.date_planned.date(), date(2026, 3, 18))
        before = self._state_of(plan)
        self._generate(plan)
        self.assertEqual(self._state_of(plan), before)

    # --------------------------------------------------------------------- once again

    def test_planning_again_writes_nothing(self):
        self.settings.hours_per_day = 1.5
        self._rule()
        self._rule(name="Seen", visit_type_id=self.on_site.id, interval_number=3)
        self._customers(25)
        self._customers(25, user_id=self.second_visitor.id, visit_weekday="2")
        plan = self._plan(date_to=date(2026, 3, 20))
        self._generate(plan)
        self.assertTrue(plan.gap_ids)
        before = self._state_of(plan)
        self._generate(plan)
        self.assertEqual(self._state_of(plan), before)

    def test_what_was_touched_confirmed_or_done_stays(self):
        self._rule(interval_unit="week")
        self._customers(4)
        plan = self._plan()
        visits = self._generate(plan)
        touched, confirmed, done = visits[:3]
        touched.sudo().write(
            {"date_planned": datetime(2026, 3, 11, 9), "is_touched": True}
        )
        confirmed.sudo().state = "confirmed"
        done.sudo().write({"state": "done", "date_done": done.date_planned})
        before = {v: (v.date_planned, v.user_id) for v in visits}
        again = self._generate(plan)
        self.assertEqual(again, visits)
        self.assertEqual({v: (v.date_planned, v.user_id) for v in again}, before)

    def test_leave_moves_only_what_falls_into_it(self):
        self._rule()
        self._customers(30)
        plan = self._plan()
        visits = self._generate(plan)
        before = {visit: visit.date_planned for visit in visits}
        ill = min(before.values()).date()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "calendar_id": self.calendar.id,
                "resource_id": self.employee.resource_id.id,
                "date_from": datetime.combine(ill, datetime.min.time()),
                "date_to": datetime.combine(ill, datetime.min.time().replace(hour=23)),
            }
        )
        again = self._generate(plan)
        self.assertEqual(again, visits)
        for visit, moment in before.items():
            if moment.date() == ill:
                self.assertNotEqual(visit.date_planned.date(), ill)
            else:
                self.assertEqual(visit.date_planned.date(), moment.date())

    def test_what_was_cancelled_by_hand_does_not_come_back(self):
        self._rule()
        self._customers(3)
        plan = self._plan()
        visits = self._generate(plan)
        visits[0].sudo().state = "cancelled"
        self.assertEqual(self._generate(plan), visits)

    def test_what_is_not_due_any_more_goes(self):
        self._rule()
        first, second = self._customers(2)
        plan = self._plan()
        self._generate(plan)
        second.active = False
        again = self._generate(plan).filtered(lambda visit: visit.state == "planned")
        self.assertEqual(again.partner_id, first)

    def test_a_new_customer_takes_what_is_free(self):
        self._rule()
        self._customers(3)
        plan = self._plan()
        before = {v: v.date_planned for v in self._generate(plan)}
        new = self._customers(1)
        again = self._generate(plan)
        self.assertEqual(again.filtered(lambda v: v not in before).partner_id, new)
        self.assertEqual({v: v.date_planned for v in before}, before)

    def test_planning_anew_forgets_where_things_were(self):
        self._rule()
        self._customers(3)
        plan = self._plan()
        visits = self._generate(plan)
        with self._at():
            plan.action_restart()
        self.assertFalse(visits.exists())
        self.assertEqual(len(plan.sudo().visit_ids), 3)

    # ----------------------------------------------------------------------- bad input

    def test_capacity_zero_reports_each_visit(self):
        self.settings.hours_per_day = 0
        self._rule()
        customers = self._customers(3)
        plan = self._plan()
        self.assertFalse(self._generate(plan))
        self.assertEqual(
            self._reasons(plan), dict.fromkeys(customers, "no_working_day")
        )

    def test_no_address_for_a_visit_on_site(self):
        self._rule(visit_type_id=self.on_site.id)
        customer = self._customers(1, partner_latitude=0, partner_longitude=0)
        plan = self._plan()
        self.assertFalse(self._generate(plan))
        self.assertEqual(self._reasons(plan), {customer: "no_address"})
        customer.city = "Berlin"
        self.assertEqual(self._generate(plan).partner_id, customer)
        self.assertFalse(plan.gap_ids)

    def test_who_has_left_or_has_no_calendar(self):
        self._rule()
        mine = self._customers(1)
        theirs = self._customers(1, user_id=self.second_visitor.id)
        self.env["hr.employee"].search(
            [("user_id", "=", self.visitor.id)]
        ).resource_calendar_id = False
        self.env.company.resource_calendar_id = self.calendar
        self.second_visitor.active = False
        plan = self._plan()
        self.assertEqual(self._generate(plan).partner_id, mine)
        self.assertEqual(self._reasons(plan), {theirs: "no_performer"})

    def test_nobody_in_charge_shows_in_a_plan_for_everybody(self):
        tag = self.env["res.partner.category"].create({"name": "Ours"})
        self._rule(tag_ids=[Command.set(tag.ids)])
        customer = self._customers(1, user_id=False, category_id=tag.ids)
        plan = self._plan(user_ids=[])
        self._generate(plan)
        self.assertEqual(self._reasons(plan), {customer: "no_performer"})

    def test_an_interval_of_nothing_is_refused(self):
        with self.assertRaises(ValueError):
            days_of_interval(FIRST, (0, "month"), (FIRST, LAST))
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                self._rule(interval_number=0)
                self.env.flush_all()

    def test_a_plan_that_is_over_is_refused(self):
        plan = self._plan(date_from=date(2026, 1, 5), date_to=date(2026, 1, 9))
        with self.assertRaisesRegex(UserError, "over"):
            self._generate(plan)

    def test_two_plans_for_a_person_at_a_time_are_refused(self):
        self._plan()
        with self.assertRaisesRegex(ValidationError, "Visitor"):
            self._plan(user_ids=[Command.set(self.visitor.ids)])
        with self.assertRaises(ValidationError):
            self._plan(user_ids=[])
        self._plan(date_from=LAST + timedelta(days=1), date_to=LAST + timedelta(days=9))
        self._plan(user_ids=[Command.set(self.supervisor.ids)])

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                self._plan(date_to=FIRST - timedelta(days=1))
                self.env.flush_all()

    def test_a_visit_cannot_stand_twice(self):
        self._rule()
        self._customers(1)
        visit = self._generate(self._plan())
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "INSERT INTO customer_visit (company_id, partner_id, rule_id,"
                    " date_due_from, state, visit_type_id, date_planned, duration)"
                    " SELECT company_id, partner_id, rule_id, date_due_from, state,"
                    " visit_type_id, date_planned, duration"
                    " FROM customer_visit WHERE id = %s",
                    [visit.id],
                )

    def test_a_failure_in_the_middle_leaves_nothing_behind(self):
        self._rule()
        self._customers(5)
        plan = self._plan()
        broken = patch.object(
            type(plan), "_store_gaps", side_effect=UserError("Lost connection")
        )
        with broken, self.assertRaises(UserError), self.env.cr.savepoint():
            self._generate(plan)
        self.env.invalidate_all()
        self.assertFalse(plan.sudo().visit_ids)
        self.assertEqual(len(self._generate(plan)), 5)

    # ------------------------------------------------------------------------- secrecy

    def test_only_who_may_know_the_customer_is_sent(self):
        self._rule(performer="service_team")
        customer = self._customers(1, user_id=False)
        customer.sudo().service_user_ids = self.people
        self.env["customer.access.hold"].sudo().create(
            {
                "user_id": self.visitor.id,
                "reason": "Leaves",
                "date_from": datetime(2026, 1, 1),
            }
        )
        customer.sudo().action_classify("1", "Secret", date(2027, 6, 1))
        plan = self._plan()
        visits = self._generate(plan)
        self.assertEqual(visits.user_id, self.second_visitor)

    def test_a_hidden_customer_leaves_no_name_in_the_plan(self):
        self._rule()
        customer = self._customers(1, name="Hidden Works")
        customer.sudo().action_classify("2", "Secret", date(2027, 6, 1))
        plan = self._plan()
        self._generate(plan)
        texts = " ".join(plan.sudo().message_ids.mapped("body"))
        self.assertNotIn("Hidden Works", texts)
