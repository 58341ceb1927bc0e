"""A robot on this machine, and what it was sent."""

import http.server
import json
import threading


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.got.append((self.path, json.loads(self.rfile.read(length))))
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        """Nothing in the log of a test."""


class WebhookMixin:
    """For a ``PolicyCase``: ``self.robot``, and webhooks that lead there."""

    OK = (200, '{"errcode": 0}')

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.robot = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        cls.robot.got, cls.robot.answer = [], cls.OK
        thread = threading.Thread(target=cls.robot.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(cls.robot.server_close)
        cls.addClassCleanup(cls.robot.shutdown)
        host = f"127.0.0.1:{cls.robot.server_port}"
        cls.robot_url = f"http://{host}/send?key=topsecret"
        cls.env["ir.config_parameter"].set_param(
            "customer_policy.webhook_private_hosts", host
        )

    def setUp(self):
        super().setUp()
        self.robot.got.clear()
        self.robot.answer = self.OK

    @classmethod
    def _webhook(cls, user=None, **values):
        receiver = {} if user is None else {"user_id": user.id}
        webhook = cls.env["customer.policy.webhook"].create(
            {
                "name": "Robot",
                "format": "wecom",
                "url": cls.robot_url,
                **receiver,
                **values,
            }
        )
        webhook.sudo().is_confirmed = True
        return webhook

    def _messages(self, webhook=None, **values):
        domain = [("webhook_id", "=", webhook.id)] if webhook else []
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["customer.policy.webhook.message"].search(domain, order="id")

    def _send(self):
        """What the cron does; :return: the texts that the robot got."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_policy.ir_cron_webhook_send").method_direct_trigger()
        self.env.invalidate_all()
        return [values["text"]["content"] for _path, values in self.robot.got]
