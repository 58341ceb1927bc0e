import base64
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .violation_common import ViolationCase, ViolationMixin

FINE = {"sequence": 1, "measure": "fine", "fine_min": 900, "fine_max": 3000}


class LegalMixin(ViolationMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("customer_policy.policy_legal_china")
        cls.china.currency_id = cls.env.company.currency_id
        cls.country = cls.env.ref("base.cn")

    def _in_china(self):
        self.env.company.country_id = self.country
        self.employee.sudo().wage = 2000

    def _dismissed(self, state="decided"):
        kind = self._ladder({"sequence": 1, "measure": "dismissal"})
        return self._lead(self._report(type_id=kind.id), state)

    def _fined(self, amount=900):
        kind = self._ladder(FINE)
        case = self._lead(self._report(type_id=kind.id), "heard")
        case.penalty_ids.with_user(self.violation_officer).fine = amount
        return self._lead(case).penalty_ids

    def _plan(self, penalties):
        rows = penalties.deduction_ids.sorted("month")
        return [(f"{row.month:%m}", row.amount) for row in rows]


class TestViolationLegal(LegalMixin, ViolationCase):
    def test_the_law_of_a_country_holds_for_its_companies_alone(self):
        legal = self.env["customer.policy.legal"]
        company = self.env.company
        company.country_id = self.env.ref("base.de")
        self.assertFalse(legal._of(company))
        company.country_id = self.country
        self.assertEqual(legal._of(company), self.china)
        own = legal.create({"name": "Ours", "company_id": company.id})
        self.assertEqual(legal._of(company), own)
        own.active = False
        self.china.active = False
        self.assertFalse(legal._of(company))

    def test_settings_that_cannot_be_are_refused(self):
        legal = self.env["customer.policy.legal"]
        with self.assertRaisesRegex(ValidationError, "Name the countries"):
            legal.create({"name": "Nowhere"})

    def test_no_dismissal_is_served_before_the_union_has_notice(self):
        self._in_china()
        with self._at():
            case = self._dismissed()
            officer = case.with_user(self.violation_officer)
            self.assertTrue(officer.needs_union_notice)
            with self.assertRaisesRegex(UserError, "the union is given notice"):
                officer.action_enforce()
            self.assertEqual((case.state, case.notice_number), ("decided", False))
            with self.assertRaisesRegex(UserError, "State the reason"):
                officer.action_notify_union(" ")
            officer.action_notify_union("It agrees.")
            self.assertFalse(officer.needs_union_notice)
            officer.action_enforce()
        self.assertEqual(case.state, "in_force")
        self.assertEqual(case.union_notice_by_id, self.violation_officer)
        self.assertEqual(case.date_union_notice, date(2026, 3, 2))

    def test_elsewhere_and_for_less_nobody_waits_for_a_union(self):
        self.env.company.country_id = self.env.ref("base.de")
        with self._at():
            self.assertEqual(self._dismissed("in_force").state, "in_force")
            self._in_china()
            self.assertEqual(self._fined().violation_id.state, "in_force")

    def test_those_who_decide_are_told_what_the_law_says(self):
        self._in_china()
        with self._at():
            kind = self._ladder(FINE)
            kind.clause_id = self.policy.clause_ids[0]
            case = self._lead(self._report(type_id=kind.id), "heard")
            notes = case.with_user(self.deciding_manager).legal_notes
            self.assertIn("discussed with the staff", notes)
            self.assertIn("published", notes)
            self.assertIn("fine", notes)
            self.policy.write(
                {"consultation_date": "2026-01-05", "publication_date": "2026-01-20"}
            )
            self.env.invalidate_all()
            self.assertFalse(self.policy.legal_gaps)
            notes = case.with_user(self.deciding_manager).legal_notes
            self.assertNotIn("discussed with the staff on", notes)
            self.assertNotIn("not recorded", notes)
            with self.assertRaises(AccessError):
                case.with_user(self.boss).read(["legal_notes"])
            self.env.company.country_id = self.env.ref("base.de")
            self.env.invalidate_all()
            self.assertFalse(case.with_user(self.deciding_manager).legal_notes)

    # -------------------------------------------------------------------- deductions

    def test_what_exceeds_the_cap_goes_to_later_months(self):
        self._in_china()
        with self._at():
            penalty = self._fined()
            penalty.with_user(self.personnel).action_export_payroll()
            self.assertEqual(
                self._plan(penalty), [("03", 400), ("04", 400), ("05", 100)]
            )
            other = self._fined(1000)
            other.with_user(self.personnel).action_export_payroll()
        self.assertEqual(self._plan(other), [("05", 300), ("06", 400), ("07", 300)])

    def test_the_minimum_wage_is_left(self):
        self._in_china()
        self.china.minimum_wage = 1850
        with self._at():
            penalty = self._fined()
            penalty.with_user(self.personnel).action_export_payroll()
            self.assertEqual(self._plan(penalty)[0], ("03", 150))
            self.china.minimum_wage = 2000
            other = self._fined()
            with self.assertRaisesRegex(UserError, "Nothing may be deducted"):
                other.with_user(self.personnel).action_export_payroll()
        self.assertFalse(other.deduction_ids)

    def test_points_of_the_month_count_in_the_cap(self):
        self._in_china()
        period = self.env["customer.point.period"].create(
            {
                "name": "February",
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
            }
        )
        self.assertEqual(period.date_sheet, date(2026, 3, 14))
        self.env["customer.point.entry"].create(
            {"period_id": period.id, "employee_id": self.employee.id, "points": -15}
        )
        period.action_close()
        with self._at():
            penalty = self._fined()
            penalty.with_user(self.personnel).action_export_payroll()
        self.assertEqual(self._plan(penalty), [("03", 200), ("04", 400), ("05", 300)])

    def test_without_a_wage_it_is_said_whose_and_nothing_is_done(self):
        self._in_china()
        self.employee.sudo().wage = 0
        with self._at():
            penalty = self._fined()
            with self.assertRaisesRegex(UserError, "No wage is on the file of Culprit"):
                penalty.with_user(self.personnel).action_export_payroll()
        self.assertFalse(penalty.deduction_ids)
        self.assertFalse(penalty.date_exported)

    def test_elsewhere_it_is_deducted_at_once_without_a_wage(self):
        self.env.company.country_id = self.env.ref("base.de")
        with self._at():
            penalty = self._fined(2500)
            penalty.with_user(self.personnel).action_export_payroll()
        self.assertEqual(self._plan(penalty), [("03", 2500)])

    def _rows(self, action):
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(attachment.datas)))
        return [[cell.value for cell in row] for row in book.active.iter_rows()][1:]

    def test_the_sheet_of_a_month_has_its_parts_once_planned_and_each_time(self):
        self._in_china()
        penalties = self.env["customer.penalty"].with_user(self.personnel)
        with self._at():
            penalty = self._fined()
            first = self._rows(penalties.action_export_month("2026-03-20"))
            self.assertEqual(
                first, self._rows(penalties.action_export_month("2026-03-01"))
            )
            self.assertEqual(
                [(row[0], row[2], row[4]) for row in first],
                [("2026-03", "Culprit", 400)],
            )
        self.assertEqual(
            penalty.deduction_ids.sorted("month").mapped(
                lambda r: bool(r.date_exported)
            ),
            [True, False, False],
        )
        with self._at(days=40):
            second = self._rows(penalties.action_export_month("2026-04-10"))
            self.assertEqual([row[4] for row in second], [400])
            with self.assertRaisesRegex(UserError, "Nothing is deducted"):
                penalties.action_export_month("2026-02-10")

    def test_what_came_to_nothing_is_given_back(self):
        self._in_china()
        with self._at():
            penalty = self._fined()
            penalty.with_user(self.personnel).action_export_payroll()
        with self._at(days=35):
            case = penalty.violation_id
            case.with_user(self.deciding_manager).action_revoke("Wrong.")
            self.assertEqual(
                sorted(penalty.deduction_ids.mapped("amount")), [-400, 400]
            )
            refund = penalty.deduction_ids.filtered(lambda row: row.amount < 0)
            self.assertEqual(refund.month, date(2026, 4, 1))
            penalty._cancel()
            self.assertEqual(sum(penalty.deduction_ids.mapped("amount")), 0)

    def test_a_file_of_the_proof_is_hrs_own(self):
        with self._at():
            penalty = self._fined()
        proof = self.env["ir.attachment"].with_user(self.personnel)
        proof = proof.create({"name": "slip.pdf", "raw": b"paid"})
        foreign = self.env["ir.attachment"].with_user(self.reporter)
        foreign = foreign.create({"name": "other.pdf", "raw": b"x"})
        hr = penalty.with_user(self.personnel)
        with self.assertRaises(AccessError):
            hr.action_done("Deducted.", foreign)
        hr.action_done("Deducted.", proof)
        self.assertEqual(penalty.proof_ids, proof.with_env(self.env))
        self.assertEqual(penalty.done_by_id, self.personnel)
        self.assertEqual(penalty.date_done, datetime.now().date())
        for act in (
            lambda: proof.sudo().unlink(),
            lambda: proof.sudo().write({"raw": b"forged"}),
            lambda: penalty.with_user(self.violation_officer).write(
                {"proof_ids": [(5,)]}
            ),
        ):
            with self.assertRaisesRegex(UserError, "is kept"):
                act()


@tagged("post_install", "-at_install")
class TestViolationLegalHttp(LegalMixin, RpcMixin, PolicyCase, HttpCase):
    """Who sees and sets it, asked of a real server."""

    EVERYBODY = (
        "outsider",
        "staff",
        "violation_officer",
        "deciding_manager",
        "violation_auditor",
        "culprit",
        "boss",
        "personnel",
        "manager",
        "administrator",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.env = cls.env
        cls.penalty = case._fined()
        cls.penalty._plan_deductions()

    def test_deductions_are_for_hr(self):
        rows = self.penalty.deduction_ids
        wizard = "customer.penalty.payroll.sheet"
        for name in self.EVERYBODY:
            self._login(name)
            may = name == "personnel"
            for call in (
                ("customer.penalty.deduction", "read", rows.ids, ["amount"]),
                ("customer.penalty", "action_export_month", "2026-03-01"),
                (wizard, "create", {}),
            ):
                with self.subTest(user=name, call=call):
                    _result, error = self._rpc(*call)
                    # Of that month there may be nothing, which is said.
                    allowed = (None, "odoo.exceptions.UserError")
                    if may:
                        self.assertIn(error, allowed)
                    else:
                        self.assertIn("AccessError", error)
            for operation, *values in (("write", {"amount": 1}), ("unlink",)):
                with self.subTest(user=name, operation=operation):
                    _result, error = self._rpc(
                        "customer.penalty.deduction", operation, rows.ids, *values
                    )
                    self.assertIn("AccessError", error)

    def test_the_footing_is_the_managers(self):
        for name in self.EVERYBODY:
            self._login(name)
            for model, xmlid in (
                ("customer.policy.legal", "policy_legal_china"),
                ("customer.point.scheme", "point_scheme"),
                ("customer.point.merit", "point_merit_suggestion"),
            ):
                record = self.env.ref(f"customer_policy.{xmlid}")
                with self.subTest(user=name, model=model):
                    _result, error = self._rpc(
                        model, "write", record.ids, {"name": "X"}
                    )
                    may = name in ("manager", "administrator", "culprit")
                    if may:
                        self.assertIsNone(error)
                    else:
                        self.assertIn("AccessError", error)

    def test_what_the_law_needs_is_filled_by_acts_alone(self):
        case = self.penalty.violation_id
        for name in ("violation_officer", "deciding_manager", "administrator"):
            self._login(name)
            for field, value in (
                ("date_union_notice", "2026-01-01"),
                ("union_opinion", "Yes"),
                ("union_notice_by_id", 1),
            ):
                with self.subTest(user=name, field=field):
                    _result, error = self._rpc(
                        "customer.violation", "write", case.ids, {field: value}
                    )
                    self.assertIn("AccessError", error)
