from odoo import models

from .base_access_log import PARTNER_OF
from .customer_confidentiality import (
    OPEN,
    is_active,
)
from .customer_confidentiality_trust import (
    has_trust,
    with_trust,
)

EXPORT = "customer_export"
IDS = ("id", ".id")
NAMES = ("display_name", "name", "complete_name")


class Base(models.AbstractModel):
    """Who may export contacts, and how documents leave of which some are hidden.

    Odoo reads all that an export reaches in one go, and one refusal spoils the whole.
    """

    _inherit = "base"

    # ----------------------------------------------------------------------- with leave

    def export_data(self, fields_to_export):
        """Classified customers leave with leave only, open ones within the quota."""
        if self.env["customer.export.request"]._is_controlled():
            self._check_export(fields_to_export)
        return super().export_data(fields_to_export)

    def _check_export(self, fields_to_export):
        data, labels = self._exported_contacts(fields_to_export)
        if not data and not labels:
            return
        contacts = (data | labels).sudo()
        contacts.fetch(["confidentiality_level", "commercial_partner_id"])
        if self.env["customer.confidentiality"]._is_active():
            classified = self.env["customer.export.request"]._check(contacts)
            self.env["customer.access.log"]._note(classified, "export")
        is_open = data.sudo().filtered(
            lambda partner: (partner.confidentiality_level or OPEN) == OPEN
        )
        self.env["customer.export.usage"]._add_customers(is_open.commercial_partner_id)

    def _exported_contacts(self, fields_to_export):
        """Contacts whose data would be in an export, and those who are only named."""
        data, labels = set(), set()
        paths = [_path(name) for name in fields_to_export]
        readable = self.browse(self._ids)._filtered_access("read")
        _collect(readable.sudo(), paths, data, labels)
        # The cache keeps nothing that the superuser read for whoever exports.
        self.env.invalidate_all()
        partners = self.env["res.partner"]
        return partners.browse(data), partners.browse(labels - data)

    # ------------------------------------------------------------------ without secrets

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


def _path(name):
    """As the ORM splits it, with ``:id`` for the external and ``.id`` for the own."""
    return [part for part in name.replace(":id", "/id").split("/") if part]


def _collect(records, paths, data, labels):
    if not records:
        return
    by_name = {}
    for path in paths:
        if path and path[0] not in IDS:
            by_name.setdefault(path[0].split(".")[0], []).append(path[1:])
    if not by_name:
        return
    if records._name == "res.partner":
        data.update(records.ids)
    else:
        labels.update(records.env["customer.access.log"]._contact_ids_of(records))
    names = [name for name in by_name if name in records._fields]
    records.fetch(names)
    for name in names:
        if not records._fields[name].relational:
            continue
        linked = records.with_context(active_test=False)[name]
        rests = by_name[name]
        if linked._name in PARTNER_OF and not all(rests):
            link = PARTNER_OF[linked._name]
            labels.update((linked[link] if link else linked).ids)
        _collect(linked, [rest for rest in rests if rest], data, labels)
