from odoo import models


class MailScheduledMessage(models.Model):
    """Messages that wait to be posted on secret documents."""

    _name = "mail.scheduled.message"
    _inherit = ["customer.confidentiality.mixin", "mail.scheduled.message"]
