from odoo import api, models


class MailThread(models.AbstractModel):
    """File incoming mail with the customer it comes from, also with a hidden one.

    The gateway may run as a person. Whose mail it is does not depend on whom that
    person knows: otherwise each mail would make a second, open contact.
    """

    _inherit = "mail.thread"

    @api.model
    def _get_parent_message(self, msg_dict):
        return super(MailThread, self.sudo())._get_parent_message(msg_dict)

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        return super(MailThread, self.sudo())._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        return super(MailThread, self.sudo())._message_parse_post_process(
            message, message_dict, routes
        )
