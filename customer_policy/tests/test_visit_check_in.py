import io
import math
from base64 import b64encode
from datetime import timedelta

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import geo
from .visit_common import MONDAY, VisitCase

THERE = (52.5201, 13.4051)
AWAY = (52.53, 13.42)


def photo():
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG")
    return b64encode(file.getvalue()).decode()


class TestVisitCheckIn(VisitCase):
    def _check_in(self, *args, visit=None, user=None, **kwargs):
        visit = (visit or self._visit()).with_user(user or self.visitor)
        with self._at():
            visit.action_check_in(*args, **kwargs)
        return visit

    def test_place_time_and_distance_are_kept(self):
        visit = self._check_in(*THERE, accuracy=12)
        self.assertEqual(visit.check_in_state, "ok")
        self.assertEqual(visit.check_in_date, MONDAY)
        self.assertAlmostEqual(
            visit.check_in_distance, geo.distance(*THERE, 52.52, 13.405), delta=0.5
        )
        self.assertEqual(self._check_in(*AWAY).check_in_state, "far")

    def test_how_inexact_a_phone_is_counts_only_so_much(self):
        # Some 450 m away: within the radius and as much again, not beyond it.
        near = (52.52 + 450 / 111_195, 13.405)
        self.assertEqual(self._check_in(*near, accuracy=5).check_in_state, "far")
        self.assertEqual(self._check_in(*near, accuracy=200).check_in_state, "ok")
        self.assertEqual(self._check_in(*AWAY, accuracy=9e9).check_in_state, "far")

    def test_coordinates_of_maps_in_china_are_brought_to_those_of_the_phone(self):
        phone = (31.2304, 121.4737)
        for datum in geo.DATUMS:
            latitude, longitude = geo.from_wgs84(*phone, datum)
            self.customer.write(
                {"partner_latitude": latitude, "partner_longitude": longitude}
            )
            with self.subTest(datum=datum):
                self.customer.visit_datum = datum
                self.assertLess(self._check_in(*phone).check_in_distance, 2)
        self.customer.visit_datum = False
        self.assertEqual(self._check_in(*phone).check_in_state, "far")
        self.env.ref("customer_policy.visit_setting").datum = "bd09"
        self.assertEqual(self._check_in(*phone).check_in_state, "ok")

    def test_the_place_of_a_contact_is_that_of_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        visit = self._check_in(*THERE, visit=self._visit(partner_id=contact.id))
        self.assertEqual(visit.check_in_state, "ok")
        self.customer.write({"partner_latitude": 0, "partner_longitude": 0})
        visit = self._check_in(*THERE, visit=self._visit(partner_id=contact.id))
        self.assertEqual(visit.check_in_state, "unknown")

    def test_what_is_no_place_is_refused(self):
        for place in (
            (91, 0),
            (0, 181),
            (-90.5, 0),
            (math.nan, 0),
            (math.inf, 0),
            (52.5, None),
            ("52.5", "13.4"),
            (True, True),
        ):
            with self.subTest(place=place):
                with self.assertRaises(UserError):
                    self._check_in(*place)
        with self.assertRaises(UserError):
            self._check_in()
        with self.assertRaises(UserError):
            self._check_in(problem="tired")

    def test_only_the_own_visit(self):
        visit = self._visit()
        for user in (self.second_visitor, self.supervisor, self.visit_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._check_in(*THERE, visit=visit, user=user)
        self.assertFalse(visit.check_in_date)

    def test_without_a_place_a_photo_stands_in(self):
        visit = self._check_in(problem="refused")
        self.assertEqual(visit.check_in_state, "refused")
        visit.sudo().visit_type_id.needs_check_in = True
        visit.report = "x"
        with self.assertRaisesRegex(UserError, "Check-In"):
            visit.action_done()
        visit = self._check_in(photo=photo(), visit=visit)
        self.assertEqual(visit.check_in_state, "photo")
        self.assertIn("2026-03-02 09:00:00 UTC", visit.photo_ids.name)
        visit.action_done()
        self.assertEqual(visit.state, "done")

    def test_who_was_there_stays_so(self):
        visit = self._check_in(*THERE)
        for later in ({"problem": "refused"}, {"photo": photo()}):
            with self.assertRaises(UserError):
                self._check_in(visit=visit, **later)
        with self.assertRaises(UserError):
            self._check_in(*AWAY, visit=visit)
        far = self._check_in(*AWAY)
        self.assertEqual(self._check_in(*THERE, visit=far).check_in_state, "ok")

    def test_sent_later_it_keeps_both_times(self):
        earlier = MONDAY - timedelta(hours=2)
        visit = self._check_in(*THERE, moment="2026-03-02 07:00:00")
        self.assertEqual(visit.check_in_date, earlier)
        self.assertEqual(visit.check_in_received, MONDAY)
        with self.assertRaises(ValidationError):
            self._check_in(*THERE, moment=MONDAY + timedelta(hours=2))

    def test_a_photo_sent_twice_is_kept_once_and_what_is_none_refused(self):
        visit = self._visit()
        visit.add_photos([{"data": photo(), "key": "a"}])
        visit.add_photos([{"data": photo(), "key": "a"}, {"data": photo()}])
        self.assertEqual(len(visit.photo_ids), 2)
        svg = b64encode(b"<svg><script>alert(1)</script></svg>").decode()
        for data in ("", "no base64!", b64encode(b"text").decode(), svg):
            with self.subTest(data=data), self.assertRaises(ValidationError):
                visit.add_photos([{"data": data}])
        with self.assertRaises(AccessError):
            visit.with_user(self.second_visitor).add_photos([{"data": photo()}])
