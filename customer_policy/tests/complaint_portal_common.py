"""Customers of the portal, and visitors with a personal link, over HTTP."""

from urllib.parse import urljoin

from odoo import SUPERUSER_ID
from odoo.http import Request
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .complaint_common import ComplaintMixin


class ComplaintPortalMixin(ComplaintMixin):
    """For a ``PolicyCase`` with HttpCase: two colleagues of one customer, others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger_company = cls.env["res.partner"].create(
            {"name": "Stranger Company", "is_company": True}
        )
        cls.ann = cls._portal_user("ann", cls.customer)
        cls.ben = cls._portal_user("ben", cls.customer)
        cls.stranger = cls._portal_user("stranger", cls.stranger_company)
        cls.env.flush_all()  # what everybody knows of employees is read by SQL

    @classmethod
    def _portal_user(cls, name, company):
        user = new_test_user(
            cls.env,
            login=f"complaint_portal_{name}",
            name=f"{name.title()} Portal",
            email=f"{name}@portal.example.com",
            groups="base.group_portal",
            lang="en_US",
            tz="UTC",
        )
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _of(cls, complainant, **values):
        """A case that a customer of the portal complains of."""
        return cls._register(partner_id=complainant.partner_id.id, **values)

    def _link(self, complaint):
        return complaint.with_user(SUPERUSER_ID).get_portal_url()

    def _login(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        if user:
            self.authenticate(user.login, user.login)
        else:
            self.authenticate(None, None)

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def _get(self, user, path):
        self._login(user)
        response = self.url_open(path)
        self.env.invalidate_all()
        return response

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def _post(self, user, path, data, files=None):
        self._login(user)
        data = {"csrf_token": self._csrf(), **data}
        response = self.url_open(path, data=data, files=files, timeout=60)
        self.env.invalidate_all()
        return response

    def _csrf(self):
        return Request.csrf_token(self)

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.models")
    def _json(self, path, **params):
        """:return: (result, name of the error); as who has logged in last"""
        self.env.flush_all()
        self.env.invalidate_all()
        response = self.opener.post(
            urljoin(self.base_url(), path),
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        )
        self.env.invalidate_all()
        answer = response.json()
        if "error" in answer:
            return None, answer["error"]["data"]["name"].rpartition(".")[2]
        return answer.get("result"), None

    def _rpc(self, model, method, *args, **kwargs):
        return self._json(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def _write_message(self, complaint, body="Hello", token=None, **data):
        access = {"token": token} if token else {}
        return self._json(
            "/mail/message/post",
            thread_model=complaint._name,
            thread_id=complaint.id,
            post_data={
                "body": body,
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **data,
            },
            **access,
        )

    def _comments(self, complaint):
        comment = self.env.ref("mail.mt_comment")
        messages = complaint.sudo().message_ids.filtered(
            lambda m: m.subtype_id == comment and m.message_type == "comment"
        )
        return messages.sorted("id")

    def _closed(self, complaint, **later):
        """Lead a case to its end."""
        self._lead(complaint, "accept", "investigate", "propose", "approve", "execute")
        return self._lead(complaint, "answer", "close")
