from datetime import date

from odoo.exceptions import MissingError, ValidationError
from odoo.fields import Command

from .confidentiality_common import ConfidentialityMixin
from .visit_common import MONDAY, VisitCase

DUE = date(2026, 3, 1)


class TestVisitSecrecy(ConfidentialityMixin, VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env.ref("customer_policy.group_user")
        cls.group.user_ids = [
            Command.link(user.id)
            for user in (cls.account_manager, cls.team_member, cls.colleague)
        ]

    def _secret_visit(self, user=None):
        return self._visit(
            user=self.visit_manager,
            user_id=(user or self.account_manager).id,
            partner_id=self.secret.id,
        )

    def test_a_visit_hides_with_its_customer(self):
        visit = self._secret_visit()
        self._classify(self.secret)
        for user in (self.visit_manager, self.colleague, self.manager):
            self.env.invalidate_all()
            mine = visit.with_user(user)
            self.assertFalse(mine.search([("id", "=", visit.id)]))
            with self.assertRaises(MissingError):
                mine.check_access("read")
        self.env.invalidate_all()
        mine = visit.with_user(self.account_manager)
        self.assertEqual(mine.partner_id, self.secret)

    def test_so_does_its_meeting(self):
        visit = self._secret_visit()
        visit.sudo().with_user(self.visit_manager).action_confirm()
        event = self.env["calendar.event"].search([("visit_id", "=", visit.id)])
        events = self.env["calendar.event"]
        self.assertTrue(
            events.with_user(self.colleague).search([("id", "=", event.id)])
        )
        self._classify(self.secret)
        found = [("id", "=", event.id)]
        self.assertFalse(events.with_user(self.colleague).search(found))
        self.assertFalse(events.with_user(self.outsider).search(found))
        self.assertTrue(events.with_user(self.account_manager).search(found))

    def test_visits_go_only_to_people_who_may_see_the_customer(self):
        self._classify(self.secret)
        visits = self.env["customer.visit"].sudo()
        values = {
            "partner_id": self.secret.id,
            "visit_type_id": self.phone.id,
            "date_planned": MONDAY,
        }
        with self.assertRaisesRegex(ValidationError, "may not see"):
            visits.create({**values, "user_id": self.colleague.id})
        visit = visits.create({**values, "user_id": self.account_manager.id})
        open_visit = self._visit(user=self.account_manager)
        left = (visit | open_visit.sudo())._hand_over(
            self.account_manager, self.colleague, "Ill"
        )
        self.assertEqual(list(left), [visit])
        self.assertEqual(visit.user_id, self.account_manager)
        self.assertEqual(open_visit.sudo().user_id, self.colleague)

    def test_who_loses_the_customer_loses_the_visit(self):
        visit = self._secret_visit(self.colleague)
        self._classify(self.secret)
        self.env.invalidate_all()
        self.assertNotEqual(visit.sudo().user_id, self.colleague)

    def test_what_is_told_names_nobody(self):
        visit = self._secret_visit()
        self._classify(self.secret)
        visit.sudo().action_confirm()
        notice = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.account_manager.partner_id.ids)],
            order="id desc",
            limit=1,
        )
        self.assertIn(visit.sudo().number, notice.body)
        self.assertNotIn(self.secret.name, notice.body + (notice.subject or ""))


class TestVisitCustomer(VisitCase):
    def _due(self, partner, state="planned"):
        visit = self._visit(partner_id=partner.id).sudo()
        rule = self.env.ref("customer_policy.visit_rule_key")
        visit.write(
            {"rule_id": rule.id, "date_due_from": DUE, "state": state}
            | ({"date_done": MONDAY} if state == "done" else {})
        )
        self.env.flush_all()
        return visit

    def _merge(self, source, destination):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | destination).ids, destination)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_of_two_of_the_same_kind_one_stays_when_customers_are_merged(self):
        for mine, theirs, left in (
            ("planned", "planned", ["cancelled", "planned"]),
            ("planned", "confirmed", ["cancelled", "confirmed"]),
            ("planned", "done", ["cancelled", "done"]),
            ("done", "done", ["done", "done"]),
        ):
            with self.subTest(mine=mine, theirs=theirs):
                source = self.env["res.partner"].create({"name": "Twin"})
                target = self.env["res.partner"].create({"name": "Twin"})
                visits = self._due(target, mine) | self._due(source, theirs)
                self._merge(source, target)
                self.assertEqual(visits.partner_id, target)
                self.assertEqual(visits.commercial_partner_id, target)
                self.assertEqual(sorted(visits.mapped("state")), left)

    def test_neglect_is_found_anew_after_a_merge(self):
        source = self.env["res.partner"].create({"name": "Twin"})
        target = self.env["res.partner"].create({"name": "Twin"})
        rows = self.env["customer.neglect"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "date_contact": DUE,
                    "state": "neglected",
                }
                for partner in (source, target)
            ]
        )
        self._merge(source, target)
        self.assertEqual(rows.exists().partner_id, target)

    def test_nobody_goes_to_an_archived_customer(self):
        ahead, done = self._visit(), self._visit(report="x")
        ahead.action_confirm()
        done.action_done()
        self.customer.action_archive()
        self.assertEqual(ahead.state, "cancelled")
        self.assertFalse(ahead.event_ids)
        self.assertEqual(done.state, "done")

    def test_other_companies_do_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.second_visitor.write({"company_ids": [Command.link(other.id)]})
        visit = self._visit(user=self.second_visitor, company_id=other.id)
        seen = self.env["customer.visit"].with_user(self.visit_manager)
        self.assertFalse(seen.search([("id", "=", visit.id)]))
