from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.confidentiality_common import MARK

from .masked_common import MaskedDocumentsCase

MODELS = (
    "account.move",
    "account.move.line",
    "account.payment",
    "account.bank.statement.line",
    "account.invoice.report",
)
VIEWS = ("form", "list", "kanban", "pivot", "graph")
CONTEXTS = (
    {},
    {"input_full_display_name": True},
    {"name_as_amount_total": True},
    {"show_address": 1, "show_email": 1, "show_vat": 1, "formatted_display_name": True},
)


@tagged("post_install", "-at_install")
class TestMaskedDocuments(MaskedDocumentsCase):
    def _documents(self, name):
        return self.env[name].search([("partner_id", "child_of", self.secret.ids)])

    # ------------------------------------------------------------------------- reading

    def test_whoever_is_cleared_reads_the_names(self):
        for name in MODELS:
            mine = self._as(self._documents(name), self.cleared_accountant)
            self.assertTrue(self._shown(mine.read(["partner_id"])), name)

    def test_every_view_can_be_shown_and_tells_nothing(self):
        for name in MODELS:
            documents = self._documents(name)
            self.assertTrue(documents, name)
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("mode", "=", "primary"), ("type", "in", VIEWS)]
            )
            for view in views:
                mine = self._as(documents)
                if (
                    view.group_ids
                    and not view.group_ids & self.accountant.all_group_ids
                ):
                    continue
                specification = self._specification(mine, view.type, view.id)
                for record in documents:
                    with self.subTest(model=name, view=view.name, id=record.id):
                        answer = self._as(record).web_read(specification)
                        self.assertTrue(answer)
                        self.assertTellsNothing(answer, view.name)

    def test_every_field_tells_nothing(self):
        for name in MODELS:
            for field_name in self.env[name]._fields:
                with self.subTest(model=name, field=field_name):
                    mine = self._as(self._documents(name))
                    if mine._has_field_access(mine._fields[field_name], "read"):
                        self.assertTellsNothing(mine.read([field_name]), field_name)

    def test_names_of_documents_tell_nothing_in_any_context(self):
        for name in MODELS[:-1]:
            for context in CONTEXTS:
                with self.subTest(model=name, context=context):
                    mine = self._as(self._documents(name)).with_context(**context)
                    self.assertTellsNothing(mine.mapped("display_name"))
                    self.assertTellsNothing(mine.sudo().mapped("display_name"))
                    specification = {"partner_id": {"fields": {"display_name": {}}}}
                    specification["partner_id"]["context"] = context
                    self.assertTellsNothing(mine.web_read(specification))

    def test_rows_stay_and_groups_read_as_the_code(self):
        for name in MODELS:
            with self.subTest(model=name):
                mine = self._as(self._documents(name))
                domain = [("id", "in", mine.ids)]
                self.assertEqual(mine.search_count(domain), len(mine))
                groups = mine.formatted_read_group(domain, ["partner_id"], ["__count"])
                self.assertTellsNothing(groups)
                self.assertIn(self.code, repr(groups))
                self.assertTellsNothing(
                    mine.web_read_group(domain, ["partner_id"], ["__count"])
                )

    def test_search_and_order_tell_nothing(self):
        for name, field_name in (
            ("account.move", "invoice_partner_display_name"),
            ("account.move", "ref"),
            ("account.move", "access_token"),
            ("account.move", "partner_id"),
            ("account.move.line", "name"),
            ("account.payment", "memo"),
            ("account.bank.statement.line", "partner_name"),
            ("account.bank.statement.line", "account_number"),
        ):
            with self.subTest(model=name, field=field_name):
                mine = self._as(self._documents(name))
                for value in (MARK, "BE71"):
                    found = mine.search([(field_name, "ilike", value)])
                    self.assertFalse(found & mine)

    def test_an_export_has_the_code(self):
        names = ["name", "partner_id", "partner_id/name", "partner_id/id", "ref"]
        mine = self._as(self.invoice | self.open_invoice)
        rows = mine.export_data(names)["datas"]
        self.assertTellsNothing(rows)
        self.assertIn(self.code, repr(rows))
        self.assertIn("Open Customer", repr(rows))

    def test_what_else_the_web_client_asks_for_tells_nothing(self):
        for name in MODELS:
            ids = self._documents(name).ids
            for method, args in (
                ("search_panel_select_range", ("partner_id",)),
                ("search_panel_select_multi_range", ("partner_id",)),
                (
                    "read_progress_bar",
                    ([("id", "in", ids)], "partner_id", {"field": "id", "colors": {}}),
                ),
                ("name_search", (MARK,)),
                ("web_search_read", ([("id", "in", ids)], {"partner_id": {}})),
                ("default_get", (list(self.env[name]._fields),)),
                ("fields_get", ()),
            ):
                with self.subTest(model=name, method=method):
                    answer = getattr(self._as(self.env[name]), method)(*args)
                    self.assertTellsNothing(answer)
        self.assertTellsNothing(self._as(self.invoice).get_metadata())
        self.assertTellsNothing(self._as(self.invoice).get_formview_action())

    def test_a_letter_about_a_masked_document_is_refused(self):
        template = self.env.ref("account.mail_template_data_payment_receipt")
        for user, is_known in (
            (self.accountant, False),
            (self.cleared_accountant, True),
        ):
            Composer = self.env["mail.compose.message"].with_user(user)
            self.env.invalidate_all()
            try:
                with self.env.cr.savepoint():
                    composer = Composer.create(
                        {
                            "model": "account.payment",
                            "res_ids": repr(self.payment.ids),
                            "template_id": template.id,
                        }
                    )
                    answer = repr(composer.read())
            except UserError as error:
                answer = str(error)
            if is_known:
                self.assertIn(MARK, answer)
            else:
                self.assertIn("classified customer", answer)
                self.assertTellsNothing(answer)

    def test_payments_of_others_can_be_matched(self):
        mine = self._as(self.invoice)
        name = "invoice_outstanding_credits_debits_widget"
        widget = mine.read([name])[0][name]
        self.assertTrue(widget["content"])
        self.assertTellsNothing(widget)
        mine.js_assign_outstanding_line(widget["content"][0]["id"])
        values = self._as(self.invoice).read(["invoice_payments_widget"])
        self.assertTrue(values[0]["invoice_payments_widget"]["content"])
        self.assertTellsNothing(values)

    # ------------------------------------------------------------------------- working

    def _check_true(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(move.invoice_partner_display_name, self.secret.name)
        stored = repr(move.read()) + repr(move.line_ids.read(["name", "ref"]))
        self.assertNotIn(self.code, stored)

    def test_copying_keeps_the_true_names(self):
        copy = self._as(self.invoice).copy()
        self._check_true(copy.with_user(self.env.user))
        self.assertIn(MARK, copy.with_user(self.env.user).invoice_line_ids.name)
        self.assertTellsNothing(self._as(copy).read())

    def test_crediting_keeps_the_true_names(self):
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({"journal_id": self.invoice.journal_id.id, "reason": "Wrong"})
        self.env.invalidate_all()
        action = wizard.refund_moves()
        credit_note = self.env["account.move"].browse(action["res_id"])
        credit_note.with_user(self.accountant).action_post()
        self._check_true(credit_note)

    def test_posting_and_resetting_keep_the_true_names(self):
        mine = self._as(self.draft)
        mine.action_post()
        self._check_true(self.draft)
        self._as(self.draft).button_draft()
        self._check_true(self.draft)

    def test_registering_a_payment_keeps_the_true_names(self):
        self.invoice.payment_reference = f"{MARK} payment"
        action = self._as(self.invoice).action_register_payment()
        wizard = Form(
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        )
        self.assertTellsNothing(wizard.communication)
        self.assertTellsNothing(wizard._values)
        wizard = wizard.save()
        self.assertTellsNothing(self._as(wizard).read())
        payments = self._as(wizard)._create_payments().with_user(self.env.user)
        self.env.invalidate_all()
        self.assertEqual(payments.memo, f"{MARK} payment")
        self.assertEqual(payments.partner_id, self.secret)

    def test_other_work_on_masked_documents(self):
        for method in ("button_draft", "action_post", "button_draft", "button_cancel"):
            getattr(self._as(self.bill), method)()
        self._check_true(self.bill)
        for method in ("action_draft", "action_post", "action_draft", "action_cancel"):
            getattr(self._as(self.payment), method)()
        self.assertEqual(self.payment.memo, f"{MARK} memo")
        lines = self.paid_invoice.line_ids | self.payment.move_id.line_ids
        self._as(lines).remove_move_reconcile()
        self._as(self.draft).unlink()

    def test_replacing_an_invoice_keeps_the_true_names(self):
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({"journal_id": self.invoice.journal_id.id})
        self.env.invalidate_all()
        action = wizard.modify_moves()
        self._check_true(self.env["account.move"].browse(action["res_id"]))

    def test_paying_a_bill_of_a_masked_supplier(self):
        action = self._as(self.bill).action_register_payment()
        wizard = Form(
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        )
        self.assertTellsNothing(wizard._values)
        wizard.amount = 50
        payments = self._as(wizard.save())._create_payments().with_user(self.env.user)
        self.env.invalidate_all()
        self.assertEqual(payments.partner_bank_id, self.secret_bank)
        self.assertEqual(payments.partner_id, self.secret)
        self.assertNotIn(self.code, repr(payments.read()))

    def test_a_bank_line_is_matched_with_a_masked_invoice(self):
        mine = self._as(self.bank_line)
        _liquidity, suspense, _other = mine._seek_for_lines()
        invoice_line = self._as(self.invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        suspense.write({"account_id": invoice_line.account_id.id})
        (suspense | invoice_line).reconcile()
        self.env.invalidate_all()
        self.assertEqual(self.bank_line.partner_name, self.secret.name)
        self.assertIn(self.invoice.payment_state, ("partial", "paid", "in_payment"))

    def test_a_form_that_is_saved_stores_no_code(self):
        with Form(self._as(self.draft)) as form:
            self.assertEqual(form.ref, self.code)
            form.invoice_date = "2026-01-15"
            with form.invoice_line_ids.edit(0) as line:
                line.price_unit = 150
        self._check_true(self.draft)
        self.assertEqual(self.draft.amount_untaxed, 150)
        self.assertIn(MARK, self.draft.narration)
        self.assertIn(MARK, self.draft.invoice_line_ids.name)

    def test_what_was_read_and_is_written_back_stores_no_code(self):
        names = ["ref", "narration", "payment_reference", "invoice_origin"]
        mine = self._as(self.draft)
        values = mine.read(names)[0]
        del values["id"]
        mine.write(
            {
                **values,
                "invoice_line_ids": [
                    Command.update(line["id"], {"name": line["name"]})
                    for line in mine.invoice_line_ids.read(["name"])
                ],
            }
        )
        self._check_true(self.draft)
        self.assertIn(MARK, self.draft.narration)
        self.assertIn(MARK, self.draft.invoice_line_ids.name)
        mine.write({"ref": "New"})
        self.assertEqual(self.draft.ref, "New")

    def test_a_bank_line_can_be_edited(self):
        mine = self._as(self.bank_line)
        values = mine.read(["payment_ref", "partner_name"])[0]
        mine.write({"payment_ref": values["payment_ref"], "amount": 60})
        self.env.invalidate_all()
        self.assertEqual(self.bank_line.payment_ref, f"{MARK} pays")
        self.assertEqual(self.bank_line.amount, 60)

    def test_visible_customers_are_invoiced_as_always(self):
        move = self._as(self.open_invoice)
        self.assertIn("Open Customer", repr(move.read(["partner_id", "ref"])))
        html = (
            self.env["ir.actions.report"]
            .with_user(self.accountant)
            ._render("account.account_invoices", move.ids)[0]
        )
        self.assertIn(b"Open Customer", html)
        self.assertTrue(move.action_send_and_print())
        self.assertTrue(move.preview_invoice())

    # ------------------------------------------------------------------------- refused

    def test_a_masked_document_is_not_printed(self):
        mine = self._as(self.invoice)
        Report = self.env["ir.actions.report"].with_user(self.accountant)
        for report in (Report, Report.sudo()):
            with self.assertRaisesRegex(UserError, "classified customer"):
                report._render("account.account_invoices", mine.ids)
            with self.assertRaisesRegex(UserError, "classified customer"):
                report._render_qweb_html("account.report_invoice", mine.ids)
        cleared = Report.with_user(self.cleared_accountant)
        html = cleared._render("account.account_invoices", mine.ids)[0]
        self.assertIn(MARK.encode(), html)

    def test_a_masked_document_is_not_sent(self):
        for method in (
            "action_send_and_print",
            "action_invoice_sent",
            "preview_invoice",
            "get_portal_url",
        ):
            with self.subTest(method=method):
                with self.assertRaisesRegex(UserError, "classified customer"):
                    getattr(self._as(self.invoice), method)()
        with self.assertRaisesRegex(UserError, "classified customer"):
            self.env["account.move.send"].with_user(
                self.accountant
            )._generate_and_send_invoices(self._as(self.invoice))
        with self.assertRaisesRegex(UserError, "classified customer"):
            self._as(self.invoice)._get_invoice_legal_documents_all()
        sending = self.env["account.move.send"].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "classified customer"):
            sending._generate_invoice_documents({self._as(self.invoice).sudo(): {}})
        for file_type in ("pdf", "ubl", "all"):
            with self.assertRaisesRegex(UserError, "classified customer"):
                self._as(self.invoice)._get_invoice_legal_documents(file_type)
        self.assertTrue(
            self._as(self.invoice, self.cleared_accountant).action_send_and_print()
        )
