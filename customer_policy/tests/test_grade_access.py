from odoo.tests import HttpCase, tagged

from .grade_http_common import GradeHttpMixin

# Each may do what those before may.
RANKS = ("portal", "outsider", "staff", "grading_manager", "manager", "nobody")
SETTING = {
    "read": "staff",
    "write": "manager",
    "create": "manager",
    "unlink": "manager",
}
OF_GRADERS = dict.fromkeys(("read", "write", "create", "unlink"), "grading_manager")
# model -> operation -> the least rank that may
RIGHTS = {
    "customer.grade.scheme": SETTING,
    "customer.grade": SETTING,
    "customer.grade.criterion": SETTING,
    "customer.grade.bracket": SETTING,
    "customer.grade.entry": {**OF_GRADERS, "read": "staff"},
    "customer.grade.assignment": {
        "read": "staff",
        "write": "nobody",
        "create": "nobody",
        "unlink": "nobody",
    },
    "customer.grade.review": OF_GRADERS,
    "customer.grade.review.line": {
        "read": "grading_manager",
        "write": "grading_manager",
        "create": "nobody",
        "unlink": "nobody",
    },
    "customer.grade.review.member": {
        "read": "grading_manager",
        "write": "nobody",
        "create": "nobody",
        "unlink": "nobody",
    },
    "customer.grade.assign": OF_GRADERS,
    "customer.grade.mend": OF_GRADERS,
    "customer.grade.objection": {
        "read": "grading_manager",
        "write": "nobody",
        "create": "nobody",
        "unlink": "nobody",
    },
    "customer.grade.objection.decision": OF_GRADERS,
    "customer.grade.gap": {
        "read": "staff",
        "write": "nobody",
        "create": "nobody",
        "unlink": "nobody",
    },
    "customer.grade.override": OF_GRADERS,
    "customer.grade.simulation.criterion": OF_GRADERS,
    "customer.grade.simulation.bracket": OF_GRADERS,
    "customer.grade.simulation.grade": OF_GRADERS,
    "customer.grade.adopt": OF_GRADERS,
    "customer.grade.metric": SETTING,
    "customer.grade.metric.value": {**OF_GRADERS, "read": "staff"},
    "customer.grade.metric.import": OF_GRADERS,
    "customer.grade.metric.import.line": OF_GRADERS,
    "customer.grade.past": dict.fromkeys(
        ("read", "write", "create", "unlink"), "staff"
    ),
}


@tagged("post_install", "-at_install")
class TestGradeAccess(GradeHttpMixin, HttpCase):
    """Who may do what, asked of a real server."""

    def _values(self, model):
        """What a new record of ``model`` may be made of."""
        type(self).place += 1
        values = {
            "customer.grade.scheme": {"name": "New", "code": f"new{self.place}"},
            "customer.grade": {
                "scheme_id": self.scheme.id,
                "name": "New",
                "code": f"N{self.place}",
            },
            "customer.grade.criterion": {"scheme_id": self.scheme.id, "weight": 0},
            "customer.grade.bracket": {
                "criterion_id": self.criterion.id,
                "value_from": 200 + self.place,
            },
            "customer.grade.entry": {
                "criterion_id": self.criterion.id,
                "partner_id": self.other.id,
                "points": 5,
                "note": "As agreed",
            },
            "customer.grade.assignment": {
                "partner_id": self.other.id,
                "scheme_id": self.scheme.id,
                "grade_id": self.key.id,
                "date_from": "2025-01-01",
            },
            "customer.grade.review": {
                "scheme_id": self.scheme.id,
                "date": f"2024-{1 + self.place % 12:02}-{1 + self.place // 12:02}",
            },
            "customer.grade.review.line": {
                "review_id": self.review.id,
                "partner_id": self.other.id,
            },
            "customer.grade.review.member": {
                "review_id": self.review.id,
                "head_id": self.customer.id,
                "partner_id": self.other.id,
            },
            "customer.grade.assign": {
                "partner_ids": [(6, 0, self.other.ids)],
                "scheme_id": self.scheme.id,
                "grade_id": self.key.id,
                "reason": "As agreed",
            },
            "customer.grade.mend": {"partner_ids": [(6, 0, self.customer.ids)]},
            "customer.grade.gap": {"partner_id": self.other.id},
            "customer.grade.objection": {
                "partner_id": self.customer.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.core.id,
                "reason": "As agreed",
            },
            "customer.grade.objection.decision": {
                "objection_ids": [(6, 0, self.objection.ids)]
            },
            "customer.grade.override": {"line_ids": [(6, 0, self.line.ids)]},
            "customer.grade.simulation.criterion": {"review_id": self.what_if.id},
            "customer.grade.simulation.bracket": {
                "criterion_id": self.what_if.simulated_criterion_ids[0].id,
                "value_from": 300 + self.place,
            },
            "customer.grade.simulation.grade": {
                "review_id": self.what_if.id,
                "grade_id": self.env["customer.grade"]
                .create(
                    {
                        "scheme_id": self._create_scheme(f"s{self.place}").id,
                        "name": "Supposed",
                        "code": "S",
                    }
                )
                .id,
            },
            "customer.grade.adopt": {"review_id": self.what_if.id},
            "customer.grade.metric": {"name": "New", "code": f"m{self.place}"},
            "customer.grade.metric.value": {
                "metric_id": self.figure.id,
                "partner_id": self.other.id,
                "month": f"2024-{1 + self.place % 12:02}-01",
                "value": self.place,
            },
            "customer.grade.metric.import": {},
            "customer.grade.metric.import.line": {"import_id": self.sheet.id},
            "customer.grade.past": {"scheme_id": self.scheme.id, "date": "2025-05-01"},
        }
        return values[model]

    def _record(self, model, user):
        """A record to read, change or delete."""
        existing = {
            "customer.grade.assignment": self.assignment,
            "customer.grade.review.line": self.line.sudo(),
            "customer.grade.gap": self.gap,
            "customer.grade.review.member": self.member,
            "customer.grade.objection": self.objection,
        }
        if model in existing:
            return existing[model]
        # A dialog belongs to who opened it.
        owner = self.users[user] if self._may(user, model, "create") else self.manager
        return self.env[model].with_user(owner).create(self._values(model))

    @staticmethod
    def _may(user, model, operation):
        return RANKS.index(user) >= RANKS.index(RIGHTS[model][operation])

    def _arguments(self, model, operation, user):
        if operation == "create":
            return [[self._values(model)]]
        record = self._record(model, user)
        change = {
            "customer.grade.bracket": {"points": 7},
            "customer.grade.entry": {"note": "Changed"},
            "customer.grade.assignment": {"reason": "Changed"},
            "customer.grade.review": {"is_simulation": True},
            "customer.grade.review.line": {"reason": "Changed"},
            "customer.grade.review.member": {"is_top": True},
            "customer.grade.assign": {"reason": "Changed"},
            "customer.grade.override": {"reason": "Changed"},
            "customer.grade.mend": {"give_promised": False},
            "customer.grade.gap": {"kind": "service_team"},
            "customer.grade.objection": {"reason": "Changed"},
            "customer.grade.objection.decision": {"reason": "Changed"},
            "customer.grade.simulation.bracket": {"points": 7},
            "customer.grade.simulation.grade": {"min_score": 7},
            "customer.grade.adopt": {"review_id": self.what_if.id},
            "customer.grade.past": {"date": "2025-05-02"},
            "customer.grade.metric.value": {"value": 7},
            "customer.grade.metric.import": {"skip_errors": True},
            "customer.grade.metric.import.line": {"problem": "Changed"},
        }.get(model, {"name": "Changed"})
        return {
            "read": [record.ids, ["display_name"]],
            "write": [record.ids, change],
            "unlink": [record.ids],
        }[operation]

    # --------------------------------------------------------------------- the table

    def _check_rights_of(self, user):
        self._login(user)
        for model, operations in RIGHTS.items():
            for operation in operations:
                with self.subTest(model=model, operation=operation):
                    arguments = self._arguments(model, operation, user)
                    if self._may(user, model, operation):
                        self.assertDone(model, operation, *arguments)
                    else:
                        self.assertDenied(model, operation, *arguments)

    def test_rights_of_portal_users(self):
        self._check_rights_of("portal")

    def test_rights_of_employees_outside_the_policy(self):
        self._check_rights_of("outsider")

    def test_rights_of_staff(self):
        self._check_rights_of("staff")

    def test_rights_of_grading_managers(self):
        self._check_rights_of("grading_manager")

    def test_rights_of_managers(self):
        self._check_rights_of("manager")

    def test_visitors_have_no_rights(self):
        self._login("public")
        for model in (*RIGHTS, "res.partner"):
            with self.subTest(model=model):
                _result, error = self._rpc(model, "search_read", [], ["display_name"])
                self.assertEqual(error, "odoo.http.SessionExpiredException")

    # ----------------------------------------------------------------------- actions

    def test_only_grading_managers_run_reviews(self):
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            for action in ("compute", "approve", "apply", "cancel", "draft"):
                with self.subTest(user=user, action=action):
                    self.assertDenied(
                        "customer.grade.review", f"action_{action}", self.review.ids
                    )
        self.assertEqual(self.review.state, "computed")

    def test_only_grading_managers_decide_on_lines(self):
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            for action, arguments in (
                ("action_accept", []),
                ("action_keep", ["Why not"]),
                ("action_override", []),
            ):
                with self.subTest(user=user, action=action):
                    self.assertDenied(
                        "customer.grade.review.line", action, self.line.ids, *arguments
                    )
        self.assertEqual(self.line.decision, "pending")

    def test_a_grading_manager_runs_a_review_to_its_end(self):
        self._login("grading_manager")
        for action in ("draft", "compute", "approve", "apply"):
            self.assertDone(
                "customer.grade.review", f"action_{action}", self.review.ids
            )
        self.assertEqual(self.customer.customer_grade_id, self.core)

    def test_only_grading_managers_carry_out_the_dialogs(self):
        dialog = self._record("customer.grade.assign", "manager")
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            with self.subTest(user=user):
                self.assertDenied("customer.grade.assign", "action_assign", dialog.ids)
        self.assertFalse(self.other.customer_grade_id)

    def test_an_account_manager_asks_but_does_not_decide(self):
        self._login("account_manager")
        model = "customer.grade.objection"
        ids = self.objection.ids
        self.assertDone(model, "read", ids, ["reason", "state"])
        self.assertDenied(
            model, "create", [{**self._values(model), "state": "accepted"}]
        )
        for method, arguments in (
            ("action_accept", []),
            ("action_refuse", ["No"]),
            ("action_open_decision", []),
            ("_decide", ["accepted", "Yes"]),
            ("write", [{"state": "accepted"}]),
            ("write", [{"requested_grade_id": self.core.id}]),
            ("unlink", []),
        ):
            with self.subTest(method=method):
                self.assertDenied(model, method, ids, *arguments)
        self.assertDone(model, "action_withdraw", ids)
        again = {**self._values(model), "partner_id": self.other.id}
        [again] = self.assertDone(model, "create", [again])
        self.assertEqual(self.objection.browse(again).user_id, self.ann)

    def test_others_neither_see_nor_touch_the_request(self):
        model = "customer.grade.objection"
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            for method, arguments in (
                ("read", [["reason"]]),
                ("action_withdraw", []),
                ("action_accept", []),
            ):
                with self.subTest(user=user, method=method):
                    self.assertDenied(model, method, self.objection.ids, *arguments)

    def test_a_grading_manager_decides(self):
        self._login("grading_manager")
        self.assertDone("customer.grade.objection", "action_accept", self.objection.ids)
        self.assertEqual(self.objection.decided_by_id, self.grader)
        self.assertEqual(self.other.customer_grade_id, self.key)

    def test_a_context_does_not_open_decided_lines(self):
        self._login("grading_manager")
        self.assertDone("customer.grade.review", "action_approve", self.review.ids)
        for value in (True, "OVERRULE", {}):
            _result, error = self._rpc(
                "customer.grade.review.line",
                "write",
                self.line.ids,
                {"reason": "Changed"},
                context={"grade_overrule": value},
            )
            self.assertEqual(error, "odoo.exceptions.UserError")

    def test_only_grading_managers_ask_what_if(self):
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            for model, method, ids in (
                ("customer.grade.scheme", "action_what_if", self.scheme.ids),
                ("customer.grade.review", "action_adopt", self.what_if.ids),
                ("customer.grade.review", "action_open_moves", self.what_if.ids),
            ):
                with self.subTest(user=user, method=method):
                    self.assertDenied(model, method, ids)
        self._login("grading_manager")
        action = self.assertDone(
            "customer.grade.review", "action_adopt", self.what_if.ids
        )
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            self.assertDenied(
                "customer.grade.adopt", "action_adopt", [action["res_id"]]
            )
        self.assertFalse(self.what_if.date_adopted)

    def test_only_grading_managers_import_figures(self):
        for user in ("portal", "outsider", "staff"):
            self._login(user)
            for action in ("template", "preview", "import"):
                with self.subTest(user=user, action=action):
                    self.assertDenied(
                        "customer.grade.metric.import",
                        f"action_{action}",
                        self.sheet.ids,
                    )

    def test_inner_methods_cannot_be_called(self):
        self._login("manager")
        for model, method, arguments in (
            ("customer.grade.assignment", "_assign", [self.other.ids, 1, "Why not"]),
            ("customer.grade.assignment", "_refresh_partner_grades", []),
            ("customer.grade.review", "_run_chunk", [self.review.ids]),
            ("customer.grade.review", "_cron_process_reviews", []),
            ("customer.grade.review", "_lock", [self.review.ids]),
            ("customer.grade.review.line", "_insert_scored", [1, []]),
            ("customer.grade.metric.value", "_upsert", [[]]),
        ):
            with self.subTest(method=method):
                self.assertDenied(model, method, *arguments)

    # ------------------------------------------------------------- protected columns

    def _protected_writes(self):
        """(model, ids, values) that no one may write, whatever the group."""
        assignment = {"scheme_id": self.scheme.id, "grade_id": self.core.id}
        return [
            ("res.partner", self.other.ids, {"customer_grade_id": self.key.id}),
            ("res.partner", self.other.ids, {"grade_assignment_ids": [(5,)]}),
            (
                "res.partner",
                self.other.ids,
                {
                    "grade_assignment_ids": [
                        (0, 0, {**assignment, "date_from": "2025-01-01"})
                    ]
                },
            ),
            ("customer.grade.review", self.review.ids, {"state": "applied"}),
            ("customer.grade.review", self.review.ids, {"settings": {}}),
            ("customer.grade.review", self.review.ids, {"pending_step": "apply"}),
            ("customer.grade.review", self.review.ids, {"applied_line_id": 1}),
            ("customer.grade.review", self.review.ids, {"approved_by_id": 1}),
            ("customer.grade.review", self.what_if.ids, {"is_outdated": True}),
            ("customer.grade.review", self.what_if.ids, {"adopted_by_id": 1}),
            (
                "customer.grade.review",
                self.what_if.ids,
                {"date_adopted": "2025-01-01 08:00:00"},
            ),
            (
                "customer.grade.review",
                self.review.ids,
                {"line_ids": [(1, self.line.id, {"score": 1})]},
            ),
            ("customer.grade.review", self.review.ids, {"line_ids": [(5,)]}),
            ("customer.grade.review.line", self.line.ids, {"score": 99}),
            ("customer.grade.review.line", self.line.ids, {"breakdown": []}),
            ("customer.grade.review.line", self.line.ids, {"decision": "accepted"}),
            (
                "customer.grade.review.line",
                self.line.ids,
                {"proposed_grade_id": self.key.id},
            ),
            ("customer.grade.assignment", self.assignment.ids, {"score": 1}),
            (
                "customer.grade.assignment",
                self.assignment.ids,
                {"grade_id": self.core.id},
            ),
            (
                "customer.grade.assignment",
                self.assignment.ids,
                {"date_to": "2025-04-01"},
            ),
        ]

    def _protected_state(self):
        self.env.invalidate_all()
        return (
            self.other.customer_grade_id,
            self.other.grade_assignment_ids,
            self.review.read(["state", "settings", "pending_step", "applied_line_id"]),
            self.what_if.read(["is_outdated", "adopted_by_id", "date_adopted"]),
            self.line.read(["score", "breakdown", "decision", "proposed_grade_id"]),
            self.assignment.read(["score", "grade_id", "date_to"]),
        )

    def test_nobody_writes_protected_columns(self):
        before = self._protected_state()
        for user in ("outsider", "staff", "grading_manager", "manager"):
            self._login(user)
            for model, ids, values in self._protected_writes():
                with self.subTest(user=user, model=model, values=values):
                    self.assertDenied(model, "write", ids, values)
        self.assertEqual(self._protected_state(), before)

    def test_forms_cannot_save_protected_columns(self):
        before = self._protected_state()
        self._login("manager")
        for model, ids, values in self._protected_writes():
            with self.subTest(model=model, values=values):
                self.assertDenied(model, "web_save", ids, values, {"display_name": {}})
        self.assertEqual(self._protected_state(), before)

    def test_nobody_creates_records_with_protected_columns(self):
        self._login("manager")
        for model, values in (
            ("res.partner", {"name": "Forged", "customer_grade_id": self.key.id}),
            (
                "customer.grade.review",
                {**self._values("customer.grade.review"), "state": "applied"},
            ),
            (
                "customer.grade.review",
                {**self._values("customer.grade.review"), "is_automatic": True},
            ),
        ):
            with self.subTest(model=model, values=values):
                self.assertDenied(model, "create", [values])

    def test_copies_do_not_carry_protected_columns(self):
        self._login("manager")
        self.assertDenied(
            "res.partner", "copy", self.customer.ids, {"customer_grade_id": self.key.id}
        )
        self.assertDenied(
            "customer.grade.review", "copy", self.review.ids, {"state": "applied"}
        )
        [copy_id] = self.assertDone("res.partner", "copy", self.customer.ids)
        copy = self.env["res.partner"].browse(copy_id)
        self.assertFalse(copy.customer_grade_id)
        self.assertFalse(copy.grade_assignment_ids)

    def test_defaults_of_the_context_do_not_reach_protected_columns(self):
        self._login("manager")
        for model, values, context in (
            (
                "res.partner",
                {"name": "New"},
                {"default_customer_grade_id": self.key.id},
            ),
            (
                "customer.grade.review",
                self._values("customer.grade.review"),
                {"default_state": "approved"},
            ),
        ):
            with self.subTest(model=model):
                self.assertDenied(model, "create", [values], context=context)
                default = self.assertDone(
                    model, "default_get", [next(iter(context))[8:]], context=context
                )
                self.assertNotIn(next(iter(context.values())), default.values())

    def test_personal_defaults_do_not_reach_protected_columns(self):
        self._login("manager")
        self.assertDone(
            "ir.default", "set", "customer.grade.review", "state", "approved", True
        )
        [review_id] = self.assertDone(
            "customer.grade.review", "create", [self._values("customer.grade.review")]
        )
        review = self.env["customer.grade.review"].browse(review_id)
        self.assertEqual(review.state, "draft")

    def test_defaults_do_not_travel_through_the_dialogs(self):
        self._login("grading_manager")
        [dialog_id] = self.assertDone(
            "customer.grade.assign", "create", [self._values("customer.grade.assign")]
        )
        self.assertDone(
            "customer.grade.assign",
            "action_assign",
            [dialog_id],
            context={
                "default_date_to": "2025-01-01",
                "default_review_id": self.review.id,
                "default_score": 77,
            },
        )
        assignment = self._assignments(self.other)
        self.assertFalse(assignment.date_to)
        self.assertFalse(assignment.review_id)
        self.assertFalse(assignment.score)

    def test_imports_do_not_reach_protected_columns(self):
        self._login("manager")
        for model, columns, row in (
            (
                "res.partner",
                ["name", "customer_grade_id/.id"],
                ["Imported", self.key.id],
            ),
            (
                "customer.grade.review",
                ["scheme_id/.id", "date", "state"],
                [self.scheme.id, "2024-05-05", "applied"],
            ),
            (
                "customer.grade.review.line",
                [".id", "score"],
                [self.line.id, 99],
            ),
            (
                "customer.grade.assignment",
                ["partner_id/.id", "scheme_id/.id", "grade_id/.id", "date_from"],
                [self.other.id, self.scheme.id, self.key.id, "2025-01-01"],
            ),
        ):
            with self.subTest(model=model):
                result, error = self._rpc(model, "load", columns, [[*map(str, row)]])
                self.assertTrue(error or not result["ids"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Imported")]))
        self.assertFalse(self.other.grade_assignment_ids)
        self.assertEqual(self.line.score, 60)

    def test_protected_columns_are_read_only_in_forms(self):
        self._login("manager")
        for model, names in (
            ("res.partner", ["customer_grade_id", "grade_assignment_ids"]),
            ("customer.grade.review", ["state", "settings", "pending_step"]),
            ("customer.grade.review.line", ["score", "proposed_grade_id"]),
            ("customer.grade.assignment", ["grade_id", "score", "date_to"]),
        ):
            fields = self.assertDone(model, "fields_get", names, ["readonly"])
            for name in names:
                with self.subTest(model=model, name=name):
                    self.assertTrue(fields[name]["readonly"])

    # ----------------------------------------------------------------- reading grades

    def test_outsiders_do_not_read_grades_by_any_way(self):
        portal = self.users["portal"]
        portal.partner_id.parent_id = self.customer
        self.env.flush_all()
        domain = [("customer_grade_id", "=", self.key.id)]
        for user, ids in (
            ("portal", portal.partner_id.ids),
            ("outsider", self.customer.ids),
        ):
            self._login(user)
            for method, arguments in (
                ("read", [ids, ["customer_grade_id"]]),
                ("read", [ids, ["customer_grade_color"]]),
                ("read", [ids, ["grade_explanation"]]),
                ("read", [ids, ["grade_assignment_ids"]]),
                ("web_read", [ids, {"customer_grade_id": {}}]),
                ("search_read", [[], ["customer_grade_id"]]),
                ("search", [domain]),
                ("search_count", [[("customer_grade_id.code", "=", "A")]]),
                ("search", [[("grade_assignment_ids.score", ">", 50)]]),
                ("search_read", [[], ["name"], 0, 1, "customer_grade_id"]),
                ("formatted_read_group", [[], ["customer_grade_id"]]),
            ):
                with self.subTest(user=user, method=method, arguments=arguments):
                    self.assertDenied("res.partner", method, *arguments)
            names = self.assertDone("res.partner", "fields_get", [], ["type"])
            self.assertNotIn("customer_grade_id", names)
            self.assertNotIn("grade_explanation", names)

    def test_outsiders_still_work_with_customers(self):
        self._login("outsider")
        self.assertDone("res.partner", "write", self.customer.ids, {"city": "Leeds"})
        [contact_id] = self.assertDone(
            "res.partner",
            "create",
            [{"name": "New contact", "parent_id": self.customer.id}],
        )
        contact = self.env["res.partner"].browse(contact_id)
        self.assertEqual(contact.customer_grade_id, self.key)
        for view in ("form", "list", "kanban", "search"):
            with self.subTest(view=view):
                views = self.assertDone(
                    "res.partner", "get_views", [[False, view]], options={}
                )
                self.assertNotIn("customer_grade_id", views["views"][view]["arch"])

    def test_staff_read_grades(self):
        self._login("staff")
        [values] = self.assertDone(
            "res.partner",
            "read",
            self.customer.ids,
            ["customer_grade_id", "grade_explanation"],
        )
        self.assertEqual(values["customer_grade_id"][0], self.key.id)
        self.assertEqual(values["grade_explanation"]["grade"]["code"], "A")
        self.assertDone(
            "customer.grade.review.line",
            "action_open_documents",
            self.assignment.line_id.ids,
            self.criterion.id,
        )

    # ----------------------------------------------------------- programs with a key

    def test_programs_have_the_rights_of_their_user(self):
        review, customer = self.review.ids, self.customer.ids
        for user, model, method, body, status in (
            (None, "res.partner", "read", {"ids": customer, "fields": ["name"]}, 401),
            (
                "outsider",
                "res.partner",
                "read",
                {"ids": customer, "fields": ["customer_grade_id"]},
                403,
            ),
            (
                "staff",
                "res.partner",
                "read",
                {"ids": customer, "fields": ["customer_grade_id"]},
                200,
            ),
            ("staff", "customer.grade.review", "action_apply", {"ids": review}, 403),
            (
                "manager",
                "res.partner",
                "write",
                {"ids": customer, "vals": {"customer_grade_id": self.core.id}},
                403,
            ),
            (
                "manager",
                "customer.grade.review",
                "write",
                {"ids": review, "vals": {"state": "applied"}},
                403,
            ),
            (
                "grading_manager",
                "customer.grade.review",
                "action_approve",
                {"ids": review},
                200,
            ),
            (
                "grading_manager",
                "customer.grade.review",
                "action_apply",
                {"ids": review},
                200,
            ),
        ):
            with self.subTest(user=user, model=model, method=method):
                self.assertEqual(self._json2(user, model, method, **body), status)
        self.assertEqual(self.customer.customer_grade_id, self.core)
