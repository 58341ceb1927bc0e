from odoo import api, models


class CustomerPolicyProtectedMixin(models.AbstractModel):
    """Columns that only business methods may fill.

    A model lists them in ``_policy_protected_fields`` and declares them
    ``copy=False``. Outside superuser mode they refuse create, write, import and
    copy, for administrators too, and views show them read-only. ``action_*``
    methods write them through ``sudo()`` after their own checks.
    """

    _name = "customer.policy.protected.mixin"
    _description = "Columns Only Business Methods May Fill"

    _policy_protected_fields = frozenset()

    @api.model
    def default_get(self, fields):
        """Take no ``default_*`` of the context and no personal default for them.

        A context travels with ``sudo()`` and ``create()`` does not check personal
        defaults, so both would pass where a value given openly is refused.
        """
        protected = self._policy_protected_fields.intersection(fields)
        values = super().default_get([name for name in fields if name not in protected])
        for name in protected:
            if default := self._fields[name].default:
                values[name] = default(self)
        return values

    @api.model
    def _has_field_access(self, field, operation):
        if (
            operation == "write"
            and field.name in self._policy_protected_fields
            and not self.env.su
        ):
            return False
        return super()._has_field_access(field, operation)
