import re
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_portal_common import ComplaintPortalMixin

SCRIPT = "<script>alert('got you')</script>"
SECRET = "Zirconium"
# What differs from page to page: the token of its forms, and its own address.
TOKEN = re.compile(r"[0-9a-f]{40}o\d+|/my/complaints/\d+|[?&]t=\d+")


@tagged("post_install", "-at_install")
class TestComplaintPortal(ComplaintPortalMixin, PolicyCase, HttpCase):
    """The pages of customers who have logged in."""

    def _new(self, user, files=None, **values):
        data = {
            "kind": "complaint",
            "name": "Delivered late",
            "description": "Three days.",
            **values,
        }
        return self._post(user, "/my/complaints/new", data, files=files)

    def _last(self):
        return (
            self.env["customer.complaint"].sudo().search([], order="id desc", limit=1)
        )

    # ---------------------------------------------------------------------------- list

    def test_the_home_page_leads_to_the_cases_and_counts_them(self):
        self._of(self.ann)
        self.assertIn("/my/complaints", self._get(self.ann, "/my/home").text)
        self.assertIn("/my/complaints", self._get(self.stranger, "/my/home").text)
        for user, count in ((self.ann, 1), (self.ben, 1), (self.stranger, 0)):
            self._login(user)
            result, error = self._json("/my/counters", counters=["complaint_count"])
            self.assertIsNone(error)
            self.assertEqual(result["complaint_count"], count)

    def test_the_list_shows_what_one_sees_and_can_be_filtered(self):
        first = self._of(self.ann, name="Apple")
        second = self._of(self.ann, name="Pear", is_confidential=True)
        other = self._of(self.stranger, name="Quince")
        second.with_user(self.officer).action_accept()
        second.with_user(self.officer).action_unfounded()
        for user, query, shown in (
            (self.ann, "", first | second),
            (self.ben, "", first),
            (self.stranger, "", other),
            (self.ann, "?filterby=open", first),
            (self.ann, "?filterby=closed", second),
            (self.ann, "?search=pea&search_in=name", second),
            (self.ann, f"?search={first.number}&search_in=number", first),
            (self.ann, "?search=nothing", first.browse()),
            (self.ann, "?sortby=severity&filterby=other&search_in=x", first | second),
        ):
            with self.subTest(user=user.name, query=query):
                page = self._get(user, f"/my/complaints{query}").text
                for case in first | second | other:
                    self.assertEqual(
                        f"/my/complaints/{case.id}" in page, case in shown, case.name
                    )

    def test_long_lists_have_pages(self):
        for index in range(85):
            self._of(self.ann, name=f"Case {index:02}", kind="praise")
        first = self._get(self.ann, "/my/complaints?sortby=name").text
        second = self._get(self.ann, "/my/complaints/page/2?sortby=name").text
        self.assertIn("Case 00", first)
        self.assertNotIn("Case 84", first)
        self.assertIn("Case 84", second)
        self.assertNotIn("Case 00", second)

    # ---------------------------------------------------------------------------- page

    def test_the_page_tells_steps_and_promises_and_nothing_internal(self):
        case = self._of(
            self.ann,
            severity="major",
            description="<p>In my own words</p>",
            respondent_ids=[Command.link(self.employee.id)],
        )
        officer_case = case.with_user(self.officer)
        officer_case.action_accept()
        officer_case.action_investigate()
        for name in ("plan", "cause", "course", "conclusion", "countermeasure"):
            officer_case[name] = SECRET
        officer_case.prevention = officer_case.reply = SECRET
        officer_case.promise_date = "2030-05-17"
        officer_case.action_propose(SECRET)
        officer_case.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        page = self._get(self.ann, f"/my/complaints/{case.id}").text
        for text in (
            case.number,
            case.name,
            "In my own words",
            "We are looking into it",
            "First answer",
            "Put right",
            "05/17/2030",
        ):
            self.assertIn(text, page)
        for text in (
            SECRET,
            self.respondent.name,
            "Major",
            "Report",
            "Awaiting Decision",
            self.officer.name,
            self.head.name,
        ):
            self.assertNotIn(text, page)

    def test_the_answer_shows_once_it_is_given(self):
        case = self._of(self.ann)
        self._lead(case, "accept", "investigate", "propose", "approve", "execute")
        case.sudo().reply = "<p>Here is our answer</p>"
        path = f"/my/complaints/{case.id}"
        self.assertNotIn("Here is our answer", self._get(self.ann, path).text)
        case.with_user(self.officer).action_answer()
        page = self._get(self.ann, path).text
        self.assertIn("Here is our answer", page)
        case.with_user(self.officer).action_reopen()
        self.assertNotIn("Here is our answer", self._get(self.ann, path).text)

    def test_what_one_may_not_see_is_answered_like_what_does_not_exist(self):
        case = self._of(self.ann, is_confidential=True)
        for user in (self.ben, self.stranger, None, self.staff):
            with self.subTest(user=user and user.name):
                hidden, missing = (
                    self._get(user, f"/my/complaints/{id_}") for id_ in (case.id, 2**30)
                )
                self.assertEqual(hidden.status_code, 404)
                self.assertEqual(missing.status_code, 404)
                self.assertNotIn(case.name, hidden.text)
                self.assertEqual(*(TOKEN.sub("", p.text) for p in (hidden, missing)))

    def test_colleagues_write_in_ordinary_cases_but_do_not_say_that_it_is_settled(self):
        case = self._of(self.ann)
        self._login(self.ben)
        result, error = self._write_message(case, "Me, too")
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        self.assertEqual(message.author_id, self.ben.partner_id)
        self._closed(case)
        page = self._get(self.ben, f"/my/complaints/{case.id}")
        self.assertNotIn("o_complaint_rate", page.text)
        for path, data in (("rate", {"rate": "1"}), ("reopen", {"reason": "No"})):
            answer = self._post(self.ben, f"/my/complaints/{case.id}/{path}", data)
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(case.state, "closed")

    # ----------------------------------------------------------------------------- new

    def test_a_customer_registers_a_case_with_files(self):
        answer = self._new(
            self.ann,
            files=[
                ("files", ("photo.png", b"picture", "image/png")),
                ("files", ("letter.txt", b"words", "text/plain")),
            ],
            category_id=str(
                self.env.ref("customer_policy.complaint_category_return").id
            ),
        )
        case = self._last()
        self.assertEqual(answer.status_code, 200)
        self.assertIn(f"/my/complaints/{case.id}", answer.url)
        self.assertIn(case.number, answer.text)
        self.assertEqual(case.partner_id, self.ann.partner_id)
        self.assertEqual(case.channel, "portal")
        self.assertEqual(case.company_id, self.env.company)
        self.assertTrue(case.team_id)
        self.assertTrue(case.deadline_ids)
        self.assertIn(self.ann.partner_id, case.message_partner_ids)
        files = self._comments(case).attachment_ids
        self.assertEqual(set(files.mapped("name")), {"photo.png", "letter.txt"})
        self.assertEqual(files.mapped("res_id"), [case.id, case.id])

    def test_a_customer_chooses_nothing_that_is_not_asked(self):
        """Another customer's name, a state or a team in the form changes nothing."""
        self._new(
            self.ann,
            partner_id=str(self.stranger.partner_id.id),
            state="closed",
            team_id=str(self.upper_team.id),
            user_id=str(self.officer.id),
            severity="major",
            respondent_ids=str(self.employee.id),
            access_token="known",
            channel="phone",
        )
        case = self._last()
        self.assertEqual(case.partner_id, self.ann.partner_id)
        self.assertEqual(case.state, "new")
        self.assertNotEqual(case.team_id, self.upper_team)
        self.assertEqual(case.severity, "general")
        self.assertFalse(case.respondent_ids)
        self.assertNotEqual(case.access_token, "known")
        self.assertEqual(case.channel, "portal")

    def test_a_case_in_confidence_names_the_customer_nowhere_else(self):
        self._new(self.ann, is_confidential="1")
        case = self._last()
        self.assertTrue(case.is_confidential)
        self.assertNotEqual(case.create_uid, self.ann)
        self.assertEqual(
            self._get(self.ben, f"/my/complaints/{case.id}").status_code, 404
        )
        self.assertBlind(self.staff, case)

    def test_wrong_input_is_refused_with_what_to_do_and_nothing_is_lost(self):
        count = self.env["customer.complaint"].search_count([])
        foreign = self.env.ref("customer_policy.complaint_category_suggestion")
        for values, text in (
            ({"name": "  "}, "fill in the subject"),
            ({"description": ""}, "fill in the subject"),
            ({"name": "x" * 201}, "at most 200"),
            ({"description": "x" * 10001}, "at most 10000"),
            ({"category_id": str(foreign.id)}, "does not fit the kind"),
        ):
            with self.subTest(text=text):
                page = self._new(self.ann, **{"description": "Kept text", **values})
                self.assertEqual(page.status_code, 200)
                self.assertIn(text, page.text)
                if "description" not in values:
                    self.assertIn("Kept text", page.text)
        internal = self.env.ref("customer_policy.complaint_category_quarrel")
        for values in (
            {"kind": "other"},
            {"category_id": "1000000000"},
            {"category_id": "x"},
            {"category_id": str(internal.id)},
        ):
            with self.subTest(values=values):
                self.assertEqual(self._new(self.ann, **values).status_code, 400)
        self.assertEqual(self.env["customer.complaint"].search_count([]), count)

    def test_ten_thousand_characters_and_markup_are_taken_as_text(self):
        text = (SCRIPT + "投诉 & <b>bold</b> ").ljust(10000, "x")
        self._new(self.ann, name=SCRIPT, description=text)
        case = self._last()
        self.assertNotIn("<script", case.description)
        self.assertIn("&lt;script&gt;", case.description)
        page = self._get(self.ann, f"/my/complaints/{case.id}").text
        self.assertNotIn(SCRIPT, page)
        self.assertNotIn(SCRIPT, self._get(self.ann, "/my/complaints").text)

    def test_files_that_are_too_large_or_too_many_are_refused(self):
        count = self.env["customer.complaint"].search_count([])
        large = [("files", ("film.mp4", b"0" * (30 * 1024 * 1024), "video/mp4"))]
        page = self._new(self.ann, files=large)
        self.assertIn("film.mp4 is too large: at most 20 MB", page.text)
        many = [("files", (f"{i}.txt", b"x", "text/plain")) for i in range(11)]
        page = self._new(self.ann, files=many)
        self.assertIn("You chose 11 files; at most 10 are possible", page.text)
        self.assertEqual(self.env["customer.complaint"].search_count([]), count)

    def test_a_robot_registers_no_thousand_cases(self):
        team = self.env["customer.complaint.team"]._default_team(
            self.env.company, self.ann
        )
        team.customer_cases_per_hour = 3
        count = self.env["customer.complaint"].search_count([])
        for _index in range(5):
            page = self._new(self.ann)
        self.assertIn("You have sent 3 cases within an hour", page.text)
        self.assertEqual(self.env["customer.complaint"].search_count([]), count + 3)
        first = self.env["customer.complaint"].search([], order="id desc", limit=1)
        first.sudo().date_received -= timedelta(hours=2)
        self.assertEqual(self._new(self.ann).url.count("done=sent"), 1)

    def test_who_has_not_logged_in_registers_nothing_here(self):
        count = self.env["customer.complaint"].search_count([])
        self.assertIn("/web/login", self._get(None, "/my/complaints").url)
        self.assertIn("/web/login", self._get(None, "/my/complaints/new").url)
        self.assertIn("/web/login", self._new(None).url)
        self.assertEqual(self.env["customer.complaint"].search_count([]), count)
        self._new(self.staff)
        self.assertEqual(self.env["customer.complaint"].search_count([]), count)

    def test_a_form_of_another_site_is_refused(self):
        self._login(self.ann)
        data = {"name": "A", "description": "B", "kind": "complaint"}
        response = self.url_open("/my/complaints/new", data=data)
        self.assertEqual(response.status_code, 400)
