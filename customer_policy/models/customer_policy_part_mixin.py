from odoo import api, fields, models


class CustomerPolicyPartMixin(models.AbstractModel):
    """A row of a case, seen by those who see the case.

    Record rules ask for ``is_visible``: the answer is sought with the rights of the
    person each time, so that nothing about a person is kept with the rule.
    """

    _name = "customer.policy.part.mixin"
    _description = "Part of a Case"

    # The field that points at the case.
    _part_of = None

    is_visible = fields.Boolean(
        compute="_compute_is_visible", search="_search_is_visible"
    )

    @api.depends_context("uid")
    def _compute_is_visible(self):
        seen = self[self._part_of].with_env(self.env(su=False))._filtered_access("read")
        for part in self:
            part.is_visible = part[self._part_of].id in seen._ids

    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        cases = self.env[self._fields[self._part_of].comodel_name]
        cases = cases.with_env(self.env(su=False)).with_context(active_test=False)
        operator = "in" if True in value else "not in"
        return [(self._part_of, operator, cases._search([]))]
