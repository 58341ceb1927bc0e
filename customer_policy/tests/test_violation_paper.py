from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .violation_common import ViolationCase, ViolationMixin


class PaperMixin(ViolationMixin):
    def _scan(self, user, name="scan.pdf"):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "raw": name.encode()})
        )

    def _record(self, user, case, kind, scan=True, **values):
        if scan:
            values["attachment_ids"] = self._scan(user).ids
        if "violation_id" not in values:
            values.setdefault("number", case.number)
        paper = self.env["customer.violation.paper"].with_user(user)
        return paper.create({"kind": kind, **values}).action_confirm()


class TestViolationPaper(PaperMixin, ViolationCase):
    def test_hr_records_it_all_by_the_number_on_the_paper(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            self._record(self.personnel, case, "statement", text="I was away.")
            self.assertEqual(case.statement, "I was away.")
            self.assertEqual(case.statement_channel, "paper")
            self._lead_on(case)
            self._record(
                self.personnel, case, "acknowledgement", number=case.notice_number
            )
            self.assertEqual(case.acknowledge_channel, "paper")
            self._record(self.personnel, case, "appeal", text="I object.")
        self.assertEqual((case.state, case.appeal), ("appealed", "I object."))
        self.assertEqual(len(case.scan_ids), 3)
        self.assertEqual(set(case.scan_ids.mapped("res_id")), {case.id})
        self.assertFalse(case.with_user(self.personnel).has_access("read"))
        self.assertFalse(self.env["customer.violation.paper"].search([]))

    def _lead_on(self, case):
        case.with_user(self.violation_officer).action_hear()
        return self._lead(case)

    def test_a_refusal_has_a_witness_and_needs_no_scan(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            with self.assertRaisesRegex(UserError, "Name the witness"):
                self._record(self.personnel, case, "refused_statement", False)
            self._record(
                self.personnel, case, "refused_statement", False, witness="Ms Li"
            )
            self.assertEqual(case.statement_channel, "refused")
            self._lead_on(case)
            kind = "refused_acknowledgement"
            with self.assertRaisesRegex(UserError, "Name the witness"):
                self._record(self.personnel, case, kind, False)
            self._record(self.personnel, case, kind, False, witness="Mr Wu")
        self.assertEqual((case.acknowledge_channel, case.witness), ("refused", "Mr Wu"))

    def test_what_is_missing_is_said_and_nothing_is_done(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            with self.assertRaisesRegex(UserError, "Add a scan"):
                self._record(self.personnel, case, "statement", False, text="x")
            with self.assertRaisesRegex(UserError, "what the paper says"):
                self._record(self.personnel, case, "statement")
            with self.assertRaisesRegex(UserError, "no notice to acknowledge"):
                self._record(self.personnel, case, "acknowledgement")
        self.assertFalse(case.statement)
        self.assertFalse(case.scan_ids)

    def test_a_wrong_number_and_a_case_that_was_not_told_are_alike(self):
        with self._at():
            reported = self._report()
            sealed = self._lead(self._report(type_id=self.leak.id), "investigating")
            for number in ("VC/1", "", False, reported.number, sealed.number):
                with (
                    self.subTest(number=number),
                    self.assertRaisesRegex(UserError, "No case with the number"),
                ):
                    self._record(
                        self.personnel, reported, "appeal", number=number, text="x"
                    )

    def test_only_hr_and_those_who_handle_it_record(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            for user in (self.staff, self.boss, self.administrator):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    self._record(user, case, "statement", text="x")
            self._record(
                self.violation_officer,
                case,
                "statement",
                text="Mine.",
                violation_id=case.id,
            )
        self.assertEqual(case.statement, "Mine.")

    def test_nobody_records_in_a_case_against_himself(self):
        self.culprit.group_ids += self.env.ref("hr.group_hr_user")
        self.underling.group_ids += self.env.ref("hr.group_hr_user")
        with self._at():
            case = self._lead(self._report(), "investigating")
            for user in (self.culprit, self.underling):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    self._record(user, case, "statement", text="Innocent.")

    def test_files_of_somebody_else_are_not_taken(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            foreign = self._scan(self.staff)
            with self.assertRaises(AccessError):
                self._record(
                    self.personnel,
                    case,
                    "statement",
                    False,
                    text="x",
                    attachment_ids=foreign.ids,
                )

    def test_a_scan_stays_once_it_is_decided(self):
        with self._at():
            case = self._lead(self._report(), "investigating")
            self._record(self.personnel, case, "statement", text="Mine.")
            scan = case.scan_ids
            self._lead_on(case)
            officer = case.with_user(self.violation_officer)
            for act in (
                lambda: officer.write({"scan_ids": [(3, scan.id)]}),
                lambda: scan.unlink(),
                lambda: scan.write({"raw": b"other"}),
                lambda: scan.write({"res_id": 0}),
            ):
                with self.assertRaises(UserError) as refused:
                    act()
                self.assertIn("is kept", str(refused.exception))
            self.assertEqual(case.scan_ids, scan)


@tagged("post_install", "-at_install")
class TestViolationPaperHttp(RpcMixin, PaperMixin, PolicyCase, HttpCase):
    def test_who_has_the_page_and_hr_reads_no_case_in_it(self):
        case = self._lead(self._report(), "investigating")
        for name in ("personnel", "violation_officer", "staff", "administrator"):
            self._login(name)
            may = name in ("personnel", "violation_officer")
            with self.subTest(user=name):
                values = {"kind": "appeal", "number": case.number}
                _id, error = self._rpc("customer.violation.paper", "create", values)
                self.assertEqual(not error, may)
        self._login("personnel")
        _views, error = self._rpc(
            "customer.violation.paper", "get_views", [[False, "form"]]
        )
        self.assertIsNone(error)
        _id, error = self._rpc(
            "customer.violation.paper", "create", {"violation_id": case.id}
        )
        self.assertIn("AccessError", error)
