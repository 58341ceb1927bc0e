from odoo import models

from .base_access_log import PARTNER_OF
from .customer_confidentiality import (
    OPEN,
)

IDS = ("id", ".id")


class Base(models.AbstractModel):
    _inherit = "base"

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
