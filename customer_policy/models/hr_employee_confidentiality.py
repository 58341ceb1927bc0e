from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def onchange(self, values, field_names, fields_spec):
        """None of those becomes one's contact: a form that fills in tells nothing."""
        if values.get("work_contact_id") and not self.env.su:
            confidentiality = self.env["customer.confidentiality"]
            for model_name, ids in self._incoming_ids("work_contact_id", values):
                contact = self.env[model_name].browse(ids).exists()
                if hidden := confidentiality._hidden_records(contact):
                    raise confidentiality._hidden_error(hidden)
        return super().onchange(values, field_names, fields_spec)

    @api.constrains("work_contact_id")
    def _check_work_contact_is_open(self):
        self.sudo().work_contact_id._check_is_no_classified_customer()
