from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .common import PolicyCase
from .confidentiality_common import ConfidentialityMixin
from .violation_common import ViolationMixin

NOTICE = "customer_policy.report_violation_notice"
BUNDLE = "customer_policy.report_violation_bundle"
TALK = "Do not tell him yet"


@tagged("post_install", "-at_install")
class TestViolationSecrecy(ViolationMixin, ConfidentialityMixin, PolicyCase):
    """What a case tells to whoever may not read it, or may read the case alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._classify(cls.secret)
        case = cls()
        case.env = cls.env
        cls.case = case._lead(case._report())
        cls.case.sudo().message_post(
            body=TALK,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachments=[("talk.txt", TALK.encode())],
        )
        cls.case.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=TALK,
            user_id=cls.violation_officer.id,
        )
        cls.file = cls.env["ir.attachment"].search([("name", "=", "talk.txt")])
        cls.scan = cls.env["ir.attachment"].create(
            {"name": "scan.txt", "res_model": cls.case._name, "res_id": cls.case.id}
        )
        cls.case.sudo().scan_ids = cls.scan

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()

    def _print(self, report, user, case=None):
        reports = self.env["ir.actions.report"].with_user(user)
        return reports._render_qweb_html(report, (case or self.case).ids)

    def test_nobody_prints_a_case_that_is_not_his_or_hers_to_read(self):
        for report in (NOTICE, BUNDLE):
            for user in (self.colleague, self.other_head, self.personnel):
                self.env.invalidate_all()
                with self.subTest(report=report, user=user.login):
                    with self.assertRaises(AccessError):
                        self._print(report, user)

    def test_a_document_without_leave_is_not_remembered_by_the_refusal_of_masks(self):
        """Of any report: what is masked is looked at with the superuser's rights."""
        mine = self.case.with_user(self.colleague)
        self.env["customer.confidentiality"].with_user(
            self.colleague
        )._refuse_incomplete(mine)
        with self.assertRaises(AccessError):
            mine.mapped("facts")

    def test_the_person_prints_no_notice_before_it_is_served(self):
        decided = self._lead(self._report(name="Took a ring"), "decided")
        with self.assertRaises(UserError):
            self._print(NOTICE, self.culprit, decided)
        self.assertTrue(self._print(NOTICE, self.culprit))

    def test_the_evidence_is_not_printed_by_the_person_or_the_head(self):
        for user in (self.culprit, self.boss):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self._print(BUNDLE, user)

    def test_files_of_the_talk_are_for_those_who_lead_the_case(self):
        for user, allowed in (
            (self.violation_officer, True),
            (self.violation_auditor, True),
            (self.culprit, False),
            (self.boss, False),
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                file = self.file.with_user(user)
                self.assertEqual(file.has_access("read"), allowed)
                self.assertEqual(
                    bool(file.search([("id", "=", file.id)])),
                    allowed,
                )
                self.assertTrue(self.scan.with_user(user).has_access("read"))

    def test_who_follows_a_case_is_for_those_who_read_it(self):
        self.case.sudo().message_subscribe(self.violation_officer.partner_id.ids)
        followers = self.case.sudo().message_follower_ids
        self.open_customer.message_subscribe(self.violation_officer.partner_id.ids)
        other = self.open_customer.message_follower_ids
        for user, allowed in (
            (self.violation_officer, True),
            (self.culprit, True),
            (self.colleague, False),
            (self.personnel, False),
        ):
            with self.subTest(user=user.login):
                self.env.flush_all()
                self.env.invalidate_all()
                mine = followers.with_user(user)
                self.assertEqual(bool(mine.search([("id", "in", mine.ids)])), allowed)
                self.assertEqual(bool(mine._filtered_access("read")), allowed)
                self.assertTrue(other.with_user(user).search([("id", "in", other.ids)]))

    def test_the_talk_cannot_be_guessed_by_searching(self):
        for user, allowed in ((self.violation_officer, 1), (self.culprit, 0)):
            cases = self.env["customer.violation"].with_user(user)
            for name in ("message_ids.body", "activity_ids.summary", "message_ids"):
                with self.subTest(user=user.login, name=name):
                    domain = [(name, "ilike", TALK), ("id", "=", self.case.id)]
                    if name == "message_ids" and allowed:
                        continue  # its name is not its text
                    self.assertEqual(cases.search_count(domain), allowed)

    def test_lists_of_the_evidence_are_asked_of_readers_alone(self):
        case = self.case.with_user(self.boss)
        self.assertFalse(case._has_field_access(case._fields["evidence_ids"], "read"))
        self.assertTrue(case.read())

    def test_a_meeting_on_a_case_not_told_yet_is_not_for_its_person(self):
        sealed = self._report(type_id=self.leak.id)
        meeting = self.env["calendar.event"].create(
            {
                "name": "What do we do about him",
                "start": "2026-03-03 10:00:00",
                "stop": "2026-03-03 11:00:00",
                "privacy": "private",
                "res_model_id": self.env["ir.model"]._get_id(sealed._name),
                "res_id": sealed.id,
            }
        )
        for user, allowed in ((self.culprit, 0), (self.colleague, 1)):
            self.env.flush_all()
            self.env.invalidate_all()
            meetings = meeting.with_user(user)
            self.assertEqual(meetings.search_count([("id", "=", meeting.id)]), allowed)

    def test_a_case_not_told_yet_answers_its_person_like_none(self):
        sealed = self._report(type_id=self.leak.id)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(sealed.with_user(self.culprit).read(["name"]), [])
        with self.assertRaises(MissingError):
            sealed.with_user(self.culprit).check_access("read")
        with self.assertRaises(AccessError) as refused:
            sealed.with_user(self.colleague).check_access("read")
        self.assertNotIsInstance(refused.exception, MissingError)
