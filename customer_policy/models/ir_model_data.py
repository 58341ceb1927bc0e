from odoo import models


class IrModelData(models.Model):
    """What is named by an external id is for those who read it.

    Odoo names it with the rights of the superuser: a case, and whatever is said of one.
    """

    _inherit = "ir.model.data"

    def _compute_display_name(self):
        res = super()._compute_display_name()
        for model_name, xids in self.grouped("model").items():
            if model_name not in self.env:
                continue
            named = self.env(su=False)[model_name].browse(xids.mapped("res_id"))
            unread = set(xids.mapped("res_id"))
            unread.difference_update(named.exists()._filtered_access("read")._ids)
            for xid in xids.filtered(lambda xid, ids=unread: xid.res_id in ids):
                xid.display_name = xid.complete_name
        return res
