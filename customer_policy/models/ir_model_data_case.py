from odoo import models

from .customer_confidentiality_recusal import SAID, SPOKEN_OF

NAMED = SPOKEN_OF | SAID.keys()


class IrModelData(models.Model):
    """What is named by an external id is for those who read it.

    Odoo names it with the rights of the superuser, in a list of external ids as well.
    """

    _inherit = "ir.model.data"

    def _compute_display_name(self):
        res = super()._compute_display_name()
        of_cases = self.filtered(lambda xid: xid.model in NAMED)
        for model_name, xids in of_cases.grouped("model").items():
            named = self.env(su=False)[model_name].browse(xids.mapped("res_id"))
            read = named._filtered_access("read")
            for xid in xids.filtered(lambda xid, ids=read._ids: xid.res_id not in ids):
                xid.display_name = xid.complete_name
        return res
