from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_common import ComplaintMixin
from .confidentiality_common import MARK, ConfidentialityMixin
from .http_common import RpcMixin

LONG_AGO = datetime(2024, 1, 10, 9, 0)


class OverviewMixin(ComplaintMixin):
    """A company with a contact, of which every wing has something to tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.registrar
        cls.customer.user_id = cls.owner
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact of Theirs", "parent_id": cls.customer.id}
        )
        schemes = cls.env["customer.grade.scheme"]
        scheme = schemes.search([("is_primary", "=", True), ("company_id", "=", False)])
        cls.grade = scheme.grade_ids[0]
        cls.env["customer.grade.assignment"]._assign(
            cls.customer, cls.grade, "They buy a lot", date=LONG_AGO.date()
        )
        cls.visit_type = cls.env.ref("customer_policy.visit_type_phone")

    @classmethod
    def _visited(cls, date_done, user=None, **values):
        user = user or cls.owner
        return (
            cls.env["customer.visit"]
            .sudo()
            .create(
                {
                    "partner_id": cls.customer.id,
                    "visit_type_id": cls.visit_type.id,
                    "user_id": user.id,
                    "done_by_id": user.id,
                    "date_planned": date_done,
                    "date_done": date_done,
                    "state": "done",
                    **values,
                }
            )
        )

    @classmethod
    def _planned(cls, date_planned, user=None, **values):
        return cls._visited(
            False, user, date_planned=date_planned, state="planned", **values
        )

    def _overview(self, user=None, partner=None):
        self.env.flush_all()
        self.env.invalidate_all()
        partner = partner or self.customer
        return partner.with_user(user or self.owner).get_customer_overview()

    def _card(self, key, user=None, partner=None):
        cards = self._overview(user, partner)["cards"]
        [card] = [card for card in cards if card["key"] == key]
        return card

    def _sources(self, user=None, partner=None):
        events = self._overview(user, partner)["events"]
        return [event["source"] for event in events]


class TestCustomerCards(OverviewMixin, PolicyCase):
    """What there is now."""

    def test_the_grade_says_why_and_since_when(self):
        card = self._card("grade")
        self.assertEqual(card["rows"][0]["badge"]["name"], self.grade.display_name)
        self.assertIn("They buy a lot", repr(card["rows"]))
        self.assertIn("explain", [button["method"] for button in card["buttons"]])

    def test_only_grading_managers_set_a_grade_by_hand(self):
        for user, may in ((self.owner, False), (self.grading_manager, True)):
            methods = [b["method"] for b in self._card("grade", user)["buttons"]]
            self.assertEqual("action_set_grade" in methods, may)

    def test_a_customer_without_grade_is_told_how_to_get_one(self):
        other = self.env["res.partner"].create({"name": "Ungraded"})
        card = self._card("grade", self.owner, other)
        self.assertFalse(card["rows"])
        self.assertIn("grade review", card["empty"])

    def test_the_owner_the_team_and_the_sponsor_are_named(self):
        self.customer.service_user_ids = self.officer
        self.customer.executive_sponsor_id = self.manager
        rows = self._card("people")["rows"]
        self.assertEqual(
            [(row["label"], row["text"]) for row in rows],
            [
                ("Account manager", "Registrar"),
                ("Service team", "Officer"),
                ("Executive sponsor", "Manager"),
            ],
        )

    def test_last_and_next_visit(self):
        now = fields.Datetime.now()
        self._visited(now - timedelta(days=40))
        last = self._visited(now - timedelta(days=3), result="satisfied")
        ahead = self._planned(now + timedelta(days=5))
        self._planned(now + timedelta(days=9))
        rows = self._card("visits")["rows"]
        self.assertEqual([row["id"] for row in rows], [last.id, ahead.id])
        self.assertEqual([row["label"] for row in rows], ["Last", "Next"])
        self.assertIn("3 days ago", rows[0]["note"])
        self.assertIn("Satisfied", rows[0]["note"])

    def test_a_next_visit_whose_time_is_over_is_marked(self):
        self._planned(fields.Datetime.now() - timedelta(days=1))
        self.assertEqual(self._card("visits")["rows"][0]["tone"], "danger")

    def test_others_visits_tell_when_but_not_what(self):
        self._visited(LONG_AGO, self.officer, report="Very private")
        card = self._card("visits", self.staff)
        self.assertEqual(len(card["rows"]), 1)
        self.assertFalse(card["rows"][0]["id"])
        self.assertNotIn(self.visit_type.name, repr(card["rows"]))

    def test_open_cases_come_with_what_is_due_first(self):
        with self._at():
            late = self._register(partner_id=self.contact.id, name="Late")
        soon = self._register(name="Soon")
        closed = self._register(name="Over")
        closed.sudo().state = "cancelled"
        rows = self._card("complaints")["rows"]
        self.assertEqual([row["id"] for row in rows], [late.id, soon.id])
        self.assertEqual([row["tone"] for row in rows], ["danger", ""])
        self.assertIn("due", rows[0]["note"])

    def test_whoever_registers_cases_does_so_from_here_whatever_is_open(self):
        self._lead(self._register(), "accept")
        buttons = self._card("complaints")["buttons"]
        methods = [button["method"] for button in buttons]
        self.assertEqual(methods, ["action_register_case", "action_open_complaints"])

    def test_only_so_many_cases_and_how_many_more(self):
        for number in range(7):
            self._register(name=f"Case {number}")
        rows = self._card("complaints")["rows"]
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[-1]["note"], "and 2 more")

    def test_promises_of_visits_and_of_cases_by_their_day(self):
        today = fields.Date.today()
        self._visited(
            LONG_AGO, promise="A price", promise_date=today - timedelta(days=2)
        )
        kept = self._visited(
            LONG_AGO, promise="A call", promise_date=today - timedelta(days=9)
        )
        kept.date_promise_kept = today
        case = self._register(promise_date=today + timedelta(days=2))
        rows = self._card("promises")["rows"]
        self.assertEqual([row["note"] for row in rows], ["A price", case.display_name])
        self.assertEqual([row["tone"] for row in rows], ["danger", ""])

    def test_empty_cards_say_what_to_do(self):
        other = self.env["res.partner"].create({"name": "New One"})
        for card in self._overview(self.manager, other)["cards"]:
            self.assertTrue(card["rows"] or card["empty"], card["key"])

    def test_a_contact_shows_what_its_company_shows(self):
        self._visited(LONG_AGO)
        self.assertEqual(
            self._overview(partner=self.contact)["cards"], self._overview()["cards"]
        )

    def test_a_visit_is_planned_and_a_case_registered_for_the_customer(self):
        mine = self.customer.with_user(self.owner)
        for act, model in (
            (mine.action_plan_visit, "customer.visit"),
            (mine.action_register_case, "customer.complaint"),
        ):
            action = act()
            self.assertEqual(action["res_model"], model)
            defaults = self.env[model].with_context(**action["context"])
            values = defaults.with_user(self.owner).default_get(["partner_id"])
            self.assertEqual(values["partner_id"], self.customer.id)


class TestCustomerTimeline(OverviewMixin, PolicyCase):
    """What happened, newest first, as far as one may know."""

    def _pages(self, user=None):
        """All events, page by page."""
        mine = self.customer.with_user(user or self.owner)
        page = mine.get_customer_overview()
        events = page["events"]
        while page["cursor"]:
            page = mine.get_customer_events(page["cursor"])
            self.assertTrue(page["events"])
            events += page["events"]
        return events

    def test_what_all_wings_tell_stands_newest_first(self):
        with self._at():
            case = self._register(partner_id=self.contact.id)
        with self._at(hours=1):
            self._lead(case, "accept")
        self._visited(datetime(2026, 3, 1, 9, 0), partner_id=self.contact.id)
        missed = self._planned(datetime(2026, 2, 20, 9, 0))
        missed.sudo().state = "missed"
        self.assertEqual(
            self._sources(),
            [
                "complaint_accepted",
                "complaint_received",
                "visit_done",
                "visit_missed",
                "grade",
            ],
        )

    def test_a_case_is_told_to_its_end(self):
        with self._at():
            case = self._register(severity="general")
        acts = ["accept", "investigate", "propose"]
        for hour, act in enumerate(acts, 1):
            with self._at(hours=hour):
                self._lead(case, act)
        with self._at(hours=5):
            self._lead(case, "approve")
        with self._at(hours=6):
            self._lead(case, "execute")
        with self._at(hours=7):
            self._lead(case, "answer")
        with self._at(hours=8):
            case.with_user(self.officer).action_close()
        sources = self._sources()
        self.assertEqual(sources[:2], ["complaint_closed", "complaint_answered"])
        self.assertEqual(sources.count("complaint_decision"), len(case.decision_ids))
        for event in self._overview()["events"]:
            if event["source"] == "complaint_decision":
                self.assertEqual(
                    (event["model"], event["id"]), ("customer.complaint", case.id)
                )

    def test_promises_show_as_kept_and_as_not_kept(self):
        today = fields.Date.today()
        for promise in ("Kept", "Broken", "Not due"):
            day = today + timedelta(days=2 if promise == "Not due" else -2)
            visit = self._visited(LONG_AGO, promise=promise, promise_date=day)
            if promise == "Kept":
                visit.date_promise_kept = today
        told = {e["source"]: e["text"] for e in self._overview()["events"]}
        self.assertIn("Kept", told["promise_kept"])
        self.assertIn("Broken", told["promise_broken"])
        self.assertEqual(self._sources().count("promise_broken"), 1)

    def test_pages_leave_nothing_out_and_show_nothing_twice(self):
        moments = [LONG_AGO, LONG_AGO, LONG_AGO + timedelta(days=1)]
        visits = [self._visited(moments[number % 3]) for number in range(23)]
        for number in range(4):
            self._register(name=f"Case {number}")
        events = self._pages()
        keys = [event["key"] for event in events]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(
            {event["id"] for event in events if event["source"] == "visit_done"},
            {visit.id for visit in visits},
        )
        self.assertEqual(len(events), 23 + 4 + 1)

    def test_events_of_other_customers_stay_with_them(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self._visited(LONG_AGO, partner_id=other.id)
        self._register(partner_id=other.id)
        self.assertEqual(self._sources(), ["grade"])

    def test_the_rules_of_each_source_hold(self):
        self._visited(LONG_AGO, self.officer)
        self._register(self.officer)
        confidential = self._register(self.officer, is_confidential=True)
        self.assertEqual(self._sources(self.staff), ["grade"])
        mine = self._sources(self.owner)
        self.assertEqual(mine.count("complaint_received"), 1)
        self.assertIn("visit_done", mine)
        keys = [event["key"] for event in self._pages(self.complaint_manager)]
        self.assertIn(f"complaint_received-{confidential.id}", keys)

    def test_who_is_complained_of_hears_nothing(self):
        self._register(respondent_ids=self.employee.ids)
        self.assertNotIn("complaint_received", self._sources(self.respondent))

    def test_an_unknown_page_is_refused_in_plain_words(self):
        mine = self.customer.with_user(self.owner)
        for cursor in (
            "nonsense",
            ["today", "grade", 1],
            ["2024-01-01", "grade", "1; DROP TABLE"],
            ["2024-01-01", 5, 1],
            [1, 2],
            5,
            {"a": 1},
        ):
            with self.assertRaisesRegex(UserError, "Open the customer anew"):
                mine.get_customer_events(cursor)

    def test_who_has_no_role_asks_in_vain(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.outsider).get_customer_overview()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.outsider).get_customer_events()


class TestCustomerOverviewCost(OverviewMixin, PolicyCase):
    """What it costs to look at a customer."""

    def _queries(self, ask):
        self.env.flush_all()
        ask()  # what is cached in the registry is there
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        ask()
        return self.env.cr.sql_log_count - before

    def test_the_page_takes_as_many_queries_with_much_as_with_little(self):
        mine = self.customer.with_user(self.owner)
        self._visited(LONG_AGO)
        self._register()
        few = self._queries(mine.get_customer_overview)
        for number in range(30):
            self._visited(LONG_AGO + timedelta(days=number))
            self._register(name=f"Case {number}")
        many = self._queries(mine.get_customer_overview)
        self.assertLessEqual(many, few + 3)
        self.assertLessEqual(many, 45)

    def test_the_form_itself_asks_for_nothing_more(self):
        """The page is asked for apart: the form has no field of it."""
        views = (
            self.env["res.partner"].with_user(self.owner).get_views([(False, "form")])
        )
        names = set(views["models"]["res.partner"]["fields"])
        self.assertFalse({name for name in names if "overview" in name})
        self.assertIn("customer_overview", views["views"]["form"]["arch"])

    def test_who_has_none_of_our_groups_has_nothing_of_it(self):
        partners = self.env["res.partner"].with_user(self.outsider)
        action_form = self.env.ref("customer_policy.res_partner_view_form_customer")
        for view_id in (False, action_form.id):
            arch = partners.get_views([(view_id, "form")])["views"]["form"]["arch"]
            self.assertNotIn("customer_overview", arch)

    def test_the_menu_opens_the_page_above_the_tabs(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.res_partner_action"
        )
        [form_id] = [view_id for view_id, kind in action["views"] if kind == "form"]
        views = (
            self.env["res.partner"].with_user(self.owner).get_views([(form_id, "form")])
        )
        arch = views["views"]["form"]["arch"]
        self.assertEqual(arch.count('name="customer_overview"'), 1)
        self.assertLess(arch.index('name="customer_overview"'), arch.index("<notebook"))


class TestCustomerOverviewSecrecy(ConfidentialityMixin, PolicyCase):
    """A classified customer, for those who may know it and who must not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._classify(cls.secret)
        group = cls.env.ref("customer_policy.group_user")
        group.user_ids |= cls.account_manager | cls.employee

    def _overview(self, user, partner=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (partner or self.secret).with_user(user).get_customer_overview()

    def _secrecy(self, user):
        [card] = [
            card
            for card in self._overview(user)["cards"]
            if card["key"] == "confidentiality"
        ]
        return card

    def test_who_knows_it_sees_the_level_and_the_code(self):
        card = self._secrecy(self.account_manager)
        shown = repr(card["rows"])
        self.assertIn(self.secret.confidential_code, shown)
        self.assertNotIn("people know it", shown)
        self.assertFalse(card["buttons"])

    def test_the_custodian_sees_who_knows_and_may_classify(self):
        card = self._secrecy(self.custodian)
        self.assertIn("people know it", repr(card["rows"]))
        self.assertEqual(
            [button["method"] for button in card["buttons"]],
            ["action_who_sees", "action_open_classify"],
        )

    def test_classifying_is_told_to_those_who_read_the_register(self):
        for user, told in ((self.custodian, True), (self.account_manager, False)):
            sources = [event["source"] for event in self._overview(user)["events"]]
            self.assertEqual("classified" in sources, told)

    def test_for_who_must_not_know_it_there_is_no_such_page(self):
        for method in ("get_customer_overview", "get_customer_events"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError) as refused:
                getattr(self.secret.with_user(self.employee), method)()
            self.assertNotIn(MARK, str(refused.exception))

    def test_an_open_customer_is_said_to_be_open(self):
        cards = self._overview(self.employee, self.open_customer)["cards"]
        [card] = [card for card in cards if card["key"] == "confidentiality"]
        self.assertIn("Open", card["empty"])


@tagged("post_install", "-at_install")
class TestCustomerOverviewHttp(RpcMixin, ConfidentialityMixin, PolicyCase, HttpCase):
    """Who gets the page of which customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._classify(cls.secret)
        group = cls.env.ref("customer_policy.group_user")
        group.user_ids |= cls.account_manager | cls.employee

    def test_who_may_look(self):
        table = {
            "portal": (False, False),
            "outsider": (False, False),
            "employee": (True, False),
            "account_manager": (True, True),
            "custodian": (True, True),
            "manager": (True, False),
        }
        for name, expected in table.items():
            self._login(name)
            for partner, may in zip(
                (self.open_customer, self.secret), expected, strict=True
            ):
                for method in ("get_customer_overview", "get_customer_events"):
                    with self.subTest(user=name, customer=partner.id, method=method):
                        answer = self._answer("res.partner", method, [partner.id])
                        self.assertEqual("result" in answer, may)
                        if not may:
                            self.assertNotIn(MARK, repr(answer))

    def test_whoever_looks_at_a_classified_customer_is_noted(self):
        def lines():
            return self.env["customer.access.log"].search_count(
                [
                    ("user_id", "=", self.account_manager.id),
                    ("partner_ref", "=", self.secret.id),
                ]
            )

        self._login("account_manager")
        before = lines()
        result, error = self._rpc(
            "res.partner", "get_customer_overview", [self.secret.id]
        )
        self.assertFalse(error)
        self.assertTrue(result["cards"])
        self.assertGreater(lines(), before)
