from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .complaint_common import MONDAY
from .complaint_portal_common import ComplaintPortalMixin


@tagged("post_install", "-at_install")
class TestComplaintSatisfaction(ComplaintPortalMixin, PolicyCase, HttpCase):
    """Asked at closing; dissatisfied goes one level up; what is over is filed."""

    def _mails(self, complaint):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", complaint._name), ("res_id", "in", complaint.ids)])
        )

    def _asks(self, complaint):
        return self._mails(complaint).filtered(
            lambda mail: "rate=5" in (mail.body_html or "")
        )

    def _rate(self, user, complaint, rate, token=None, **data):
        data = {"rate": str(rate), **data}
        if token:
            data["access_token"] = token
        return self._post(user, f"/my/complaints/{complaint.id}/rate", data)

    def _reopen(self, user, complaint, reason, token=None):
        data = {"reason": reason}
        if token:
            data["access_token"] = token
        return self._post(user, f"/my/complaints/{complaint.id}/reopen", data)

    # --------------------------------------------------------------------------- asked

    def test_the_customer_is_asked_once_for_each_closing(self):
        case = self._of(self.ann)
        self._closed(case)
        [mail] = self._asks(case)
        self.assertEqual(mail.recipient_ids, self.ann.partner_id)
        link = self._link(case).replace("&", "&amp;")
        for rate in (1, 3, 5):
            self.assertIn(f"{link}&amp;rate={rate}#rate", mail.body_html)
        self.assertTrue(mail.auto_delete)
        self.assertNotIn(self.officer.name, mail.body_html)
        case.with_user(self.officer).action_reopen()
        self._lead(case, "propose", "approve", "execute", "answer", "close")
        self.assertEqual(len(self._asks(case)), 2)

    def test_who_cannot_or_need_not_be_asked_is_not(self):
        nobody = self._register(partner_id=False, is_anonymous=True)
        unreachable = self._register(partner_id=False, contact_name="Jo")
        praise = self._of(self.ann, kind="praise")
        unfounded = self._of(self.ann)
        quiet = self._of(self.ann)
        for case in (nobody, unreachable):
            self._closed(case)
        self._lead(praise, "accept", "close")
        self._lead(unfounded, "accept", "unfounded")
        self.team.ask_rating = False
        self._closed(quiet)
        for case in (nobody, unreachable, praise, unfounded, quiet):
            self.assertFalse(self._asks(case), case.kind)

    def test_who_left_only_an_address_is_asked_there(self):
        case = self._register(
            partner_id=False, contact_name="Jo", email="jo@example.com"
        )
        self._closed(case)
        [mail] = self._asks(case)
        self.assertIn("jo@example.com", mail.email_to or mail.recipient_ids.email)

    def test_the_customer_is_asked_in_his_or_her_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.partner_id.lang = "zh_CN"
        template = self.env.ref("customer_policy.mail_template_complaint_rating")
        template.with_context(lang="zh_CN").subject = "您满意吗？"
        case = self._of(self.ann)
        self._closed(case)
        self.assertEqual(self._asks(case).subject, "您满意吗？")

    def test_many_closed_at_once_are_asked_with_one_look(self):
        cases = self._of(self.ann)
        for _index in range(4):
            cases |= self._of(self.ann)
        for case in cases:
            self._lead(
                case, "accept", "investigate", "propose", "approve", "execute", "answer"
            )
        cases.with_user(self.officer).action_close()
        self.assertEqual(len(self._asks(cases)), 5)

    # --------------------------------------------------------------------------- rated

    def test_a_satisfied_customer_ends_it(self):
        for user in (self.ann, None):
            with self.subTest(user=user and user.name):
                case = self._of(self.ann)
                self._closed(case)
                token = None if user else case.sudo().access_token
                page = self._rate(user, case, 5, token, feedback="All is well")
                self.assertIn("Thank you for telling us", page.text)
                self.assertEqual(case.state, "closed")
                rating = case.sudo().rating_ids
                self.assertEqual(rating.rating, 5)
                self.assertEqual(rating.feedback, "All is well")
                self.assertTrue(rating.consumed)
                self.assertEqual(rating.partner_id, self.ann.partner_id)

    def test_a_dissatisfied_customer_takes_it_one_level_up_with_new_clocks(self):
        with self._at():
            case = self._of(self.ann, user_id=self.officer.id)
            self._closed(case)
        with self._at(days=2):
            page = self._rate(
                None, case, 1, case.sudo().access_token, feedback="Still broken"
            )
            self.assertIn("takes it up again", page.text)
            self.assertEqual(case.state, "investigating")
            self.assertEqual(case.reopen_count, 1)
            self.assertEqual(case.user_id, self.head)
            self.assertFalse(case.date_closed)
            clocks = case.sudo()._clocks_of_round()
            self.assertIn("close", clocks.mapped("step"))
            self.assertGreater(min(clocks.mapped("date_start")), MONDAY)
        said = case.sudo().message_ids.filtered(
            lambda m: "Still broken" in (m.body or "")
        )
        self.assertEqual(said.author_id, self.ann.partner_id)
        notes = " ".join(case.sudo().message_ids.mapped("body"))
        self.assertIn(self.team.clause_id.display_name or "Clause: none", notes)
        self.env["customer.complaint"]._lock_untold(9)._tell_handlers()
        told = self.env["mail.message"].search(
            [
                ("model", "=", case._name),
                ("res_id", "=", case.id),
                ("partner_ids", "in", self.head.partner_id.ids),
            ]
        )
        self.assertTrue(told)

    def test_a_link_clicked_twice_reopens_once(self):
        case = self._of(self.ann)
        self._closed(case)
        token = case.sudo().access_token
        for rate in (1, 1, 5):
            page = self._rate(None, case, rate, token, feedback="Still unhappy")
            self.assertEqual(page.status_code, 200)
        self.assertEqual(case.reopen_count, 1)
        self.assertEqual(case.state, "investigating")
        self.assertEqual(case.sudo().rating_ids.rating, 1)
        said = case.sudo().message_ids.filtered(
            lambda m: "Still unhappy" in (m.body or "")
        )
        self.assertEqual(len(said), 1)

    def test_a_customer_may_think_better_of_it(self):
        case = self._of(self.ann)
        self._closed(case)
        self._rate(self.ann, case, 5)
        self._rate(self.ann, case, 3, feedback="Well")
        self.assertEqual(case.sudo().rating_ids.mapped("rating"), [3.0])
        self.assertEqual(case.state, "closed")
        self._rate(self.ann, case, 1)
        self.assertEqual(case.sudo().rating_ids.mapped("rating"), [1.0])
        self.assertEqual(case.reopen_count, 1)
        self._lead(case, "propose", "approve", "execute", "answer", "close")
        self._rate(self.ann, case, 5)
        self.assertEqual(sorted(case.sudo().rating_ids.mapped("rating")), [1.0, 5.0])

    def test_what_counts_as_dissatisfied_is_set_on_the_team(self):
        for threshold, rate, reopened in ((3, 3, 1), (0, 1, 0), (2, 3, 0)):
            with self.subTest(threshold=threshold, rate=rate):
                self.team.dissatisfied_rating = threshold
                case = self._of(self.ann)
                self._closed(case)
                self._rate(self.ann, case, rate)
                self.assertEqual(case.reopen_count, reopened)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.team.dissatisfied_rating = 5
            self.env.flush_all()

    def test_wrong_faces_are_refused(self):
        case = self._of(self.ann)
        self._closed(case)
        for rate in ("2", "99", "-1", "x", ""):
            page = self._rate(self.ann, case, rate)
            self.assertIn("Choose one of the faces", page.text)
        self.assertFalse(case.sudo().rating_ids)

    def test_nothing_is_rated_before_its_end_or_long_after(self):
        case = self._of(self.ann)
        self._rate(self.ann, case, 1)
        self.assertFalse(case.sudo().rating_ids)
        with self._at():
            self._closed(case)
        with self._at(days=31):
            page = self._rate(self.ann, case, 1)
            self.assertIn("can no longer be rated", page.text)
            self.assertFalse(case.sudo().rating_ids)
        with self._at(days=29):
            self._rate(self.ann, case, 1)
            self.assertEqual(case.reopen_count, 1)

    def test_odoos_own_rating_page_leads_to_the_case_without_a_key(self):
        case = self._of(self.ann)
        self._closed(case)
        rating = case._new_rating()
        for path in (
            f"/rate/{rating.access_token}/1",
            f"/rate/{rating.access_token}/submit_feedback?rate=1",
        ):
            page = self._get(self.ann, path)
            self.assertIn(f"/my/complaints/{case.id}", page.url)
            self.assertNotIn("access_token", page.url)
            self.assertEqual(self._get(None, path).status_code, 404)
            self.assertEqual(self._get(self.staff, path).status_code, 404)
        self._post(None, f"/rate/{rating.access_token}/submit_feedback", {"rate": "1"})
        self.assertFalse(rating.consumed)
        self.assertEqual(case.state, "closed")

    def test_who_stands_aside_never_sees_what_the_customer_said(self):
        case = self._of(
            self.ann,
            user_id=self.officer.id,
            respondent_ids=[Command.link(self.employee.id)],
        )
        self._closed(case)
        self._rate(self.ann, case, 1, feedback="It was him")
        rating = case.sudo().rating_ids
        self.assertNotEqual(case.user_id, self.respondent)
        barred = self.respondent.partner_id
        self.assertNotIn(barred, case.sudo().message_ids.notified_partner_ids)
        self.assertNotIn(barred, case.sudo().message_ids.partner_ids)
        self._login(self.respondent)
        for model, ids in (
            ("rating.rating", rating.ids),
            ("mail.message", rating.message_id.ids),
        ):
            found, _error = self._rpc(model, "search", [["id", "in", ids]])
            self.assertFalse(found)
        found, error = self._rpc(
            "rating.rating", "search_count", [["feedback", "ilike", "It was him"]]
        )
        self.assertEqual((found, error), (0, None))
        self.assertEqual(case.with_user(self.head).rating_last_feedback, "It was him")

    # ------------------------------------------------------------------------ reopened

    def test_a_customer_has_it_taken_up_again_with_a_reason(self):
        for user in (self.ann, None):
            for last in ("answer", "close"):
                with self.subTest(user=user and user.name, last=last):
                    case = self._of(self.ann, user_id=self.officer.id)
                    self._closed(case) if last == "close" else self._lead(
                        case,
                        "accept",
                        "investigate",
                        "propose",
                        "approve",
                        "execute",
                        "answer",
                    )
                    token = None if user else case.sudo().access_token
                    page = self._reopen(user, case, "Broken again", token)
                    self.assertIn("takes it up again", page.text)
                    self.assertEqual(case.state, "investigating")
                    self.assertEqual(case.user_id, self.head)
                    said = self._comments(case)[-1]
                    self.assertIn("Broken again", said.body)
                    self.assertEqual(said.author_id, self.ann.partner_id)

    def test_an_objection_to_unfounded_is_heard(self):
        case = self._of(self.ann)
        self._lead(case, "accept", "unfounded")
        self._reopen(self.ann, case, "But it is true")
        self.assertEqual(case.state, "investigating")

    def test_reopening_needs_a_reason_and_is_in_time(self):
        with self._at():
            case = self._of(self.ann)
            self._closed(case)
            page = self._reopen(self.ann, case, "  ")
            self.assertIn("say why", page.text)
            page = self._reopen(self.ann, case, "x" * 10001)
            self.assertIn("at most 10000", page.text)
        with self._at(days=31):
            page = self._reopen(self.ann, case, "Too late")
            self.assertIn("cannot be taken up again", page.text)
        self.team.reopen_days = 0
        with self._at(minutes=5):
            page = self._reopen(self.ann, case, "Never")
            self.assertIn("cannot be taken up again", page.text)
        self.assertEqual(case.state, "closed")

    def test_open_cancelled_and_joined_cases_are_not_reopened(self):
        case, joined = self._of(self.ann), self._of(self.ann)
        joined.with_user(self.officer).action_merge(case)
        for one in (case, joined):
            page = self._reopen(self.ann, one, "Again")
            self.assertIn("cannot be taken up again", page.text)
            with self.assertRaises(UserError):
                one.with_user(self.ann).sudo()._customer_reopens("Again")
        self.assertEqual(case.reopen_count + joined.reopen_count, 0)

    # --------------------------------------------------------------------------- filed

    def test_a_case_is_filed_by_the_year_in_which_it_ended_where_the_company_is(self):
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        for moment, year in (
            (datetime(2026, 12, 31, 15, 59), "2026"),
            (datetime(2026, 12, 31, 16, 1), "2027"),
        ):
            with self.subTest(moment=moment), self._at(moment):
                case = self._register()
                self.assertFalse(case.archive_year)
                case.with_user(self.officer).action_accept()
                case.with_user(self.officer).action_unfounded()
                self.assertEqual(case.archive_year, year)
                case.with_user(self.officer).action_reopen()
                self.assertFalse(case.archive_year)

    def test_the_archive_holds_what_is_over_by_year(self):
        closed, open_ = self._register(), self._register()
        with self._at():
            self._closed(closed)
        action = self.env.ref("customer_policy.customer_complaint_action_archive")
        domain = [("archive_year", "!=", False)]
        self.assertEqual(action.domain, str(domain))
        groups = (
            self.env["customer.complaint"]
            .with_user(self.officer)
            .formatted_read_group(
                [*domain, ("id", "in", (closed | open_).ids)],
                ["archive_year"],
                ["__count"],
            )
        )
        self.assertEqual(
            [(group["archive_year"], group["__count"]) for group in groups],
            [("2026", 1)],
        )
