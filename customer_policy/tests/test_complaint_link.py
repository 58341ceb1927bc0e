from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_portal_common import ComplaintPortalMixin
from .confidentiality_common import ConfidentialityMixin


@tagged("post_install", "-at_install")
class TestComplaintLink(ComplaintPortalMixin, PolicyCase, HttpCase):
    """The personal link: who has it needs no login, who guesses gets nowhere."""

    def test_every_case_has_a_key_of_its_own(self):
        cases = self._register() | self._register() | self._register()
        keys = cases.sudo().mapped("access_token")
        self.assertEqual(len(set(keys)), 3)
        self.assertNotEqual(cases[0].copy().sudo().access_token, keys[0])

    def test_the_link_opens_the_page_without_a_login(self):
        case = self._of(self.ann, is_confidential=True)
        page = self._get(None, self._link(case))
        self.assertEqual(page.status_code, 200)
        self.assertIn(case.number, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_guessed_and_foreign_keys_are_answered_like_a_missing_case(self):
        case, other = self._of(self.ann), self._of(self.stranger)
        missing = self._get(None, f"/my/complaints/{2**30}?access_token=x")
        self.assertEqual(missing.status_code, 404)
        for token in (
            "",
            "x",
            "False",
            other.sudo().access_token,
            case.sudo().access_token[:-1],
        ):
            with self.subTest(token=token):
                path = f"/my/complaints/{case.id}"
                page = self._get(None, f"{path}?access_token={token}")
                self.assertEqual(page.status_code, 404)
                self.assertNotIn(case.number, page.text)
                for act in ("rate", "reopen"):
                    answer = self._post(
                        None,
                        f"{path}/{act}",
                        {"access_token": token, "rate": "1", "reason": "x"},
                    )
                    self.assertEqual(answer.status_code, 404)
                self._login(None)
                _result, error = self._write_message(case, token=token)
                self.assertEqual(error, "NotFound")

    def test_the_page_without_a_key_of_a_case_without_a_key_stays_closed(self):
        case = self._of(self.ann)
        case.sudo().access_token = False
        for query in ("", "?access_token=", "?access_token=False"):
            page = self._get(None, f"/my/complaints/{case.id}{query}")
            self.assertEqual(page.status_code, 404)

    def test_who_copies_the_link(self):
        case = self._register(respondent_ids=[Command.link(self.employee.id)])
        for user, gets in (
            (self.registrar, True),
            (self.officer, True),
            (self.complaint_manager, True),
            (self.complaint_auditor, False),
            (self.respondent, False),
            (self.ann, False),
        ):
            with self.subTest(user=user.name):
                self._login(user)
                result, error = self._rpc(
                    case._name, "read", case.ids, ["tracking_url"]
                )
                url = not error and result and result[0].get("tracking_url")
                self.assertEqual(bool(url), gets)
                if gets:
                    self.assertTrue(url.endswith(self._link(case)))
                    self.assertTrue(url.startswith("http"))

    def test_reading_a_case_writes_nothing(self):
        case = self._register().with_user(self.officer)
        before = case.write_date
        self.env.flush_all()
        case.invalidate_recordset()
        self.assertTrue(case.tracking_url)
        self.env.flush_all()
        case.invalidate_recordset()
        self.assertEqual(case.write_date, before)

    def test_colleagues_who_may_not_see_the_case_get_nowhere_with_the_link(self):
        case = self._of(self.ann, respondent_ids=[Command.link(self.employee.id)])
        link = self._link(case)
        for user in (self.respondent, self.staff, self.strange_officer):
            with self.subTest(user=user.name):
                page = self._get(user, link)
                self.assertEqual(page.status_code, 404)
                self.assertNotIn(case.name, page.text)

    def test_a_colleague_with_the_link_does_not_act_as_the_customer(self):
        case = self._of(self.ann)
        self._closed(case)
        token = case.sudo().access_token
        page = self._get(self.officer, self._link(case))
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_complaint_rate", page.text)
        for act, data in (("rate", {"rate": "5"}), ("reopen", {"reason": "x"})):
            answer = self._post(
                self.officer,
                f"/my/complaints/{case.id}/{act}",
                {"access_token": token, **data},
            )
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(case.sudo().rating_ids)

    def test_who_stands_aside_keeps_no_working_link(self):
        case = self._of(self.ann, user=self.respondent)
        old = self._link(case)
        case.with_user(self.complaint_manager).respondent_ids = self.employee
        self.assertEqual(self._get(None, old).status_code, 404)
        self.assertEqual(self._get(None, self._link(case)).status_code, 200)


@tagged("post_install", "-at_install")
class TestComplaintLinkSecrecy(
    ConfidentialityMixin, ComplaintPortalMixin, PolicyCase, HttpCase
):
    """A customer that becomes secret meanwhile."""

    def test_a_classified_customers_old_link_is_dead_and_the_new_one_lives(self):
        user = self._portal_user("secret", self.secret)
        case = self._of(user, user=self.officer)
        old = self._link(case)
        self.assertEqual(self._get(None, old).status_code, 200)
        self._classify(self.secret)
        new = self._link(case)
        self.assertNotEqual(old, new)
        self.assertEqual(self._get(None, old).status_code, 404)
        self.assertEqual(self._get(None, new).status_code, 200)

    def test_a_classified_customer_sees_its_own_cases_as_always(self):
        user = self._portal_user("secret", self.secret)
        case = self._of(user, user=self.officer, name="Ours")
        self._classify(self.secret)
        page = self._get(user, f"/my/complaints/{case.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ours", page.text)
        self.assertNotIn(self.secret.confidential_code, page.text)
        self.assertIn("Ours", self._get(user, "/my/complaints").text)
        self._login(user)
        result, error = self._write_message(case, "Still here")
        self.assertIsNone(error)
        self.assertTrue(result["message_id"])
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        heard = message.notified_partner_ids | message.partner_ids
        self.assertNotIn(self.officer.partner_id, heard)
        for other in (self.officer, self.ann, None):
            page = self._get(other, f"/my/complaints/{case.id}")
            self.assertEqual(page.status_code, 404)
            self.assertNotIn("Ours", page.text)
        self.assertBlind(self.officer, case)
