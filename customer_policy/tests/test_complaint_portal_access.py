import json

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..models.customer_complaint_portal import PORTAL_FIELDS
from .common import PolicyCase
from .complaint_portal_common import ComplaintPortalMixin

# Case -> who of the portal sees it.
CASES = {
    "own": {"ann", "ben"},
    "confidential": {"ann"},
    "of_company": {"ann", "ben"},
    "followed": {"ann", "ben", "stranger"},
    "followed_confidential": {"ann"},
    "of_stranger": {"stranger"},
    "anonymous": set(),
}
USERS = ("ann", "ben", "stranger")
PARTS = (
    "customer.complaint.deadline",
    "customer.complaint.decision",
    "customer.complaint.action",
    "customer.complaint.team",
    "customer.complaint.category",
    "customer.complaint.deadline.rule",
    "customer.complaint.approval",
    "hr.employee",
    "rating.rating",
    "mail.followers",
    "mail.activity",
)
SECRET = "Zirconium"


@tagged("post_install", "-at_install")
class TestComplaintPortalAccess(ComplaintPortalMixin, PolicyCase, HttpCase):
    """What customers may call, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        internal = {
            "respondent_ids": [Command.link(cls.employee.id)],
            "severity": "major",
        }
        cls.own = cls._of(cls.ann, **internal)
        cls.confidential = cls._of(cls.ann, is_confidential=True, **internal)
        cls.of_company = cls._register(**internal)
        cls.followed = cls._of(cls.ann)
        cls.followed_confidential = cls._of(cls.ann, is_confidential=True)
        cls.of_stranger = cls._of(cls.stranger)
        cls.anonymous = cls._register(partner_id=False, is_anonymous=True)
        for case in (cls.followed, cls.followed_confidential):
            case.sudo().message_subscribe(partner_ids=cls.stranger.partner_id.ids)
        case = cls.own.with_user(cls.officer)
        case.action_accept()
        case.action_investigate()
        for name in ("plan", "cause", "course", "conclusion", "countermeasure"):
            case[name] = SECRET
        case.prevention = case.reply = SECRET
        case.fault_employee_id = cls.employee
        cls.env["customer.complaint.action"].with_user(cls.officer).create(
            {"complaint_id": case.id, "name": SECRET, "user_id": cls.officer.id}
        )
        case.action_propose(SECRET)
        case.action_wait_customer(SECRET)
        case.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        cls.note_comment = case.message_post(
            body=SECRET, subtype_xmlid="mail.mt_note", message_type="comment"
        )
        cls.file = (
            cls.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": SECRET,
                    "raw": b"inside",
                    "res_model": case._name,
                    "res_id": case.id,
                }
            )
        )

    def test_who_sees_which_case(self):
        for name in USERS:
            self._login(getattr(self, name))
            for case, seen_by in CASES.items():
                with self.subTest(user=name, case=case):
                    record = getattr(self, case)
                    _result, error = self._rpc(
                        record._name, "read", record.ids, ["name"]
                    )
                    seen = name in seen_by
                    self.assertEqual(error, None if seen else "AccessError")
                    found, error = self._rpc(
                        record._name, "search", [["id", "=", record.id]]
                    )
                    self.assertIsNone(error)
                    self.assertEqual(bool(found), seen)

    def test_customers_change_nothing_by_calls(self):
        self._login(self.ann)
        model = self.own._name
        calls = [
            ("write", self.own.ids, {"name": "Other"}),
            ("unlink", self.own.ids),
            ("copy", self.own.ids),
            ("create", [{"name": "Other"}]),
            *(
                (act, self.own.ids)
                for act in dir(type(self.own))
                if act.startswith("action_")
                and act not in ("action_share", "action_archive", "action_unarchive")
            ),
        ]
        before = self.own.read(["state", "name", "write_date"])
        for method, *args in calls:
            with self.subTest(method=method):
                result, error = self._rpc(model, method, *args)
                # A way to a screen of the house is none that opens.
                leads = isinstance(result, dict) and result["type"].startswith("ir.")
                self.assertTrue(error or leads, result)
        self.assertEqual(self.own.read(["state", "name", "write_date"]), before)

    def test_every_field_is_on_the_list_or_unreadable(self):
        self._login(self.ann)
        model = self.own._name
        for name in sorted(self.own._fields):
            allowed = name in PORTAL_FIELDS
            for method, args in (
                ("read", [self.own.ids, [name]]),
                ("web_read", [self.own.ids, {name: {}}]),
                ("search_read", [[["id", "=", self.own.id]], [name]]),
                ("export_data", [self.own.ids, [name]]),
            ):
                with self.subTest(field=name, method=method):
                    result, error = self._rpc(model, method, *args)
                    if not allowed:
                        self.assertTrue(error, result)
                    elif method != "export_data":
                        self.assertIsNone(error)

    def test_no_filter_order_or_group_asks_for_what_is_not_on_the_list(self):
        self._login(self.ann)
        model = self.own._name
        for name in sorted(set(self.own._fields) - PORTAL_FIELDS):
            if not self.own._fields[name]._description_searchable:
                continue
            # That a required column is not empty is known without looking at it.
            filled = self.own._fields[name].required
            operator, value = ("=", self._stored(name)) if filled else ("!=", False)
            for method, args, kwargs in (
                ("search", [[[name, operator, value]]], {}),
                ("search_count", [[[name, operator, value]]], {}),
                ("search", [[]], {"order": f"{name} desc"}),
                ("formatted_read_group", [[], [name], ["__count"]], {}),
            ):
                with self.subTest(field=name, method=method):
                    result, error = self._rpc(model, method, *args, **kwargs)
                    self.assertTrue(error, result)

    def _stored(self, name):
        value = self.own.sudo()[name]
        return value.id if self.own._fields[name].relational else str(value)

    def test_no_path_leads_from_a_case_to_what_is_internal(self):
        self._login(self.ann)
        for domain in (
            [["partner_id.customer_grade_id", "!=", False]],
            [["partner_id.confidentiality_level", "!=", False]],
            [["deadline_ids.step", "=", "plan"]],
            [["respondent_ids.name", "ilike", "a"]],
            [["decision_ids.opinion", "ilike", "Zir"]],
            [["rating_ids.rating", ">", 1]],
            [["message_ids.body", "ilike", "Zir"]],
            [["user_id.name", "ilike", "a"]],
        ):
            with self.subTest(domain=domain):
                result, error = self._rpc(self.own._name, "search", domain)
                self.assertTrue(error, result)
        for values, spec in (
            ({"partner_id": self.ann.partner_id.id}, {"grade_id": {}}),
            ({"name": "Other"}, {"user_id": {}, "severity": {}, "team_id": {}}),
        ):
            result, error = self._rpc(
                self.own._name, "onchange", [], values, list(values), spec
            )
            self.assertTrue(error or not any(result["value"].values()), result)

    def test_field_lists_name_only_what_customers_may_read(self):
        self._login(self.ann)
        names, error = self._rpc(self.own._name, "fields_get", [], ["type"])
        self.assertIsNone(error)
        self.assertLessEqual(set(names), PORTAL_FIELDS)

    def test_parts_of_cases_and_people_in_the_house_are_closed(self):
        self._login(self.ann)
        for model in PARTS:
            for method, args in (
                ("search_read", [[], ["display_name"]]),
                ("search_count", [[]]),
                ("read", [self._any_of(model).ids, ["id"]]),
            ):
                with self.subTest(model=model, method=method):
                    result, error = self._rpc(model, method, *args)
                    self.assertEqual(error, "AccessError", result)

    def _any_of(self, model):
        found = self.env[model].sudo().search([], limit=1)
        return found or found.browse(1)

    def test_programs_read_no_more_than_the_page(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.ann)
            .sudo()
            ._generate("rpc", "test", None)
        )
        self.env.flush_all()

        def call(method, **body):
            return self.url_open(
                f"/json/2/{self.own._name}/{method}",
                data=json.dumps(body),
                headers={
                    "Content-Type": "application/json",
                    "Authorization": f"Bearer {key}",
                },
            )

        answer = call("read", ids=self.own.ids, fields=["number", "portal_state"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json()[0]["number"], self.own.number)
        for name in ("severity", "cause", "respondent_ids", "user_id", "access_token"):
            with self.subTest(field=name):
                answer = call("read", ids=self.own.ids, fields=[name])
                self.assertEqual(answer.status_code, 403)
        answer = call("read", ids=self.of_stranger.ids, fields=["number"])
        self.assertEqual(answer.status_code, 403)
        answer = call("action_close", ids=self.own.ids)
        self.assertEqual(answer.status_code, 403)

    def test_notes_are_not_read_even_by_their_id(self):
        self._login(self.ann)
        comment = self.own.with_user(self.officer).message_post(
            body="For you", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        messages = self.own.sudo().message_ids
        self.assertIn(self.note_comment, messages)
        for message in messages:
            with self.subTest(message=message.body, kind=message.message_type):
                result, error = self._rpc("mail.message", "read", message.ids, ["body"])
                expected = None if message == comment else "AccessError"
                self.assertEqual(error, expected, result)
        result, error = self._rpc(
            "mail.message",
            "search_read",
            [["model", "=", self.own._name], ["res_id", "=", self.own.id]],
            ["body"],
        )
        self.assertIsNone(error)
        self.assertEqual([row["id"] for row in result], comment.ids)

    def test_messages_come_in_by_the_page_only_and_stay_as_they_are(self):
        self._login(self.ann)
        values = {
            "model": self.own._name,
            "res_id": self.own.id,
            "body": "Hello",
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
        }
        _result, error = self._rpc("mail.message", "create", [values])
        self.assertEqual(error, "AccessError")
        _result, error = self._rpc(
            self.own._name, "message_post", self.own.ids, body="Hello"
        )
        self.assertEqual(error, "AccessError")
        result, error = self._write_message(self.own)
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"])
        for method, args in (("write", [{"body": "Other"}]), ("unlink", [])):
            _result, error = self._rpc("mail.message", method, message.ids, *args)
            self.assertEqual(error, "AccessError")
        _result, error = self._json(
            "/mail/message/update_content",
            message_id=message.id,
            update_data={"body": "Other"},
        )
        self.assertEqual(error, "UserError")
        self.assertIn("Hello", message.sudo().body)

    def test_files_of_the_house_are_not_downloaded(self):
        self._login(self.ann)
        found, error = self._rpc("ir.attachment", "search", [["id", ">", 0]])
        self.assertTrue(error or not found, found)
        _result, error = self._rpc("ir.attachment", "read", self.file.ids, ["name"])
        self.assertEqual(error, "AccessError")
        missing = self._get(self.ann, f"/web/content/{2**30}")
        response = self.url_open(f"/web/content/{self.file.id}")
        self.assertEqual(response.status_code, missing.status_code)
        self.assertNotIn(b"inside", response.content)

    def test_calls_hand_out_no_key(self):
        self._login(self.ben)
        for method in ("get_portal_url", "_get_share_url"):
            result, _error = self._rpc(self.own._name, method, self.own.ids)
            self.assertNotIn(self.own.sudo().access_token, result or "")
        response = self._get(
            self.ben, f"/mail/view?model={self.own._name}&res_id={self.own.id}"
        )
        self.assertNotIn("access_token", response.url)

    def test_employees_read_ratings_of_cases_they_see_and_write_none(self):
        rating = self.own._new_rating()
        rating.feedback = SECRET
        foreign = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
            }
        )
        for user, sees in (
            (self.officer, True),
            (self.complaint_manager, True),
            (self.strange_officer, False),
            (self.respondent, False),
            (self.staff, False),
            (self.outsider, False),
        ):
            self._login(user)
            with self.subTest(user=user.name):
                result, error = self._rpc(
                    "rating.rating", "read", rating.ids, ["feedback"]
                )
                read = not error and result and result[0].get("feedback")
                self.assertEqual(bool(read), sees, (error, result))
                found, error = self._rpc(
                    "rating.rating", "search", [["id", "in", (rating | foreign).ids]]
                )
                self.assertIsNone(error)
                expected = rating | foreign if sees else foreign
                self.assertEqual(sorted(found), sorted(expected.ids))
                _result, error = self._rpc(
                    "rating.rating", "write", rating.ids, {"rating": 5}
                )
                self.assertIn(error, ("AccessError", "MissingError"))
                values = {
                    "res_model_id": self.env["ir.model"]._get_id(self.own._name),
                    "res_id": self.own.id,
                    "rating": 5,
                    "consumed": True,
                }
                _result, error = self._rpc("rating.rating", "create", [values])
                self.assertIn(error, ("AccessError", "MissingError"))
