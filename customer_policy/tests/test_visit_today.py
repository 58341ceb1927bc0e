from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError
from odoo.tests import users

from ..tools import geo
from .test_visit_check_in import photo
from .visit_common import MONDAY, VisitCase

PHONE = (31.2304, 121.4737)


class TestVisitToday(VisitCase):
    def _today(self, user=None, moment=MONDAY):
        visits = self.env["customer.visit"].with_user(user or self.visitor)
        with self._at(moment):
            return visits.get_today()

    def _ids(self, rows):
        return [row["id"] for row in rows]

    def test_the_own_visits_of_the_day_come_in_the_order_of_the_way(self):
        later = self._visit(date_planned=MONDAY + timedelta(hours=4))
        first = self._visit(date_planned=MONDAY - timedelta(hours=1))
        self._visit(user=self.second_visitor)
        tomorrow = self._visit(date_planned=MONDAY + timedelta(days=1))
        self._visit(date_planned=MONDAY + timedelta(days=3))
        today = self._today()
        self.assertEqual(self._ids(today["visits"]), (first | later).ids)
        self.assertEqual(today["earlier"], [])
        self.assertEqual(today["next"], str(tomorrow.date_planned))
        self.assertEqual(today["date"], "2026-03-02")

    def test_the_day_is_that_of_the_person(self):
        visit = self._visit(date_planned=MONDAY.replace(hour=22))
        self.assertEqual(self._ids(self._today()["visits"]), visit.ids)
        self.visitor.tz = "Asia/Shanghai"
        self.assertEqual(self._today()["visits"], [])
        self.assertEqual(
            self._ids(self._today(moment=MONDAY + timedelta(days=1))["visits"]),
            visit.ids,
        )

    def test_what_was_not_done_before_can_be_made_up_for(self):
        missed = self._visit(date_planned=MONDAY - timedelta(days=3))
        missed.sudo()._miss()
        gone = self._visit(date_planned=MONDAY - timedelta(days=2))
        gone.action_cancel("Closed")
        self.assertEqual(self._ids(self._today()["earlier"]), missed.ids)

    def test_what_was_made_up_for_need_not_be_done_again(self):
        missed = self._visit(date_planned=MONDAY - timedelta(days=9))
        missed.sudo()._miss()
        before = self._visit(date_planned=MONDAY - timedelta(days=12))
        with self._at(MONDAY - timedelta(days=12)):
            before.action_done({"report": "x"})
        self.assertEqual(self._ids(self._today()["earlier"]), missed.ids)
        since = self._visit(
            date_planned=MONDAY - timedelta(days=4), user=self.second_visitor
        )
        with self._at(MONDAY - timedelta(days=4)):
            since.action_done({"report": "x"})
        self.assertEqual(self._today()["earlier"], [])

    def test_a_report_kept_on_the_phone_brings_its_visit_wherever_it_went(self):
        moved = self._visit(date_planned=MONDAY + timedelta(days=9))
        of_day = self._visit()
        strange = self._visit(user=self.second_visitor)
        visits = self.env["customer.visit"].with_user(self.visitor)
        with self._at():
            found = visits.get_today([*moved.ids, *of_day.ids, *strange.ids, 0])
        seen = visits.search([("id", "in", strange.ids)])
        self.assertEqual(set(self._ids(found["kept"])), {*moved.ids, *seen.ids})
        self.assertEqual(self._ids(found["visits"]), of_day.ids)
        self.assertEqual(self._today()["kept"], [])

    def test_promises_due_and_reports_sent_back_are_counted_and_opened(self):
        visit = self._visit(
            report="x", promise="Parts", promise_date=MONDAY.date() - timedelta(days=1)
        )
        later = self._visit(
            report="x", promise="Parts", promise_date=MONDAY.date() + timedelta(days=1)
        )
        with self._at():
            (visit | later).action_done()
            visit.with_user(self.supervisor).action_return("More")
        today = self._today()
        self.assertEqual((today["promises"], today["returned"]), (1, 1))
        visits = self.env["customer.visit"].with_user(self.visitor)
        for what in ("promises", "returned"):
            with self._at():
                domain = visits.action_open_today(what)["domain"]
                self.assertEqual(visits.search(domain), visit)

    def test_maps_lead_to_the_place_in_their_own_system(self):
        self.customer.write(
            {"partner_latitude": PHONE[0], "partner_longitude": PHONE[1]}
        )
        self.customer.country_id = self.env.ref("base.cn")
        visit = self._visit()
        setting = self.env.ref("customer_policy.visit_setting")
        for provider, parameter, datum in (
            ("amap", "to", "gcj02"),
            ("baidu", "location", "bd09"),
            ("google", "destination", "gcj02"),
            ("osm", "to", "wgs84"),
        ):
            with self.subTest(provider=provider):
                setting.map_provider = provider
                self.env.invalidate_all()
                query = parse_qs(urlsplit(visit.navigation_url).query)
                numbers = list(map(float, query[parameter][0].split(",")[:2]))
                if provider == "amap":
                    numbers.reverse()
                there = geo.to_wgs84(*numbers, datum)
                self.assertLess(geo.distance(*PHONE, *there), 1)
                self.assertNotIn("Visited", visit.navigation_url)

    def test_without_coordinates_the_address_leads_there(self):
        self.customer.write(
            {
                "partner_latitude": 0,
                "partner_longitude": 0,
                "street": "Long Road 1",
                "city": "Town",
            }
        )
        visit = self._visit()
        self.assertIn("Long+Road+1", visit.navigation_url)
        self.assertNotIn("Visited", visit.navigation_url)
        self.customer.write({"street": False, "city": False, "country_id": False})
        self.env.invalidate_all()
        self.assertFalse(visit.navigation_url)

    def test_a_contact_is_called_and_found_at_the_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id, "type": "other"}
        )
        self.customer.write({"phone": "+49 30 1", "street": "Long Road 1"})
        visit = self._visit(partner_id=contact.id)
        self.assertEqual(visit.customer_phone, "+49 30 1")
        self.assertIn("Long Road 1", visit.customer_address)
        contact.phone = "+49 30 2"
        self.env.invalidate_all()
        self.assertEqual(visit.customer_phone, "+49 30 2")

    def test_photos_bear_the_moment_and_the_person(self):
        visit = self._visit()
        visit.add_photos([{"data": photo()}])
        self.assertEqual(visit.sudo().photo_ids.mimetype, "image/jpeg")

    def test_a_longer_day_asks_no_more_of_the_database(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._today()
            return self.env.cr.sql_log_count - before

        def visits(number):
            for index in range(number):
                partner = self.env["res.partner"].create(
                    {"name": f"C {index}", "is_company": True}
                )
                self._visit(partner_id=partner.id)

        visits(2)
        count()
        few = count()
        visits(15)
        self.assertLessEqual(count(), few + 1)

    @users("policy_outsider")
    def test_who_is_no_staff_has_no_visits(self):
        with self.assertRaises(AccessError):
            self.env["customer.visit"].get_today()
