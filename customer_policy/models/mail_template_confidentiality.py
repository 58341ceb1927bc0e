from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template(self, res_ids, *args, **kwargs):
        """Write no letter about a document that reads as a code.

        It would address a code, or tell its writer the name.
        """
        confidentiality = self.env["customer.confidentiality"]
        if self.model in self.env and confidentiality._is_active():
            documents = self.env[self.model].browse(res_ids)
            confidentiality._refuse_incomplete(
                confidentiality._masked_records(documents)
            )
        return super()._generate_template(res_ids, *args, **kwargs)
