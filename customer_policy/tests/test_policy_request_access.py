from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .access_common import AccessCase
from .request_common import RequestMixin


@tagged("post_install", "-at_install")
class TestAccessRequestInInbox(RequestMixin, AccessCase):
    """Access, exports and twins wait for custodians, and tell nobody who that is."""

    def _export(self, **values):
        exports = self.env["customer.export.request"].with_user(self.cleared)
        return exports.create(
            {"purpose": "Mailing", "partner_ids": [(4, self.secret.id)], **values}
        )

    def test_a_request_for_access_waits_for_all_custodians(self):
        grant = self._request()
        request = self._requests(grant)
        self.assertEqual(request.kind, "access_request")
        self.assertEqual(request.requester_id, self.employee)
        self.assertIn(self.custodian, request.decider_ids)
        self.assertIn(self.blind_custodian, request.decider_ids)
        self.assertFalse(request.may_approve)

    def test_whoever_asked_learns_nobody_who_decides(self):
        grant = self._request()
        mine = self._requests(grant, self.employee)
        self.assertEqual(len(mine), 1)
        self.assertFalse(mine.waiting_for)
        with self.assertRaises(AccessError):
            mine._read_group([], ["decider_ids"], ["__count"])
        grant.with_user(self.custodian).action_refuse("Not needed.")
        request = self._requests(grant)
        self.assertEqual(request.outcome, "rejected")
        self.assertFalse(request.decided_by_id)
        for name in ("write_uid", "create_uid"):
            self.assertNotEqual(request[name], self.custodian)

    def test_to_grant_it_the_document_is_opened(self):
        request = self._requests(self._request(), self.custodian)
        with self.assertRaisesRegex(UserError, "Open the document"):
            request.action_approve()
        action = request.action_open_document()
        self.assertEqual(action["res_model"], "customer.access.grant")

    def test_granted_in_the_document_it_is_approved(self):
        grant = self._request()
        self._settle()
        grant.with_user(self.custodian).action_grant(self.secret.id)
        self.assertEqual(self._requests(grant).outcome, "approved")

    def test_a_grant_nobody_asked_for_makes_no_request(self):
        grants = self.env["customer.access.grant"].with_user(self.custodian)
        grants = grants._grant_directly(self.employee, self.secret, None, "Needed")
        self.assertFalse(self._requests(grants))

    def test_no_notice_holds_the_words_of_who_asks(self):
        self._request()
        self._settle()
        notice = self._notices(self.custodian)[:1]
        self.assertIn("Access", notice.subject)
        self.assertNotIn("ZQX", notice.subject + notice.body)

    def test_a_custodian_on_hold_decides_nothing(self):
        grant = self._request()
        self.assertIn(self.custodian, self._requests(grant).decider_ids)
        self._hold(self.custodian)
        self._run_refresh()
        self.assertNotIn(self.custodian, self._requests(grant).decider_ids)

    def test_an_export_of_named_customers_is_one_tap(self):
        export = self._export()
        request = self._requests(export, self.custodian)
        request.action_approve()
        self.assertEqual(export.state, "approved")
        self.assertEqual(self._requests(export).outcome, "approved")
        self.assertFalse(export.sudo().activity_ids)

    def test_an_export_in_words_needs_a_level(self):
        export = self._export(partner_ids=[], request_text="All of the north")
        request = self._requests(export, self.custodian)
        with self.assertRaisesRegex(UserError, "Open the document"):
            request.action_approve()
        request._decide("reject", "Name them.")
        self.assertEqual(export.state, "refused")
        self.assertEqual(export.decision_reason, "Name them.")

    def test_a_custodian_without_the_clearance_cannot(self):
        export = self._export()
        request = self._requests(export, self.blind_custodian)
        if request:
            with self.assertRaises(UserError):
                request.action_approve()
        self.assertEqual(export.state, "requested")

    def test_a_twin_waits_for_who_knows_the_customer_and_was_asked_by_nobody(self):
        Partner = self.env["res.partner"].with_user(self.employee)
        partner = Partner.create({"name": "Typed", "email": self.secret.email})
        self._settle()
        twin = self.env["customer.confidentiality.twin"].search(
            [("partner_id", "=", partner.id)]
        )
        request = self._requests(twin)
        self.assertEqual(request.kind, "confidentiality_twin")
        self.assertFalse(request.requester_id)
        self.assertIn(self.custodian, request.decider_ids)
        self.assertNotIn(self.blind_custodian, request.decider_ids)
        self.assertFalse(self._requests(twin, self.employee))
        twin.with_user(self.custodian).action_dismiss()
        self.assertEqual(self._requests(twin).outcome, "settled")

    def test_emergency_access_waits_for_its_review(self):
        grant = self._break_glass(self.secret.name)
        request = self._requests(grant)
        self.assertEqual(request.kind, "emergency_review")
        self.assertNotIn(self.colleague, request.decider_ids)
        self.assertFalse(self._requests(grant, self.colleague))
        grant.with_user(self.custodian).action_review("justified", "It was one.")
        self.assertEqual(self._requests(grant).outcome, "settled")
