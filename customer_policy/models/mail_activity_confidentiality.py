from odoo import api, models


class MailActivity(models.Model):
    """Work on a secret document shows to who may know it, and is given to no other."""

    _inherit = "mail.activity"

    def _compute_res_name(self):
        """In a form that is being filled in, a guessed id must not tell the name."""
        res = super()._compute_res_name()
        confidentiality = self.env["customer.confidentiality"]
        for activity in self.filtered(lambda activity: not activity.id):
            if confidentiality._is_secret(activity.res_model, activity.res_id):
                activity.res_name = False
        return res

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assignees_may_know()
        return activities

    def write(self, vals):
        res = super().write(vals)
        if vals.get("user_id"):
            self._check_assignees_may_know()
        return res

    @api.model
    def _search(self, *args, bypass_access=False, **kwargs):
        query = super()._search(*args, bypass_access=bypass_access, **kwargs)
        if bypass_access:
            return query
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)

    def _check_assignees_may_know(self):
        """Refuse what a person asks for; what a program makes stays out of sight."""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return
        for activity in self:
            if activity.automated or activity.res_model not in self.env:
                continue
            document = self.env[activity.res_model].browse(activity.res_id)
            if blind := confidentiality._blind_users(document, activity.user_id):
                confidentiality._refuse_blind(blind)
