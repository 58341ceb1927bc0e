from odoo import api, models, tools

ADDON = "customer_policy"


class Base(models.AbstractModel):
    """What is done with fields that some users must not read."""

    _inherit = "base"

    def copy_data(self, default=None):
        """Whoever may not read what the add-ons keep on a document copies the rest.

        Odoo gives up at the first field that is kept from the user by its groups.
        """
        default = dict(default or {})
        unread = {
            name
            for name in self._fields_for_some(self._name) - default.keys()
            if not self._may_copy(self._fields[name])
        }
        if not unread:
            return super().copy_data(default)
        vals_list = super().copy_data(default | dict.fromkeys(unread, False))
        for vals in filter(None, vals_list):
            for name in unread:
                del vals[name]
        return vals_list

    @api.model
    @tools.ormcache("model_name")
    def _fields_for_some(self, model_name):
        """The fields of the add-ons that are copied, and that not everybody reads."""
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.copy
            and field.groups
            and not field.inherited
            and (field._module or "").startswith(ADDON)
        )

    def _may_copy(self, field):
        return self._has_field_access(field, "read") and self._has_field_access(
            field, "write"
        )

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        """What one may not read, one cannot group by: Odoo looks at columns only."""
        name = groupby_spec.partition(":")[0].partition(".")[0]
        field = self._fields.get(name)
        if field and field.groups and not self.env.su:
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)
