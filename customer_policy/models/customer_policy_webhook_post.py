import http.client
import logging
import time

from odoo import models
from odoo.modules import module

from ..tools import webhook_formats, webhook_post

_logger = logging.getLogger(__name__)


class CustomerPolicyWebhook(models.Model):
    """The one place where something leaves for a robot."""

    _inherit = "customer.policy.webhook"

    def _post(self, text, facts=None):
        """:return: (outcome of ``webhook_formats.verdict``, answer, seconds to wait)"""
        self.ensure_one()
        stored = self.sudo()
        if reason := self._why_not_post():
            return "refused", reason, 0
        url, headers, body = webhook_formats.request(
            self.format,
            stored.url_stored,
            text,
            secret=stored.secret_stored or "",
            moment=time.time(),
            facts=facts,
        )
        try:
            answer = webhook_post.post(url, headers, body, self._allowed_hosts())
        except webhook_post.AddressError as error:
            return "refused", self._address_problem(str(error)), 0
        except (OSError, http.client.HTTPException) as error:
            # Never the address: it is a password.
            _logger.info("Webhook %s was not reached: %s", self.id, type(error))
            return "later", self._unreached(error), 0
        outcome, said = webhook_formats.verdict(self.format, answer.status, answer.text)
        return outcome, said, answer.wait

    def _why_not_post(self):
        """A copy of the database, or a test, tells nobody anything."""
        stored = self.sudo()
        if not stored.url_stored:
            return self.env._("There is no address.")
        parameter = self.env["ir.config_parameter"].sudo()
        if parameter.get_param("database.is_neutralized"):
            return self.env._("This database is a copy for tests: nothing is sent.")
        if module.current_test:
            try:
                _parts, is_known = webhook_post.check(
                    stored.url_stored, self._allowed_hosts()
                )
            except webhook_post.AddressError as error:
                return self._address_problem(str(error))
            if not is_known:
                return self.env._("A test is running: nothing is sent.")
        return None

    def _unreached(self, error):
        if isinstance(error, TimeoutError):
            return self.env._("The robot did not answer in time.")
        return self.env._(
            "The robot was not reached (%(problem)s).", problem=type(error).__name__
        )
