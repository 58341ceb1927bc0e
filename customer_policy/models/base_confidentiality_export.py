from odoo import models

from .customer_confidentiality import (
    is_active,
)
from .customer_confidentiality_trust import (
    has_trust,
    with_trust,
)

EXPORT = "customer_export"
NAMES = ("display_name", "name", "complete_name")


class Base(models.AbstractModel):
    """Export documents although some of their contacts are hidden.

    Odoo reads all that an export reaches in one go, and one refusal spoils the whole.
    """

    _inherit = "base"

    def fetch(self, field_names=None):
        if not has_trust(self.env, EXPORT) or self.env.su:
            return super().fetch(field_names)
        known = self - self.env["customer.confidentiality"]._hidden_records(self)
        return super(Base, known).fetch(field_names)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        confidentiality = self.env["customer.confidentiality"]
        if not is_active(self.env) or confidentiality._sees_all():
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        records = with_trust(self, EXPORT)
        hidden = confidentiality._hidden_records(records)
        if _is_toplevel_call:
            records -= hidden
        apart = hidden | confidentiality._masked_records(records - hidden)
        apart |= (records - apart)._reaching_hidden(fields)
        lines = []
        for part in records._parts(apart):
            if part & hidden:
                lines.append(part._masked_row(fields))
                continue
            rows = super(Base, part)._export_rows(
                fields, _is_toplevel_call=_is_toplevel_call
            )
            if part & apart:
                part._mask_row(fields, rows[0])
            lines += rows
        return lines

    def _parts(self, apart):
        """The records in order: each that stands ``apart``, the rest together"""
        together = self.browse()
        for record in self:
            if record not in apart:
                together += record
                continue
            if together:
                yield together
            together = self.browse()
            yield record
        if together:
            yield together

    def _masked_row(self, fields):
        code = self.env["customer.confidentiality"]._code(self)
        return [code if len(path) == 1 and path[0] in NAMES else "" for path in fields]

    def _mask_row(self, fields, row):
        """Let texts read in an export as they do on the screen."""
        names = {
            path[0] for path in fields if len(path) == 1 and path[0] in self._fields
        }
        guarded = names & self._guarded_names()
        values = self._read_format(list(guarded))[0]
        for index, path in enumerate(fields):
            if len(path) == 1 and (name := path[0]) in guarded:
                if not values[name]:
                    row[index] = ""
                elif self._fields[name].type in ("char", "text"):
                    row[index] = values[name]

    def _guarded_names(self):
        confidentiality = self.env["customer.confidentiality"]
        return {
            *confidentiality._mask_fields(self._name)[1],
            *confidentiality._paths_through_people(self._name),
        }

    def _reaching_hidden(self, fields):
        """The records of which some field is fetched through a hidden contact."""
        paths = self.env["customer.confidentiality"]._paths_through_people(self._name)
        wanted = {paths[path[0]] for path in fields if path and path[0] in paths}
        return self.browse().union(*map(self._records_through_hidden, wanted))
