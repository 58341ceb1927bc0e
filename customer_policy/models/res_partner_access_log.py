from odoo import api, models

from .customer_confidentiality import (
    is_active,
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _fetch_field(self, field):
        """Where it is asked for alone, what else is shown of a contact comes along."""
        if (
            field.name == "confidentiality_level"
            and is_active(self.env)
            and self._has_field_access(field, "read")
        ):
            field = self._fields["complete_name"]
        return super()._fetch_field(field)

    @api.model
    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Whether a contact is classified comes with what is read of it.

        So the access log finds it in the cache and needs no query of its own.
        """
        fields = super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)
        level = self._fields["confidentiality_level"]
        if (
            fields
            and is_active(self.env)
            and level not in fields
            and self._has_field_access(level, "read")
            and (not ignore_when_in_cache or any(level._cache_missing_ids(self)))
        ):
            fields.append(level)
        return fields
