from urllib.parse import urljoin

from odoo.tools import mute_logger


class RpcMixin:
    """Calls of the web client to a real server. To be put before HttpCase."""

    def _login(self, name):
        """As a persona, whose password is the login."""
        self.env.flush_all()
        self.env.invalidate_all()
        login = getattr(self, name).login
        self.authenticate(login, login)

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.models")
    def _answer(self, model, method, *args, **kwargs):
        """:return: the answer as the web client gets it"""
        self.env.flush_all()
        self.env.invalidate_all()
        response = self.opener.post(
            urljoin(self.base_url(), f"/web/dataset/call_kw/{model}/{method}"),
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
            timeout=30,
        )
        self.env.invalidate_all()
        return response.json()

    def _rpc(self, model, method, *args, **kwargs):
        """:return: (result, name of the error)"""
        answer = self._answer(model, method, *args, **kwargs)
        if "error" in answer:
            return None, answer["error"]["data"]["name"]
        return answer.get("result"), None
