from odoo import models


class MailActivity(models.Model):
    """What the inbox tells is not told twice."""

    _inherit = "mail.activity"

    def action_notify(self):
        return super(MailActivity, self - self._told_by_inbox()).action_notify()

    def _told_by_inbox(self):
        """Activities that ask for a decision of somebody who gets it in the inbox."""
        found = self.browse()
        models_ = self.env["customer.policy.request.mixin"]._request_models()
        for model, activities in self.grouped("res_model").items():
            if model not in models_:
                continue
            documents = self.env[model].sudo().with_context(active_test=False)
            types = documents.env["mail.activity.type"]
            for xmlid in documents._request_activity_types:
                types |= self.env.ref(xmlid, raise_if_not_found=False) or types
            asking = activities.filtered(lambda a, t=types: a.activity_type_id in t)
            documents = documents.browse(asking.mapped("res_id")).exists()
            domain = documents._request_pending_domain()
            matters = documents.filtered_domain(domain)._request_matters()
            deciders = {}
            for (res_id, _step), values in matters.items():
                deciders.setdefault(res_id, set()).update(values["decider_ids"]._ids)
            found |= asking.filtered(
                lambda a, who=deciders: a.user_id.id in who.get(a.res_id, ())
            )
        return found
