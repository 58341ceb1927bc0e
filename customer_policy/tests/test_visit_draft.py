from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .test_visit_check_in import photo
from .visit_common import MONDAY, VisitCase

THERE = {"latitude": 52.5201, "longitude": 13.4051, "accuracy": 10}


class TestVisitDraft(VisitCase):
    """What a phone sends when it has signal again."""

    def _send(self, *drafts, user=None, moment=MONDAY):
        model = self.env["customer.visit.draft"].with_user(user or self.visitor)
        with self._at(moment):
            return model.receive(list(drafts))

    def _report(self, visit, uuid="draft-0001", **more):
        return {
            "uuid": uuid,
            "kind": "report",
            "visit_id": visit.id,
            "values": {"report": "All well", "result": "satisfied"},
            "photos": [{"data": photo(), "key": "photo-1"}],
            "done": True,
            **more,
        }

    def test_a_report_sent_twice_is_stored_once(self):
        visit = self._visit(promise="x", promise_date=MONDAY.date())
        [first] = self._send(self._report(visit))
        self.assertTrue(first["ok"])
        self.assertEqual(first["result"]["state"], "done")
        [again] = self._send(self._report(visit))
        self.assertTrue(again["ok"] and again["again"])
        self.assertEqual(again["result"], first["result"])
        self.assertEqual(len(visit.sudo().photo_ids), 1)
        self.assertEqual(len(visit.sudo().activity_ids), 1)

    def test_a_logged_visit_sent_twice_is_one_visit(self):
        draft = {
            "uuid": "draft-0002",
            "kind": "log",
            "partner_id": self.customer.id,
            "visit_type_id": self.phone.id,
            "values": {"report": "Called"},
        }
        before = self.env["customer.visit"].search_count([])
        self._send(draft)
        self._send(draft)
        self.assertEqual(self.env["customer.visit"].search_count([]), before + 1)

    def test_when_it_was_is_told_by_its_age(self):
        visit = self._visit(visit_type_id=self.on_site.id)
        draft = {"uuid": "draft-0003", "kind": "check_in", "visit_id": visit.id}
        [answer] = self._send({**draft, **THERE, "age": 3600})
        self.assertEqual(answer["result"]["state"], "ok")
        self.assertEqual(visit.check_in_date, MONDAY - timedelta(hours=1))
        self.assertEqual(visit.check_in_received, MONDAY)

    def test_ages_that_cannot_be_are_refused(self):
        visit = self._visit(visit_type_id=self.on_site.id)
        for age in (-1, "1", True, float("inf"), 1e12):
            with self.subTest(age=age):
                [answer] = self._send(
                    {
                        "uuid": f"draft-age-{age}",
                        "kind": "check_in",
                        "visit_id": visit.id,
                        **THERE,
                        "age": age,
                    }
                )
                self.assertFalse(answer["ok"])
                self.assertFalse(visit.check_in_date)

    def test_what_is_refused_keeps_nothing_back_and_may_come_again(self):
        visit, other = self._visit(), self._visit()
        refused = self._report(visit, values={"report": "x", "promise": "y"})
        answers = self._send(refused, self._report(other, "draft-0004"))
        self.assertEqual([answer["ok"] for answer in answers], [False, True])
        self.assertIn("Promised For", answers[0]["error"])
        self.assertFalse(visit.sudo().photo_ids)
        self.assertFalse(visit.report)
        mended = self._report(
            visit, values={"report": "x", "promise": "y", "promise_date": "2026-03-09"}
        )
        [answer] = self._send(mended)
        self.assertTrue(answer["ok"])
        self.assertFalse(answer["again"])
        self.assertEqual(visit.state, "done")

    def test_an_unfinished_report_is_kept_on_the_visit(self):
        visit = self._visit()
        [answer] = self._send(self._report(visit, done=False))
        self.assertEqual(answer["result"]["state"], "planned")
        self.assertEqual(visit.report, "All well")

    def test_nobody_sends_for_another_s_visit(self):
        visit = self._visit()
        for user in (self.second_visitor, self.supervisor):
            [answer] = self._send(self._report(visit), user=user)
            self.assertFalse(answer["ok"])
        self.assertEqual(visit.state, "planned")
        with self.assertRaises(AccessError):
            self._send(self._report(visit), user=self.outsider)

    def test_two_people_may_have_the_same_key(self):
        mine, theirs = self._visit(), self._visit(user=self.second_visitor)
        self._send(self._report(mine))
        [answer] = self._send(self._report(theirs), user=self.second_visitor)
        self.assertTrue(answer["ok"])
        self.assertFalse(answer["again"])

    def test_drafts_without_sense_are_refused(self):
        visit = self._visit()
        for bad in (
            [],
            {},
            {"uuid": "short", "kind": "report"},
            {"uuid": "x" * 100, "kind": "report"},
            {"uuid": "draft-0005", "kind": "unlink"},
        ):
            with self.subTest(bad=bad), self.assertRaises(UserError):
                self._send(bad)
        with self.assertRaises(UserError):
            self._send(*[self._report(visit)] * 51)
        for visit_id in (None, "1", 2**30, True):
            [answer] = self._send(self._report(visit, visit_id=visit_id))
            self.assertFalse(answer["ok"])
        [answer] = self._send(self._report(visit, values={"state": "cancelled"}))
        self.assertFalse(answer["ok"])
        self.assertEqual(visit.state, "planned")

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_keeps_a_key_from_coming_twice(self):
        self._send(self._report(self._visit()))
        row = self.env["customer.visit.draft"].search([("uuid", "=", "draft-0001")])
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            row.copy()
            self.env.flush_all()

    def test_old_keys_are_forgotten(self):
        self._send(self._report(self._visit()))
        drafts = self.env["customer.visit.draft"]
        row = drafts.search([("uuid", "=", "draft-0001")])
        drafts._gc_received()
        self.assertTrue(row.exists())
        self.env.cr.execute(
            "UPDATE customer_visit_draft SET create_date = now() - interval '200 days'"
            " WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        drafts._gc_received()
        self.assertFalse(row.exists())
