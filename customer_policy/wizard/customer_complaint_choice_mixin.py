from odoo import api, models


class CustomerComplaintChoiceMixin(models.AbstractModel):
    """A step on chosen cases: who cannot read a case does not choose it.

    Otherwise the label of the case would tell what it is about.
    """

    _name = "customer.complaint.choice.mixin"
    _description = "Step on Chosen Complaints"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_chosen()
        return records

    def write(self, vals):
        res = super().write(vals)
        if "complaint_id" in vals:
            self._check_chosen()
        return res

    def _check_chosen(self):
        """Of lists of cases Odoo itself lets nobody choose what he or she cannot read.

        A single one would show its label.
        """
        if "complaint_id" in self._fields and not self.env.su:
            self.complaint_id.check_access("read")
