from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.customer_policy.tests.confidentiality_common import MARK

from .masked_common import MaskedDocumentsCase


@tagged("post_install", "-at_install")
class TestMaskedPortal(MaskedDocumentsCase, HttpCase):
    """Pages of invoices: for the customer, for colleagues, for anybody with a link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer_user = cls._portal_user("customer_user", cls.secret)
        cls.other_user = cls._portal_user("other_user", cls.open_customer)
        cls.page = f"/my/invoices/{cls.invoice.id}"
        cls.open_page = f"/my/invoices/{cls.open_invoice.id}?report_type=html"
        cls.token = cls.invoice._portal_ensure_token()
        cls.link = f"{cls.page}?access_token={cls.token}"

    @classmethod
    def _classify_secret(cls):
        cls.old_link = cls.paid_invoice.get_portal_url()
        return super()._classify_secret()

    @classmethod
    def _portal_user(cls, login, company):
        user = new_test_user(
            cls.env,
            login=f"secrecy_{login}",
            name=f"Portal {login}",
            email=f"{login}@example.com",
            groups="base.group_portal",
            company_id=cls.env.company.id,
        )
        user.partner_id.parent_id = company
        return user

    def _get(self, user, url):
        self.env.flush_all()
        self.env.invalidate_all()
        if user:
            self.authenticate(user.login, user.login)
        else:
            self.authenticate(None, None)
        return self.url_open(url)

    def assertShows(self, user, url):
        page = self._get(user, url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(MARK, page.text)
        self.assertNotIn(self.code, page.text)
        return page

    def assertShowsNothing(self, user, url):
        page = self._get(user, url)
        self.assertTellsNothing(page.text, url)
        self.assertNotEqual(page.status_code, 500)
        return page

    def test_the_customer_reads_its_own_invoices(self):
        page = self._get(self.customer_user, "/my/invoices")
        self.assertIn(self.invoice.name, page.text)
        self.assertNotIn(self.code, page.text)
        page = self._get(self.customer_user, self.page)
        self.assertIn(self.invoice.name, page.text)
        for kind in ("html", "text"):
            self.assertShows(self.customer_user, f"{self.page}?report_type={kind}")

    def test_a_link_opens_the_invoice_to_whoever_holds_it(self):
        for user in (None, self.other_user):
            page = self._get(user, self.link)
            self.assertIn(self.invoice.name, page.text)
            self.assertNotIn(self.code, page.text)
            self.assertShows(user, f"{self.link}&report_type=html")

    def test_without_the_link_nothing_opens(self):
        for user in (None, self.other_user):
            for url in (
                self.page,
                f"{self.page}?access_token=wrong",
                f"{self.page}?report_type=html",
                f"/my/invoices/{self.open_invoice.id}",
                "/my/invoices",
                self.old_link,
            ):
                with self.subTest(user=user and user.login, url=url):
                    self.assertShowsNothing(user, url)
        page = self._get(self.other_user, self.open_page)
        self.assertIn("Open Customer", page.text)

    def test_a_colleague_is_shown_no_page_of_a_masked_invoice(self):
        for url in (
            self.page,
            self.link,
            f"{self.link}&report_type=html",
            f"{self.link}&report_type=pdf&download=true",
            f"/report/html/account.report_invoice/{self.invoice.id}",
            f"/report/html/account.report_payment_receipt/{self.payment.id}",
            f"/account/download_invoice_documents/{self.invoice.id}/pdf",
            f"/account/download_move_attachments/{self.invoice.id}",
            f"/mail/view?model=account.move&res_id={self.invoice.id}"
            f"&access_token={self.token}",
        ):
            with self.subTest(url=url):
                self.assertShowsNothing(self.accountant, url)
        page = self._get(self.cleared_accountant, self.page)
        self.assertIn(self.invoice.name, page.text)
        page = self._get(self.accountant, self.open_page)
        self.assertIn("Open Customer", page.text)

    def test_a_refused_print_says_why(self):
        url = f"/report/html/account.report_invoice/{self.invoice.id}"
        self.assertIn("classified customer", self._get(self.accountant, url).text)

    def test_the_talk_on_the_page_names_its_authors_to_the_customer_alone(self):
        self.invoice.message_post(
            body=f"{MARK} asks",
            author_id=self.customer_user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.customer_user.partner_id.name = f"{MARK} Person"
        talk = {"thread_model": "account.move", "thread_id": self.invoice.id}
        for user, token, is_known in (
            (self.customer_user, None, True),
            (None, self.token, True),
            (self.other_user, None, False),
            (self.accountant, None, False),
            (self.accountant, self.token, False),
            (None, None, False),
        ):
            with self.subTest(user=user and user.login, token=bool(token)):
                self._get(user, "/web/login")
                params = {**talk, "token": token} if token else talk
                answers = []
                for route in ("/mail/chatter_fetch", "/portal/chatter_init"):
                    try:
                        answers.append(repr(self.make_jsonrpc_request(route, params)))
                    except Exception as error:  # noqa: BLE001
                        answers.append(repr(error))
                if is_known:
                    self.assertIn(MARK, answers[0])
                else:
                    self.assertTellsNothing(answers)
