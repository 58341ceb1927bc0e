import logging
import zlib

from odoo import api, models
from odoo.tools import SQL

from ..tools import incoming_mail

_logger = logging.getLogger(__name__)

COMPLAINT = "customer.complaint"


class MailThread(models.AbstractModel):
    """Which mails become cases, or are filed with one."""

    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if not any(route[0] == COMPLAINT for route in routes):
            return routes
        others = [route for route in routes if route[0] != COMPLAINT]
        mine = [route for route in routes if route[0] == COMPLAINT]
        if incoming_mail.is_automatic(message):
            _logger.info(
                "Ignored mail from %s with Message-Id %s: an automatic answer is no "
                "complaint",
                message_dict.get("email_from"),
                message_dict.get("message_id"),
            )
            return others
        if not self._is_first_delivery(message_dict["message_id"]):
            return others
        return others + self._one_case_for_each_company(mine)

    @api.model
    def _is_first_delivery(self, message_id):
        """Odoo looks only among the messages that the gateway's user may see."""
        key = zlib.crc32(message_id.encode())
        ((alone,),) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", 0x6D61, key - 2**31)
        )
        if not alone:
            return False
        messages = self.env["mail.message"].sudo()
        return not messages.search_count([("message_id", "=", message_id)], limit=1)

    @api.model
    def _one_case_for_each_company(self, routes):
        """A mail to several teams is one matter: the first of them has it."""
        kept, companies = [], set()
        teams = self.env["customer.complaint.team"].sudo()

        def sequence(route):
            team = teams.browse((route[2] or {}).get("team_id", ())).exists()
            return (team.sequence, team.id) if team else (0, 0)

        for route in sorted(routes, key=sequence):
            team = teams.browse((route[2] or {}).get("team_id", ())).exists()
            if route[1]:
                kept.append(route)
            elif team.company_id not in companies:
                companies.add(team.company_id)
                kept.append(route)
        return kept

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        threads = [route[1] for route in routes or () if route[0] == COMPLAINT]
        if threads:
            self = self.with_context(  # noqa: PLW0642
                complaint_mail_is_bulk=incoming_mail.is_bulk(message)
            )
            answered = self.env[COMPLAINT].sudo().browse(filter(None, threads))
            # What the people complained of write is not for the customer's eyes.
            if answered._sender_stands_aside(message_dict):
                message_dict["is_internal"] = True
        return super()._message_route_process(message, message_dict, routes)
