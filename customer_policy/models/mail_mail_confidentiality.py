from odoo import models


class MailMail(models.Model):
    """Mails about secret documents."""

    _name = "mail.mail"
    _inherit = ["customer.confidentiality.mixin", "mail.mail"]
