from odoo import models


class MailActivity(models.Model):
    """Nobody is given work on a case in which he or she stands aside."""

    _inherit = "mail.activity"

    def _check_assignees_may_know(self):
        super()._check_assignees_may_know()
        if self.env.su:
            return
        complaints = self.env["customer.complaint"].sudo()
        for activity in self:
            if activity.res_model == complaints._name and not activity.automated:
                complaint = complaints.browse(activity.res_id)
                complaint._check_nobody_recused(activity.user_id.partner_id)
