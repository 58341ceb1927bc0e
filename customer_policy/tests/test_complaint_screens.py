from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .complaint_common import ComplaintCase

SPECIFICATIONS = ("kanban", "list")


@tagged("post_install", "-at_install")
class TestComplaintScreens(ComplaintCase):
    """What the screens show, and that many cards cost no more queries than few."""

    def _open(self, view_type, user):
        """Read what the view shows of each case, as the web client does."""
        cases = self.env["customer.complaint"].with_user(user)
        view = cases.get_view(view_type=view_type)
        names = view["models"]["customer.complaint"]
        specification = {
            name: {"fields": {"display_name": {}}}
            if cases._fields[name].type in ("many2one", "many2many", "one2many")
            else {}
            for name in (*names, "working_hours_left")
            if name in cases._fields
        }
        domain = [("team_id", "=", self.team.id)]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        if view_type == "kanban":
            found = cases.with_context(read_group_expand=True).web_read_group(
                domain,
                ["state"],
                auto_unfold=True,
                unfold_read_specification=specification,
            )
            number = sum(group["__count"] for group in found["groups"])
        else:
            number = len(cases.web_search_read(domain, specification)["records"])
        return number, self.env.cr.sql_log_count - before

    def _register_some(self, number):
        employees = [Command.link(self.employee.id)]
        for index in range(number):
            customer = self.env["res.partner"].create({"name": f"Customer {index}"})
            case = self._register(
                partner_id=customer.id,
                user_id=(self.officer, self.second_officer)[index % 2].id,
                respondent_ids=employees if index % 2 else [],
            )
            self._lead(case, *(["accept"] if index % 2 == 0 else []))

    def test_queries_do_not_depend_on_the_number_of_cards(self):
        for view_type in SPECIFICATIONS:
            with self.subTest(view=view_type), self._at():
                self._register_some(4)
                self._open(view_type, self.complaint_manager)
                number, few = self._open(view_type, self.complaint_manager)
                self._register_some(12)
                more, many = self._open(view_type, self.complaint_manager)
                self.assertEqual(more, number + 12)
                self.assertEqual(many, few)

    def test_the_short_form_registers_and_says_the_number(self):
        view = "customer_policy.customer_complaint_view_form_register"
        cases = self.env["customer.complaint"].with_user(self.registrar)
        with self._at():
            with Form(cases, view) as form:
                form.name = "Broken"
                form.contact_name = "Ann"
                form.phone = "123"
            case = form.record
            notice = case.action_registered()["params"]["message"]
            self.assertIn(case.number, notice)
            self.assertEqual(case.action_open_form()["res_id"], case.id)

    def test_the_short_form_says_that_it_is_registered_already(self):
        view = "customer_policy.customer_complaint_view_form_register"
        cases = self.env["customer.complaint"].with_user(self.officer)
        with self._at():
            known = self._register(name="Delivered three days late")
            with Form(cases, view) as form:
                form.partner_id = self.customer
                form.name = "Delivered three days late"
                self.assertEqual(form.duplicate_count, 1)
                self.assertEqual(form.duplicate_ids.ids, known.ids)

    def test_received_is_written_before_saving_only(self):
        with self._at(days=1):
            with Form(self.env["customer.complaint"].with_user(self.officer)) as form:
                form.name = "By letter"
                form.date_received = "2026-03-02 10:00:00"
            self.assertEqual(str(form.record.date_received), "2026-03-02 10:00:00")
            with self.assertRaises(AssertionError), Form(form.record) as again:
                again.date_received = "2026-03-02 11:00:00"

    def test_links_lead_to_what_they_count(self):
        with self._at():
            first = self._register(name="The very same matter, told twice")
            second = self._register(name="The very same matter, told twice")
            officer = first.with_user(self.officer)
            for action, expected in (
                (officer.action_open_duplicates(), first | second),
                (officer.action_open_customer_cases(), first | second),
            ):
                found = officer.search(action["domain"])
                self.assertEqual(found, expected.with_user(self.officer))
            self.assertEqual(officer.customer_case_count, 2)

    def test_whose_turn_it_is_to_decide(self):
        with self._at():
            case = self._register()
            report = dict.fromkeys(
                ("cause", "course", "conclusion", "countermeasure", "prevention"), "x"
            )
            case.sudo().write(report)
            case = self._lead(case, "accept", "investigate", "propose")
            self.assertFalse(case.can_decide)
            self.assertTrue(case.with_user(self.head).can_decide)

    def test_who_stands_aside_is_shown_to_officers_only(self):
        with self._at():
            case = self._register(respondent_ids=[Command.link(self.employee.id)])
            barred = case.with_user(self.officer).barred_user_ids
            self.assertEqual(
                barred.ids, sorted([self.respondent.id, self.subordinate.id])
            )
            names = case.with_user(self.registrar).fields_get()
            self.assertNotIn("barred_user_ids", names)

    def test_one_act_is_the_next_one(self):
        with self._at():
            case = self._register()
            for act in (None, "accept", "investigate"):
                if act:
                    self._lead(case, act)
                with self.subTest(state=case.state):
                    # Investigating: the report comes first, which no button does.
                    expected = 0 if case.state == "investigating" else 1
                    self.assertEqual(len(self._primary(case)), expected)

    def _primary(self, case):
        form = Form(case.with_user(self.officer))
        return [
            button
            for button in form._view["tree"].xpath("//header/button")
            if "btn-primary" in (button.get("class") or "")
            and not _is_hidden(button, form)
        ]


def _is_hidden(button, form):
    values = {**form._values, "uid": form._env.uid, "id": form._record.id}
    return safe_eval(button.get("invisible") or "False", values)
