from odoo import api, fields, models
from odoo.fields import Domain

from .customer_grade_objection import OBJECTION_ACTIVITY


class CustomerGradeObjection(models.Model):
    """Another grade that is asked for waits in the inbox of the grading managers."""

    _name = "customer.grade.objection"
    _inherit = ["customer.grade.objection", "customer.policy.request.mixin"]

    _request_activity_types = (OBJECTION_ACTIVITY,)
    _request_facts = (
        "partner_id",
        "current_grade_id",
        "planned_grade_id",
        "requested_grade_id",
        "reason",
    )

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("grade_objection", self.env._("Another Grade")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "requested")

    def _request_matters(self):
        group = self.env.ref("customer_policy.group_grading_manager")
        managers = group.all_user_ids.filtered("active").sorted("id")
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, managers
        )
        matters = {}
        for objection in self:
            company = objection.company_id
            deciders = managers.filtered(
                lambda user, objection=objection, company=company: (
                    not objection._is_interested(user)
                    and (not company or company in user.company_ids)
                    and objection.partner_id not in hidden[user]
                )
            )
            until = objection.date_deadline
            matters[objection.id, "decide"] = objection._request_matter(
                "grade_objection",
                f"#{objection.id}",
                deciders,
                objection.user_id,
                deadline=until
                and fields.Datetime.end_of(
                    fields.Datetime.to_datetime(until), "day"
                ).replace(microsecond=0),
            )
        return matters

    def _request_outcomes(self):
        outcomes = {"accepted": "approved", "refused": "rejected"}
        return {one.id: outcomes.get(one.state) for one in self.exists()}

    def _request_decide(self, step, choice, opinion):
        if choice == "approve":
            self.action_accept(opinion)
        else:
            self.action_refuse(opinion)
