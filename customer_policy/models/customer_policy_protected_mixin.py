from odoo import api, models

from ..concurrency import lock
from .customer_policy_arguments import check_saved

INTERNAL = "base.group_user"


class CustomerPolicyProtectedMixin(models.AbstractModel):
    """Columns that only business methods may fill.

    A field says ``policy_protected=True`` (and ``copy=False``). Outside superuser
    mode it refuses create, write, import and copy, for administrators too, and
    views show it read-only. ``action_*`` methods write it through ``sudo()`` after
    their own checks.
    """

    _name = "customer.policy.protected.mixin"
    _description = "Columns Only Business Methods May Fill"

    @api.model
    def default_get(self, fields):
        """Take no ``default_*`` of the context and no personal default for them.

        A context travels with ``sudo()`` and ``create()`` does not check personal
        defaults, so both would pass where a value given openly is refused.
        """
        protected = {name for name in fields if self._is_protected(name)}
        values = super().default_get([name for name in fields if name not in protected])
        for name in protected:
            if default := self._fields[name].default:
                values[name] = default(self)
        return values

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "read":
            # Asked for each value that is read: mostly the answer is at hand.
            if not field.groups:
                return True
            if field.groups == INTERNAL:
                return self.env.su or self.env.user._is_colleague()
            return super()._has_field_access(field, operation)
        if not self.env.su and self._is_protected(field.name):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _is_protected(self, name):
        return getattr(self._fields.get(name), "policy_protected", False)

    @api.model
    def _valid_field_parameter(self, field, name):
        return name == "policy_protected" or super()._valid_field_parameter(field, name)

    def _lock_for_act(self):
        """Nobody else acts on these records until the transaction ends."""
        check_saved(self)
        lock(self.sudo())
