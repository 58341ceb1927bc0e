from odoo.tests import HttpCase, tagged

from .access_common import AccessMixin
from .common import PolicyCase

LOOK = """
(async () => {
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    for (let turn = 0; turn < 200; turn++) {
        await wait(50);
        if (document.querySelector(".o_error_dialog")) {
            throw new Error(document.querySelector(".o_error_dialog").innerText);
        }
        if (document.querySelector("%s")) {
            await wait(300);
            console.log("test successful");
            return;
        }
    }
    throw new Error("Nothing to see: " + document.body.innerText);
})();
"""


@tagged("post_install", "-at_install")
class TestAccessScreens(AccessMixin, PolicyCase, HttpCase):
    """What each role opens from its menus is shown without an error."""

    def _open(self, name, path, selector):
        self.env.flush_all()
        with self.subTest(user=name, path=path):
            self.browser_js(
                f"/odoo/{path}",
                LOOK % selector,
                "Boolean(document.querySelector('.o_main_navbar'))",
                login=getattr(self, name).login,
                timeout=40,
            )

    def test_screens_of_a_person(self):
        grant = self._grant()
        action = "action-customer_policy.customer_access_grant_action_mine"
        self._open("employee", action, ".o_data_row")
        self._open(
            "employee", f"{action}/{grant.id}", ".o_form_view .o_statusbar_status"
        )
        self._open("employee", f"{action}/new", ".o_form_editable")

    def test_screens_of_a_custodian(self):
        grant = self._request()
        self._break_glass(self.code)
        self._hold(self.team_member)
        prefix = "action-customer_policy.customer_access"
        for path, selector in (
            (f"{prefix}_grant_action_decide", ".o_data_row"),
            (f"{prefix}_grant_action_decide/{grant.id}", ".o_form_view"),
            (f"{prefix}_grant_action_emergency", ".o_data_row"),
            (f"{prefix}_hold_action", ".o_data_row"),
            (f"{prefix}_question_action", ".o_form_editable"),
            ("action-customer_policy.customer_clearance_change_action", ".o_list_view"),
            (f"{prefix}_decision_action", ".modal .o_form_view"),
        ):
            self._open("custodian", path, selector)

    def test_the_answer_is_shown(self):
        action = self.secret.with_user(self.custodian).action_who_sees()
        path = f"customer.access.question/{action['res_id']}"
        self._open("custodian", path, ".o_field_x2many .o_data_row")

    def test_screens_of_an_auditor(self):
        self._grant()
        action = "action-customer_policy.customer_access_grant_action"
        self._open("auditor", action, ".o_data_row")
