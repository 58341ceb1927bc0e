"""A public form, and visitors who fill it in over HTTP."""

import re
from urllib.parse import urljoin

from .complaint_common import ComplaintMixin

MESSAGE = {
    "kind": "complaint",
    "subject": "Too loud",
    "description": "The pump is too loud.",
    "name": "Ann Visitor",
    "email": "ann@visitor.test",
    "phone": "+32 2 290 00 00",
    "privacy": "1",
}


class ComplaintFormMixin(ComplaintMixin):
    """For a ``PolicyCase`` with ``HttpCase``: ``self.team`` has a public form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write(
            {
                "form_active": True,
                "form_min_seconds": 0,
                "form_limit_address": 1000,
                "form_limit_team": 1000,
                "form_max_files": 2,
                "form_max_megabytes": 1,
            }
        )

    def _url(self, path=None):
        return urljoin(self.base_url(), path or f"/complaint/{self.team.form_token}")

    def _get(self, path=None, **headers):
        self.env.flush_all()
        return self.opener.get(self._url(path), headers=headers, timeout=30)

    def _hidden(self, page, name):
        return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page).group(1)

    def _open(self, path=None):
        """:return: the hidden values of the form"""
        page = self._get(path).text
        return {name: self._hidden(page, name) for name in ("csrf_token", "stamp")}

    def _send(self, files=(), opened=None, path=None, **values):
        data = {**(opened or self._open(path)), **MESSAGE, **values}
        self.env.flush_all()
        response = self.opener.post(
            self._url(path),
            data={name: value for name, value in data.items() if value is not None},
            files=[("files", file) for file in files] or None,
            timeout=60,
        )
        self.env.invalidate_all()
        return response

    def _cases(self):
        self.env.invalidate_all()
        return (
            self.env["customer.complaint"]
            .sudo()
            .search([("channel", "=", "form")], order="id")
        )
