from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import MissingError

from .customer_confidentiality import (
    is_active,
    masked_texts,
    of_model,
)
from .customer_confidentiality_seen import note_seen
from .customer_confidentiality_trust import (
    IMPORT,
    INNER_FETCH,
    INNER_READ,
    TRUE_NAMES,
    HiddenRecordError,
    has_trust,
    is_going_on,
    meanwhile,
    true_names,
)

# An id that no record reaches.
NOBODY = 2**31 - 1


class Base(models.AbstractModel):
    """Where values leave a model or enter it: ask ``customer.confidentiality``."""

    _inherit = "base"

    # --------------------------------------------------------------------------- names

    @api.depends_context("uid", TRUE_NAMES)
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _compute_field_value(self, field):
        """Show masked names, and store true ones."""
        if self.env.uid == SUPERUSER_ID:
            return super()._compute_field_value(field)
        active = is_active(self.env)
        if active and self._computes_true_names(field):
            records = true_names(self)
            return super(Base, records)._compute_field_value(field)
        res = super()._compute_field_value(field)
        if field.name == "display_name":
            self._take_names_of_sudo(field)
            if active:
                self._mask_display_names()
        return res

    def _computes_true_names(self, field):
        """What is stored, but not what a dialog finds and shows to the user."""
        if field.store:
            return not self._transient or self._is_kept()
        return field.name != "display_name" and self._is_kept()

    def _is_kept(self):
        """Whether these stay in place, and so must work, although they read as a code.

        Their values are true ones, and masked when they leave.
        """
        return bool(of_model(self.env, "_mask_fields", self._name)[0])

    def _take_names_of_sudo(self, field):
        """Some models name their records under ``sudo()``.

        Names now depend on the user, and those of the superuser are kept apart.
        """
        cache = field._get_cache(self.env)
        for record in self:
            if record.id not in cache:
                record.display_name = record.sudo().display_name

    def _mask_display_names(self):
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all():
            return
        masked = confidentiality._hidden_records(self)
        masked |= confidentiality._masked_records(self - masked)
        for record in masked:
            record.display_name = confidentiality._masked_name(record)

    # ---------------------------------------------------------------- values going out

    def read(self, fields=None, load="_classic_read"):
        """Answer for a hidden record as for one that does not exist.

        What Odoo says of that depends on the fields, so it is asked.
        """
        confidentiality = self.env["customer.confidentiality"]
        try:
            return super().read(fields, load)
        except HiddenRecordError:
            hidden = confidentiality._unknown(self)
            known = self - hidden
            if is_going_on(self.env, INNER_READ):
                return super(Base, known).read(fields, load)
        try:
            return super(Base, known | self.browse(NOBODY)).read(fields, load)
        except MissingError:
            raise confidentiality._hidden_error(hidden[:1]) from None

    def _read_format(self, fnames, load="_classic_read"):
        """Let texts about a hidden customer read as its code."""
        values_list = super()._read_format(fnames, load)
        if self.env.uid == SUPERUSER_ID or not is_active(self.env):
            return values_list
        self._mask_texts(fnames, values_list)
        self._mask_related(fnames, values_list)
        return values_list

    def _mask_texts(self, fnames, values_list):
        """Where the document stays, the texts that name its customer."""
        texts = of_model(self.env, "_mask_fields", self._name)[1]
        names = texts and set(texts).intersection(fnames)
        if not names:
            return
        confidentiality = self.env["customer.confidentiality"]
        codes = {
            record.id: confidentiality._code(record)
            for record in confidentiality._masked_records(self)
        }
        for values in values_list:
            if code := codes.get(values["id"]):
                for name in names & values.keys():
                    is_text = self._fields[name].type in ("char", "text")
                    values[name] = code if is_text and values[name] else False

    def _mask_related(self, fnames, values_list):
        """Values fetched through a hidden contact with the rights of the superuser."""
        paths = of_model(self.env, "_paths_through_people", self._name)
        names = paths and paths.keys() & set(fnames)
        if not names:
            return
        by_id = {values["id"]: values for values in values_list}
        for path in {paths[name] for name in names}:
            masked = self._records_through_hidden(path)
            for name in names:
                if paths[name] == path:
                    for record in masked:
                        if values := by_id.get(record.id):
                            is_list = self._fields[name].type.endswith("2many")
                            values[name] = [] if is_list else False

    def _records_through_hidden(self, path):
        confidentiality = self.env["customer.confidentiality"]
        # No column more than needed: see ``_that_refer_to_hidden``.
        self.sudo().fetch([path.split(".")[0]])
        people = self.sudo().mapped(path).with_env(self.env)
        hidden = set(confidentiality._hidden_records(people)._ids)
        return self.filtered(lambda r: hidden.intersection(r.sudo().mapped(path)._ids))

    def web_read(self, specification):
        """Let a form show a document although one of its contacts is hidden.

        Odoo reads the sub-fields of a many2one with the rights of the user, and one
        refusal spoils the whole form.
        """
        if self.env.uid == SUPERUSER_ID or not is_active(self.env):
            return super().web_read(specification)
        hidden, readable = None, self
        if is_going_on(self.env, INNER_READ):
            hidden = self.env["customer.confidentiality"]._hidden_records(self)
            readable = self - hidden if hidden else self
        with meanwhile(self.env, INNER_READ):
            values_list = super(Base, readable).web_read(specification)
        if not hidden:
            return values_list
        values_by_id = {values["id"]: values for values in values_list}
        return [
            values_by_id.get(record.id) or record._masked_values(specification)
            for record in self
            if record in hidden or record.id in values_by_id
        ]

    def _masked_values(self, names):
        values = {"id": self.id}
        for name in names:
            if name == "id" or name not in self._fields:
                continue
            is_list = self._fields[name].type in ("one2many", "many2many")
            values[name] = [] if is_list else False
        if "display_name" in values:
            values["display_name"] = self.sudo().display_name
        return values

    def _fetch_query(self, query, fields):
        """The cache holds true values: what is read is masked on its way out."""
        texts = None
        if not self.env.su and self._name != "res.partner":
            texts = masked_texts(self.env)
        if not texts:
            return super()._fetch_query(query, fields)
        if self._name in texts:
            with meanwhile(self.env, INNER_FETCH):
                fetched = super()._fetch_query(query, fields)
        else:
            fetched = super()._fetch_query(query, fields)
        self._note_seen_customers(fetched, fields)
        return fetched

    def _note_seen_customers(self, fetched, fields):
        """A document that came through its rule has no customer who is hidden."""
        names = of_model(self.env, "_partner_fields", self._name)
        if not names or has_trust(self.env, TRUE_NAMES):
            return
        for field in fields:
            if field.type == "many2one" and field.name in names:
                customers = field._get_cache(self.env)
                note_seen(self.env, map(customers.get, fetched._ids))

    # ------------------------------------------------------------------- whom they name

    def get_external_id(self):
        """Odoo tells external ids without asking who may see the record."""
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return super().get_external_id()
        records = self.exists()
        known = records - confidentiality._hidden_records(records)
        external_ids = super(Base, known).get_external_id()
        return {record.id: external_ids.get(record.id, "") for record in self}

    def exists(self):
        """An import finds what is hidden no more than what does not exist."""
        records = super().exists()
        if has_trust(self.env, IMPORT) and not self.env.su:
            records -= self.env["customer.confidentiality"]._hidden_records(records)
        return records

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """Suggest nobody whom the user must not know, not even by an address."""
        suggested = super()._message_get_suggested_recipients_batch(**kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return suggested
        masked = confidentiality._silenced(self)
        partners = self.env["res.partner"].browse(
            recipient["partner_id"]
            for recipients in suggested.values()
            for recipient in recipients
            if recipient.get("partner_id")
        )
        hidden = confidentiality._hidden(partners)
        return {
            record_id: []
            if record_id in masked._ids
            else [
                recipient
                for recipient in recipients
                if recipient.get("partner_id") not in hidden._ids
            ]
            for record_id, recipients in suggested.items()
        }
