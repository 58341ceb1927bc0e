from odoo import api, models
from odoo.tools import SQL


class CustomerConfidentialityCut(models.Model):
    _inherit = "customer.confidentiality.cut"

    @api.model
    def _collect_documents(self, partners):
        """People are cut off the leads, too, that are the customer's by text alone."""
        res = super()._collect_documents(partners)
        confidentiality = self.env["customer.confidentiality"]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_cut_documents
                SELECT 'crm.lead', id FROM crm_lead
                 WHERE confidentiality_typed IS NOT TRUE AND %s
                EXCEPT SELECT res_model, res_id FROM customer_cut_documents
                """,
                confidentiality._leads_sql(
                    "crm_lead", SQL("customer.id IN %s", partners._ids)
                ),
            )
        )
        return res
