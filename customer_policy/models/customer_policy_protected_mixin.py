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

    # In trial mode every form of the add-on says so.

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._shows_trial(view_type))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._shows_trial(view_type):
            header = arch.find("header")
            place = 0 if header is None else arch.index(header) + 1
            arch.insert(place, self._trial_banner(arch))
        return arch, view

    @api.model
    def _shows_trial(self, view_type):
        if view_type != "form":
            return False
        terms = self.env["res.company"]._customer_policy_terms()
        return not terms.trial.isdisjoint(self.env.companies.ids)

    @api.model
    def _trial_banner(self, arch):
        banner = arch.makeelement(
            "div",
            {
                "class": "alert alert-warning text-center mb-0 o_policy_trial",
                "role": "status",
            },
        )
        names = self.env.companies.filtered(
            lambda company: company._customer_policy_is_trial()
        ).mapped("name")
        banner.text = self.env._(
            "Trial mode: nothing is overdue, sent or punished (%(companies)s)",
            companies=", ".join(names),
        )
        return banner
