from odoo import api, fields, models


class CustomerComplaintPartMixin(models.AbstractModel):
    """A row of a case, seen by those who see the case.

    Record rules ask for ``is_visible``: the answer is sought with the rights of the
    person each time, so that nothing about a person is kept with the rule.
    """

    _name = "customer.complaint.part.mixin"
    _description = "Part of a Complaint"

    complaint_id = fields.Many2one(
        "customer.complaint", required=True, index=True, ondelete="cascade"
    )
    is_visible = fields.Boolean(
        compute="_compute_is_visible", search="_search_is_visible"
    )

    @api.depends_context("uid")
    def _compute_is_visible(self):
        seen = self._complaints_as_person(self.complaint_id)._filtered_access("read")
        for part in self:
            part.is_visible = part.complaint_id.id in seen._ids

    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        complaints = self._complaints_as_person(self.env["customer.complaint"])
        query = complaints.with_context(active_test=False)._search([])
        return [("complaint_id", "in" if True in value else "not in", query)]

    @api.model
    def _complaints_as_person(self, complaints):
        return complaints.with_env(self.env(su=False))
