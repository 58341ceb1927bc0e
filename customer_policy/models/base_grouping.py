from odoo import api, models


class Base(models.AbstractModel):
    """What one may not read, one cannot group by: Odoo looks at columns only."""

    _inherit = "base"

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        name = groupby_spec.partition(":")[0].partition(".")[0]
        field = self._fields.get(name)
        if field and field.groups and not self.env.su:
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)
