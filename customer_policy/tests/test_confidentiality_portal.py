from odoo.tests import HttpCase, new_test_user, tagged

from .common import PolicyCase
from .confidentiality_common import MARK, ConfidentialityMixin

PICTURES = ("avatar_128", "avatar_1920", "image_128", "image_1920")


@tagged("post_install", "-at_install")
class TestConfidentialityPortal(ConfidentialityMixin, PolicyCase, HttpCase):
    """What pages and routes answer about a hidden customer, and to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        picture = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGA"
            "hKmMIQAAAABJRU5ErkJggg=="
        )
        cls.family.image_1920 = picture
        cls.customer_user = cls._portal_user("customer_user", cls.secret)
        cls.other_user = cls._portal_user("other_user", cls.open_customer)
        cls._classify(cls.secret)

    @classmethod
    def _portal_user(cls, login, company):
        user = new_test_user(
            cls.env,
            login=f"secrecy_{login}",
            name=f"{company.name} Portal",
            email=f"{login}@example.com",
            groups="base.group_portal",
        )
        user.partner_id.parent_id = company
        return user

    def _get(self, user, url):
        self.env.invalidate_all()
        if user:
            self.authenticate(user.login, user.login)
        else:
            self.authenticate(None, None)
        return self.url_open(url)

    def test_pictures_of_hidden_contacts_answer_as_for_a_missing_record(self):
        for user in (self.employee, self.administrator, self.other_user, None):
            for name in PICTURES:
                with self.subTest(user=user and user.name, field=name):
                    hidden, missing = (
                        self._get(user, f"/web/image/res.partner/{id_}/{name}")
                        for id_ in (self.secret_contact.id, 2**30)
                    )
                    self.assertEqual(hidden.status_code, missing.status_code)
                    self.assertEqual(hidden.content, missing.content)
                    self.assertEqual(
                        hidden.headers.get("Content-Disposition"),
                        missing.headers.get("Content-Disposition"),
                    )
        url = f"/web/image/res.partner/{self.secret_contact.id}/image_1920"
        missing = self._get(self.cleared, f"/web/image/res.partner/{2**30}/image_1920")
        self.assertNotEqual(self._get(self.cleared, url).content, missing.content)

    def test_files_and_cards_of_hidden_contacts_are_not_found(self):
        for template in (
            "/web/content/res.partner/{}/image_1920",
            "/web/partner/vcard?partner_ids={}",
            "/web_enterprise/partner/{}/vcard",
            "/mail/view?model=res.partner&res_id={}",
        ):
            for user in (self.employee, self.other_user):
                with self.subTest(url=template, user=user.name):
                    hidden, missing = (
                        self._get(user, template.format(id_))
                        for id_ in (self.secret_contact.id, 2**30)
                    )
                    self.assertNotIn(MARK, hidden.text)
                    self.assertEqual(hidden.status_code, missing.status_code)

    def test_the_customer_uses_its_portal_as_always(self):
        for url in ("/my", "/my/home", "/my/account", "/my/addresses", "/my/security"):
            with self.subTest(url=url):
                page = self._get(self.customer_user, url)
                self.assertEqual(page.status_code, 200)
                self.assertIn(f"{MARK} Holding Portal", page.text)
                self.assertNotIn(self.secret.confidential_code, page.text)
                page = self._get(self.other_user, url)
                self.assertEqual(page.status_code, 200)
                self.assertNotIn(MARK, page.text)

    def test_colleagues_at_the_customer_see_each_other(self):
        mine = self.secret_contact.with_user(self.customer_user)
        self.env.invalidate_all()
        self.assertEqual(mine.read(["name"])[0]["name"], self.secret_contact.name)
        self.assertEqual(mine.sudo().display_name, self.secret_contact.display_name)
        self.assertHidden(self.other_user, self.secret_contact)

    def test_the_sign_up_page_leads_nobody_to_the_login_of_a_hidden_person(self):
        """An address of a hidden person is answered like one that nobody has."""
        self.customer_user.email = self.customer_user.login = "boss@hidden.example.com"
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        for user in (self.customer_user, self.other_user):  # only who has logged in
            self.env["res.users.log"].with_user(user).sudo().create({})
        for address, is_led in (
            (self.customer_user.email, False),
            ("nobody@hidden.example.com", False),
            (self.other_user.email, True),
        ):
            with self.subTest(address=address):
                page = self._get(None, f"/web/signup?signup_email={address}")
                self.assertEqual("/web/login" in page.url, is_led)
