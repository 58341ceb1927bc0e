from odoo import api, models
from odoo.fields import Domain


class CustomerExportRequest(models.Model):
    """Leave to take data out waits in the inbox of the custodians."""

    _name = "customer.export.request"
    _inherit = ["customer.export.request", "customer.policy.request.mixin"]

    _request_activity_types = ("customer_policy.mail_activity_type_export_request",)
    _request_facts = (
        "user_id",
        "purpose",
        "partner_ids",
        "request_text",
        "days",
        "use_limit",
    )
    _request_names_deciders = False

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("export_request", self.env._("Export Request")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "requested")

    def _request_matters(self):
        group = self.env.ref("customer_policy.group_custodian")
        custodians = group.all_user_ids.filtered("active")
        held = self.env["customer.confidentiality"]._held_ids(custodians)
        custodians = custodians.filtered(lambda user: user.id not in held)
        return {
            (export.id, "decide"): export._request_matter(
                "export_request",
                f"#{export.id}",
                custodians - export.user_id,
                export.user_id,
                # Without customers by name the custodian says up to which level.
                may_approve=bool(export.partner_ids),
            )
            for export in self
        }

    def _request_outcomes(self):
        return {
            export.id: "rejected" if export.state == "refused" else "approved"
            for export in self.exists()
        }

    def _request_decide(self, step, choice, opinion):
        if choice == "approve":
            self.action_approve(opinion)
        else:
            self.action_refuse(opinion)
