from odoo import api, models
from odoo.tools import SQL

COMPLAINT = "customer.complaint"


class CustomerComplaintPointerMixin(models.AbstractModel):
    """A document that names a case, and stays in sight of whoever stands aside in it.

    For them the case does not exist, so the document names none.
    """

    _name = "customer.complaint.pointer.mixin"
    _description = "Document That Names a Case"

    @api.model
    def _names_case(self, name):
        field = self._fields.get(name)
        return bool(
            field and field.type == "many2one" and field.comodel_name == COMPLAINT
        )

    def _read_format(self, fnames, load="_classic_read"):
        values_list = super()._read_format(fnames, load)
        names = [name for name in fnames if self._names_case(name)]
        if not names or self.env.su:
            return values_list
        found = {_case_id(values.get(name)) for values in values_list for name in names}
        cases = self.env[COMPLAINT].sudo().browse(found - {None})
        kept = cases._kept_from(self.env.uid)
        for values in values_list:
            for name in names:
                if _case_id(values.get(name)) in kept._ids:
                    values[name] = False
        return values_list

    def _read_group_groupby(self, alias, groupby_spec, query):
        sql = super()._read_group_groupby(alias, groupby_spec, query)
        if self.env.su or not self._names_case(groupby_spec):
            return sql
        recused = self.env[COMPLAINT]._recused_sql(self.env.uid)
        return SQL("CASE WHEN %s IN %s THEN NULL ELSE %s END", sql, recused, sql)


def _case_id(value):
    """:param value: of a many2one as ``read`` gives it, perhaps not kept yet"""
    value = value[0] if isinstance(value, tuple | list) else value
    return value if value and isinstance(value, int) else None
