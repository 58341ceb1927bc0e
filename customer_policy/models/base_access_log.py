from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import MissingError
from odoo.fields import Domain

from .customer_confidentiality import (
    OPEN,
    is_active,
)
from .customer_confidentiality_seen import are_seen

# Records that stand for a person or a company, and their field to the contact.
PARTNER_OF = {"res.partner": None, "res.users": "partner_id"}
TEXTS = ("char", "text", "html")


class Base(models.AbstractModel):
    """Where data leaves a model: note the classified customers in the answer.

    What is noted is told from the answer itself. Whether a contact is classified
    came with the same row, so that an answer without one costs no query.
    """

    _inherit = "base"

    # ----------------------------------------------------------------- values going out

    def _read_format(self, fnames, load="_classic_read"):
        values_list = super()._read_format(fnames, load)
        if values_list and self._notes_reads():
            ids = [values["id"] for values in values_list]
            if any(name != "id" for name in fnames):
                self._note_records(ids)
            for name in fnames:
                self._note_labels(name, values_list, load == "_classic_read")
        return values_list

    @api.model
    def _note_records(self, ids):
        """Contacts themselves, or the customers of documents.

        The contact of a document mostly is in the answer, too, and then in the cache.
        """
        if self._name in PARTNER_OF:
            self._note_read_of(self._name, ids)
            return
        log = self.env["customer.access.log"]
        ids = [getattr(id_, "origin", id_) for id_ in ids]
        contact_ids = log._contact_ids_of(self.sudo().browse(filter(None, ids)))
        self._note_read_of("res.partner", contact_ids)

    def _note_labels(self, name, values_list, is_labelled):
        """Contacts whose names stand in a field of other records."""
        field = self._fields[name]
        if field.type == "properties":
            for values in values_list:
                _note_properties(self, values.get(name))
        elif is_labelled and field.type == "many2one":
            if field.comodel_name in PARTNER_OF:
                pairs = (values.get(name) for values in values_list)
                self._note_read_of(
                    field.comodel_name, [pair[0] for pair in pairs if pair]
                )

    def web_read(self, specification):
        values_list = super().web_read(specification)
        if not values_list or not self._notes_reads():
            return values_list
        for name, spec in specification.items():
            field = self._fields.get(name)
            if (
                field is not None
                and field.type == "many2one"
                and field.comodel_name in PARTNER_OF
                and "display_name" in spec.get("fields", ())
            ):
                labels = filter(None, (values.get(name) for values in values_list))
                self._note_read_of(
                    field.comodel_name, [label["id"] for label in labels]
                )
        return values_list

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        pairs = super().name_search(name, domain, operator, limit)
        if pairs and self._name in PARTNER_OF and self._notes_reads():
            self._note_read_of(self._name, [pair[0] for pair in pairs])
        return pairs

    def onchange(self, values, field_names, fields_spec):
        result = super().onchange(values, field_names, fields_spec)
        if result.get("value") and self._notes_reads():
            for name, value in result["value"].items():
                field = self._fields.get(name)
                if isinstance(value, dict) and "display_name" in value and field:
                    if field.comodel_name in PARTNER_OF:
                        self._note_read_of(field.comodel_name, [value["id"]])
        return result

    # --------------------------------------------------------------------------- groups

    def _web_read_group_format(self, groupby, aggregates, groups):
        result = super()._web_read_group_format(groupby, aggregates, groups)
        self._note_group_labels(groupby, result)
        return result

    def _read_group_format_result(self, rows_dict, lazy_groupby):
        result = super()._read_group_format_result(rows_dict, lazy_groupby)
        self._note_group_labels(lazy_groupby, rows_dict)
        return result

    def _note_group_labels(self, groupby, rows):
        if not rows or not groupby or not self._notes_reads():
            return
        for spec in groupby:
            comodel = self._group_comodel(spec)
            if comodel:
                values = (row.get(spec) for row in rows)
                self._note_read_of(
                    comodel, [value[0] for value in values if isinstance(value, tuple)]
                )

    @api.model
    def _search_panel_field_image(self, field_name, **kwargs):
        image = super()._search_panel_field_image(field_name, **kwargs)
        comodel = self._fields[field_name].comodel_name
        if image and comodel in PARTNER_OF and self._notes_reads():
            self._note_read_of(comodel, image)
        return image

    @api.model
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        self._note_grouped_texts(domain, [*groupby, *aggregates])
        return super().formatted_read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )

    @api.model
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        specs = {spec for groupby in grouping_sets for spec in groupby}
        self._note_grouped_texts(domain, [*specs, *aggregates])
        return super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, order=order
        )

    @api.model
    def read_group(
        self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True
    ):
        groups = [groupby] if isinstance(groupby, str) else groupby
        self._note_grouped_texts(domain, [*groups, *_aggregates(fields)])
        return super().read_group(domain, fields, groupby, offset, limit, orderby, lazy)

    def _note_grouped_texts(self, domain, specs):
        """Texts of contacts as headers or values of groups do not say whose they are.

        Only such groups take a query, and they are rare.
        """
        paths = {self._text_path(spec) for spec in specs}
        paths.discard(None)
        if not paths or not self._notes_reads():
            return
        for path in paths:
            level = f"{path}.confidentiality_level" if path else "confidentiality_level"
            found = self.with_context(active_test=False).search(
                Domain(domain or []) & Domain(level, "in", ("1", "2", "3"))
            )
            contacts = found.sudo().mapped(path) if path else found
            self.env["customer.access.log"]._note(contacts, "read")

    @api.model
    def _group_comodel(self, spec):
        """:return: the model of a group's header if it stands for a contact"""
        model = self
        for name in spec.split(":")[0].split("."):
            field = model._fields.get(name)
            if field is None or not field.comodel_name:
                return None
            model = self.env[field.comodel_name]
        return model._name if model._name in PARTNER_OF else None

    @api.model
    def _text_path(self, spec):
        """:return: path to the contact whose text ``spec`` groups by, or None"""
        path, _colon, aggregate = spec.partition(":")
        if aggregate in ("count", "count_distinct"):
            return None
        *before, last = path.split(".")
        model = self
        for name in before:
            field = model._fields.get(name)
            if field is None or not field.comodel_name:
                return None
            model = self.env[field.comodel_name]
        field = model._fields.get(last)
        if model._name != "res.partner" or field is None or field.type not in TEXTS:
            return None
        return ".".join(before)

    # -------------------------------------------------------------------------- helpers

    @api.model
    def _notes_reads(self):
        """Whether there is anything to note. Superuser code reads for nobody."""
        return self.env.uid != SUPERUSER_ID and is_active(self.env)

    @api.model
    def _note_read_of(self, model_name, ids):
        """Note the classified ones among contacts or users that were just read."""
        ids = {getattr(id_, "origin", id_) for id_ in set(ids)} - {None, False}
        if not ids:
            return
        link = PARTNER_OF[model_name]
        if link:
            users = self.env[model_name].sudo().browse(ids)
            try:
                ids = users[link]._ids
            except MissingError:
                ids = users.exists()[link]._ids
        classified = self._classified_among(ids)
        if classified:
            self.env["customer.access.log"]._note(classified, "read")

    @api.model
    def _classified_among(self, ids):
        """The classified ones among contacts that mostly are in the cache.

        It stands in the way of every list, so it looks into the cache itself.
        """
        partners = self.env["res.partner"].sudo().browse(ids)
        level = partners._fields["confidentiality_level"]
        if level in self.env.transaction.tocompute:
            partners.mapped("confidentiality_level")
        levels = level._get_cache(partners.env)
        if not levels.keys() >= set(ids):
            if are_seen(self.env, ids):
                # With what a label takes, which Odoo reads next, as the superuser, too.
                partners._fetch_field(level)
            else:
                # Only this column: what else came along would be in the cache for
                # people who must not read it.
                partners.fetch(["confidentiality_level"])
        if {levels.get(partner_id) for partner_id in ids} <= {OPEN, None, False}:
            return partners.browse()
        return partners.browse(
            partner_id for partner_id in ids if (levels.get(partner_id) or OPEN) > OPEN
        )


def _aggregates(fields):
    """``name:function`` or ``alias:function(name)`` as the former read_group has it."""
    for spec in fields or ():
        name, _colon, function = spec.partition(":")
        if "(" in function:
            function, _bracket, name = function.rstrip(")").partition("(")
        if function:
            yield f"{name}:{function}"


def _note_properties(model, properties):
    for value in properties or ():
        if not isinstance(value, dict) or value.get("comodel") not in PARTNER_OF:
            continue
        found = value.get("value") or ()
        pairs = found if value.get("type") == "many2many" else [found]
        model._note_read_of(
            value["comodel"],
            [pair[0] for pair in pairs if isinstance(pair, (list, tuple)) and pair],
        )
