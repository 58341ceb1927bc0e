import re
from contextlib import contextmanager

from odoo.exceptions import MissingError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityUsers(ConfidentialityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(
            cls.env,
            login=f"{MARK}-login",
            name=f"{MARK} Portal",
            groups="base.group_portal",
        )
        cls.portal_user.partner_id.parent_id = cls.secret
        cls.made_by_it = cls.env["res.partner.category"].create({"name": "Made"})
        cls.env.cr.execute(
            "UPDATE res_partner_category SET create_uid = %(by)s, write_uid = %(by)s "
            "WHERE id = %(tag)s",
            {"by": cls.portal_user.id, "tag": cls.made_by_it.id},
        )
        cls._classify(cls.secret)

    def _as(self, records, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    @contextmanager
    def assertRefused(self, words):
        with self.assertRaises(UserError) as refusal:
            yield
        self.assertIn(words, str(refusal.exception))

    # -------------------------------------------------------------------- portal users

    def test_a_portal_user_of_a_hidden_customer_does_not_exist(self):
        self.assertSees(self.cleared, self.portal_user)
        for user in (self.employee, self.administrator, self.portal):
            self.assertHidden(user, self.portal_user)
            mine = self._as(self.portal_user, user)
            for name in ("login", "name", "email", "partner_id"):
                if mine._has_field_access(mine._fields[name], "read"):
                    self.assertFalse(mine.search([(name, "ilike", MARK)]), name)
            self.assertEqual(mine.name_search(MARK), [])
            self.assertNotIn(MARK, repr(mine.search_read([], ["display_name"])))

    def test_who_made_a_record_reads_as_the_code(self):
        names = ["create_uid", "write_uid"]
        shown = self._as(self.made_by_it, self.cleared)
        self.assertIn(MARK, repr(shown.read(names)))
        for user in (self.employee, self.administrator):
            mine = self._as(self.made_by_it, user)
            code = self.secret.confidential_code
            code = self.portal_user.sudo().partner_id.confidential_code
            answers = (
                mine.read(names),
                mine.get_metadata(),
                mine.web_read(
                    {name: {"fields": {"display_name": {}}} for name in names}
                ),
                mine.formatted_read_group([("id", "in", mine.ids)], ["create_uid"]),
                mine.export_data(["create_uid", "create_uid/id", "create_uid/login"])
                if user.has_group("base.group_allow_export")
                else code,
            )
            for answer in answers:
                self.assertNotIn(MARK, repr(answer))
                self.assertIn(code, repr(answer))

    def test_methods_for_ids_answer_as_for_an_id_that_is_not_there(self):
        missing = self.env["res.partner"].browse(2**30)
        for user, is_known in ((self.employee, False), (self.cleared, True)):
            for method in ("get_external_id", "get_metadata", "signup_get_auth_param"):
                with self.subTest(user=user.name, method=method):
                    of_hidden = getattr(self._as(self.secret_contact, user), method)()
                    of_missing = getattr(self._as(missing, user), method)()
                    if not is_known:
                        of_hidden = repr(of_hidden).replace(
                            str(self.secret_contact.id), str(missing.id)
                        )
                        self.assertEqual(of_hidden, repr(of_missing))
            for method, args in (
                ("address_get", ()),
                ("open_commercial_entity", ()),
                ("create_company", ()),
                ("get_formview_action", ()),
                ("action_signup_prepare", ()),
                ("check_access", ("read",)),
            ):
                with self.subTest(user=user.name, method=method):
                    answers = [
                        self._answer(self._as(record, user), method, args)
                        for record in (self.secret_contact, missing)
                    ]
                    self.assertNotIn(MARK, answers[0])
                    if not is_known and "Missing" in answers[1]:
                        self.assertEqual(*answers)

    def _answer(self, record, method, args):
        """What a call answers, with the record's id struck out."""
        with self.env.cr.savepoint():
            try:
                answer = repr(getattr(record, method)(*args))
            except UserError as error:
                answer = f"{type(error).__name__}: {error}"
        return re.sub(rf"\b{record.id}\b", "ID", answer)

    def test_nobody_gets_the_key_to_a_hidden_portal_account(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        partners = self.portal_user.partner_id | self.secret_contact
        known = self._as(partners, self.cleared).signup_get_auth_param()
        self.assertEqual(len(known), 2)
        for user in (self.employee, self.administrator):
            mine = self._as(partners, user)
            self.assertFalse(mine.signup_get_auth_param())
            self.assertFalse(mine.sudo().signup_get_auth_param())
            with self.assertRaises(UserError):
                mine[0].action_signup_prepare()
        open_ones = self._as(self.open_contact, self.employee).signup_get_auth_param()
        self.assertTrue(open_ones[self.open_contact.id])

    def test_portal_access_is_not_offered_for_a_hidden_contact(self):
        Wizard = self.env["portal.wizard"].with_user(self.administrator)
        for partner, is_offered in ((self.secret, False), (self.open_customer, True)):
            self.env.invalidate_all()
            try:
                with self.env.cr.savepoint():
                    action = Wizard.with_context(
                        active_ids=partner.ids
                    ).action_open_wizard()
                    wizard = Wizard.browse(action["res_id"])
                    answer = repr(wizard.user_ids.read())
            except UserError as error:
                answer = str(error)
            self.assertEqual(partner.sudo().name in answer, is_offered)
            self.assertNotIn(MARK, answer)

    # ---------------------------------------------------------------------- colleagues

    def test_a_classified_contact_does_not_become_a_colleague(self):
        for user in (self.env.user, self.custodian):
            with self.assertRefused(MARK):
                self.env["res.users"].with_user(user).sudo().create(
                    {
                        "login": "colleague_of_secret",
                        "partner_id": self.secret_contact.id,
                        "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
                    }
                )
        with self.assertRefused("classified"):
            self.portal_user.group_ids = [
                Command.set(self.env.ref("base.group_user").ids)
            ]
        self.env["res.users"].create(
            {
                "login": "second_portal_user",
                "partner_id": self.secret_contact.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env["res.users"].create(
            {"login": "colleague_of_open", "partner_id": self.open_contact.id}
        )

    def test_a_classified_contact_is_no_employee_and_no_company(self):
        with self.assertRefused("classified"):
            self.env["hr.employee"].create(
                {"name": "Somebody", "work_contact_id": self.secret_contact.id}
            )
        with self.assertRefused("classified"):
            self.env["res.company"].create(
                {"name": "Ours", "partner_id": self.secret_subsidiary.id}
            )
        employee = self.env["hr.employee"].create(
            {"name": "Somebody", "work_contact_id": self.open_contact.id}
        )
        company = self.env["res.company"].create({"name": "Ours"})
        for partner in (
            employee.work_contact_id,
            company.partner_id,
            self.employee.partner_id,
        ):
            with self.assertRefused("cannot be classified"):
                self._classify(partner)

    def test_the_form_of_an_employee_looks_up_no_hidden_contact(self):
        self.env.ref("hr.group_hr_user").user_ids = [Command.link(self.employee.id)]
        self._refresh()
        employees = self.env["hr.employee"].with_user(self.employee)
        spec = {"work_email": {}, "work_phone": {}}
        with self.assertRaises(MissingError):
            employees.onchange(
                {"work_contact_id": self.secret_contact.id}, ["work_contact_id"], spec
            )
        open_one = {"work_contact_id": self.open_contact.id}
        self.assertIn("value", employees.onchange(open_one, ["work_contact_id"], spec))

    def test_a_colleague_below_a_classified_company_stays_open(self):
        self.colleague.partner_id.parent_id = self.secret
        self._refresh()
        self.assertSees(self.employee, self.colleague.partner_id)
        self.assertSees(self.employee, self.colleague)

    # ------------------------------------------------------------------ guessed ids

    def test_the_id_of_a_hidden_person_is_answered_like_one_that_nothing_has(self):
        """With the same words, whether a list shows a code of it already or not."""
        filters = self.env["calendar.filters"]
        filters.create(
            {"user_id": self.portal_user.id, "partner_id": self.open_contact.id}
        )
        self.env.flush_all()
        for operation in ("create", "write", "onchange"):
            with self.subTest(operation=operation):
                words = [
                    self._words(operation, user_id)
                    for user_id in (self.portal_user.id, 2**30)
                ]
                self.assertEqual(*words)
                self.assertIn("does not exist", words[0])
        self.assertTrue(self._filter(self.cleared).write({"user_id": self.cleared.id}))

    def _filter(self, user):
        own = self.env["calendar.filters"].create(
            {"user_id": user.id, "partner_id": self.open_customer.id}
        )
        self.env.flush_all()
        return own.with_user(user)

    def _words(self, operation, user_id):
        values = {"user_id": user_id, "partner_id": self.open_contact.id}
        model = self._as(self.env["calendar.filters"], self.employee)
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            if operation == "create":
                model.create(values)
            elif operation == "write":
                self._filter(self.employee).write(values)
            else:
                model.onchange(values, ["user_id"], {"user_id": {}})
        return re.sub(rf"\b{user_id}\b", "#", str(refusal.exception))

    def test_a_list_is_not_searched_by_the_id_of_a_hidden_person(self):
        self.open_customer.category_id = self.made_by_it
        self.env["res.partner"].browse(self.secret.id).category_id = self.made_by_it
        tags = self._as(self.made_by_it, self.employee)
        found = [("id", "=", tags.id)]
        for operator in ("in", "=", "child_of"):
            wanted = (self.secret.id, self.open_customer.id)
            hidden, known = (
                tags.search_count(
                    [
                        *found,
                        ("partner_ids", operator, [id_] if operator == "in" else id_),
                    ]
                )
                for id_ in wanted
            )
            self.assertEqual((hidden, known), (0, 1), operator)
