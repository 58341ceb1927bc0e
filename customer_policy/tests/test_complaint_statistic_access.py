from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_common import EVERYBODY, ComplaintMixin
from .http_common import RpcMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"
# Whoever is complained of learns no more than of a case that does not exist.
MISSING_ERROR = "odoo.exceptions.MissingError"
NOBODY = set()
# The respondent is a manager, too: figures name nobody.
MANAGERS = {"complaint_manager", "manager", "respondent"}
OFFICERS = MANAGERS | {"officer", "strange_officer"}
READERS = OFFICERS | {"complaint_auditor"}
RIGHTS = {
    "statistic": {
        "read": READERS,
        "write": MANAGERS,
        "create": NOBODY,
        "unlink": NOBODY,
    },
    "line": {"read": READERS, "write": NOBODY, "create": NOBODY, "unlink": NOBODY},
    "target": {
        "read": READERS,
        "write": MANAGERS,
        "create": MANAGERS,
        "unlink": MANAGERS,
    },
}
VALUES = {
    "statistic": {"manual_base_count": 5},
    "line": {"received_count": 5},
    "target": {"max_valid_rate": 2},
}
PROTECTED = {
    "statistic": {
        "received_count": 9,
        "valid_count": 9,
        "base_count": 9,
        "valid_rate": 9,
        "is_target_met": True,
        "deadline_rate": 100,
        "state": "ready",
        "date_from": "2020-01-01",
        "max_valid_rate": 50,
    },
    "complaint": {
        "grade_sequence": 1,
        "queue_date": "2020-01-01",
        "answer_hours": 1,
        "close_hours": 1,
        "is_valid": False,
        "suggestion_outcome": "adopted",
    },
}


@tagged("post_install", "-at_install")
class TestComplaintStatisticAccess(RpcMixin, ComplaintMixin, PolicyCase, HttpCase):
    """Figures, targets and the first screen, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        about = {"respondent_ids": [Command.link(cls.employee.id)]}
        cls.complaint = cls._register(**about)
        cls.suggestion = cls._register(kind="suggestion", **about)
        statistics = cls.env["customer.complaint.statistic"]
        cls.statistic = statistics._months_of(cls.env.company, 1)
        cls.statistic._count()
        cls.line = cls.env["customer.complaint.statistic.line"].create(
            {"statistic_id": cls.statistic.id, "kind": "complaint"}
        )
        cls.target = cls.env.ref("customer_policy.complaint_target")

    def _call(self, name, operation):
        record = getattr(self, name)
        values = VALUES[name]
        if operation == "create":
            return self._rpc(record._name, "create", [values])
        if operation == "unlink":
            record = self._to_delete(record)
        args = {"read": [["id"]], "write": [values]}.get(operation, [])
        return self._rpc(record._name, operation, record.ids, *args)

    def _to_delete(self, record):
        """A target of its own: the others are needed."""
        if record._name != "customer.complaint.target":
            return record
        return record.copy({"active": False})

    def test_who_may_do_what(self):
        # A second one in force would be refused from managers, too.
        self.target.active = False
        for name in EVERYBODY:
            self._login(name)
            for record, rights in RIGHTS.items():
                for operation, allowed in rights.items():
                    with self.subTest(user=name, record=record, operation=operation):
                        result, error = self._call(record, operation)
                        expected = None if name in allowed else ACCESS_ERROR
                        self.assertEqual(error, expected)
                        if operation == "create" and result:
                            self._rpc(getattr(self, record)._name, "unlink", result)

    def test_who_may_have_it_counted_again(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                model = self.statistic._name
                _result, error = self._rpc(model, "action_compute", self.statistic.ids)
                self.assertEqual(error, None if name in MANAGERS else ACCESS_ERROR)
                _result, error = self._rpc(model, "action_compute_missing", [])
                self.assertEqual(error, None if name in MANAGERS else ACCESS_ERROR)

    def test_who_may_download_the_workbook(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                action, error = self._rpc(
                    self.statistic._name, "action_export", self.statistic.ids
                )
                if name in READERS:
                    response = self.url_open(action["url"])
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response.content[:2], b"PK")
                else:
                    self.assertEqual(error, ACCESS_ERROR)

    def test_another_companys_month_is_not_theirs(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        other = self.statistic._months_of(company, 1)
        self._login("complaint_manager")
        for method, args in (
            ("read", [["id"]]),
            ("action_compute", []),
            ("action_export", []),
        ):
            _result, error = self._rpc(other._name, method, other.ids, *args)
            self.assertEqual(error, ACCESS_ERROR)

    def test_figures_are_written_by_nobody(self):
        for name in ("officer", "complaint_manager", "manager"):
            self._login(name)
            for record, values in PROTECTED.items():
                for field, value in values.items():
                    with self.subTest(user=name, record=record, field=field):
                        record_ = getattr(self, record)
                        _result, error = self._rpc(
                            record_._name, "write", record_.ids, {field: value}
                        )
                        self.assertEqual(error, ACCESS_ERROR)

    def test_the_first_screen_counts_what_one_may_read(self):
        sees = {"officer": 2, "complaint_manager": 2, "manager": 2, "registrar": 2}
        sees |= {"complaint_auditor": 2, "strange_officer": 0, "respondent": 0}
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                found, error = self._rpc("customer.complaint", "get_today")
                if name in ("portal", "outsider"):
                    self.assertEqual(error, ACCESS_ERROR)
                    continue
                self.assertIsNone(error)
                ours = [row for row in found["teams"] if row["id"] == self.team.id]
                number = ours[0]["counts"]["open"] if ours else 0
                self.assertEqual(number, sees.get(name, 0))
                ids = {row["id"] for row in found["next"]}
                cases = self.complaint | self.suggestion
                self.assertEqual(len(ids & set(cases.ids)), sees.get(name, 0))

    def test_who_may_decide_on_a_suggestion(self):
        expected = dict.fromkeys(EVERYBODY, ACCESS_ERROR)
        expected |= dict.fromkeys(("officer", "complaint_manager", "manager"))
        expected["respondent"] = MISSING_ERROR
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                _result, error = self._rpc(
                    "customer.complaint",
                    "action_adopt_suggestion",
                    self.suggestion.ids,
                )
                self.assertEqual(error, expected[name])

    def test_urgency_tells_nothing_of_a_case_about_oneself(self):
        self._login("respondent")
        domain = [["id", "in", [self.complaint.id, self.suggestion.id]]]
        for method, args in (
            ("read_progress_bar", ["state", {"field": "due_state", "colors": {}}]),
            ("formatted_read_group", [["due_state"], ["__count"]]),
        ):
            with self.subTest(method=method):
                found, error = self._rpc("customer.complaint", method, domain, *args)
                self.assertIsNone(error)
                self.assertFalse(found)

    def test_screens_open_for_everybody_who_has_them(self):
        screens = {
            "customer.complaint": ("list", "kanban", "form", "calendar", "pivot")
            + ("graph", "activity", "search"),
            "customer.complaint.statistic": ("list", "form", "pivot", "graph"),
            "customer.complaint.statistic.line": ("list", "pivot", "graph", "search"),
            "customer.complaint.target": ("list",),
        }
        for name in ("officer", "manager", "complaint_auditor"):
            self._login(name)
            for model, views in screens.items():
                with self.subTest(user=name, model=model):
                    asked = [[False, view] for view in views]
                    _result, error = self._rpc(model, "get_views", asked)
                    self.assertIsNone(error)
