from odoo import api, models


class MailMail(models.Model):
    """A mail about a document in trial mode is written, to be looked at, and stays."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        if self.env["res.company"]._customer_policy_terms().trial:
            mails._keep_in_trial()
        return mails

    def _keep_in_trial(self):
        companies = self.env["res.company"]
        ours = self.sudo().filtered(
            lambda mail: (mail.model or "").startswith("customer.")
        )
        for model, mails in ours.grouped("model").items():
            if model not in self.env:
                continue
            documents = self.env[model].browse(mails.mapped("res_id")).exists()
            trial = set(companies._customer_policy_trial_of(documents)._ids)
            kept = mails.filtered(lambda mail, trial=trial: mail.res_id in trial)
            kept.write({"state": "cancel", "failure_reason": self._trial_reason()})

    def _trial_reason(self):
        return self.env._("Trial mode: this was written and not sent.")
